"""The store's deed *New products*: what it saves, and what it asks for."""

import pytest
from django.test import Client
from django.urls import reverse

from amazon_channel.models import SettingChange, Store, User
from catalog.models import Website


@pytest.fixture
def post(account, store):
    Website.objects.create(code="uk", name="UK")
    user = User.objects.create_user("olga", role="operator")
    account.members.add(user)
    client = Client()
    client.force_login(user)
    address = reverse("admin:amazon_channel_store_new_products", args=[store.pk])
    form = {"_form_submitted": "on", "visibility": "both", "sku": "seller_sku"}
    return lambda **fields: client.post(address, form | fields)


def test_a_store_makes_products_as_it_is_told(post, store):
    post(create_products="on", websites=["uk"], tax_class="Taxable Goods", enabled="on")
    store.refresh_from_db()
    assert store.create_products
    assert store.new_products == {
        "enabled": True,
        "websites": ["uk"],
        "category_ids": [],
        "attribute_set": None,
        "visibility": "both",
        "tax_class": "Taxable Goods",
        "sku": "seller_sku",
    }
    assert set(SettingChange.objects.values_list("by", "field")) == {
        ("olga", "create products"),
        ("olga", "what created products are like"),
    }
    post(websites=[])
    store.refresh_from_db()
    assert not store.create_products


def test_products_need_a_website(post):
    assert "Choose the websites" in post(create_products="on").content.decode()
    assert not Store.objects.get().create_products
