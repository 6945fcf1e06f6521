"""The identifiers index holds what a website says otherwise, and no more."""

from datetime import timedelta

import pytest

from amazon_channel.models import Store
from catalog.identifier_index import refresh
from catalog.models import IdentifierSource, Product, ProductIdentifier
from tests.conftest import NOON

GLOBAL, BRITISH, GERMAN = "4006381333931", "5000000000012", "036000291452"
LONG_AGO = NOON - timedelta(days=300)


@pytest.fixture
def barcodes(store):
    """The store maps EANs to `ean`, and nothing else."""
    Store.objects.update(asin_attribute="", ean_attribute="ean")
    return store


def product(sku="MUG", ean=GLOBAL, **websites):
    """product(uk="…") → a product that says this EAN on the website uk."""
    return Product.objects.create(
        sku=sku,
        name=sku.title(),
        attributes={"ean": ean} if ean else {},
        website_values={code: {"ean": own, "name": "Own"} for code, own in websites.items()},
    )


def index():
    rows = ProductIdentifier.objects.order_by("product__sku", "website")
    return list(rows.values_list("product__sku", "website", "raw", "value", "problem"))


def on(website):
    return sorted(ProductIdentifier.objects.on(website).values_list("product__sku", "raw"))


def test_a_website_has_a_row_where_it_says_something_else(barcodes):
    product("BOTH", uk=BRITISH, de=GERMAN)
    product("SAME", uk=GLOBAL)
    product("BLANK", uk="  ")
    product("ONLY-THERE", ean="", uk=BRITISH)
    product("BAD", uk="n0 number")
    assert refresh(now=NOON) == 8
    assert index() == [
        ("BAD", "", GLOBAL, "04006381333931", ""),
        ("BAD", "uk", "n0 number", "", "digits"),
        ("BLANK", "", GLOBAL, "04006381333931", ""),
        ("BOTH", "", GLOBAL, "04006381333931", ""),
        ("BOTH", "de", GERMAN, "00036000291452", ""),
        ("BOTH", "uk", BRITISH, "05000000000012", ""),
        ("ONLY-THERE", "uk", BRITISH, "05000000000012", ""),
        ("SAME", "", GLOBAL, "04006381333931", ""),
    ]


def test_what_counts_on_a_website_is_its_own_value_or_the_global_one(barcodes):
    product("MUG", uk=BRITISH)
    product("CUP")
    product("POT", ean="", de=GERMAN)
    refresh(now=NOON)
    assert on("uk") == [("CUP", GLOBAL), ("MUG", BRITISH)]
    assert on("de") == [("CUP", GLOBAL), ("MUG", GLOBAL), ("POT", GERMAN)]
    assert on("") == [("CUP", GLOBAL), ("MUG", GLOBAL)]


@pytest.mark.parametrize(
    ("then", "left"),
    [
        pytest.param({"website_values": {}}, {"": GLOBAL, "de": None, "uk": None}, id="nothing any more"),
        pytest.param(
            {"website_values": {"uk": {"ean": GERMAN}}},
            {"": GLOBAL, "de": None, "uk": GERMAN},
            id="another one",
        ),
        pytest.param(
            {"attributes": {"ean": BRITISH}},
            {"": BRITISH, "de": GERMAN, "uk": None},
            id="everywhere what the website said",
        ),
        pytest.param({"attributes": {}}, {"": None, "de": GERMAN, "uk": BRITISH}, id="nothing everywhere"),
    ],
)
@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=2)], ids=["changed ones", "all"])
def test_a_changed_product_is_followed(barcodes, then, left, later):
    mug = product(uk=BRITISH, de=GERMAN)
    product("CUP", uk=BRITISH)
    refresh(now=NOON)
    for column, value in then.items():
        setattr(mug, column, value)
    mug.save()
    refresh(now=NOON + later)
    rows = dict(ProductIdentifier.objects.filter(product=mug).values_list("website", "raw"))
    assert {website: rows.get(website) for website in ("", "de", "uk")} == left
    assert ProductIdentifier.objects.filter(product__sku="CUP").count() == 2
    assert refresh(now=NOON + later) == 0


def test_products_long_unchanged_are_not_compared(barcodes):
    product(uk=BRITISH)
    refresh(now=NOON)
    Product.objects.update(updated_at=LONG_AGO, website_values={"uk": {"ean": GERMAN}})
    IdentifierSource.objects.update(read_until=LONG_AGO + timedelta(days=1))
    assert refresh(now=NOON) == 0
    assert refresh(now=NOON + timedelta(days=2)) == 1


def test_an_attribute_that_is_mapped_no_more_goes_with_its_websites(barcodes):
    product(uk=BRITISH)
    refresh(now=NOON)
    Store.objects.update(ean_attribute="")
    refresh(now=NOON + timedelta(hours=2))
    assert index() == []


def test_a_website_no_column_could_hold_stops_nothing(barcodes):
    Product.objects.create(
        sku="ODD",
        name="Odd",
        attributes={"ean": GLOBAL},
        website_values={"": {"ean": BRITISH}, "w" * 51: {"ean": BRITISH}, "t\t\\": {"ean": BRITISH}},
    )
    refresh(now=NOON)
    assert [(website, raw) for _sku, website, raw, _value, _problem in index()] == [
        ("", GLOBAL),
        ("t\t\\", BRITISH),
    ]
