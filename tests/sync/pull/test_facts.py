"""An item of Amazon's as facts: the truth table of its status, and what is not understood."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sync.pull.facts import facts_of
from sync.pull.issues import NotUnderstood

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


def item(status=("BUYABLE", "DISCOVERABLE"), *, quantity=3, channel="DEFAULT", **parts):
    summary = {
        "marketplaceId": UK,
        "asin": "B000000001",
        "productType": "MUG",
        "conditionType": "new_new",
        "status": list(status),
        "itemName": "Blue mug",
        "createdDate": "2026-01-02T03:04:05Z",
        "lastUpdatedDate": "2026-11-23T11:59:00.250Z",
        "mainImage": {"link": "https://m.media-amazon.com/mug.jpg", "height": 1000, "width": 1000},
    }
    availability = {"fulfillmentChannelCode": channel}
    if quantity is not None:
        availability["quantity"] = quantity
    whole = {
        "sku": "MUG-1",
        "summaries": [summary],
        "attributes": {"fulfillment_availability": [{"lead_time_to_ship_max_days": 2}]},
        "issues": [],
        "offers": [offer(UK, "9.99")],
        "fulfillmentAvailability": [availability],
        "relationships": [{"marketplaceId": UK, "relationships": []}],
        "productTypes": [{"marketplaceId": UK, "productType": "MUG"}],
    }
    return whole | parts


def offer(marketplace, amount, kind="B2C"):
    return {
        "marketplaceId": marketplace,
        "offerType": kind,
        "price": {"amount": amount, "currencyCode": "GBP"},
    }


def issue(severity="ERROR", *categories, actions=(), exemption="NOT_EXEMPT", expiry=None, **parts):
    found = {
        "code": "90220",
        "message": "Wrong.",
        "severity": severity,
        "categories": list(categories),
    } | parts
    if actions:
        status = {"status": exemption} | ({"expiryDate": expiry} if expiry else {})
        found["enforcements"] = {"actions": [{"action": action} for action in actions], "exemption": status}
    return found


def read(whole):
    return facts_of(whole, UK, now=NOON)


def test_a_listing_that_sells():
    facts = read(item())
    assert (facts.seller_sku, facts.asin, facts.title) == ("MUG-1", "B000000001", "Blue mug")
    assert (facts.price, facts.quantity, facts.channel) == (Decimal("9.99"), 3, "FBM")
    assert (facts.condition, facts.product_type, facts.handling_days) == ("new_new", "MUG", 2)
    assert facts.image == "https://m.media-amazon.com/mug.jpg"
    assert facts.amazon_updated_at == datetime(2026, 11, 23, 11, 59, 0, 250_000, tzinfo=UTC)


BLOCKED = issue("ERROR", actions=["LISTING_SUPPRESSED"])
SEARCH = issue("WARNING", "MISSING_IMAGE", actions=["SEARCH_SUPPRESSED"])
SOLD, HIDDEN, SHOWN = ["BUYABLE", "DISCOVERABLE"], ["BUYABLE"], ["DISCOVERABLE"]
NEITHER: list[str] = []


@pytest.mark.parametrize(
    ("whole", "verdict"),
    [
        # verdict: Seller Central's word, search suppressed, draft, why inactive
        pytest.param(item(SOLD), ("Active", False, False, ""), id="both"),
        pytest.param(item(HIDDEN), ("Active", True, False, ""), id="buyable, not discoverable"),
        pytest.param(
            item(SOLD, issues=[SEARCH]), ("Active", True, False, ""), id="search suppressed by issue"
        ),
        pytest.param(
            item(SOLD, issues=[BLOCKED]), ("Active", False, False, ""), id="suppressed, yet still sold (P15)"
        ),
        pytest.param(
            item(SHOWN, quantity=0), ("Inactive", False, False, "no_stock_at_amazon"), id="quantity 0"
        ),
        pytest.param(
            item(NEITHER, quantity=0),
            ("Inactive", False, False, "no_stock_at_amazon"),
            id="nothing, quantity 0",
        ),
        pytest.param(item(SHOWN), ("Inactive", False, False, ""), id="no reason given"),
        pytest.param(item(SHOWN, issues=[BLOCKED]), ("Inactive", False, False, "blocked"), id="blocked"),
        pytest.param(
            item(SHOWN, quantity=0, issues=[BLOCKED]),
            ("Inactive", False, False, "blocked"),
            id="blocked goes before quantity 0",
        ),
        pytest.param(
            item(SHOWN, offers=[], issues=[BLOCKED]),
            ("Inactive", False, False, "blocked"),
            id="blocked, its offer hidden",
        ),
        pytest.param(
            item(SHOWN, issues=[issue("ERROR", "INVALID_PRICE", actions=["LISTING_SUPPRESSED"])]),
            ("Inactive", False, False, "price_error"),
            id="price",
        ),
        pytest.param(
            item(SHOWN, issues=[issue("ERROR", "QUALIFICATION_REQUIRED", actions=["LISTING_SUPPRESSED"])]),
            ("Inactive", False, False, "approval_needed"),
            id="approval",
        ),
        pytest.param(
            item(NEITHER, issues=[issue("ERROR", actions=["CATALOG_ITEM_REMOVED"])]),
            ("Inactive", False, False, "catalog_removed"),
            id="taken out of the catalog",
        ),
        pytest.param(
            item(SHOWN, quantity=0, issues=[issue("WARNING", "INVALID_ATTRIBUTE")]),
            ("Inactive", False, False, "no_stock_at_amazon"),
            id="a warning is no reason",
        ),
        pytest.param(
            item(SHOWN, quantity=None, channel="AMAZON_EU"),
            ("Inactive", False, False, ""),
            id="FBA: stock unknown",
        ),
        pytest.param(
            item(summaries=[], offers=[], issues=[issue("ERROR")]),
            ("Incomplete", False, True, ""),
            id="no summary but an error: never made (P14)",
        ),
        pytest.param(
            item(NEITHER, issues=[issue("ERROR", "MISSING_ATTRIBUTE")]),
            ("Incomplete", False, True, ""),
            id="shown nowhere, an attribute is missing",
        ),
        pytest.param(
            item(SHOWN, issues=[issue("ERROR", "MISSING_ATTRIBUTE")]),
            ("Inactive", False, False, ""),
            id="discoverable, an attribute is missing",
        ),
        pytest.param(item(SHOWN, offers=[]), ("Incomplete", False, True, ""), id="no price"),
        pytest.param(
            item(
                SHOWN,
                quantity=0,
                issues=[
                    issue(
                        "WARNING",
                        "QUALIFICATION_REQUIRED",
                        actions=["LISTING_SUPPRESSED"],
                        exemption="EXEMPT",
                    )
                ],
            ),
            ("Inactive", False, False, "no_stock_at_amazon"),
            id="exempt",
        ),
    ],
)
def test_p15_what_amazon_does_with_it(whole, verdict):
    facts = read(whole)
    assert (
        facts.amazon_status,
        facts.search_suppressed,
        facts.amazon_incomplete,
        facts.inactive_reason,
    ) == verdict


@pytest.mark.parametrize(
    ("expiry", "reason"),
    [
        pytest.param("2026-11-23T12:00:01Z", "", id="still exempt"),
        pytest.param("2026-11-23T12:00:00Z", "blocked", id="exemption over"),
    ],
)
def test_an_exemption_ends(expiry, reason):
    exempt = issue(
        "WARNING", actions=["LISTING_SUPPRESSED"], exemption="EXEMPT_UNTIL_EXPIRY_DATE", expiry=expiry
    )
    assert read(item(SHOWN, issues=[exempt])).inactive_reason == reason


def test_p46_amazons_stock_is_not_the_merchants():
    facts = read(item(quantity=None, channel="AMAZON_EU"))
    assert (facts.channel, facts.quantity) == ("FBA", None)


def test_only_this_marketplace_counts():
    facts = read(
        item(
            offers=[offer(DE, "1.00"), offer(UK, "8.00", kind="B2B"), offer(UK, "9.50")],
            issues=[issue(marketplaceIds=[DE])],
        )
    )
    assert (facts.price, facts.issues) == (Decimal("9.50"), ())


def test_p42_a_parent_carries_no_stock():
    family = [{"marketplaceId": UK, "relationships": [{"type": "VARIATION", "childSkus": ["MUG-1-RED"]}]}]
    facts = read(item(SHOWN, relationships=family, fulfillmentAvailability=[], offers=[]))
    assert (facts.is_parent, facts.channel, facts.quantity, facts.amazon_incomplete) == (
        True,
        "",
        None,
        False,
    )


def test_a_child_names_its_parent():
    family = [{"marketplaceId": UK, "relationships": [{"type": "VARIATION", "parentSkus": ["MUG"]}]}]
    facts = read(item(relationships=family))
    assert (facts.is_parent, facts.parent_sku) == (False, "MUG")


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        pytest.param(
            {"summaries": [{"marketplaceId": UK, "status": ["SOLD"]}]}, "summaries.status", id="status"
        ),
        pytest.param({"summaries": "none"}, "summaries", id="shape"),
        pytest.param({"offers": [offer(UK, "9.99", kind="B2X")]}, "offers.offerType", id="offer type"),
        pytest.param({"offers": [offer(UK, "cheap")]}, "offers.price", id="price"),
        pytest.param({"offers": [offer(UK, "NaN")]}, "offers.price", id="not a number"),
        pytest.param(
            {"fulfillmentAvailability": [{"fulfillmentChannelCode": "DEFAULT", "quantity": -1}]},
            "fulfillmentAvailability.quantity",
            id="quantity below 0",
        ),
        pytest.param(
            {"fulfillmentAvailability": [{"fulfillmentChannelCode": "DRONE"}]},
            "fulfillmentAvailability",
            id="channel",
        ),
        pytest.param({"issues": [issue("FATAL")]}, "issues.severity", id="severity"),
        pytest.param({"sku": ""}, "sku", id="no SKU"),
        pytest.param({"sku": "MUG\x00"}, "sku", id="unstorable SKU"),
        pytest.param({"sku": "MUG\ud800"}, "sku", id="half a character"),
    ],
)
def test_what_is_not_understood_names_its_field(parts, field):
    with pytest.raises(NotUnderstood) as refused:
        read(item(**parts))
    assert refused.value.field == field


def barcode(kind, value, **place):
    return {
        "attributes": {"externally_assigned_product_identifier": [{"type": kind, "value": value, **place}]}
    }


@pytest.mark.parametrize(
    ("parts", "gtin"),
    [
        pytest.param(barcode("ean", "4006381333931"), "04006381333931", id="EAN"),
        pytest.param(barcode("upc", "036000291452", marketplace_id=UK), "00036000291452", id="of this place"),
        pytest.param(barcode("upc", "036000291452", marketplace_id=DE), "", id="of another place"),
        pytest.param(barcode("ean", "4006381333932"), "", id="wrong check digit"),
        pytest.param(barcode("gcid", "4D0E12AB34CD56EF"), "", id="no number"),
        pytest.param({"attributes": {"externally_assigned_product_identifier": "?"}}, "", id="no list"),
        pytest.param(
            {"summaries": [{"marketplaceId": UK, "asin": "0306406152"}]}, "09780306406157", id="book"
        ),
    ],
)
def test_the_product_id(parts, gtin):
    assert facts_of(item(**parts), UK, now=NOON).gtin == gtin
