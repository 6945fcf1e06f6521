"""Listings find their products by rank, lose them when the reason is gone, and obey a person."""

import pytest

from catalog.models import Product
from listings.matching import match
from listings.models import Listing
from tests.conftest import NOON


def product(sku, **columns):
    return Product.objects.create(sku=sku, name=sku.title(), **columns)


def matched():
    return {
        listing.seller_sku: (listing.product and listing.product.sku, listing.matched_by)
        for listing in Listing.objects.select_related("product")
    }


def test_sku_comes_before_asin(store, make_listing):
    product("MUG", asin="B000000001")
    product("CUP", asin="B000000002")
    make_listing("MUG", asin="B000000002")
    make_listing("amzn-cup", asin="B000000002")
    make_listing("other", asin="B000000009")
    assert match(store, now=NOON) == 2
    assert matched() == {"MUG": ("MUG", "sku"), "amzn-cup": ("CUP", "asin"), "other": (None, "")}


def test_case_twins_are_two_products(store, make_listing):
    product("abc")
    make_listing("ABC")
    assert match(store, now=NOON) == 0


def test_an_asin_on_two_products_is_not_guessed_at(store, make_listing):
    product("MUG-A", asin="B000000001")
    product("MUG-B", asin="B000000001")
    make_listing("x", asin="B000000001")
    assert match(store, now=NOON) == 0
    assert matched() == {"x": (None, "")}


def test_a_match_whose_reason_is_gone_falls_away(store, make_listing):
    mug = product("MUG")
    make_listing("MUG")
    match(store, now=NOON)
    mug.sku = "MUG-2"
    mug.save()
    assert match(store, now=NOON) == 1
    assert matched() == {"MUG": (None, "")}


def test_by_hand_beats_automatic(store, make_listing):
    product("MUG")
    cup = product("CUP")
    make_listing("MUG", product=cup, matched_by="hand")
    make_listing("CUP", product=None, matched_by="hand")
    assert match(store, now=NOON) == 0
    assert matched() == {"MUG": ("CUP", "hand"), "CUP": (None, "hand")}


def test_a_deleted_product_assigned_by_hand_frees_the_listing(store, make_listing):
    make_listing("MUG", product_id=999, matched_by="hand")
    assert match(store, now=NOON) == 1
    assert matched() == {"MUG": (None, "")}


def test_matching_again_writes_nothing(store, make_listing):
    product("MUG")
    make_listing("MUG")
    assert match(store, now=NOON) == 1
    assert match(store, now=NOON) == 0


@pytest.mark.parametrize("imports", [True, False])
def test_a_store_that_does_not_import_leaves_listings_unmatched(store, make_listing, imports):
    product("MUG")
    make_listing("MUG")
    store.import_listings = imports
    assert match(store, now=NOON) == int(imports)
