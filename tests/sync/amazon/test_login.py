"""Access tokens: whose they are, when they end, and what a refusal of one means."""

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest

from sync.amazon.errors import Denied, Invalid, Revoked, Throttled, Unauthorized, Unreachable
from sync.amazon.login import Tokens

US = "ATVPDKIKX0DER"
PAGE = {"items": [], "numberOfResults": 0}
NO_ENTRY = {"code": "Unauthorized", "message": "Access to requested resource is denied."}
EXPIRED = {"errors": [NO_ENTRY | {"details": "The access token you provided has expired."}]}
DENIED = {"errors": [NO_ENTRY | {"details": ""}]}


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Answers:
    """answer(page, answer.kind(error, 403), …): what the server says in turn, the last for ever."""

    def __init__(self, odd):
        self.odd, self.kind = odd, type(odd.answers[0])

    def __call__(self, *bodies):
        self.odd.answers = [body if isinstance(body, self.kind) else self.kind(body) for body in bodies]


@pytest.fixture
def answer(odd):
    return Answers(odd)


def used(odd):
    return [got.headers["x-amz-access-token"] for got in odd.requests]


def form(got):
    return {name: values[0] for name, values in parse_qs(got.body.decode()).items()}


def test_p33_two_accounts_interleaved_never_use_the_others_token(make_amazon, odd, answer):
    answer(PAGE)
    tokens = Tokens()
    one = make_amazon(refresh_token="Atzr|one", seller_id="A1ONE", tokens=tokens)
    two = make_amazon(refresh_token="Atzr|two", seller_id="A1TWO", tokens=tokens)
    for _ in range(5):
        one.search_listings(US)
        two.search_listings(US)
    assert [form(login)["refresh_token"] for login in odd.logins] == ["Atzr|one", "Atzr|two"]
    seen = {(got.raw_path.split("/")[-1], got.headers["x-amz-access-token"]) for got in odd.requests}
    assert seen == {("A1ONE", "token-1"), ("A1TWO", "token-2")}


def test_p33_many_accounts_in_many_threads(make_amazon, odd, answer):
    answer(PAGE)
    tokens, names = Tokens(), [f"A1N{number}" for number in range(12)]

    def work(name):
        amazon = make_amazon(refresh_token=f"Atzr|{name}", seller_id=name, tokens=tokens)
        for _ in range(4):
            amazon.search_listings(US)

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(work, names * 2))
    # token-n was given to the n-th login, which named its refresh token
    owner = {f"token-{n}": form(got)["refresh_token"] for n, got in enumerate(odd.logins, 1)}
    assert len(odd.logins) == 12
    assert len(odd.requests) == 96
    for got in odd.requests:
        assert owner[got.headers["x-amz-access-token"]] == "Atzr|" + got.raw_path.split("/")[-1]


def test_same_refresh_token_of_another_application_is_another_token(odd, make_amazon):
    from dataclasses import replace

    amazon = make_amazon()
    tokens = Tokens()
    means = amazon._caller.means
    first = tokens.access_token(amazon.credentials, means.http, means.observer)
    second = tokens.access_token(replace(amazon.credentials, client_id="other"), means.http, means.observer)
    assert (first, second) == ("token-1", "token-2")


def test_a_token_is_used_until_a_minute_before_its_end(make_amazon, odd, answer):
    answer(PAGE)
    clock = Clock()
    amazon = make_amazon(tokens=Tokens(clock=clock))
    amazon.search_listings(US)
    clock.now += 3539
    amazon.search_listings(US)
    clock.now += 1
    amazon.search_listings(US)
    assert used(odd) == ["token-1", "token-1", "token-2"]


@pytest.mark.parametrize("lifetime", [{}, {"expires_in": "soon"}, {"expires_in": None}, {"expires_in": 0}])
def test_a_token_without_a_sensible_end_is_used_for_a_second(make_amazon, odd, answer, lifetime):
    answer(PAGE)
    odd.login = answer.kind({"access_token": "t"} | lifetime)
    clock = Clock()
    amazon = make_amazon(tokens=Tokens(clock=clock))
    amazon.search_listings(US)
    amazon.search_listings(US)
    clock.now += 1
    amazon.search_listings(US)
    assert len(odd.logins) == 2


def test_cold_threads_log_in_once(make_amazon, odd, answer):
    answer(PAGE)
    tokens, start = Tokens(), threading.Barrier(8)

    def work(_):
        amazon = make_amazon(tokens=tokens)
        start.wait(timeout=10)
        amazon.search_listings(US)

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(work, range(8)))
    assert len(odd.logins) == 1
    assert set(used(odd)) == {"token-1"}


