"""What the catalog is made of: what never changes, what may not go, what goes with its values."""

import pytest

from amazon_channel.models import SettingChange
from catalog import categories
from catalog.models import (
    Attribute,
    AttributeOption,
    AttributeSet,
    Category,
    Product,
    ProductChange,
    StockSource,
    Website,
)

pytestmark = pytest.mark.django_db
TREE = "/catalog/category/"


def attribute(code):
    return Attribute.objects.get(code=code)


def told():
    return list(SettingChange.objects.order_by("pk").values_list("field", "old", "new"))


def sent(row, **changes):
    flags = ("required", "unique", "used_in_search", "used_in_navigation", "usable_in_rules", "comparable")
    form = {name: getattr(row, name) for name in ("code", "label", "type", "scope")}
    form |= {name: "on" for name in flags if getattr(row, name)} | {"sets": [s.pk for s in row.sets.all()]}
    form |= {"options-TOTAL_FORMS": 0, "options-INITIAL_FORMS": 0}
    return {name: value for name, value in (form | changes).items() if value is not None}


def save(client, row, **changes):
    return client.post(f"/catalog/attribute/{row.pk}/change/", sent(row, **changes))


def test_an_attribute_is_added_with_labels_and_goes_on_to_its_options(operator, kitchen):
    new = Attribute(code="size", label="Size", type="select", scope="global")
    form = {
        "code": "size",
        "label": "Size",
        "labels": "de: Größe\nfr_FR: Taille",
        "type": "select",
        "scope": "global",
    }
    answer = operator.post("/catalog/attribute/add/", form | {"sets": [kitchen.pk]})
    new = attribute("size")
    assert answer.url == f"/catalog/attribute/{new.pk}/change/"
    assert (new.labels, list(new.sets.all())) == ({"de": "Größe", "fr-fr": "Taille"}, [kitchen])


def test_type_and_scope_stay_once_products_have_values(operator, make):
    rent = attribute("rent")
    assert save(operator, rent, type="decimal").status_code == 302
    make("MUG", rent="5")
    answer = save(operator, attribute("rent"), type="text", scope="global")
    assert "this stays as it was" in answer.content.decode()
    assert attribute("rent").type == "decimal"


def test_the_code_never_changes(operator, make):
    save(operator, attribute("rent"), code="other")
    assert Attribute.objects.filter(code="rent").exists()


@pytest.mark.parametrize(
    ("code", "changes", "says"),
    [
        ("material", {"used_in_navigation": "on"}, "Only choices and yes/no"),
        ("price", {"used_in_search": "on"}, "Only texts are searched"),
        ("pieces", {"unique": "on"}, "A and B both have “3”"),
        ("color", {"labels": "Farbe"}, "is not a language and its label"),
    ],
)
def test_what_an_attribute_cannot_be(operator, make, code, changes, says):
    make("A", pieces=3), make("B", pieces=3)
    assert says in save(operator, attribute(code), **changes).content.decode()


def test_options_are_added_and_stay_while_they_are_chosen(operator, make):
    color = attribute("color")
    make("MUG", color="blue")
    blue, red = color.options.order_by("value")
    rows = {
        "options-TOTAL_FORMS": 3,
        "options-INITIAL_FORMS": 2,
        "options-0-id": blue.pk,
        "options-0-value": "navy",
        "options-0-labels": "de: Blau",
        "options-0-sort_order": 0,
        "options-1-id": red.pk,
        "options-1-value": "red",
        "options-1-sort_order": 0,
        "options-2-value": "green",
        "options-2-sort_order": 0,
    }
    assert save(operator, color, **rows).status_code == 302
    assert dict(color.options.values_list("value", "labels")) == {
        "blue": {"de": "Blau"},
        "red": {},
        "green": {},
    }
    assert ("option", "", "green") in told()
    used = save(operator, color, **rows | {"options-0-DELETE": "on", "options-2-value": ""})
    assert "Products have chosen “blue”" in used.content.decode()
    assert AttributeOption.objects.filter(value="blue").exists()


def test_an_attribute_goes_with_its_values_when_its_code_is_typed(operator, make):
    make(
        "A", rent="5", columns={"website_values": {"uk": {"rent": "6"}, "de": {"rent": "7", "name": "Kept"}}}
    )
    make("B")
    where = f"/catalog/attribute/{attribute('rent').pk}/delete/"
    assert "Type rent to confirm" in operator.get(where).content.decode()
    assert "not the attribute" in operator.post(where, {"typed": "Rent"}).content.decode()
    assert Attribute.objects.filter(code="rent").exists()
    operator.post(where, {"typed": "rent"})
    product = Product.objects.get(sku="A")
    assert (product.attributes, product.website_values) == ({"material": "Clay"}, {"de": {"name": "Kept"}})
    assert not Attribute.objects.filter(code="rent").exists()
    assert ProductChange.objects.filter(field="rent", new=None, source="structure").count() == 3


def test_a_built_in_attribute_stays(operator):
    name = attribute("name")
    assert operator.post(f"/catalog/attribute/{name.pk}/delete/", {"typed": "name"}).status_code == 403
    save(operator, name, label="Title", type="integer")
    assert (attribute("name").label, attribute("name").type) == ("Title", "text")


