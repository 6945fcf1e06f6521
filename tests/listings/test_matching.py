"""Listings find their products by rank, lose them when the reason is gone, and obey a person."""

import contextlib

import pytest
from django.db import connection, transaction

from amazon_channel.models import Store
from catalog.models import Product
from listings.matching import match, preview
from listings.models import Listing
from tests.conftest import NOON

EAN = "04006381333931"


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


def test_p18_case_twins_are_two_products(store, make_listing):
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


def several():
    return dict(Listing.objects.values_list("seller_sku", "fitting_products"))


def versions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM listings_listing ORDER BY id")
        return cursor.fetchall()


def test_p49_upc_ean_and_isbn_meet_in_one_number(store, make_listing):
    Store.objects.update(upc_attribute="upc", ean_attribute="barcode", isbn_attribute="isbn")
    store.refresh_from_db()
    product("UPC", attributes={"upc": "036000291452"})
    product("EAN", attributes={"barcode": "4006381333931"})
    product("BOOK", attributes={"isbn": "0-306-40615-2"})
    product("LOST", attributes={"upc": "12345678905", "barcode": "012345678905"})
    make_listing("a", gtin="00036000291452")
    make_listing("b", gtin="04006381333931")
    make_listing("c", gtin="09780306406157")
    make_listing("d", gtin="00012345678905")
    make_listing("e", gtin="")
    assert match(store, now=NOON) == 4
    assert matched() == {
        "a": ("UPC", "gtin"),
        "b": ("EAN", "gtin"),
        "c": ("BOOK", "gtin"),
        "d": ("LOST", "gtin"),
        "e": (None, ""),
    }
    details = dict(Listing.objects.values_list("seller_sku", "match_detail"))
    assert (details["a"], details["d"]) == ("upc: 036000291452", "barcode: 012345678905")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"seller_sku": "S"}, ("BY-SKU", "sku"), id="seller SKU alone"),
        pytest.param({"asin": "B0000000A1"}, ("BY-ASIN", "asin"), id="ASIN alone"),
        pytest.param({"gtin": EAN}, ("BY-EAN", "gtin"), id="EAN alone"),
        pytest.param({"seller_sku": "S", "asin": "B0000000A1"}, ("BY-SKU", "sku"), id="SKU before ASIN"),
        pytest.param({"asin": "B0000000A1", "gtin": EAN}, ("BY-ASIN", "asin"), id="ASIN before EAN"),
        pytest.param({"asin": "B0000000A9", "gtin": EAN}, ("BY-EAN", "gtin"), id="ASIN that nobody has"),
        pytest.param({"seller_sku": "s"}, (None, ""), id="SKUs are exact"),
        pytest.param({"seller_sku": "BY-SKU"}, (None, ""), id="the product's own SKU is not mapped"),
        pytest.param({"is_parent": True, "gtin": EAN}, (None, ""), id="a parent never by its EAN"),
        pytest.param({"is_parent": True, "asin": "B0000000A1"}, ("BY-ASIN", "asin"), id="parent by ASIN"),
        pytest.param({"is_parent": True, "seller_sku": "PAGE"}, ("PAGE", "sku"), id="a parent is a page"),
        pytest.param({"seller_sku": "PAGE"}, (None, ""), id="an offer is no page"),
        pytest.param({"ignored_at": NOON, "seller_sku": "S"}, (None, ""), id="ignored"),
    ],
)  # fmt: skip
def test_ranks(store, make_listing, facts, expected):
    Store.objects.update(sku_attribute="amazon_sku", ean_attribute="ean")
    store.refresh_from_db()
    product("BY-SKU", attributes={"amazon_sku": "S"})
    product("BY-ASIN", asin="B0000000A1")
    product("BY-EAN", attributes={"ean": "4006381333931"})
    product("PAGE", type="configurable", attributes={"amazon_sku": "PAGE", "ean": "4006381333931"})
    make_listing(facts.pop("seller_sku", "x"), **facts)
    match(store, now=NOON)
    ((found),) = matched().values()
    assert found == expected


def test_p49_several_products_are_counted_and_shown_never_guessed_at(store, make_listing):
    Store.objects.update(ean_attribute="ean")
    store.refresh_from_db()
    for sku in ("A", "B", "C"):
        product(sku, asin="B000000001", attributes={"ean": "4006381333931"})
    product("D", attributes={"ean": "5000000000012"})
    make_listing("x", asin="B000000001", gtin="05000000000012")
    assert match(store, now=NOON) == 0
    listing = Listing.objects.get()
    assert (listing.product, listing.fitting_products, listing.match_detail) == (None, 3, "asin: B000000001")
    assert (listing.tab, listing.status) == ("unmatched", "several_products")
    Product.objects.filter(sku__in=["B", "C"]).delete()
    assert match(store, now=NOON) == 1
    assert (matched(), several()) == ({"x": ("A", "asin")}, {"x": 0})


