"""A store's mapping in a browser: another attribute is chosen, previewed, and applied."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from amazon_channel.models import Store, User
from catalog.models import Attribute, Product
from listings.matching import match
from listings.models import Listing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EAN = "4006381333931"
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "dark": True}, id="narrow-dark"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_mapping_is_previewed_and_applied(*, open_as, shoot, account, store, make_listing, look):
    operator = User.objects.create_user("olga", role="operator", first_name="Olga")
    account.members.add(operator)
    Attribute.objects.create(code="barcode", label="Barcode")
    Product.objects.create(sku="MUG", name="Mug", attributes={"barcode": EAN})
    make_listing("amzn.gr.1", gtin=f"0{EAN}", title="Mug", buyable=True)
    match(store, now=timezone.now())

    page = open_as(operator, **look)
    page.goto(reverse("connect:mapping", args=[store.pk]))
    page.get_by_label("EAN", exact=True).select_option("barcode")
    page.get_by_role("button", name="Preview").click()
    row = page.get_by_role("row", name="amzn.gr.1")
    expect(row).to_contain_text("MUG")
    assert Listing.objects.get().product is None  # a preview changes nothing
    shoot(page, f"mapping-preview-{look['width']}", full=True)

    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("The mapping is kept.")).to_be_visible()
    assert Store.objects.get().ean_attribute == "barcode"
