"""The catalog's pages as a merchant sees them: finding, editing one product, editing many and undoing it."""

import pytest

from amazon_channel.models import User
from catalog import categories
from catalog.models import Attribute, AttributeOption, AttributeSet, BulkEdit, Product, StockSource, Website

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/catalog/product/"
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "dark": True}, id="narrow-dark"),
]


@pytest.fixture
def merchant(db):
    return User.objects.create_user("mia", role="merchant", first_name="Mia")


@pytest.fixture
def shop(db):
    """Sixty products of one set in two categories; one with a long name, one with HTML in it."""
    known = categories.ensure([("Home", "Mugs"), ("Garden", "Pots")])
    mugs, pots = known[("Home", "Mugs")], known[("Garden", "Pots")]
    color = Attribute.objects.create(code="color", label="Colour", type="select", used_in_navigation=True)
    AttributeOption.objects.bulk_create(
        AttributeOption(attribute=color, value=value, labels={"en": value.title()})
        for value in ("blue", "red")
    )
    clay = Attribute.objects.create(code="material", label="Material", used_in_search=True, required=True)
    kitchen = AttributeSet.objects.create(name="Kitchen")
    kitchen.attributes.set([color, clay])
    Website.objects.create(code="uk", name="Britain")
    StockSource.objects.create(code="leeds", name="Leeds")
    names = {0: "Ceramic coffee mug with bamboo lid " * 8, 1: "<script>document.title='hacked'</script>"}
    for number in range(60):
        Product.objects.create(
            sku=f"MUG-{number:02d}",
            name=names.get(number, f"Coffee mug no. {number}"),
            attribute_set=kitchen,
            price="12.50",
            quantity=number,
            category_ids=[mugs if number % 2 else pots],
            attributes={"color": "blue" if number % 3 else "red", "material": "Clay"},
            websites=["uk"],
        )
    return kitchen


def no_sideways_scrolling(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def rows(page):
    return page.locator("tr[data-row]").count()


@pytest.mark.parametrize("look", LOOKS)
def test_the_list_is_searched_and_narrowed(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(LIST)
    assert rows(page) == 50
    assert page.title() != "hacked"
    assert no_sideways_scrolling(page)
    shoot(page, f"products-{look['width']}")
    if look["width"] < 1024:
        page.locator(".cp-panel summary").click()
    page.locator(".cp-panel").get_by_role("link", name="Home").click()
    page.wait_for_url("**category=*")
    assert rows(page) == 30
    if look["width"] < 1024:
        page.locator(".cp-panel summary").click()
    page.locator(".cp-panel").get_by_role("link", name="Red").click()
    page.wait_for_url("**a.color=red**")
    assert rows(page) == 10
    page.keyboard.press("/")
    page.keyboard.type("no. 27")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=no**")
    assert rows(page) == 1
    page.get_by_text("Clear all").click()
    page.wait_for_url("**/product/?")
    assert rows(page) == 50


@pytest.mark.parametrize("look", LOOKS)
def test_a_product_is_edited_on_its_tabs(open_as, merchant, shop, shoot, look):
    mug = Product.objects.get(sku="MUG-05")
    page = open_as(merchant, **look)
    page.goto(f"{LIST}{mug.pk}/change/")
    assert no_sideways_scrolling(page)
    shoot(page, f"product-{look['width']}", full=True)
    tab = page.locator("#product_form .ls-tabs")
    tab.get_by_role("link", name="Attributes").click()
    page.locator("[name=a-material]").fill("")
    tab.get_by_role("link", name="Where and when").click()
    page.locator(".cp-find input").fill("pot")
    page.locator(".cp-found button", has_text="Garden › Pots").click()
    tab.get_by_role("link", name="Stock and size").click()
    page.locator("[name=s-leeds]").fill("7")
    tab.get_by_role("link", name="Pictures").click()
    page.get_by_role("button", name="Add a picture").click()
    page.locator("[name=pictures-0-url]").fill("https://example.com/front.jpg")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_text("Nothing was saved").wait_for()
    assert page.locator("[data-field=a-material] .cp-error").inner_text() == "A value is required."
    shoot(page, f"product-refused-{look['width']}")
    page.locator("[name=a-material]").fill("Glass")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_text("MUG-05 was saved.").wait_for()
    mug.refresh_from_db()
    assert (mug.attributes["material"], mug.quantities, mug.quantity) == ("Glass", {"leeds": 7}, 7)
    assert (len(mug.category_ids), mug.images[0]["url"]) == (2, "https://example.com/front.jpg")
    assert "Clay" in page.locator("#history .ls-entry").first.inner_text()


def test_a_set_takes_an_attribute(open_as, shop):
    """A field called "attributes" would break the scripts of the page: a form has those already."""
    page = open_as(User.objects.create_user("olga", role="operator"))
    page.goto(f"/catalog/attributeset/{shop.pk}/change/")
    page.get_by_role("heading", name="Kitchen").or_(page.get_by_text("Kitchen").first).first.wait_for()
    page.locator("select[name=members]").evaluate(
        "(list) => { for (const option of list.options) option.selected = option.text === 'Colour' }"
    )
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/attributeset/")
    assert [str(attribute) for attribute in shop.attributes.all()] == ["Colour"]


def test_many_products_are_edited_and_the_edit_is_undone(open_as, merchant, shop, shoot):
    page = open_as(merchant)
    page.goto(LIST)
    for number in range(3):
        page.locator("input.action-select").nth(number).check()
    page.get_by_role("button", name="Edit an attribute").click()
    page.locator("#attribute").select_option("color")
    page.wait_for_url("**attribute=color**")
    page.locator("[name=value]").select_option("red")
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("2 would change").wait_for()
    assert BulkEdit.objects.count() == 0
    shoot(page, "bulk-edit-preview")
    page.get_by_role("button", name="Apply").click()
    page.get_by_text("Applied").first.wait_for()
    assert set(Product.objects.order_by("sku").values_list("attributes__color", flat=True)[:3]) == {"red"}
    Product.objects.filter(sku="MUG-01").update(attributes={"color": "green", "material": "Clay"})
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Changed since, so left alone").wait_for()
    shoot(page, "bulk-edit-undone")
    assert list(Product.objects.order_by("sku").values_list("attributes__color", flat=True)[:3]) == [
        "red",
        "green",
        "blue",
    ]
