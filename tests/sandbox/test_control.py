"""The sandbox's own controls."""

import json

import httpx
import pytest

from tests.sandbox.conftest import CA, UK, US


def test_sellers_are_listed_as_documented(box):
    made = box.seller(US, CA, name="Mug shop", refresh_token="Atzr|mugs", seller_id="AMUGS")
    assert (
        box.control("GET", "/sellers")
        == [made]
        == [
            {
                "selling_partner_id": "AMUGS",
                "name": "Mug shop",
                "region": "NA",
                "refresh_token": "Atzr|mugs",
                "marketplaces": [US, CA],
                "is_authorised": True,
            }
        ]
    )


@pytest.mark.parametrize("marketplaces", [[], ["X"], [US, UK]])
def test_impossible_sellers_are_refused(box, marketplaces):
    with pytest.raises(AssertionError, match="400"):
        box.seller(*marketplaces)


def test_a_taken_token_is_refused(box, seller):
    with pytest.raises(AssertionError, match="already a seller"):
        box.seller(US, refresh_token=seller["refresh_token"])


@pytest.mark.parametrize(
    ("facts", "status", "word"),
    [
        pytest.param({}, ["BUYABLE", "DISCOVERABLE"], "Active", id="all well"),
        pytest.param({"quantity": 0}, ["DISCOVERABLE"], "Inactive", id="out of stock"),
        pytest.param({"price": None}, ["DISCOVERABLE"], "Incomplete", id="no price"),
        pytest.param({"condition": None}, ["DISCOVERABLE"], "Incomplete", id="no condition"),
        pytest.param({"asin": None}, [], "Incomplete", id="no ASIN"),
        pytest.param({"is_created": False}, [], "Incomplete", id="not created"),
        pytest.param(
            {"channel": "AMAZON_NA"}, ["DISCOVERABLE"], "Inactive", id="nothing at Amazon's warehouse"
        ),
        pytest.param(
            {"channel": "AMAZON_NA", "quantity": 0, "fba_fulfillable": 2},
            ["BUYABLE", "DISCOVERABLE"],
            "Active",
            id="stock at Amazon's warehouse",
        ),
    ],
)
def test_status_follows_from_the_facts(box, seller, facts, status, word):
    truth = box.lists(seller, "MUG-1", **facts)
    assert (truth["status"], truth["report_status"]) == (status, word)


@pytest.mark.parametrize(
    ("issue", "status"),
    [
        pytest.param({"actions": ["LISTING_SUPPRESSED"]}, ["DISCOVERABLE"], id="suppressed"),
        pytest.param({"actions": ["SEARCH_SUPPRESSED"]}, ["BUYABLE"], id="hidden from search"),
        pytest.param({"actions": ["CATALOG_ITEM_REMOVED"]}, [], id="item removed"),
        pytest.param(
            {"actions": ["ATTRIBUTE_SUPPRESSED"]}, ["BUYABLE", "DISCOVERABLE"], id="attribute refused"
        ),
        pytest.param({"severity": "ERROR"}, ["BUYABLE", "DISCOVERABLE"], id="an error without enforcement"),
        pytest.param(
            {"actions": ["LISTING_SUPPRESSED"], "exemption": "EXEMPT"},
            ["BUYABLE", "DISCOVERABLE"],
            id="exempt",
        ),
    ],
)
def test_issues_enforce(box, seller, amazon, issue, status):
    box.lists(seller, "MUG-1")
    where = {"seller": seller["selling_partner_id"], "marketplace": US, "sku": "MUG-1", "code": "18027"}
    assert box.control("POST", "/issues", where | issue)["status"] == status
    [told] = amazon.item("GET", "MUG-1", includedData="issues").json()["issues"]
    assert (told["code"], "enforcements" in told) == ("18027", bool(issue.get("actions")))
    assert box.control("DELETE", "/issues", where)["status"] == ["BUYABLE", "DISCOVERABLE"]


def test_an_exemption_runs_out(box, seller, amazon):
    box.control("POST", "/clock", {"freeze": "2026-11-23T12:00:00Z"})
    box.lists(seller, "MUG-1")
    box.control(
        "POST",
        "/issues",
        {
            "seller": seller["selling_partner_id"],
            "marketplace": US,
            "sku": "MUG-1",
            "code": "1",
            "actions": ["LISTING_SUPPRESSED"],
            "exemption": "EXEMPT_UNTIL_EXPIRY_DATE",
            "exempt_until": "2026-11-23T12:01:00Z",
        },
    )
    exemption = amazon.item("GET", "MUG-1", includedData="issues").json()["issues"][0]["enforcements"][
        "exemption"
    ]
    assert exemption == {"status": "EXEMPT_UNTIL_EXPIRY_DATE", "expiryDate": "2026-11-23T12:01:00.000Z"}
    assert amazon.skus(withStatus="BUYABLE") == ["MUG-1"]
    box.control("POST", "/clock", {"advance": 60})
    assert amazon.skus(withStatus="BUYABLE") == []


