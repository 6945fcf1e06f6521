"""Products made from listings, by hand and by themselves."""

from collections import Counter
from decimal import Decimal

import pytest

from catalog.models import Attribute, Product
from listings.creation import create_by_itself, create_products
from listings.matching import match
from listings.models import Listing, ListingChange
from listings.models.made_products import MadeProduct
from listings.new_products import NewProducts, gtin_home, usable_sku
from tests.conftest import NOON

LATER = NOON.replace(hour=13)
FACTS = {
    "title": "Blue mug",
    "asin": "B000000001",
    "price": Decimal("12.50"),
    "quantity": 4,
    "image": "https://images.example/mug.jpg",
    "condition": "used_good",
    "gtin": "04006381333931",
    "channel": "FBM",
    "buyable": True,
}
ROLES = {"upc": "upc", "ean": "ean", "isbn": "isbn"}


@pytest.mark.parametrize(
    ("gtin", "roles", "home"),
    [
        ("00036000291452", ROLES, ("upc", "036000291452")),
        ("00036000291452", ROLES | {"upc": ""}, ("ean", "0036000291452")),
        ("04006381333931", ROLES, ("ean", "4006381333931")),
        ("09780306406157", ROLES, ("isbn", "9780306406157")),
        ("09780306406157", ROLES | {"isbn": ""}, ("ean", "9780306406157")),
        ("04006381333931", ROLES | {"ean": ""}, None),
        ("10036000291459", ROLES, None),
        ("", ROLES, None),
    ],
)
def test_the_attribute_of_a_gtin(gtin, roles, home):
    assert gtin_home(gtin, roles) == home


@pytest.mark.parametrize(
    ("sku", "usable"), [("MUG 1", True), ("x" * 64, True), ("x" * 65, False), ("", False), ("a\tb", False)]
)
def test_skus_that_a_product_can_have(sku, usable):
    assert usable_sku(sku) == usable


def test_settings_are_read_as_they_were_written():
    plan = NewProducts(False, ("uk", "de"), (3, 1), 7, "both", "Taxable", "asin")
    assert NewProducts.read(plan.as_json()) == plan
    assert NewProducts.read({}) == NewProducts()
    assert NewProducts.read({"websites": ["uk"], "gone": 1}) == NewProducts(websites=("uk",))


@pytest.fixture
def mapped(store):
    """A store that maps EAN, condition and ASIN to attributes of the merchant's own."""
    for code, kind in (("ean", "text"), ("amazon_id", "text"), ("state", "select")):
        Attribute.objects.create(code=code, label=code, type=kind)
    Attribute.objects.get(code="state").options.create(value="B-Stock")
    store.ean_attribute, store.asin_attribute, store.condition_attribute = "ean", "amazon_id", "state"
    store.condition_values = {"B-Stock": "used_good"}
    store.save()
    return store


def create(merchant, **settings):
    plan = NewProducts(websites=("uk",), **settings)
    return create_products(Listing.objects.all(), plan, by=merchant, now=LATER)


def test_a_product_is_what_the_listing_says(store, make_listing, merchant):
    make_listing("amzn-1", **FACTS)
    assert create(merchant, category_ids=(5,), tax_class="Taxable Goods").number == 1
    product = Product.objects.get()
    assert (product.sku, product.name, product.asin, product.condition) == (
        "amzn-1",
        "Blue mug",
        "B000000001",
        "used_good",
    )
    assert (product.price, product.quantity, product.image) == (Decimal("12.50"), 4, FACTS["image"])
    assert (product.enabled, product.visibility, product.websites) == (True, "nowhere", ["uk"])
    assert (product.category_ids, product.tax_class, product.type) == ([5], "Taxable Goods", "simple")
    listing = Listing.objects.get()
    assert (listing.product_id, listing.matched_by, listing.tab) == (product.pk, "hand", "active")
    assert ListingChange.objects.get(field="product").user_id == merchant.pk


def test_values_go_into_the_attributes_that_the_store_maps(mapped, make_listing, merchant):
    make_listing("amzn-1", **FACTS)
    create(merchant)
    product = Product.objects.get()
    assert product.attributes == {"ean": "4006381333931", "amazon_id": "B000000001", "state": "B-Stock"}
    assert (product.asin, product.condition) == ("", "")


