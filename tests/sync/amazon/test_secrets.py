"""No secret in an error's words, in its representation, or in a log line."""

import io
import logging
import pickle

import pytest

from sync.amazon.answers import Document
from sync.amazon.consent import Registration
from sync.amazon.errors import AmazonError, Invalid, Throttled, without_secrets

US = "ATVPDKIKX0DER"
SECRETS = ["Atzr|refresh.me-1", "its-secret", "Atza|access.me", "sign-ature"]


@pytest.fixture
def everything(caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "sp_api"):
        # as the settings have it: these three are kept at WARNING
        caplog.set_level(logging.WARNING, logger=name)
    return caplog


def words_of(error):
    chain, text = error, ""
    while chain is not None:
        text += f"{chain} {chain!r} {chain.args}\n"
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return text


def failures(odd, make_amazon):
    """Each way to fail, with Amazon repeating what it was sent."""
    kind = type(odd.answers[0])
    echo = f"bad token {SECRETS[0]} {SECRETS[2]} client_secret=its-secret X-Amz-Signature=sign-ature"
    amazon = make_amazon(refresh_token=SECRETS[0])
    odd.login = kind({"access_token": SECRETS[2], "expires_in": 3600})
    for status in (400, 401, 403, 404, 429, 500, 503):
        odd.answers = [kind({"errors": [{"code": "X", "message": echo}]}, status)]
        yield lambda: amazon.search_listings(US)
    odd.answers = [kind({}, cut_after=1)]
    yield lambda: amazon.search_listings(US)
    link = Document("D", odd.url + "/documents/1?X-Amz-Signature=sign-ature", gzip=True)
    odd.answers = [kind(echo.encode(), 403, "application/xml")]
    yield lambda: amazon.download(link, io.BytesIO())
    odd.answers = [kind(b"0123456789", cut_after=2)]
    yield lambda: amazon.download(link, io.BytesIO())
    yield lambda: amazon.download(
        Document("D", "https://x.example/?X-Amz-Signature=sign-ature", True), io.BytesIO()
    )
    odd.login = kind({"error": "invalid_grant", "error_description": echo}, 400)
    fresh = make_amazon(refresh_token=SECRETS[0])
    yield lambda: fresh.search_listings(US)


def test_no_secret_in_errors_logs_or_what_the_observer_is_told(odd, make_amazon, notes, everything):
    count = 0
    for fail in failures(odd, make_amazon):
        count += 1
        with pytest.raises(AmazonError) as caught:
            fail()
        told = words_of(caught.value)
        assert [secret for secret in SECRETS if secret in told] == []
    assert count == 12
    told = everything.text + repr(notes.calls)
    assert [secret for secret in SECRETS if secret in told] == []


def test_no_secret_in_representations(make_amazon):
    amazon = make_amazon(refresh_token=SECRETS[0])
    told = repr(amazon) + repr(amazon.credentials) + repr(Registration("app", "client", "its-secret"))
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("token Atza|IwEB-x_y.z+1/2= ends", "token *** ends"),
        ('{"refresh_token": "Atzr|abc"}', '{"***"}'),
        ("client_secret=abc&x=1", "***&x=1"),
        ("amzn1.oa2-cs.v1.deadbeef", "***"),
        ("?X-Amz-Signature=abc&X-Amz-Date=1", "?***&X-Amz-Date=1"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_without_secrets(text, clean):
    assert without_secrets(text) == clean


def test_long_words_are_cut():
    assert len(Invalid("op", "x" * 5000).message) == 1000


@pytest.mark.parametrize(
    "error",
    [
        Throttled("getReport", "slow", wait=2.5, code="QuotaExceeded", request_id="r", by_amazon=True),
        Invalid("getReport", "no", status_code=400, code="InvalidInput", request_id="r"),
    ],
)
def test_errors_travel_between_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.__dict__) == (type(error), str(error), error.__dict__)


def test_what_an_error_says():
    error = Throttled("searchListingsItems", "over the limit", wait=2.0, by_amazon=False)
    assert str(error) == "searchListingsItems: over the limit"
    assert (error.status_code, error.wait) == (None, 2.0)