@pytest.mark.parametrize("kind", ["website", "stocksource", "attributeset"])
def test_what_products_use_stays(operator, make, kind):
    StockSource.objects.create(code="leeds", name="Leeds")
    make("MUG", columns={"websites": ["uk"], "quantities": {"leeds": 1}, "quantity": 1})
    row = {"website": Website, "stocksource": StockSource, "attributeset": AttributeSet}[kind].objects.get()
    where = f"/catalog/{kind}/{row.pk}/delete/"
    page = operator.post(where, {"post": "yes"}, follow=True).content.decode()
    assert "Take it out of them first" in page
    Product.objects.all().delete()
    operator.post(where, {"post": "yes"})
    assert not type(row).objects.exists()


def test_a_website_keeps_its_code(operator, kitchen):
    uk = Website.objects.get()
    operator.post(
        f"/catalog/website/{uk.pk}/change/",
        {"code": "gb", "name": "Britain", "sort_order": 1, "store_views": "en,cy"},
    )
    uk.refresh_from_db()
    assert (uk.code, uk.name, uk.store_views) == ("uk", "Britain", ["en", "cy"])
    assert ("name", "UK", "Britain") in told()


def test_a_set_is_given_attributes(operator, viewer, kitchen):
    where = f"/catalog/attributeset/{kitchen.pk}/change/"
    color, ean = attribute("color"), attribute("ean")
    assert operator.post(where, {"name": "Kitchens", "members": [color.pk, ean.pk]}).status_code == 302
    kitchen.refresh_from_db()
    assert (kitchen.name, set(kitchen.attributes.all())) == ("Kitchens", {color, ean})
    assert ("name", "Kitchen", "Kitchens") in told()
    assert [new for field, _old, new in told() if field == "members"] == ["Color, Ean"]
    page = viewer.get(where)
    assert page.status_code == 200
    assert "Color, Ean" in page.content.decode()


def test_lists_tell_numbers_of_products(operator, make):
    make("A", columns={"websites": ["uk"]}), make("B")
    (website,) = operator.get("/catalog/website/").context["cl"].result_list
    (attribute_set,) = operator.get("/catalog/attributeset/").context["cl"].result_list
    assert (website.products, attribute_set.products, attribute_set.number) == (1, 2, 8)


def test_the_tree_level_by_level(merchant):
    known = categories.ensure([("Home", "Mugs"), ("Home", "Cups"), ("Garden",)])
    Product.objects.create(sku="MUG", name="Mug", category_ids=[known[("Home", "Mugs")]])
    top = merchant.get(TREE).context["rows"]
    assert [(row.name, row.below, row.products) for row in top] == [("Garden", 0, 0), ("Home", 2, 1)]
    level = merchant.get(TREE, {"in": known[("Home",)]}).context["rows"]
    assert [row.name for row in level] == ["Cups", "Mugs"]
    found = merchant.get(TREE, {"q": "cup"}).context
    assert list(found["paths"].values()) == ["Home › Cups"]


def test_a_category_is_added_renamed_moved_and_deleted(merchant):
    known = categories.ensure([("Home",), ("Garden",)])
    home, garden = known[("Home",)], known[("Garden",)]
    merchant.post(f"{TREE}add/?in={home}", {"name": "Mugs", "parent": [home], "sort_order": 3})
    mugs = Category.objects.get(name="Mugs")
    assert (mugs.ancestry, mugs.sort_order) == ([home, mugs.pk], 3)
    merchant.post(f"{TREE}{mugs.pk}/change/", {"name": "Cups", "parent": [garden], "sort_order": 3})
    assert categories.paths()[mugs.pk] == ("Garden", "Cups")
    assert {("name", "Mugs", "Cups"), ("parent", "Home › Mugs", "Garden › Mugs")} <= set(told())
    refused = merchant.post(f"{TREE}{garden}/delete/", follow=True).content.decode()
    assert "has categories below it" in refused
    merchant.post(f"{TREE}{mugs.pk}/delete/")
    assert not Category.objects.filter(pk=mugs.pk).exists()


@pytest.mark.parametrize(
    ("parent", "says"), [("mugs", "cannot be moved below itself"), ("none", "already a category named")]
)
def test_what_the_tree_refuses(merchant, parent, says):
    known = categories.ensure([("Home", "Mugs"), ("Kitchen",)])
    home = known[("Home",)]
    form = {"name": "Kitchen" if parent == "none" else "Home", "sort_order": 0}
    if parent == "mugs":
        form["parent"] = [known[("Home", "Mugs")]]
    page = merchant.post(f"{TREE}{home}/change/", form).content.decode()
    assert says in page
    assert categories.paths()[home] == ("Home",)


def test_categories_are_found_by_typing(viewer):
    known = categories.ensure([("Home", "Mugs"), ("Outlet", "Mugs")])
    answer = viewer.get(f"{TREE}find/", {"q": "mug"}).json()
    assert answer["categories"] == [
        [known[("Home", "Mugs")], "Home › Mugs"],
        [known[("Outlet", "Mugs")], "Outlet › Mugs"],
    ]
    assert viewer.get(f"{TREE}find/").json()["categories"] == []


def test_ten_thousand_categories_make_no_long_page(merchant, django_assert_max_num_queries):
    rows = [Category(name=f"C{number:05d}") for number in range(10_000)]
    Category.objects.bulk_create(rows)
    with django_assert_max_num_queries(8):
        page = merchant.get(TREE)
    assert len(page.context["rows"]) == 200
    assert page.context["more"]
    with django_assert_max_num_queries(8):
        merchant.get("/catalog/product/")
