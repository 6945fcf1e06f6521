"""The two queues from end to end: what cannot be matched is settled by hand, once, and stays so."""

import pytest
from django.urls import reverse

from catalog.models import Attribute, Product, Website
from listings.models import AsinSearch, Listing
from sandbox.testing import sandbox_server
from tests.journeys.stage import BEHIND, UK, Syncs, store_of_mugs

pytestmark = pytest.mark.journey

EAN = "4006381333931"


@pytest.fixture
def box(settings, tmp_path):
    """An empty Seller Central."""
    settings.REPORT_DIR = tmp_path
    with sandbox_server() as running:
        settings.SP_API_SANDBOX_URL = running.url
        running.control("PUT", "/reports", {"seconds": 0})
        running.control("POST", "/clock", {"advance": BEHIND})
        yield running


@pytest.fixture
def seller(box):
    return box.seller(UK, name="Mugs")


@pytest.fixture
def store(box, seller, db):
    """Its account, just connected, with a store that maps EANs."""
    Website.objects.create(code="uk", name="United Kingdom")
    Attribute.objects.create(code="ean", label="EAN", type="text")
    return store_of_mugs(seller, website="uk", ean_attribute="ean")


def product(sku, **columns):
    """A product of the website."""
    return Product.objects.create(
        sku=sku, name=sku.title(), websites=["uk"], quantity=5, condition="new_new", **columns
    )


def place(sku):
    row = Listing.objects.select_related("product").get(seller_sku=sku)
    return row.tab, row.asin, row.product and row.product.sku


def test_an_ambiguous_ean_is_settled_by_hand_and_stays_so_through_ten_syncs(box, store, merchant):
    """On Amazon's side: the EAN of a product without ASIN leads to two items."""
    for asin in ("B00000000A", "B00000000B"):
        box.knows(asin, marketplace=UK, gtin=EAN, title=f"Mug {asin}")
    product("MUG", attributes={"ean": EAN})
    syncs = Syncs(box)
    for _ in range(3):  # the whole picture, the candidate, Amazon's catalog
        syncs.sync(store.account)
    mug = Listing.objects.get(seller_sku="MUG")
    assert mug.status == "several_matches"
    page = merchant.get(reverse("admin:listings_listing_required", args=[mug.pk])).content.decode()
    assert "Mug B00000000A" in page
    assert "Mug B00000000B" in page

    merchant.post(reverse("required-info", args=[mug.pk]), {"candidate": "B00000000B"})
    asked = box.calls("searchCatalogItems")
    for _ in range(10):
        assert place("MUG") == ("ready", "B00000000B", "MUG")
        syncs.later(minutes=5)
        syncs.sync(store.account)
    assert box.calls("searchCatalogItems") == asked


def test_products_with_one_ean_are_told_apart_by_hand_and_stay_so_through_ten_syncs(
    box, seller, store, merchant
):
    """On our side: two products have the EAN of a listing, which has yet another SKU."""
    box.lists(seller, "amzn.gr.1", gtin=EAN, gtin_type="ean", title="Mug", price="9.99", quantity=3)
    product("MUG-OLD", attributes={"ean": EAN})
    new = product("MUG-NEW", attributes={"ean": EAN})
    syncs = Syncs(box)
    for _ in range(2):
        syncs.sync(store.account)
    listing = Listing.objects.get(seller_sku="amzn.gr.1")
    assert (listing.status, listing.fitting_products) == ("several_products", 2)
    page = merchant.get(reverse("admin:listings_listing_assign", args=[listing.pk])).content.decode()
    assert page.count("Same UPC, EAN or ISBN") == 2

    merchant.post(reverse("admin:listings_listing_assign", args=[listing.pk]), {"product": new.pk})
    for _ in range(10):
        assert place("amzn.gr.1") == ("active", listing.asin, "MUG-NEW")
        syncs.later(minutes=5)
        syncs.sync(store.account)
    assert not Listing.objects.filter(
        seller_sku="MUG-NEW"
    ).exists()  # no second offer of what is sold already


def test_a_listing_without_product_becomes_a_product_and_goes_to_active(box, seller, store, merchant):
    box.lists(seller, "amzn.gr.1", title="Blue mug", price="9.99", quantity=3)
    syncs = Syncs(box)
    for _ in range(2):
        syncs.sync(store.account)
    assert place("amzn.gr.1")[0] == "unmatched"
    listing = Listing.objects.get(seller_sku="amzn.gr.1")
    filled = {
        "_selected_action": [listing.pk],
        "enabled": "on",
        "websites": ["uk"],
        "visibility": "nowhere",
        "sku": "seller_sku",
    }
    merchant.post(reverse("admin:listings_listing_deed", args=["create"]), filled)
    made = Product.objects.get()
    assert (made.sku, made.name, str(made.price), made.quantity) == ("amzn.gr.1", "Blue mug", "9.9900", 3)
    for _ in range(3):
        assert place("amzn.gr.1") == ("active", listing.asin, "amzn.gr.1")
        syncs.later(minutes=5)
        syncs.sync(store.account)


def test_a_store_may_make_products_by_itself_and_a_deleted_one_does_not_come_back(box, seller, store):
    box.lists(seller, "amzn.gr.1", title="Blue mug", price="9.99", quantity=3)
    store.create_products, store.new_products = True, {"websites": ["uk"]}
    store.save()
    syncs = Syncs(box)
    for _ in range(2):
        syncs.sync(store.account)
    assert place("amzn.gr.1")[::2] == ("active", "amzn.gr.1")
    Product.objects.all().delete()
    for _ in range(3):
        syncs.later(minutes=5)
        syncs.sync(store.account)
    assert place("amzn.gr.1")[::2] == ("unmatched", None)
    assert not Product.objects.exists()


def test_a_typed_asin_is_checked_by_the_run_it_opens(box, store, merchant):
    box.knows("B00000000T", marketplace=UK, title="Mug")
    product("MUG")
    syncs = Syncs(box)
    for _ in range(2):
        syncs.sync(store.account)
    mug = Listing.objects.get(seller_sku="MUG")
    assert (mug.tab, mug.status) == ("incomplete", "no_asin")
    for typed, place_, words in (
        ("B00000000X", "incomplete", "Amazon does not know B00000000X in this marketplace"),
        ("B00000000T", "ready", "Amazon knows it in this marketplace"),
    ):
        syncs.later(minutes=5)
        merchant.post(reverse("required-info", args=[mug.pk]), {"asin": typed})
        assert AsinSearch.objects.get(listing=mug).due
        run = store.account.runs.latest("opened_at")
        assert run.seller_sku == "MUG"
        while not syncs.go_on(run):
            syncs.later(seconds=1)
        page = merchant.get(reverse("admin:listings_listing_required", args=[mug.pk])).content.decode()
        assert words in page
        assert place("MUG")[0] == place_
