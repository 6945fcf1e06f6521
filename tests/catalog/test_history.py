"""The history of products: every writer leaves a row for each value it changed."""

from decimal import Decimal

import pytest

from catalog.changes import Source, attributed
from catalog.models import Product, ProductChange
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(db):
    product = Product.objects.create(
        sku="MUG",
        name="Mug",
        price=Decimal("9.50"),
        attributes={"color": "blue", "uses": ["tea"]},
        website_values={"de": {"name": "Tasse"}},
    )
    ProductChange.objects.all().delete()
    return product


def told():
    rows = ProductChange.objects.order_by("website", "field", "pk")
    return [(row.website, row.field, row.old, row.new) for row in rows]


def test_addition_and_deletion():
    product = Product.objects.create(sku="CUP", name="Cup")
    number = product.pk
    product.delete()
    assert told() == [("", "", None, "CUP"), ("", "", "CUP", None)]
    assert set(ProductChange.objects.values_list("product_id", flat=True)) == {number}


def test_columns_attributes_and_values_of_websites(mug):
    Product.objects.filter(pk=mug.pk).update(
        price=Decimal("10"),
        attributes={"color": "red", "size": "L"},
        website_values={"de": {"name": "Becher"}, "uk": {"price": "8"}},
        websites=["uk"],
    )
    assert told() == [
        ("", "color", "blue", "red"),
        ("", "price", "9.5000", "10.0000"),
        ("", "size", None, "L"),
        ("", "uses", '["tea"]', None),
        ("", "websites", "", "uk"),
        ("de", "name", "Tasse", "Becher"),
        ("uk", "price", None, "8"),
    ]


def test_what_stays_is_not_told(mug):
    mug.save()
    Product.objects.update(name="Mug")
    assert told() == []


def test_who_and_by_what_means(mug):
    with attributed(Source.BULK_EDIT, now=NOON, user_id=7, number=3):
        Product.objects.update(name="Cup")
    Product.objects.update(name="Mug")
    first, second = ProductChange.objects.order_by("pk")
    assert (first.at, first.user_id, first.source, first.number) == (NOON, 7, "bulk_edit", 3)
    assert (second.user_id, second.source, second.number) == (None, "", None)


def test_an_outer_writer_holds_again(mug):
    with attributed(Source.IMPORT, now=NOON, number=1):
        with attributed(Source.FORM, now=NOON, user_id=7):
            Product.objects.update(name="Cup")
        Product.objects.update(name="Mug")
    assert list(ProductChange.objects.order_by("pk").values_list("source", "number", "user_id")) == [
        ("form", None, 7),
        ("import", 1, None),
    ]
