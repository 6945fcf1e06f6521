"""Amazon's attributes as people see them: read, create, map, compare; narrow and wide."""

import pytest
from playwright.sync_api import expect

from amazon_channel.models import User
from catalog.models import Attribute, AttributeSet, Product, Website
from listings.amazon_attributes.importing import import_values
from listings.amazon_attributes.models import (
    AmazonAttribute,
    AttributeMapping,
    AttributeReading,
    ListingAttributes,
    ProductTypeDefinition,
)
from tests.conftest import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/listings/amazonattribute/"
UK = "A1F83G8C2ARO7P"
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "dark": True}, id="narrow-dark"),
]
KNOWN = {
    "brand": {"title": "Brand Name", "required_by": ["DRINKING_CUP"]},
    "bullet_point": {"title": "Bullet Point", "several": True},
    "color": {"title": "Colour", "kind": "choice", "description": "The colour as shoppers would call it."},
    "item_dimensions.length": {"title": "Item Dimensions: Length", "kind": "decimal", "units": ["inches"]},
    "item_weight": {"title": "Item Weight", "kind": "weight", "units": ["grams", "pounds"]},
    "main_product_image_locator": {"title": "Main Image", "kind": "picture"},
    "purchasable_offer.our_price.schedule.value_with_tax": {"title": "Offer: Your Price", "kind": "money"},
}


@pytest.fixture
def operator(account):
    user = User.objects.create_user("mia", role="operator", first_name="Mia")
    account.members.add(user)
    return user


@pytest.fixture
def known(store):
    """A store whose attributes were read, a website and an attribute set."""
    Website.objects.get_or_create(code="uk", defaults={"name": "United Kingdom"})
    AttributeSet.objects.create(name="Kitchen")
    types = {"DRINKING_CUP": "Drinking Cup", "TEAPOT": "Teapot", "KETTLE": "Kettle"}
    for name, title in types.items():
        ProductTypeDefinition.objects.create(marketplace_id=UK, product_type=name, title=title, read_at=NOON)
    AttributeReading.objects.create(
        store=store, product_types=list(types), carried=["brand", "color"], whole_read_at=NOON
    )
    return {
        name: AmazonAttribute.objects.create(
            marketplace_id=UK, name=name, product_types=list(types), **{"kind": "text"} | facts
        )
        for name, facts in KNOWN.items()
    }


@pytest.fixture
def values(store, known, make_listing):
    """Listings that say colours: imported, kept, of no choice, in another language, without a product."""
    colour = Attribute.objects.create(code="colour", label="Colour", type="select")
    for option in ("Red", "Deep sea blue"):
        colour.options.create(value=option)
    AttributeMapping.objects.create(
        store=store, amazon_attribute=known["color"], attribute=colour, created_at=NOON, changed_at=NOON
    )
    said = [
        ("Red", {}),
        ("Red", {"colour": "Deep sea blue"}),
        ("Rouge " * 40, {}),
        ("Rot", {}),
        ("Red", None),
    ]
    for number, (text, held) in enumerate(said):
        product = None
        if held is not None:
            product = Product.objects.create(sku=f"MUG-{number}", name="Mug", attributes=held)
        listing = make_listing(f"MUG-{number}", product=product, asin="B07XAMPLE1")
        language = "de_DE" if text == "Rot" else "en_GB"
        ListingAttributes.objects.create(
            listing=listing,
            store=store,
            attributes={"color": [{"value": text, "language_tag": language, "marketplace_id": UK}]},
            digest=1,
            read_at=NOON,
            changed_at=NOON,
        )
    import_values(store, now=NOON)


def fits(page):
    """Nothing sticks out to the right."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_an_operator_reads_creates_and_compares(open_as, operator, values, known, *, shoot, look):
    page = open_as(operator, **look)
    name = f"attributes-{look['width']}"
    page.goto(LIST)
    expect(page.get_by_role("link", name="Item Weight")).to_be_visible()
    assert fits(page)
    shoot(page, f"{name}-list", full=True)

    page.goto(f"{LIST}{known['item_weight'].pk}/change/")
    expect(page.get_by_label("Its code")).to_have_value("weight")
    page.get_by_label("Create a new one").check()
    expect(page.get_by_label("Code", exact=True)).to_have_value("item_weight")
    expect(page.get_by_label("Type")).to_have_value("weight")
    assert fits(page)
    shoot(page, f"{name}-create", full=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say which the catalog keeps")).to_be_visible()
    shoot(page, f"{name}-refused", full=True)
    page.get_by_label("Unit in the catalog").select_option("grams")
    page.get_by_label("Kitchen").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next sync imports its values")).to_be_visible()
    mapping = AttributeMapping.objects.get(amazon_attribute=known["item_weight"])
    assert (mapping.attribute.type, mapping.unit) == ("weight", "grams")
    assert mapping.attribute.sets.get().name == "Kitchen"

    page.goto(f"{LIST}{known['color'].pk}/change/")
    expect(page.get_by_label("Its code")).to_have_value("colour")
    expect(page.get_by_label("Name", exact=True)).to_be_hidden()
    shoot(page, f"{name}-edit", full=True)
    page.get_by_role("link", name="Matching values").click()
    expect(page.get_by_text("Imported", exact=True)).to_have_count(1)
    assert fits(page)
    shoot(page, f"{name}-values", full=True)


@pytest.mark.parametrize("look", LOOKS)
def test_an_empty_page_says_how_to_begin(open_as, operator, store, shoot, look):
    page = open_as(operator, **look)
    page.goto(LIST)
    shoot(page, f"attributes-{look['width']}-empty")
    page.get_by_role("button", name="Read Amazon's attributes").click()
    expect(page.get_by_text("Asked for: the next sync")).to_be_visible()
    shoot(page, f"attributes-{look['width']}-asked")
    assert AttributeReading.objects.get().waits


def test_ticked_attributes_are_imported_again(open_as, operator, known, shoot):
    page = open_as(operator)
    page.goto(LIST)
    page.get_by_label("Tick color", exact=True).check()
    expect(page.get_by_text("1 of 7 ticked")).to_be_visible()
    shoot(page, "attributes-ticked")
    page.get_by_role("button", name="Import values again").click()
    expect(page.get_by_text("reads the values of one attribute again")).to_be_visible()
