"""Every answer that is not a good one becomes a named error, never an empty answer."""

import threading

import httpx
import pytest

from sync.amazon.errors import Denied, Invalid, NotFound, Throttled, Unreachable

US = "ATVPDKIKX0DER"
HTML = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"


def said(code, message):
    return {"errors": [{"code": code, "message": message, "details": ""}]}


@pytest.mark.parametrize(
    ("body", "status", "content_type", "error", "words"),
    [
        pytest.param(HTML, 503, "text/html", Unreachable, "answered 503 with text/html", id="503 in HTML"),
        pytest.param(HTML, 200, "text/html", Unreachable, "answered 200 with text/html", id="200 in HTML"),
        pytest.param({}, 500, "application/json", Unreachable, "answered 500", id="500 without errors"),
        pytest.param(b"", 502, "text/plain", Unreachable, "answered 502", id="502 empty"),
        pytest.param(b"", 204, "text/plain", Unreachable, "lacks 'items'", id="204"),
        pytest.param(b'{"items": [', 200, "application/json", Unreachable, "broken JSON", id="broken JSON"),
        pytest.param(b"[]", 200, "application/json", Unreachable, "lacks 'items'", id="a list"),
        pytest.param(
            {"items": []}, 200, "application/json", Unreachable, "lacks 'numberOfResults'", id="no total"
        ),
        pytest.param(
            {"numberOfResults": 0}, 200, "application/json", Unreachable, "lacks 'items'", id="no items"
        ),
        pytest.param(
            said("InternalFailure", "oops"),
            500,
            "application/json",
            Unreachable,
            "oops (500, InternalFailure)",
            id="500 of Amazon's",
        ),
        pytest.param(b"", 302, "text/html", Unreachable, "answered 302", id="redirect"),
        pytest.param(
            said("InvalidInput", "bad token"),
            400,
            "application/json",
            Invalid,
            "bad token (400, InvalidInput)",
            id="400",
        ),
        pytest.param(said("TooLarge", "too large"), 413, "application/json", Invalid, "too large", id="413"),
        pytest.param(HTML, 400, "text/html", Unreachable, "answered 400", id="400 in HTML"),
        pytest.param(said("NOT_FOUND", "no SKU"), 404, "application/json", NotFound, "no SKU", id="404"),
        pytest.param(HTML, 404, "text/html", Unreachable, "answered 404", id="404 in HTML"),
    ],
)
def test_bad_answer_is_a_named_error(*, amazon, say, body, status, content_type, error, words):
    say(body, status, content_type=content_type)
    with pytest.raises(error) as caught:
        amazon.search_listings(US)
    assert type(caught.value) is error
    assert str(caught.value).startswith("searchListingsItems: ")
    assert words in str(caught.value)


def test_message_tells_call_reason_and_request(amazon, say):
    say(said("InvalidInput", "Invalid 'pageToken'."), 400, headers={"x-amzn-RequestId": "7f3a"})
    with pytest.raises(Invalid) as caught:
        amazon.search_listings(US)
    assert str(caught.value) == "searchListingsItems: Invalid 'pageToken'. (400, InvalidInput, request 7f3a)"
    assert caught.value.request_id == "7f3a"


def test_redirect_is_not_followed(amazon, say, odd):
    say(b"", 302, headers={"Location": odd.url + "/elsewhere"})
    with pytest.raises(Unreachable):
        amazon.search_listings(US)
    assert len(odd.requests) == 1


def test_cut_body_is_no_answer(amazon, say, notes):
    say({"items": [{"sku": "A"}], "numberOfResults": 1}, cut_after=10)
    with pytest.raises(Unreachable, match="no whole answer"):
        amazon.search_listings(US)
    [call] = notes.of("searchListingsItems")
    assert (call.status_code, call.failed, call.retryable) == (None, True, True)


def test_no_answer_in_time(amazon, say, odd, http):
    say({"items": [], "numberOfResults": 0})
    amazon.search_listings(US)  # the token is there
    answered, hold = odd.say, threading.Event()
    odd.say = lambda handler, got: hold.wait(timeout=10) and answered(handler, got)
    http.timeout = httpx.Timeout(5, read=0.05)
    with pytest.raises(Unreachable, match="ReadTimeout"):
        amazon.search_listings(US)
    hold.set()


def test_nobody_listens(make_amazon, odd):
    amazon = make_amazon()
    odd.server.shutdown()
    odd.server.server_close()
    with pytest.raises(Unreachable, match="ConnectError"):
        amazon.search_listings(US)


def test_get_listing_is_none_only_for_amazons_own_404(amazon, say):
    say(said("NOT_FOUND", "SKU 'A' not found in marketplace"), 404)
    assert amazon.get_listing(US, "A") is None


def test_amazons_own_404_is_observed_as_an_answer(amazon, say, notes):
    say(said("NOT_FOUND", "no SKU"), 404)
    amazon.get_listing(US, "A")
    say(b"<html>", 404, content_type="text/html")
    with pytest.raises(Unreachable):
        amazon.get_listing(US, "A")
    assert [call.failed for call in notes.of("getListingsItem")] == [False, True]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        pytest.param(b"<html>404</html>", 404, Unreachable, id="a load balancer's 404"),
        pytest.param(said("Gone", "?"), 404, Unreachable, id="a 404 with another code"),
        pytest.param(said("Unauthorized", "denied"), 403, Denied, id="403"),
        pytest.param({}, 200, Unreachable, id="an empty answer"),
    ],
)
def test_get_listing_never_takes_trouble_for_absence(amazon, say, body, status, error):
    say(body, status)
    with pytest.raises(error):
        amazon.get_listing(US, "A")


def test_429_is_a_delay(amazon, say, notes):
    say(said("QuotaExceeded", "You exceeded your quota."), 429)
    with pytest.raises(Throttled) as caught:
        amazon.search_listings(US)
    assert caught.value.by_amazon
    assert caught.value.wait == 0.2
    [call] = notes.of("searchListingsItems")
    assert (call.status_code, call.throttled, call.code) == (429, True, "QuotaExceeded")


def test_429_with_retry_after(amazon, say):
    say(b"slow down", 429, content_type="text/plain", headers={"Retry-After": "17"})
    with pytest.raises(Throttled) as caught:
        amazon.search_listings(US)
    assert caught.value.wait == 17


def test_a_good_answer_is_observed_too(amazon, say, notes):
    say({"items": [], "numberOfResults": 0}, headers={"x-amzn-RequestId": "r-1"})
    amazon.search_listings(US)
    [call] = notes.of("searchListingsItems")
    assert (call.status_code, call.message, call.request_id, call.failed) == (200, "", "r-1", False)
    assert 0 < call.seconds < 5
