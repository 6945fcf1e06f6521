"""Connecting: the consent page's address, and the code that becomes a refresh token."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

from amazon_channel.marketplaces import MARKETPLACES
from sync.amazon.consent import SELLER_CENTRAL, Registration, consent_url, exchange_code
from sync.amazon.errors import Invalid, Revoked, Unauthorized, Unreachable
from sync.amazon.pool import new_pool

BACK = "https://shop.example/connect/return"
AMAZON = Registration("amzn1.sp.solution.1", "client", "the-secret")


def parts(url):
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}{split.path}", dict(parse_qsl(split.query))


@pytest.mark.parametrize(
    ("place", "site"),
    [
        ("ATVPDKIKX0DER", "https://sellercentral.amazon.com"),
        ("A1F83G8C2ARO7P", "https://sellercentral-europe.amazon.com"),
        ("A1VC38T7YXB528", "https://sellercentral.amazon.co.jp"),
        ("NA", "https://sellercentral.amazon.com"),
        ("EU", "https://sellercentral-europe.amazon.com"),
        ("FE", "https://sellercentral.amazon.co.jp"),
    ],
)
def test_consent_page_of_a_marketplace_or_region(place, site):
    page, query = parts(consent_url(AMAZON, place, state="s&1", redirect_uri=BACK))
    assert page == site + "/apps/authorize/consent"
    assert query == {"application_id": "amzn1.sp.solution.1", "state": "s&1", "redirect_uri": BACK}


def test_a_draft_says_so():
    draft = Registration("amzn1.sp.solution.1", "client", "the-secret", draft=True)
    assert parts(consent_url(draft, "EU", state="s"))[1]["version"] == "beta"


def test_every_marketplace_has_a_seller_central():
    assert set(SELLER_CENTRAL) == set(MARKETPLACES)


def test_no_page_without_application_id_or_place():
    with pytest.raises(ValueError, match="no application id"):
        consent_url(Registration("", "client", "secret"), "EU", state="s")
    with pytest.raises(ValueError, match="no Seller Central"):
        consent_url(AMAZON, "XX", state="s")


@pytest.fixture
def registered(box):
    with box.inside.store.reading() as db:
        row = db.execute("SELECT application_id, client_id, client_secret FROM application").fetchone()
    return Registration(row[0], row[1], row[2], sandbox_url=box.url)


@pytest.fixture
def pool_of_box(box):
    with new_pool(sandbox_url=box.url) as pool:
        yield pool


def consent(registered, seller):
    """What a seller does in the browser: opens the page, confirms, is sent back; the query of that."""
    url = consent_url(registered, "NA", state="st", redirect_uri=BACK)
    with httpx.Client(trust_env=False) as browser:
        assert browser.get(url).status_code == 200
        form = dict(parse_qsl(urlsplit(url).query)) | {
            "deed": "confirm",
            "seller": seller["selling_partner_id"],
        }
        sent = browser.post(url.split("?")[0], data=form)
    back, query = parts(sent.headers["location"])
    assert back == BACK
    return query


def test_from_the_page_to_a_refresh_token_that_works(box, registered, pool_of_box, box_amazon):
    seller = box.seller("ATVPDKIKX0DER", name="Mug shop")
    query = consent(registered, seller)
    assert (query["state"], query["selling_partner_id"]) == ("st", seller["selling_partner_id"])
    refresh_token = exchange_code(registered, query["spapi_oauth_code"], http=pool_of_box)
    amazon = box_amazon(seller | {"refresh_token": refresh_token})
    assert [each.marketplace_id for each in amazon.participations()] == ["ATVPDKIKX0DER"]


def test_a_code_works_once(box, registered, pool_of_box):
    code = consent(registered, box.seller("ATVPDKIKX0DER"))["spapi_oauth_code"]
    exchange_code(registered, code, http=pool_of_box)
    with pytest.raises(Revoked):
        exchange_code(registered, code, http=pool_of_box)


def test_an_invented_code_is_refused(registered, pool_of_box):
    with pytest.raises(Revoked):
        exchange_code(registered, "invented", http=pool_of_box)


def test_a_wrong_secret_is_named(box, registered, pool_of_box):
    wrong = Registration(registered.application_id, registered.client_id, "wrong", sandbox_url=box.url)
    with pytest.raises(Unauthorized) as caught:
        exchange_code(wrong, "any", http=pool_of_box)
    assert caught.value.code == "invalid_client"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        pytest.param({"error": "invalid_request"}, 400, Invalid, id="malformed"),
        pytest.param(b"<html>", 503, Unreachable, id="HTML"),
        pytest.param({"access_token": "Atza|x"}, 200, Unreachable, id="no refresh token"),
    ],
)
def test_odd_answers_to_a_code(odd, http, body, status, error):
    odd.login = type(odd.answers[0])(body, status)
    registration = Registration("app", "client", "the-secret", sandbox_url=odd.url)
    with pytest.raises(error) as caught:
        exchange_code(registration, "code-1", http=http, redirect_uri=BACK)
    assert "the-secret" not in str(caught.value)
    assert parse_qs(odd.logins[0].body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["code-1"],
        "client_id": ["client"],
        "client_secret": ["the-secret"],
        "redirect_uri": [BACK],
    }