def test_stock_that_lies_at_amazon_does_not_become_ours(make_listing, merchant):
    make_listing("amzn-1", **FACTS | {"channel": "FBA", "fba_quantity": 50, "quantity": 50})
    create(merchant)
    assert Product.objects.get().quantity == 0
    assert Listing.objects.get().tab == "active"


def test_two_listings_of_one_asin_are_one_product_where_the_asin_is_the_sku(make_listing, merchant):
    make_listing("amzn-1", **FACTS)
    make_listing("amzn-2", **FACTS)
    assert create(merchant, sku="asin").number == 2
    assert Product.objects.get().sku == "B000000001"
    assert set(Listing.objects.values_list("product__sku", flat=True)) == {"B000000001"}


def test_what_cannot_become_a_product_is_told_with_its_reason(make_listing, merchant, mug):
    make_listing("MUG")
    make_listing("x" * 65)
    make_listing("PARENT", is_parent=True)
    make_listing("HAS-ONE", product=mug)
    done = create(merchant)
    assert (done.number, +done.left) == (0, Counter(sku_taken=1, sku_unfit=1, parent=1, has_product=1))
    assert create(merchant, sku="asin").left["no_asin"] == 2
    assert Product.objects.count() == 1


def test_many_cost_a_fixed_number_of_queries(make_listing, merchant, django_assert_max_num_queries):
    for number in range(40):
        make_listing(f"L-{number}", **FACTS)
    with django_assert_max_num_queries(24):
        assert create(merchant).number == 40


@pytest.fixture
def by_itself(store):
    store.create_products, store.new_products = True, NewProducts(websites=("uk",)).as_json()
    store.save()
    return store


def test_a_store_may_make_products_by_itself(by_itself, make_listing):
    make_listing("amzn-1", **FACTS)
    make_listing("IGNORED", ignored_at=NOON)
    for sku in ("TWIN-1", "TWIN-2"):
        Product.objects.create(sku=sku, name="Twin", asin="B0000000TW")
    make_listing("SEVERAL", asin="B0000000TW")
    match(by_itself, now=LATER)
    make_listing("PARENT", is_parent=True)
    make_listing("BY-HAND", matched_by="hand")
    make_listing("MISSING", missing_since=NOON)
    assert create_by_itself(by_itself, now=LATER) == 1
    assert set(Product.objects.values_list("sku", flat=True)) == {"amzn-1", "TWIN-1", "TWIN-2"}
    assert Listing.objects.get(seller_sku="SEVERAL").status == "several_products"
    assert match(by_itself, now=LATER) == 0  # matching finds the same
    assert Listing.objects.get(seller_sku="amzn-1").matched_by == "sku"
    assert create_by_itself(by_itself, now=LATER) == 0
    assert ListingChange.objects.get(field="product").source == "derive"


def test_a_deleted_product_is_not_made_again(by_itself, make_listing, german_store):
    german_store.create_products, german_store.new_products = True, by_itself.new_products
    make_listing("amzn-1", **FACTS)
    create_by_itself(by_itself, now=LATER)
    make_listing("amzn-1", store=german_store, **FACTS)
    Product.objects.all().delete()
    for store in (by_itself, german_store):
        match(store, now=LATER)
        assert create_by_itself(store, now=LATER) == 0
    assert not Product.objects.exists()
    assert MadeProduct.objects.get().user_id is None


@pytest.mark.parametrize(
    "settings",
    [
        {"create_products": False},
        {"import_listings": False},
        {"sku_attribute": ""},
        {"asin_attribute": "", "new_products": {"sku": "asin"}},
    ],
)
def test_nothing_is_made_that_the_store_does_not_want_or_would_not_match(by_itself, make_listing, settings):
    make_listing("amzn-1", **FACTS)
    for name, value in settings.items():
        setattr(by_itself, name, value)
    assert create_by_itself(by_itself, now=LATER) == 0
    assert not Product.objects.exists()


def test_a_taken_sku_waits_for_a_person(by_itself, make_listing):
    by_itself.sku_attribute = "other_id"
    Product.objects.create(sku="amzn-1", name="Another thing")
    make_listing("amzn-1", **FACTS)
    assert create_by_itself(by_itself, now=LATER) == 0
    assert Listing.objects.get().status == "awaiting_product"