def test_p30_token_expires_on_page_7(make_amazon, odd, answer, notes):
    page = PAGE | {"pagination": {"nextToken": "next"}}
    answer(*[page] * 6, answer.kind(EXPIRED, 403), PAGE)
    amazon = make_amazon()
    pages, token = 0, None
    while pages == 0 or token:
        found = amazon.search_listings(US, page_token=token)
        pages, token = pages + 1, found.next_token
    assert pages == 7
    assert used(odd) == ["token-1"] * 7 + ["token-2"]
    assert odd.requests[6].query == odd.requests[7].query
    assert [call.status_code for call in notes.of("searchListingsItems")] == [200] * 6 + [403, 200]


def test_401_brings_a_new_token_too(amazon, odd, answer):
    answer(answer.kind({"errors": [{"code": "Unauthorized", "message": "?"}]}, 401), PAGE)
    amazon.search_listings(US)
    assert used(odd) == ["token-1", "token-2"]


def test_a_body_is_sent_whole_again_after_a_new_token(amazon, odd, answer):
    answer(answer.kind(EXPIRED, 403), {"sku": "A", "status": "ACCEPTED"})
    amazon.patch_listing(US, "A", {"productType": "PRODUCT", "patches": [1]})
    assert [got.json for got in odd.requests] == [{"productType": "PRODUCT", "patches": [1]}] * 2


def test_p31_403_storm_is_retryable_and_brings_no_storm_of_logins(make_amazon, odd, answer):
    answer(answer.kind(DENIED, 403))
    clock = Clock()
    amazon = make_amazon(tokens=Tokens(clock=clock))
    for _ in range(5):
        with pytest.raises(Denied) as caught:
            amazon.search_listings(US)
        assert caught.value.retryable
    assert len(odd.logins) == 1
    clock.now += 120  # the token is older now, so it might be its fault after all: one more login
    for _ in range(5):
        with pytest.raises(Denied):
            amazon.search_listings(US)
    assert len(odd.logins) == 2


def test_p31_after_the_storm_all_is_well(make_amazon, odd, answer):
    answer(answer.kind(DENIED, 403), PAGE)
    amazon = make_amazon()
    with pytest.raises(Denied):
        amazon.search_listings(US)
    assert amazon.search_listings(US).total == 0


def test_another_threads_newer_token_is_not_thrown_away(make_amazon, odd):
    amazon, tokens = make_amazon(), Tokens()
    means = amazon._caller.means
    tokens.access_token(amazon.credentials, means.http, means.observer)
    assert tokens.give_up(amazon.credentials, "an older token", certain=True)
    assert tokens.access_token(amazon.credentials, means.http, means.observer) == "token-1"


@pytest.mark.parametrize(
    ("body", "status", "error", "retryable"),
    [
        pytest.param(
            {"error": "invalid_grant", "error_description": "revoked"}, 400, Revoked, False, id="revoked"
        ),
        pytest.param({"error": "invalid_client"}, 401, Unauthorized, False, id="wrong secret"),
        pytest.param({"error": "unauthorized_client"}, 400, Unauthorized, False, id="wrong client"),
        pytest.param({"error": "invalid_request"}, 400, Invalid, False, id="malformed"),
        pytest.param({"error": "server_error"}, 500, Unreachable, True, id="500"),
        pytest.param(b"<html>", 503, Unreachable, True, id="HTML"),
        pytest.param(b"<html>", 400, Unreachable, True, id="400 in HTML"),
        pytest.param({}, 200, Unreachable, True, id="no token"),
        pytest.param({"error": "slow_down"}, 429, Throttled, True, id="429"),
    ],
)
def test_login_refusals(*, amazon, odd, notes, body, status, error, retryable):
    odd.login = type(odd.answers[0])(body, status)
    with pytest.raises(error) as caught:
        amazon.search_listings(US)
    assert type(caught.value) is error
    assert caught.value.retryable is retryable
    assert caught.value.operation == "loginWithAmazon"
    assert odd.requests == []
    assert [call.status_code for call in notes.of("loginWithAmazon")] == [status]


def test_a_revoked_authorisation_in_mid_run_is_revoked(amazon, odd, answer):
    answer(PAGE, answer.kind(EXPIRED, 403))
    amazon.search_listings(US)
    odd.login = answer.kind({"error": "invalid_grant", "error_description": "revoked"}, 400)
    with pytest.raises(Revoked):
        amazon.search_listings(US)
