"""A product of a set with many attributes: the one that is missing is found by typing, and kept."""

import pytest

from amazon_channel.models import User
from catalog.models import Attribute, AttributeOption, AttributeSet, Product, Website

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [
    pytest.param({"width": 1440}, id="wide"),
    pytest.param({"width": 390, "dark": True}, id="narrow and dark"),
]


@pytest.fixture
def merchant(db):
    return User.objects.create_user("mia", role="merchant")


@pytest.fixture
def mug(db):
    Website.objects.create(code="uk", name="Britain")
    made = Attribute.objects.bulk_create(
        Attribute(
            code=f"spec_{number}",
            label=f"Specification {number}",
            type="select" if number % 2 else "text",
            scope="website" if number % 5 == 0 else "global",
            required=number == 0,
        )
        for number in range(300)
    )
    AttributeOption.objects.bulk_create(
        AttributeOption(attribute=attribute, value=f"Choice {value}")
        for attribute in made
        if attribute.has_options
        for value in range(20)
    )
    large = AttributeSet.objects.create(name="Machines")
    large.attributes.set(made)
    said = {"spec_0": "Always", "spec_1": "Choice 3", "spec_4": "Four"}
    return Product.objects.create(sku="MUG", name="Mug", attribute_set=large, attributes=said)


@pytest.mark.parametrize("look", LOOKS)
def test_an_attribute_is_found_added_and_kept(open_as, merchant, mug, shoot, look):
    page = open_as(merchant, **look)
    page.goto(f"/catalog/product/{mug.pk}/change/#attributes")
    fields = page.locator("[data-section=attributes] .cp-fields > .cp-field")
    assert fields.count() == 3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = page.get_by_label("Add an attribute")
    box.fill("cation 15")
    page.locator(".cp-add .cp-found button").first.wait_for()
    shoot(page, f"large-set-found-{look['width']}")
    page.locator(".cp-add .cp-found button", has_text="spec_150").click()
    page.locator("[name=a-spec_150]").fill("One hundred and fifty")
    box.fill("specification 151")
    box.press("Enter")  # Enter before the answer is there adds nothing and sends nothing
    page.locator(".cp-add .cp-found button", has_text="spec_151").wait_for()
    assert page.locator("[data-field=a-spec_151]").count() == 0
    box.press("Enter")
    page.locator("[data-field=a-spec_151] .select2").wait_for()
    shoot(page, f"large-set-added-{look['width']}")
    page.locator("[data-tab=website-uk]").click()
    page.locator("[name=w-uk-spec_150]").fill("British")
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state()
    assert fields.count() == 4
    mug.refresh_from_db()
    assert mug.attributes == {
        "spec_0": "Always",
        "spec_1": "Choice 3",
        "spec_4": "Four",
        "spec_150": "One hundred and fifty",
    }
    assert mug.website_values == {"uk": {"spec_150": "British"}}


def test_one_that_is_there_already_is_pointed_at(open_as, merchant, mug):
    page = open_as(merchant)
    page.goto(f"/catalog/product/{mug.pk}/change/#attributes")
    page.get_by_label("Add an attribute").fill("spec_4")
    page.locator(".cp-add .cp-found button").first.click()
    assert page.locator(".cp-add [role=status]").inner_text() == "It is on the page already."
    assert page.locator("[name=a-spec_4]").count() == 1
