"""Login with Amazon as the sandbox plays it."""

import httpx
import pytest

from tests.sandbox.conftest import US, refresh_form

CODE = {"grant_type": "authorization_code"}


@pytest.fixture
def http(box):
    with httpx.Client(base_url=box.url, verify=False) as client:
        yield client


def test_refresh_token_gives_an_hour(http, seller):
    answer = http.post("/auth/o2/token", data=refresh_form(seller))
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 3600
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["refresh_token"] == seller["refresh_token"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        pytest.param({"refresh_token": "Atzr|wrong"}, 400, "invalid_grant", id="unknown refresh token"),
        pytest.param({"client_secret": "wrong"}, 401, "invalid_client", id="wrong secret"),
        pytest.param({"client_id": "wrong"}, 401, "invalid_client", id="unknown application"),
        pytest.param({"grant_type": "password"}, 400, "unsupported_grant_type", id="unknown grant"),
        pytest.param({"grant_type": ""}, 400, "invalid_request", id="no grant"),
        pytest.param(
            {"grant_type": "authorization_code", "code": "x"}, 400, "invalid_grant", id="unknown code"
        ),
        pytest.param(
            {"grant_type": "client_credentials", "scope": "x"}, 400, "invalid_scope", id="unknown scope"
        ),
    ],
)
def test_refusals(http, seller, change, status, error):
    answer = http.post("/auth/o2/token", data=refresh_form(seller) | change)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_grantless_token_opens_no_seller_operation(http, seller):
    form = refresh_form(seller) | {
        "grant_type": "client_credentials",
        "scope": "sellingpartnerapi::notifications",
    }
    token = http.post("/auth/o2/token", data=form).json()
    assert token["scope"] == "sellingpartnerapi::notifications"
    answer = http.get("/sellers/v1/account", headers={"x-amz-access-token": token["access_token"]})
    assert answer.status_code == 403


def test_token_expires_by_the_sandbox_clock(box, amazon):
    box.control("POST", "/clock", {"advance": 3590})
    assert amazon.search().status_code == 200
    box.control("POST", "/clock", {"advance": 20})
    answer = amazon.search()
    assert answer.status_code == 403
    assert answer.json()["errors"][0] == {
        "code": "Unauthorized",
        "message": "Access to requested resource is denied.",
        "details": "The access token you provided has expired.",
    }


def test_revocation_ends_tokens_and_logins_until_authorised_again(box, http, seller, amazon):
    box.control("POST", "/sellers/revoke", {"seller": seller["selling_partner_id"]})
    assert amazon.search().status_code == 403
    assert http.post("/auth/o2/token", data=refresh_form(seller)).json()["error"] == "invalid_grant"
    assert box.control("GET", "/sellers")[0]["is_authorised"] is False
    box.control("POST", "/sellers/authorise", {"seller": seller["selling_partner_id"]})
    assert http.post("/auth/o2/token", data=refresh_form(seller)).status_code == 200


@pytest.mark.parametrize("token", [None, "Atza|made-up"])
def test_no_access_without_a_token(http, seller, token):
    answer = http.get("/sellers/v1/account", headers={"x-amz-access-token": token} if token else {})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "Unauthorized")


def test_another_sellers_listings_are_closed(box, seller, amazon):
    other = box.seller(US)
    answer = amazon.call(
        "GET", f"/listings/2021-08-01/items/{other['selling_partner_id']}", marketplaceIds=US
    )
    assert answer.status_code == 403


def consent_link(**change):
    return {
        "application_id": "amzn1.sp.solution.demo",
        "state": "s-1",
        "version": "beta",
        "redirect_uri": "http://127.0.0.1:1/back?x=1",
    } | change


def test_consent_leads_back_with_a_code_that_works_once(http, seller):
    page = http.get("/apps/authorize/consent", params=consent_link())
    assert "This is a sandbox" in page.text
    assert seller["name"] in page.text
    form = consent_link(seller=seller["selling_partner_id"], deed="confirm")
    target = httpx.URL(http.post("/apps/authorize/consent", data=form).headers["location"])
    assert target.params["x"] == "1"
    assert target.params["state"] == "s-1"
    assert target.params["selling_partner_id"] == seller["selling_partner_id"]
    grant = refresh_form(seller) | CODE | {"code": target.params["spapi_oauth_code"]}
    first, second = (http.post("/auth/o2/token", data=grant) for _ in range(2))
    assert first.json()["refresh_token"].startswith("Atzr|")
    assert first.json()["refresh_token"] != seller["refresh_token"]
    assert second.json()["error"] == "invalid_grant"
    again = refresh_form(seller) | {"refresh_token": first.json()["refresh_token"]}
    assert http.post("/auth/o2/token", data=again).status_code == 200


def test_consent_code_expires(box, http, seller):
    form = consent_link(seller=seller["selling_partner_id"], deed="confirm")
    target = httpx.URL(http.post("/apps/authorize/consent", data=form).headers["location"])
    box.control("POST", "/clock", {"advance": 301})
    grant = refresh_form(seller) | CODE | {"code": target.params["spapi_oauth_code"]}
    assert http.post("/auth/o2/token", data=grant).json()["error"] == "invalid_grant"


def test_consent_cancelled(http, seller):
    target = httpx.URL(
        http.post("/apps/authorize/consent", data=consent_link(deed="cancel")).headers["location"]
    )
    assert target.params["error"] == "access_denied"
    assert "spapi_oauth_code" not in target.params


@pytest.mark.parametrize("change", [{"application_id": "x"}, {"state": ""}, {"redirect_uri": "javascript:1"}])
def test_consent_refuses_a_bad_link(http, seller, change):
    assert http.get("/apps/authorize/consent", params=consent_link(**change)).status_code == 400