def test_one_product_with_a_number_in_two_attributes_is_one(store, make_listing):
    Store.objects.update(upc_attribute="upc", ean_attribute="ean")
    store.refresh_from_db()
    product("MUG", attributes={"upc": "036000291452", "ean": "0036000291452"})
    make_listing("x", gtin="00036000291452")
    assert match(store, now=NOON) == 1


def test_by_hand_stays_through_ten_passes(store, make_listing):
    cup = product("CUP")
    product("MUG", asin="B000000001")
    make_listing("MUG", asin="B000000001", product=cup, matched_by="hand")
    make_listing("PAN", product=None, matched_by="hand")
    before = versions()
    for _ in range(10):
        assert match(store, now=NOON) == 0
    assert versions() == before


def test_a_pass_with_nothing_changed_touches_no_row(store, make_listing):
    product("MUG")
    product("A", asin="B000000001")
    product("B", asin="B000000001")
    make_listing("MUG")
    make_listing("x", asin="B000000001")
    make_listing("y")
    match(store, now=NOON)
    before = versions()
    match(store, now=NOON)
    assert versions() == before


def test_another_mapping_moves_the_matches(store, make_listing):
    product("A", attributes={"old": "X", "new": "Y"})
    product("B", attributes={"old": "Y"})
    make_listing("X")
    make_listing("Y")
    Store.objects.update(sku_attribute="old")
    store.refresh_from_db()
    match(store, now=NOON)
    assert matched() == {"X": ("A", "sku"), "Y": ("B", "sku")}
    store.sku_attribute = "new"
    store.save()
    match(store, now=NOON)
    assert matched() == {"X": (None, ""), "Y": ("A", "sku")}


def test_what_we_listed_ourselves_keeps_its_product(store, make_listing):
    mug = product("MUG")
    product("ALIAS")
    make_listing("ALIAS", product=mug, matched_by="candidate", published_at=NOON)
    make_listing("MUG", product=mug, matched_by="candidate")
    assert match(store, now=NOON) == 0
    assert matched() == {"ALIAS": ("MUG", "candidate"), "MUG": ("MUG", "sku")}
    mug.delete()
    assert match(store, now=NOON) == 1  # deleting the product has cleared both
    assert matched() == {"ALIAS": ("ALIAS", "sku"), "MUG": (None, "")}


def test_a_killed_pass_leaves_nothing_and_the_next_one_does_it_all(store, make_listing):
    product("MUG")
    make_listing("MUG")
    with contextlib.suppress(KeyboardInterrupt), transaction.atomic():
        match(store, now=NOON)
        raise KeyboardInterrupt
    assert matched() == {"MUG": (None, "")}
    assert match(store, now=NOON) == 1


class TestPreview:
    """What a changed mapping would do, by the very statements that do it."""

    @pytest.fixture
    def shop(self, store, make_listing):
        product("A", attributes={"new": "X"})
        product("B", attributes={"new": "Y"})
        product("C", attributes={"new": "Z"})
        product("D", attributes={"new": "Z"})
        for sku in ("A", "B", "X", "Z"):
            make_listing(sku)
        make_listing("Y", product=Product.objects.get(sku="D"), matched_by="asin")
        match(store, now=NOON)
        Listing.objects.filter(seller_sku="Y").update(product=Product.objects.get(sku="D"), matched_by="asin")
        store.sku_attribute = "new"
        return store

    def test_it_tells_each_outcome(self, shop):
        told = preview(shop, now=NOON)
        assert told.counts == {"matched": 1, "moved": 1, "several": 1, "unmatched": 2}
        shown = {
            kind: [(row.seller_sku, row.had, row.gets) for row in rows] for kind, rows in told.rows.items()
        }
        assert shown == {
            "matched": [("X", "", "A")],
            "moved": [("Y", "D", "B")],
            "several": [("Z", "", "")],
            "unmatched": [("A", "A", ""), ("B", "B", "")],
        }
        assert (told.rows["several"][0].several, told.rows["several"][0].detail) == (2, "new: Z")

    def test_it_writes_no_listing(self, shop):
        before = versions()
        preview(shop, now=NOON)
        assert versions() == before

    def test_what_is_told_is_what_happens(self, shop):
        told = preview(shop, now=NOON)
        shop.save()
        assert (
            match(shop, now=NOON) == told.counts["matched"] + told.counts["moved"] + told.counts["unmatched"]
        )
        assert preview(shop, now=NOON) == ({}, {})
