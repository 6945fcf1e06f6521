"""Candidates come from the catalog and every listing is judged by our own settings."""

from datetime import UTC, date, datetime

import pytest

from catalog.identifier_index import refresh
from catalog.models import Product
from listings.eligibility import judge, today_in
from listings.models import Listing, ListingChange
from tests.conftest import NOON

COMPLETE = {"websites": ["uk"], "asin": "B000000001", "condition": "new_new", "quantity": 5, "name": "Mug"}


def verdicts():
    return {listing.seller_sku: (listing.tab, listing.status) for listing in Listing.objects.all()}


@pytest.mark.parametrize(
    ("columns", "verdict"),
    [
        pytest.param({}, ("ready", "ready"), id="complete"),
        pytest.param({"asin": ""}, ("incomplete", "no_asin"), id="no ASIN"),
        pytest.param({"condition": ""}, ("incomplete", "no_condition"), id="no condition"),
        pytest.param({"quantity": 0}, ("ineligible", "out_of_stock"), id="no stock"),
        pytest.param({"quantity": 2}, ("ineligible", "below_threshold"), id="below the threshold of 3"),
        pytest.param({"quantity": 3}, ("ready", "ready"), id="at the threshold"),
        pytest.param({"in_stock": False}, ("ineligible", "out_of_stock"), id="said to be out of stock"),
        pytest.param({"quantity": 0, "manage_stock": False}, ("ready", "ready"), id="stock is not managed"),
        pytest.param(
            {"sale_starts_on": date(2026, 11, 24)}, ("ineligible", "not_yet_on_sale"), id="starts tomorrow"
        ),
        pytest.param({"sale_starts_on": date(2026, 11, 23)}, ("ready", "ready"), id="starts today"),
        pytest.param({"sale_ends_on": date(2026, 11, 22)}, ("ineligible", "sale_over"), id="ended yesterday"),
        pytest.param({"sale_ends_on": date(2026, 11, 23)}, ("ready", "ready"), id="ends today"),
    ],
)
def test_a_product_without_a_listing_becomes_a_candidate(store, columns, verdict):
    store.out_of_stock_threshold = 3
    Product.objects.create(sku="MUG", **COMPLETE | columns)
    assert judge(store, now=NOON) == (1, 0, 0)
    assert not ListingChange.objects.exists()
    assert verdicts() == {"MUG": verdict}


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"enabled": False}, id="disabled"),
        pytest.param({"websites": ["de"]}, id="elsewhere"),
        pytest.param({"type": "configurable"}, id="its variants are the offers"),
        pytest.param({"type": "grouped"}, id="its members are the offers"),
    ],
)
def test_a_product_not_for_this_store_has_no_row(store, columns):
    product = Product.objects.create(sku="MUG", **COMPLETE)
    judge(store, now=NOON)
    Product.objects.filter(pk=product.pk).update(**columns)
    assert judge(store, now=NOON).removed == 1
    assert judge(store, now=NOON) == (0, 0, 0)
    assert verdicts() == {}


def test_a_candidate_gives_way_to_the_real_listing(store, make_listing):
    product = Product.objects.create(sku="MUG", **COMPLETE)
    judge(store, now=NOON)
    make_listing("amzn-1", product=product, buyable=True, asin="B000000001")
    assert judge(store, now=NOON).removed == 1
    assert verdicts() == {"amzn-1": ("active", "active")}


def test_candidates_follow_their_product(store):
    product = Product.objects.create(sku="MUG", **COMPLETE)
    judge(store, now=NOON)
    product.name = "Big mug"
    product.save()
    assert judge(store, now=NOON).changed == 1
    assert Listing.objects.get().title == "Big mug"


def test_a_disabled_product_on_amazon_is_ineligible(store, make_listing):
    product = Product.objects.create(sku="MUG", **COMPLETE | {"enabled": False})
    make_listing("MUG", product=product, buyable=True, asin="B000000001")
    judge(store, now=NOON)
    assert verdicts() == {"MUG": ("ineligible", "product_disabled")}


def test_amazon_keeps_the_stock_of_fba_listings(store, make_listing):
    product = Product.objects.create(sku="MUG", **COMPLETE | {"quantity": 0})
    make_listing("MUG", product=product, buyable=True, channel="FBA")
    judge(store, now=NOON)
    assert verdicts() == {"MUG": ("active", "active")}


def test_judging_again_writes_nothing(store):
    Product.objects.create(sku="MUG", **COMPLETE)
    judge(store, now=NOON)
    assert judge(store, now=NOON) == (0, 0, 0)


def test_sale_dates_begin_at_the_marketplaces_midnight(store):
    store.time_zone = "Asia/Tokyo"
    assert today_in(store, datetime(2026, 11, 23, 15, 30, tzinfo=UTC)) == date(2026, 11, 24)


def test_before_the_first_whole_picture_nobody_knows_what_is_a_candidate(store):
    Product.objects.create(sku="MUG", **COMPLETE)
    assert judge(store, now=NOON, add_candidates=False) == (0, 0, 0)
    assert verdicts() == {}


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        pytest.param("Brand new", "new_new", id="translated"),
        pytest.param("used_good", "used_good", id="in Amazon's words"),
        pytest.param("shabby", "", id="in words nobody translated"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_the_mapping_says_which_attribute_is_the_condition(store, said, condition):
    store.condition_attribute, store.condition_values = "state", {"Brand new": "new_new"}
    product = Product.objects.create(sku="MUG", **COMPLETE | {"attributes": {"state": "used_good"}})
    judge(store, now=NOON)
    Product.objects.filter(pk=product.pk).update(attributes={"state": said} if said else {})
    judge(store, now=NOON)
    assert Listing.objects.get().condition == condition
    assert verdicts()["MUG"] == (("ready", "ready") if condition else ("incomplete", "no_condition"))


def test_candidates_have_the_mapped_sku_and_asin(store):
    product = Product.objects.create(sku="MUG", **COMPLETE)
    judge(store, now=NOON)
    store.sku_attribute, store.asin_attribute = "amazon_sku", "amazon_asin"
    store.save()
    product.attributes = {"amazon_sku": "A-MUG", "amazon_asin": "b000000009"}
    product.save()
    refresh(now=NOON)
    assert judge(store, now=NOON) == (1, 1, 0)
    assert Listing.objects.values_list("seller_sku", "asin").get() == ("A-MUG", "B000000009")
    assert judge(store, now=NOON) == (0, 0, 0)
