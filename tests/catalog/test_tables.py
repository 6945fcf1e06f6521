"""What the database itself refuses, and what every catalog has from the start."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from catalog.built_in import BUILT_IN
from catalog.models import Attribute, Category, Product, ProductLink, Website
from catalog.websites import ensure


@pytest.fixture
def mug(db):
    return Product.objects.create(sku="MUG", name="Mug")


def refused():
    return pytest.raises(IntegrityError)


@pytest.mark.parametrize(
    ("quantity", "quantities", "fits"),
    [
        (7, {}, True),
        (7, {"berlin": 3, "leeds": 4}, True),
        (7, {"berlin": 3}, False),
        (0, {"berlin": 0}, True),
    ],
)
def test_the_quantity_is_the_total_of_the_sources(mug, quantity, quantities, fits):
    mug.quantity, mug.quantities = quantity, quantities
    if fits:
        mug.save()
    else:
        with refused(), transaction.atomic():
            mug.save()


def test_skus_that_differ_in_case_are_two(mug):
    Product.objects.create(sku="mug", name="Mug")
    with refused(), transaction.atomic():
        Product.objects.create(sku="MUG", name="Another")


def test_nothing_is_its_own_parent(mug):
    home = Category.objects.create(name="Home")
    home.parent = home
    with refused(), transaction.atomic():
        home.save()
    with refused(), transaction.atomic():
        ProductLink.objects.create(parent=mug, child=mug, kind="variant")
    with refused(), transaction.atomic():
        Category.objects.create(name="Home")


def test_every_catalog_has_the_built_in_attributes(db):
    columns = {field.name for field in Product._meta.get_fields()}
    kept = dict(Attribute.objects.exclude(column="").values_list("code", "column"))
    assert kept == {code: code for code, *_ in BUILT_IN}
    assert set(kept.values()) <= columns


def test_a_changed_built_in_attribute_stays_changed_and_a_lost_one_comes_back(db):
    Attribute.objects.filter(code="name").update(label="Title")
    Attribute.objects.filter(code="cost").delete()
    call_command("migrate", verbosity=0)
    assert Attribute.objects.get(code="name").label == "Title"
    assert Attribute.objects.get(code="cost").column == "cost"


def test_a_website_is_made_when_it_is_named_first(db):
    for code in ("us", "us", ""):
        ensure(code)
    assert list(Website.objects.values_list("code", "name")) == [("us", "US")]