def test_not_created_shows_issues_and_no_summary(box, seller, amazon):
    box.lists(seller, "DRAFT", is_created=False, asin=None)
    box.control(
        "POST",
        "/issues",
        {
            "seller": seller["selling_partner_id"],
            "marketplace": US,
            "sku": "DRAFT",
            "code": "13013",
            "categories": ["MISSING_ATTRIBUTE"],
        },
    )
    item = amazon.item("GET", "DRAFT", includedData="summaries,issues").json()
    assert (item["summaries"], item["issues"][0]["code"]) == ([], "13013")


def test_truth_by_pages_and_by_lines(box, seller):
    for number in range(5):
        box.lists(seller, f"S{number}")
    box.unlists(seller, "S3")
    who = f"seller={seller['selling_partner_id']}&marketplace={US}"
    page = box.control("GET", f"/listings?{who}&limit=2&after=S0")
    assert ([row["sku"] for row in page["listings"]], page["next"]) == (["S1", "S2"], "S2")
    lines = httpx.get(f"{box.url}/_control/listings?{who}&format=lines&deleted=true").text.splitlines()
    assert [json.loads(line)["sku"] for line in lines] == ["S0", "S1", "S2", "S3", "S4"]


def test_touch_changes_prices_a_millisecond_apart(box, seller, amazon):
    box.control("POST", "/clock", {"freeze": "2026-11-23T12:00:00Z"})
    for number in range(4):
        box.lists(seller, f"S{number}", price="5.00")
    box.control("POST", "/clock", {"advance": 60})
    where = {"seller": seller["selling_partner_id"], "marketplace": US}
    assert box.control("POST", "/listings/touch", where | {"count": 3}) == {"touched": 3}
    assert amazon.skus(lastUpdatedAfter="2026-11-23T12:00:30Z", sortOrder="ASC") == ["S0", "S1", "S2"]
    truth = box.truth(seller)
    assert [truth[f"S{number}"]["price"] for number in range(4)] == ["5.01", "5.01", "5.01", "5.00"]
    assert truth["S1"]["updated_at"] == "2026-11-23T12:00:59.999Z"


def test_counters(box, seller, amazon):
    amazon.search()
    amazon.search(pageSize=99)
    rows = [row for row in box.control("GET", "/counters") if row["operation"] == "searchListingsItems"]
    who = {"seller": seller["selling_partner_id"], "operation": "searchListingsItems"}
    assert rows == [who | {"status": 200, "calls": 1}, who | {"status": 400, "calls": 1}]
    assert box.calls("searchListingsItems", seller=seller) == 2
    box.control("DELETE", "/counters")
    assert box.calls("searchListingsItems") == 0


def test_suspended_and_left_marketplaces(box, seller, amazon):
    box.control(
        "POST",
        "/sellers/participation",
        {
            "seller": seller["selling_partner_id"],
            "marketplace": CA,
            "is_participating": False,
            "has_suspended_listings": True,
        },
    )
    told = amazon.call("GET", "/sellers/v1/marketplaceParticipations").json()["payload"]
    assert [each["participation"] for each in told] == [
        {"isParticipating": True, "hasSuspendedListings": False},
        {"isParticipating": False, "hasSuspendedListings": True},
    ]


def test_reset_forgets_everything_but_the_application(box, seller):
    box.control("POST", "/clock", {"advance": 1000})
    box.control("POST", "/reset", {})
    assert box.control("GET", "/sellers") == []
    assert box.control("GET", "/clock")["offset_seconds"] == 0
    assert box.seller(US)["is_authorised"]


def test_controls_want_json_so_that_a_foreign_page_cannot_send_them(box, seller):
    answer = httpx.post(f"{box.url}/_control/reset", data={"scenario": "empty"})
    assert answer.status_code == 400
    assert box.control("GET", "/sellers") == [seller]


def test_an_unknown_fact_is_refused_with_the_known_ones(box, seller):
    with pytest.raises(AssertionError, match="has no colour.*quantity"):
        box.lists(seller, "MUG-1", colour="red")
