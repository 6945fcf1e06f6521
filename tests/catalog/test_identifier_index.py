"""The identifiers index follows products and mappings, writes only differences, and survives anything."""

from datetime import timedelta

import pytest
from django.db import connection

from amazon_channel.models import Store
from catalog import identifier_index
from catalog.identifier_index import Source, refresh
from catalog.models import IdentifierSource, Product, ProductIdentifier
from tests.conftest import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO = NOON - 300 * DAY


@pytest.fixture
def barcodes(store):
    """The store maps EANs to `ean`, and nothing else."""
    Store.objects.update(asin_attribute="", ean_attribute="ean")
    store.refresh_from_db()
    return store


def product(sku, **columns):
    return Product.objects.create(sku=sku, name=sku.title(), **columns)


def index():
    rows = ProductIdentifier.objects.order_by("product__sku", "role", "attribute")
    return list(rows.values_list("product__sku", "role", "attribute", "raw", "value", "repaired", "problem"))


def versions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM catalog_productidentifier ORDER BY id")
        return cursor.fetchall()


def age(products):
    """Long unchanged, and read by an earlier pass."""
    products.update(updated_at=LONG_AGO)
    IdentifierSource.objects.update(read_until=LONG_AGO + DAY)


def test_it_holds_what_the_mapped_attributes_say(barcodes):
    product("GOOD", attributes={"ean": "4006381333931"})
    product("LOST", attributes={"ean": "36000291452"})
    product("BAD", attributes={"ean": "4006381333932"})
    product("ROUNDED", attributes={"ean": "4.00638E+12"})
    product("NUMBER", attributes={"ean": 36000291452})
    product("NONE", attributes={"ean": " ", "other": "4006381333931"})
    assert refresh(now=NOON) == 5
    assert index() == [
        ("BAD", "ean", "ean", "4006381333932", "", "", "check_digit"),
        ("GOOD", "ean", "ean", "4006381333931", "04006381333931", "", ""),
        ("LOST", "ean", "ean", "36000291452", "00036000291452", "zeros", ""),
        ("NUMBER", "ean", "ean", "36000291452", "00036000291452", "zeros", ""),
        ("ROUNDED", "ean", "ean", "4.00638E+12", "", "", "rounded"),
    ]


def test_built_in_attributes_are_columns_and_skus_need_no_index(store):
    product("MUG", asin="b000000001")
    refresh(now=NOON)
    assert index() == [("MUG", "asin", "asin", "b000000001", "B000000001", "signs", "")]
    assert [str(each) for each in IdentifierSource.objects.all()] == ["asin: asin"]


def test_one_attribute_in_two_roles_is_read_in_each(barcodes):
    Store.objects.update(isbn_attribute="ean")
    product("BOOK", attributes={"ean": "9780306406157"})
    product("MUG", attributes={"ean": "4006381333931"})
    refresh(now=NOON)
    assert [(row[0], row[1], row[4], row[6]) for row in index()] == [
        ("BOOK", "ean", "09780306406157", ""),
        ("BOOK", "isbn", "09780306406157", ""),
        ("MUG", "ean", "04006381333931", ""),
        ("MUG", "isbn", "", "not_isbn"),
    ]


def test_a_second_pass_writes_nothing(barcodes):
    for number in range(30):
        product(f"P{number}", attributes={"ean": "4006381333931" if number % 2 else "nonsense"})
    assert refresh(now=NOON) == 30
    before = versions()
    assert refresh(now=NOON) == 0
    assert refresh(now=NOON + 2 * DAY) == 0  # compared as a whole
    assert versions() == before


def test_only_what_changed_is_written(barcodes):
    mug = product("MUG", attributes={"ean": "4006381333931"})
    pan = product("PAN", attributes={"ean": "36000291452"})
    cup = product("CUP", attributes={"ean": "5000000000012"})
    refresh(now=NOON)
    rows = dict(versions())
    mug.attributes, pan.attributes = {"ean": "036000291452"}, {}
    mug.save()
    pan.save()
    Product.objects.filter(sku="CUP").update(name="Big cup")
    product("POT", attributes={"ean": "40170725"})
    assert refresh(now=NOON) == 3
    assert [(row[0], row[3], row[4]) for row in index()] == [
        ("CUP", "5000000000012", "05000000000012"),
        ("MUG", "036000291452", "00036000291452"),
        ("POT", "40170725", "00000040170725"),
    ]
    kept = ProductIdentifier.objects.get(product=cup).pk
    assert dict(versions())[kept] == rows[kept]


