"""Faults on demand."""

import httpx
import pytest

from tests.sandbox.conftest import refresh_form

SEARCH = "searchListingsItems"


@pytest.fixture
def plan(box):
    """plan("throttled", count=3): a fault of searchListingsItems, or what `operation` says."""
    return lambda name, **fields: box.control(
        "POST", "/faults", {"name": name, "operation": SEARCH} | fields
    )["id"]


@pytest.fixture
def five(box, seller):
    for number in range(5):
        box.lists(seller, f"S{number}")


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("throttled", 429, "QuotaExceeded"),
        ("server_error", 500, "InternalFailure"),
        ("forbidden", 403, "Unauthorized"),
    ],
)
def test_refusals_strike_as_often_as_told(amazon, plan, name, status, code):
    plan(name, count=2)
    answers = [amazon.search() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["errors"][0]["code"] == code


def test_503_is_html_and_does_nothing(box, seller, amazon, plan):
    plan("unavailable", operation="deleteListingsItem")
    box.lists(seller, "A")
    answer = amazon.item("DELETE", "A")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html")
    assert "<h1>503" in answer.text
    assert list(box.truth(seller)) == ["A"]


def test_timeout_hangs_and_cuts(amazon, plan):
    plan("timeout", seconds=0.05)
    with pytest.raises(httpx.RemoteProtocolError):
        amazon.search()
    assert amazon.search().status_code == 200


def test_cut_body_ends_in_the_middle(box, amazon, plan, five):
    plan("cut_body")
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        amazon.search()
    assert amazon.search().status_code == 200
    assert box.calls(SEARCH) == 2


def test_expired_token_in_mid_run_needs_a_new_login(amazon, plan, five):
    plan("expired_token", skip=2)
    assert [amazon.search(pageSize=1).status_code for _ in range(4)] == [200, 200, 403, 403]
    token = amazon.http.post("/auth/o2/token", data=refresh_form(amazon.seller)).json()["access_token"]
    amazon.http.headers["x-amz-access-token"] = token
    assert amazon.search().status_code == 200


def test_one_seller_only(box, amazon, connect, plan):
    other = box.seller("A1F83G8C2ARO7P")
    plan("throttled", seller=other["selling_partner_id"], count=None)
    assert amazon.search().status_code == 200
    assert connect(box, other).search(marketplaceIds="A1F83G8C2ARO7P").status_code == 429


def test_probability(amazon, plan):
    plan("server_error", count=None, probability=0.5)
    struck = [amazon.search().status_code for _ in range(40)].count(500)
    assert 5 < struck < 35


def test_repeated_page_comes_with_a_new_token(amazon, plan, five):
    first = amazon.search(pageSize=2).json()
    plan("repeated_page")
    again = amazon.search(pageSize=2, pageToken=first["pagination"]["nextToken"]).json()
    assert again["items"] == first["items"]
    assert again["pagination"]["nextToken"]


def test_endless_token(amazon, plan, five):
    plan("endless_token", count=None)
    page = amazon.search(pageSize=5).json()
    for _ in range(10):
        page = amazon.search(pageSize=5, pageToken=page["pagination"]["nextToken"]).json()
        assert page["items"] == []


def test_duplicate_and_reordered_rows(amazon, plan, five):
    plan("duplicate_rows")
    assert amazon.skus(pageSize=2) == ["S4", "S4", "S3", "S3"]
    plan("reordered_rows")
    assert amazon.skus() == ["S0", "S1", "S2", "S3", "S4"]


def test_login_can_fail_too(box, amazon, plan):
    plan("server_error", operation="token")
    assert amazon.http.post("/auth/o2/token", data=refresh_form(amazon.seller)).status_code == 500


def test_faults_are_listed_and_cleared(box, plan):
    first, second = plan("throttled", count=None), plan("server_error")
    assert [(fault["id"], fault["name"], fault["count"]) for fault in box.control("GET", "/faults")] == [
        (first, "throttled", None),
        (second, "server_error", 1),
    ]
    assert box.control("DELETE", "/faults", {"id": first}) == {"cleared": 1}
    assert box.control("DELETE", "/faults") == {"cleared": 1}
    assert box.control("GET", "/faults") == []


def test_an_unknown_fault_is_refused(box):
    with pytest.raises(AssertionError, match="There is no fault gremlins"):
        box.control("POST", "/faults", {"name": "gremlins"})
