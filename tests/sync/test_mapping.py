"""A store's mapping: its form, the preview of what it would change, and what applies it."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from amazon_channel.actions import Impossible
from amazon_channel.models import SettingChange, Store, User
from catalog.models import Attribute, Product
from listings.matching import match
from listings.models import Listing
from sync.connect.mapping import MappingForm, attribute_choices, map_attributes, parse
from sync.models import SyncRun
from tests.conftest import NOON

USUAL = {
    "sku_attribute": "sku",
    "asin_attribute": "asin",
    "upc_attribute": "",
    "ean_attribute": "",
    "isbn_attribute": "",
    "gcid_attribute": "",
    "condition_attribute": "condition",
    "condition_values": "",
}


@pytest.fixture
def barcode(db):
    return Attribute.objects.create(code="barcode", label="Barcode")


@pytest.fixture
def operator(account, client):
    user = User.objects.create_user("olga", role=User.Role.OPERATOR)
    account.members.add(user)
    client.force_login(user)
    return user


@pytest.fixture
def shop(store, make_listing, barcode):
    Product.objects.create(sku="MUG", name="Mug", attributes={"barcode": "4006381333931"})
    Product.objects.create(sku="PAN", name="Pan", asin="B000000001")
    make_listing("x-mug", gtin="04006381333931")
    make_listing("x-pan", asin="B000000001")
    match(store, now=NOON)
    return store


def send(client, store, **fields):
    answer = client.post(reverse("connect:mapping", args=[store.pk]), USUAL | fields)
    return answer, re.sub(r"\s+", " ", answer.content.decode())


def applied(client, store, **fields):
    """Preview, and apply what was previewed."""
    _, page = send(client, store, **fields)
    previewed = re.search(r'name="previewed" value="([^"]*)"', page)[1].replace("&quot;", '"')
    return send(client, store, apply="1", previewed=previewed, **fields)[0]


def products():
    return dict(Listing.objects.values_list("seller_sku", "product__sku"))


def test_choices_are_what_can_hold_a_number(barcode):
    Attribute.objects.create(code="colour", label="Colour", type="select")
    Attribute.objects.create(code="ean_number", label="EAN", type="integer")
    codes = [code for code, _label in attribute_choices()]
    assert codes == ["", "asin", "barcode", "condition", "ean_number", "name", "sku", "tax_class"]
    assert ("gone", "gone (not in the catalog any more)") in attribute_choices(kept="gone")


def test_the_page_shows_the_present_mapping(client, operator, shop):
    page = client.get(reverse("connect:mapping", args=[shop.pk])).content.decode()
    assert re.search(r'<option value="sku"\s+selected>', page)
    assert "Apply" not in page  # nothing is applied that was not previewed


def test_a_preview_tells_what_would_change_and_changes_nothing(client, operator, shop):
    answer, page = send(client, shop, ean_attribute="barcode", asin_attribute="")
    assert answer.status_code == 200
    assert "2 listings would change." in page
    assert "Find their product: 1" in page
    assert "Lose their product: 1" in page
    assert "barcode: 4006381333931" in page
    assert products() == {"x-mug": None, "x-pan": "PAN"}
    assert Store.objects.get().ean_attribute == ""


def test_a_preview_without_effect_says_so(client, operator, shop):
    assert "This mapping changes no listing." in send(client, shop)[1]


def test_applying_keeps_the_mapping_records_it_and_starts_a_run(client, operator, shop):
    answer = applied(client, shop, ean_attribute="barcode", condition_values="Brand new = New\n")
    assert answer.url == reverse("admin:amazon_channel_store_change", args=[shop.pk])
    store = Store.objects.get()
    assert (store.ean_attribute, store.condition_values) == ("barcode", {"Brand new": "new_new"})
    kept = list(SettingChange.objects.order_by("field").values_list("field", "old", "new", "by"))
    assert kept == [
        ("EAN", "", "barcode", "olga"),
        ("conditions in the catalog's words", "", "Brand new = New", "olga"),
    ]
    assert SyncRun.objects.get().opened_by == "olga"
    match(store, now=NOON)
    assert products() == {"x-mug": "MUG", "x-pan": "PAN"}


def test_only_what_was_previewed_is_applied(client, operator, shop):
    answer, page = send(client, shop, ean_attribute="barcode", apply="1", previewed='{"other": 1}')
    assert answer.status_code == 200
    assert "Find their product: 1" in page
    assert Store.objects.get().ean_attribute == ""


def test_a_paused_account_keeps_the_mapping_for_later(client, operator, shop):
    shop.account.paused_at = NOON
    shop.account.save()
    assert applied(client, shop, ean_attribute="barcode").status_code == 302
    assert (Store.objects.get().ean_attribute, SyncRun.objects.count()) == ("barcode", 0)


def test_an_unknown_attribute_or_condition_is_refused(client, operator, shop):
    assert "Apply" not in send(client, shop, ean_attribute="nothing")[1]
    assert "is not understood" in send(client, shop, condition_values="Brand new = Shiny")[1]


def test_somebody_else_s_store_is_not_there(client, shop):
    client.force_login(User.objects.create_user("otto", role=User.Role.OPERATOR))
    assert send(client, shop)[0].status_code == 404


def test_a_store_that_is_being_deleted_keeps_what_it_has(shop):
    shop.deleting_at = NOON
    shop.save()
    with pytest.raises(Impossible, match="is being deleted"):
        map_attributes(shop, {"ean_attribute": "barcode"}, by="olga", now=NOON)


def test_conditions_are_understood_by_name_and_by_code(db):
    lines = "Brand new = New\n\nB-Ware = used_good\n"
    form = MappingForm(USUAL | {"condition_values": lines})
    assert form.is_valid()
    assert form.mapping()["condition_values"] == {"Brand new": "new_new", "B-Ware": "used_good"}
    again = MappingForm(store=Store(condition_values=form.mapping()["condition_values"]))
    assert again.initial["condition_values"] == "B-Ware = Used; Good\nBrand new = New"


def test_the_command_line_s_mapping(barcode):
    assert parse("ean=barcode, sku=name") == {"ean_attribute": "barcode", "sku_attribute": "name"}
    assert parse("") == {}


@pytest.mark.parametrize("text", ["ean", "barcode=ean", "ean=nothing"])
def test_the_command_line_names_what_is_wrong(barcode, text):
    options = {"name": "X", "region": "EU", "marketplaces": "UK", "client_id": "x", "attributes": text}
    with pytest.raises(CommandError, match=r"--attributes: .*(Write role=attribute|has no attribute)"):
        call_command("connect_account", client_secret="x", refresh_token="x", **options)
