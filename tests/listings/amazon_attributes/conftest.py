"""A store with a German sister, products with listings, and mappings as keyword calls."""

import pytest

from catalog.models import Attribute, Product
from listings.amazon_attributes.importing import import_values
from listings.amazon_attributes.models import (
    AmazonAttribute,
    AttributeMapping,
    AttributeReading,
    ListingAttributes,
)
from tests.conftest import NOON

LIST = "/listings/amazonattribute/"

UK = "A1F83G8C2ARO7P"


def entry(value, language="en_GB", **more):
    """One entry of an attribute as Amazon writes it."""
    return {"value": value, "language_tag": language, "marketplace_id": UK, **more}


@pytest.fixture
def amazon_attribute(db):
    """amazon_attribute("color", kind="choice")."""

    def make(name, **facts):
        facts = {"title": name.title(), "kind": "text", "product_types": ["MUG"]} | facts
        return AmazonAttribute.objects.get_or_create(
            marketplace_id=facts.pop("marketplace_id", UK), name=name, defaults=facts
        )[0]

    return make


@pytest.fixture
def attribute(db):
    """attribute("colour", type="select")."""

    def make(code, **facts):
        return Attribute.objects.get_or_create(code=code, defaults={"label": code.title()} | facts)[0]

    return make


@pytest.fixture
def map_(store, amazon_attribute, attribute):
    """map_("color", "colour", overwrite=True) → the mapping; the catalog attribute is made as text."""

    def make(name, code, **facts):
        of = facts.pop("store", store)
        AttributeReading.objects.get_or_create(store=of, defaults={"product_types": ["MUG"]})
        return AttributeMapping.objects.create(
            store=of,
            amazon_attribute=amazon_attribute(name, marketplace_id=of.marketplace_id),
            attribute=attribute(code),
            created_at=NOON,
            changed_at=facts.pop("changed_at", NOON),
            **facts,
        )

    return make


@pytest.fixture
def says(store, make_listing):
    """says("MUG-1", color=[entry("Red")]) → a listing with its product, whose attributes were read."""

    def make(sku, *, product=None, catalog=None, **attributes):
        of = product or Product.objects.get_or_create(sku=sku, defaults={"name": sku, "websites": ["uk"]})[0]
        listing = make_listing(sku, product=of, asin="B07XAMPLE1")
        ListingAttributes.objects.create(
            listing=listing,
            store=listing.store,
            attributes=attributes,
            catalog_attributes=catalog or {},
            digest=1,
            read_at=NOON,
            changed_at=NOON,
        )
        return listing

    return make


@pytest.fixture
def run(store):
    """run() imports; run(store=…, now=…)."""

    def do(**more):
        return import_values(more.pop("store", store), now=more.pop("now", NOON), **more)

    return do


def product(sku="MUG-1"):
    return Product.objects.get(sku=sku)


@pytest.fixture
def known(store, amazon_attribute):
    """Five attributes of a store that was read."""
    AttributeReading.objects.create(
        store=store, product_types=["MUG", "POT"], carried=["brand", "color"], whole_read_at=NOON
    )
    return {
        name: amazon_attribute(name, **facts)
        for name, facts in {
            "brand": {"required_by": ["MUG"]},
            "color": {"kind": "choice", "title": "Colour"},
            "item_weight": {"kind": "weight", "units": ["grams", "pounds"], "product_types": ["POT"]},
            "main_image": {"kind": "picture"},
            "wattage": {"product_types": ["LAMP"]},  # of no listing of this store
        }.items()
    }


def page_of(amazon, tab=""):
    return f"{LIST}{amazon.pk}/{tab or 'change/'}"