def test_only_products_changed_since_the_last_pass_are_compared(barcodes):
    product("MUG", attributes={"ean": "4006381333931"})
    refresh(now=NOON)
    age(Product.objects.all())
    Product.objects.update(attributes={"ean": "036000291452"})  # as nobody should: without a time of change
    assert refresh(now=NOON + HOUR) == 0
    assert refresh(now=NOON + DAY + HOUR) == 1  # once a day all are compared


def test_a_deleted_product_leaves_the_index(barcodes):
    product("MUG", attributes={"ean": "4006381333931"})
    refresh(now=NOON)
    Product.objects.all().delete()
    assert (index(), refresh(now=NOON)) == ([], 0)


def test_a_newly_mapped_attribute_is_read_of_all_products(barcodes):
    product("MUG", attributes={"ean": "4006381333931", "code": "036000291452"})
    refresh(now=NOON)
    age(Product.objects.all())
    Store.objects.update(upc_attribute="code")
    assert refresh(now=NOON) == 1
    assert [(row[1], row[2]) for row in index()] == [("ean", "ean"), ("upc", "code")]


def test_what_no_store_maps_any_more_goes_after_an_hour(barcodes):
    product("MUG", attributes={"ean": "4006381333931"})
    refresh(now=NOON)
    Store.objects.update(ean_attribute="")
    refresh(now=NOON + HOUR / 2)
    assert len(index()) == 1
    refresh(now=NOON + HOUR)
    assert (index(), IdentifierSource.objects.count()) == ([], 0)


def test_a_preview_s_attribute_is_read_before_any_store_maps_it(barcodes):
    product("MUG", attributes={"code": "036000291452"})
    assert refresh(now=NOON, also=[Source("upc", "code")]) == 1
    assert refresh(now=NOON) == 0
    assert [(row[1], row[4]) for row in index()] == [("upc", "00036000291452")]


def test_new_rules_of_reading_read_everything_anew(barcodes):
    product("MUG", attributes={"ean": "4006381333931"})
    refresh(now=NOON)
    age(Product.objects.all())
    ProductIdentifier.objects.update(value="", problem="length")  # as an older version read it
    IdentifierSource.objects.update(rules=99)
    assert refresh(now=NOON) == 1
    assert index()[0][4:] == ("04006381333931", "", "")


@pytest.mark.parametrize(
    ("text", "raw", "value", "problem"),
    [
        pytest.param("back\\slash", "back\\slash", "back\\slash", "", id="backslash"),
        pytest.param("a\tb\r\nc", "a\tb\r\nc", "", "control", id="tab and line break"),
        pytest.param(" Mug 1 ", " Mug 1 ", " Mug 1 ", "", id="blanks belong to it"),
        pytest.param("x" * 300, "x" * 255, "", "length", id="too long"),
        pytest.param("x" * 255, "x" * 255, "x" * 255, "", id="longest"),
        pytest.param("\\N", "\\N", "\\N", "", id="what COPY takes for null"),
        pytest.param("Größe, 号", "Größe, 号", "Größe, 号", "", id="other letters"),
    ],
)
def test_any_text_comes_through_exactly(store, text, raw, value, problem):
    Store.objects.update(sku_attribute="code", asin_attribute="")
    product("MUG", attributes={"code": text})
    assert refresh(now=NOON) == 1
    assert index() == [("MUG", "sku", "code", raw, value, "", problem)]
    assert refresh(now=NOON + 2 * DAY) == 0


def test_several_repairs_fit_into_their_column():
    longest = max(len(each.value) for each in identifier_index.TOLD)
    assert longest <= ProductIdentifier._meta.get_field("repaired").max_length
    assert set(identifier_index.TOLD) == set(identifier_index.Repair)


def test_more_rows_than_fit_into_memory_at_once(barcodes, monkeypatch):
    monkeypatch.setattr(identifier_index, "AT_ONCE", 7)
    for number in range(20):
        product(f"P{number}", attributes={"ean": "4006381333931"})
    assert refresh(now=NOON) == 20
    assert len(index()) == 20
