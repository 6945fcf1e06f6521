"""A small catalog with attributes of every sort, and people to look at it."""

import pytest
from django.test import Client

from amazon_channel.models import User
from catalog.models import Attribute, AttributeOption, AttributeSet, Product, Website


def signed_in(role):
    client = Client()
    client.user = User.objects.create_user(f"the {role}", role=role)
    client.force_login(client.user)
    return client


@pytest.fixture
def merchant(db):
    return signed_in("merchant")


@pytest.fixture
def viewer(db):
    return signed_in("viewer")


@pytest.fixture
def operator(db):
    return signed_in("operator")


@pytest.fixture
def kitchen(db):
    """An attribute set with an attribute of most types; the website uk."""
    Website.objects.create(code="uk", name="UK")
    made = [
        Attribute.objects.create(code=code, label=code.title(), type=kind, **more)
        for code, kind, more in (
            ("color", "select", {"used_in_navigation": True}),
            ("uses", "multi_select", {"used_in_navigation": True}),
            ("organic", "boolean", {"used_in_navigation": True}),
            ("material", "text", {"used_in_search": True, "required": True, "scope": "website"}),
            ("ean", "text", {"unique": True}),
            ("pieces", "integer", {}),
            ("rent", "price", {"scope": "website"}),
            ("released", "date", {}),
        )
    ]
    for attribute, values in ((made[0], ("blue", "red")), (made[1], ("tea", "coffee", "gifts"))):
        AttributeOption.objects.bulk_create(AttributeOption(attribute=attribute, value=v) for v in values)
    attribute_set = AttributeSet.objects.create(name="Kitchen")
    attribute_set.attributes.set(made)
    return attribute_set


@pytest.fixture
def make(kitchen):
    """make("MUG", color="blue") → a product of the set with these attributes."""

    def make_one(sku, *, columns=None, **attributes):
        columns = {"name": f"Product {sku}", "attribute_set": kitchen} | (columns or {})
        return Product.objects.create(sku=sku, attributes={"material": "Clay"} | attributes, **columns)

    return make_one
