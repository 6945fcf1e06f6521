"""The products that fit a listing are those that matching counted."""

import pytest
from django.urls import reverse

from amazon_channel.models import Store
from catalog.models import Product
from listings.fitting import fitting_products
from listings.matching import match
from listings.models import Listing
from tests.conftest import NOON


@pytest.fixture
def shop(store):
    """Three products for each of three ranks; C is a page besides."""
    Store.objects.update(sku_attribute="code", ean_attribute="ean", upc_attribute="upc")
    store.refresh_from_db()
    for sku in "ABC":
        said = {"code": "X", "ean": "0036000291452", "upc": "036000291452"}
        Product.objects.create(sku=sku, name=f"Mug {sku}", asin="B000000001", attributes=said)
    Product.objects.filter(sku="C").update(type="configurable")
    return store


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"seller_sku": "X", "asin": "B000000001"}, [("A", "code: X"), ("B", "code: X")]),
        ({"asin": "B000000001"}, [("A", "asin: B000000001"), ("B", "asin: B000000001")]),
        ({"asin": "B000000001", "is_parent": True}, [(sku, "asin: B000000001") for sku in "ABC"]),
        ({"gtin": "00036000291452"}, [("A", "upc: 036000291452"), ("B", "upc: 036000291452")]),
        ({"gtin": "00036000291452", "is_parent": True}, []),
        ({"seller_sku": "A"}, []),
    ],
)
def test_they_are_those_that_matching_counted(shop, make_listing, facts, expected):
    make_listing(facts.pop("seller_sku", "y"), **facts)
    match(shop, now=NOON)
    listing = Listing.objects.get()
    assert [(fit.sku, fit.detail) for fit in fitting_products(listing)] == expected
    assert listing.fitting_products == len(expected)


def test_the_page_of_a_listing_shows_them(shop, make_listing, browse):
    listing = make_listing("X")
    match(shop, now=NOON)
    page = browse.get(reverse("admin:listings_listing_change", args=[listing.pk])).content.decode()
    assert "Products that fit" in page
    assert "Mug A" in page
    assert "Mug C" not in page


def test_a_match_by_a_barcode_says_that_it_is_only_likely(shop, make_listing, browse):
    Product.objects.filter(sku="B").delete()
    listing = make_listing("y", gtin="00036000291452")
    match(shop, now=NOON)
    page = browse.get(reverse("admin:listings_listing_change", args=[listing.pk])).content.decode()
    assert "Same UPC, EAN or ISBN · ean: 0036000291452 · likely, not certain" in page
