"""The decision table, row by row, as PostgreSQL computes it."""

from datetime import timedelta

import pytest

from catalog.models import Product
from listings.codes import Status, Tab
from listings.models import Listing
from listings.tabs import RULES
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)
LIVE = {"buyable": True, "discoverable": True, "product": "mug"}
QUIET = LIVE | {"buyable": False}
UNLISTED = {"first_seen_at": None, "product": "mug"}
GONE = {"gone_at": NOON, "product": "mug"}
MOVING = {"in_flight": "move", "submitted_at": NOON}


@pytest.mark.parametrize(
    ("facts", "tab", "status"),
    [
        pytest.param(LIVE, "active", "active", id="all well"),
        pytest.param(LIVE | {"ended_at": NOON}, "ended", "ending", id="ended by us, still on Amazon"),
        pytest.param(GONE | {"ended_at": NOON}, "ended", "manually_ended", id="ended by us and gone"),
        pytest.param(
            LIVE | {"ended_at": NOON, "ineligible_reason": "out_of_stock"},
            "ended",
            "ending",
            id="ended beats all",
        ),
        pytest.param(GONE, "ended", "removed", id="gone without us"),
        pytest.param(GONE | {"published_at": LATER}, "ready", "ready", id="gone, then published again"),
        pytest.param(GONE | {"published_at": NOON}, "ended", "removed", id="published before it went"),
        pytest.param(LIVE | {"missing_since": NOON}, "active", "active", id="missing is not gone"),
        pytest.param(LIVE | {"product": None}, "unmatched", "awaiting_product", id="no product"),
        pytest.param(
            LIVE | {"product": None, "fitting_products": 2},
            "unmatched",
            "several_products",
            id="several products fit",
        ),
        pytest.param(
            LIVE | {"product": None, "fitting_products": 2, "ignored_at": NOON},
            "unmatched",
            "ignored",
            id="ignored beats several",
        ),
        pytest.param(LIVE | {"ignored_at": NOON}, "active", "active", id="a product ends the ignoring"),
        pytest.param(
            LIVE | {"product": None, "ineligible_reason": "out_of_stock"},
            "unmatched",
            "awaiting_product",
            id="unmatched beats ineligible",
        ),
        pytest.param(
            {"is_parent": True, "discoverable": True}, "active", "variation_parent", id="parent on show"
        ),
        pytest.param({"is_parent": True}, "inactive", "variation_parent", id="parent not on show"),
        *[
            pytest.param(LIVE | {"ineligible_reason": reason}, "ineligible", reason, id=f"{reason} on Amazon")
            for reason in (
                "out_of_stock",
                "below_threshold",
                "not_yet_on_sale",
                "sale_over",
                "product_disabled",
                "excluded",
            )
        ],
        pytest.param(
            UNLISTED | {"ineligible_reason": "sale_over"},
            "ineligible",
            "sale_over",
            id="sale over, never listed",
        ),
        *[
            pytest.param(UNLISTED | {"lacking": lack}, "incomplete", lack, id=lack)
            for lack in ("no_asin", "several_matches", "has_variants", "no_condition", "missing_data")
        ],
        pytest.param(LIVE | {"lacking": "no_asin"}, "active", "active", id="buyable lacks nothing"),
        pytest.param(QUIET | {"amazon_incomplete": True}, "incomplete", "missing_data", id="draft at Amazon"),
        pytest.param(
            LIVE | {"amazon_incomplete": True}, "active", "active", id="a buyable draft is no draft"
        ),
        pytest.param(LIVE | {"relist_requested_at": NOON}, "active", "relisting", id="relist asked for"),
        pytest.param(
            LIVE | {"search_suppressed": True}, "active", "search_suppressed", id="hidden from search"
        ),
        pytest.param(LIVE | {"quantity": 0}, "active", "active", id="Amazon's word counts, not the quantity"),
        *[
            pytest.param(QUIET | {"inactive_reason": reason}, "inactive", reason, id=reason)
            for reason in (
                "no_stock_at_amazon",
                "blocked",
                "price_error",
                "approval_needed",
                "catalog_removed",
            )
        ],
        pytest.param(QUIET, "inactive", "not_provided", id="no reason given"),
        pytest.param(LIVE | {"buyable": None}, "inactive", "not_provided", id="not known to be buyable"),
        pytest.param(
            UNLISTED | {"refusal": "price too low", "submitted_at": NOON}, "inactive", "refused", id="refused"
        ),
        pytest.param(UNLISTED | {"submitted_at": NOON}, "ready", "listing", id="sent, not confirmed"),
        pytest.param(UNLISTED, "ready", "ready", id="complete, not on Amazon"),
        pytest.param(LIVE | MOVING, "active", "relisting", id="moving, old offer still for sale"),
        pytest.param(QUIET | MOVING, "inactive", "not_provided", id="moving, old offer not for sale"),
        pytest.param(
            LIVE | MOVING | {"ineligible_reason": "out_of_stock"},
            "ineligible",
            "out_of_stock",
            id="moving and not to be sold",
        ),
        pytest.param(GONE | MOVING, "ready", "listing", id="moving, old offer gone"),
        pytest.param(
            GONE | MOVING | {"ineligible_reason": "out_of_stock"},
            "ready",
            "listing",
            id="an offer that we ended is not given up half-way",
        ),
        pytest.param(
            GONE | MOVING | {"refusal": "8560 no such ASIN"},
            "inactive",
            "refused",
            id="old offer gone, new one refused",
        ),
        pytest.param(
            GONE | MOVING | {"ended_at": NOON}, "ended", "manually_ended", id="ended by us while it moved"
        ),
        pytest.param(
            LIVE | {"refusal": "8560 no such ASIN"}, "active", "active", id="a refusal leaves the old offer"
        ),
    ],
)
def test_tab(make_listing, facts, tab, status):
    product = Product.objects.create(sku="MUG", name="Mug") if facts.get("product") else None
    listing = make_listing("MUG", **facts | {"product": product})
    listing = Listing.objects.get(pk=listing.pk)
    assert (listing.tab, listing.status) == (tab, status)


def test_every_rule_has_words_and_known_inputs():
    columns = {field.name for field in Listing._meta.get_fields()}
    for rule in RULES:
        assert str(rule.because)
        assert str(rule.cure)
        assert set(rule.inputs) <= columns


def test_overrides_are_a_filter_not_a_tab(make_listing):
    make_listing("MUG", override_price="9.99")
    make_listing("CUP")
    assert [listing.seller_sku for listing in Listing.objects.with_override()] == ["MUG"]
    assert "overrides" not in Tab.values
    assert len(Status.values) == len(set(Status.values))
