"""The list of products: search, navigation with counts, filters and pages, in a few queries."""

import pytest

from catalog import categories
from catalog.models import Product, ProductIdentifier
from catalog.pages import search

pytestmark = pytest.mark.django_db
LIST = "/catalog/product/"


def listed(client, **asked):
    return [product.sku for product in client.get(LIST, asked).context["cl"].result_list]


def panel(client, **asked):
    return client.get(LIST, asked).context["cl"].panel


def numbers(shown):
    return {(group.code, entry.value): entry.number for group in shown.groups for entry in group.entries}


@pytest.fixture
def shop(make):
    """Four products in a tree of two levels."""
    paths = categories.ensure([("Home", "Mugs"), ("Garden",)])
    mugs, home, garden = paths[("Home", "Mugs")], paths[("Home",)], paths[("Garden",)]
    make("MUG-1", color="blue", uses=["tea", "gifts"], columns={"category_ids": [mugs], "websites": ["uk"]})
    make(
        "MUG-2",
        color="red",
        uses=["tea"],
        material="Glass",
        columns={"category_ids": [mugs], "enabled": False},
    )
    make("POT", color="blue", organic=True, columns={"category_ids": [home], "type": "bundle"})
    make("RAKE", columns={"category_ids": [garden]})
    return {"mugs": mugs, "home": home, "garden": garden}


@pytest.mark.parametrize(
    ("asked", "skus"),
    [
        pytest.param({"q": "glass"}, ["MUG-2"], id="an attribute that is searched"),
        pytest.param({"q": "product mug"}, ["MUG-1", "MUG-2"], id="words of several values"),
        pytest.param({"q": "blue"}, [], id="an attribute that is not searched"),
        pytest.param({"a.color": "blue"}, ["MUG-1", "POT"], id="a choice"),
        pytest.param({"a.uses": "tea", "a.color": "blue"}, ["MUG-1"], id="two choices"),
        pytest.param({"a.organic": "true"}, ["POT"], id="yes/no"),
        pytest.param({"a.color": "violet"}, [], id="a choice nobody has"),
        pytest.param({"type": "bundle"}, ["POT"], id="type"),
        pytest.param({"website": "uk"}, ["MUG-1"], id="website"),
        pytest.param({"enabled": "0"}, ["MUG-2"], id="disabled"),
        pytest.param({"enabled": "0", "q": "POT"}, [], id="search within a filter"),
        pytest.param(
            {"category": "x", "set": "<", "enabled": "7"}, ["MUG-1", "MUG-2", "POT", "RAKE"], id="nonsense"
        ),
        pytest.param({"q": "a\x00' % _ \\"}, [], id="strange signs"),
    ],
)
def test_what_is_found(merchant, shop, asked, skus):
    assert listed(merchant, **asked) == skus


def test_a_category_holds_what_is_below_it(merchant, shop):
    assert listed(merchant, category=shop["home"]) == ["MUG-1", "MUG-2", "POT"]
    assert listed(merchant, category=shop["mugs"], **{"a.color": "red"}) == ["MUG-2"]


def test_a_gtin_is_found_however_it_is_written(merchant, shop):
    product = Product.objects.get(sku="RAKE")
    ProductIdentifier.objects.create(
        product=product, role="upc", attribute="ean", kind="gtin", raw="036000291452", value="00036000291452"
    )
    for typed in ("036000291452", "0036000291452", "00036000291452", "0-36000-29145-2"):
        assert listed(merchant, q=typed) == ["RAKE"]


def test_a_book_is_found_by_either_isbn(merchant, shop):
    ProductIdentifier.objects.create(
        product=Product.objects.get(sku="POT"),
        role="isbn",
        attribute="ean",
        kind="gtin",
        raw="x",
        value="09780306406157",
    )
    for typed in ("978-0-306-40615-7", "0306406152"):
        assert listed(merchant, q=typed) == ["POT"]


def test_navigation_counts_all_products(merchant, shop):
    shown = panel(merchant)
    assert numbers(shown) == {
        ("color", "blue"): 2,
        ("color", "red"): 1,
        ("uses", "tea"): 2,
        ("uses", "gifts"): 1,
        ("organic", "true"): 1,
    }
    assert [(entry.label, entry.number) for entry in shown.nodes] == [("Garden", 1), ("Home", 3)]
    assert (shown.total, shown.partly, shown.waiting) == (4, False, 0)


def test_navigation_counts_what_is_left(merchant, shop):
    shown = panel(merchant, category=shop["home"], **{"a.color": "blue"})
    assert numbers(shown) == {
        ("color", "blue"): 2,
        ("uses", "tea"): 1,
        ("uses", "gifts"): 1,
        ("organic", "true"): 1,
    }
    assert [entry.label for entry in shown.path] == ["Home"]
    assert [(entry.label, entry.number) for entry in shown.nodes] == [("Mugs", 1)]
    assert shown.total == 2


def test_a_chosen_value_can_be_dropped_even_if_nothing_has_it(merchant, shop):
    shown = panel(merchant, **{"a.color": "violet"})
    (entry,) = [entry for group in shown.groups for entry in group.entries]
    assert (entry.chosen, entry.number, entry.address) == (True, 0, "?")


def test_where_many_fit_numbers_are_at_least(merchant, make, monkeypatch):
    monkeypatch.setattr(search, "MOST", 3)
    monkeypatch.setattr("catalog.pages.panel.MOST", 3)
    for number in range(5):
        make(f"S{number}", color="blue", columns={"websites": ["uk"]})
    shown = panel(merchant, **{"a.color": "blue"})
    assert (numbers(shown), shown.partly, shown.total) == ({("color", "blue"): 3}, True, 5)
    both = panel(merchant, website="uk", **{"a.color": "blue"})
    assert (both.partly, both.total) == (True, None)
    page = merchant.get(LIST, {"website": "uk", "a.color": "blue"}).content.decode()
    assert "at least that" in page
    assert listed(merchant, q="product") == [f"S{number}" for number in range(5)]


@pytest.mark.parametrize("asked", [{}, {"a.color": "blue"}, {"q": "product"}])
@pytest.mark.parametrize("most", [(2_000, 100_000), (10, 100_000), (10, 1)])
def test_pages_go_both_ways(merchant, kitchen, monkeypatch, asked, most):
    """Over named products, over sorted ones, and along the index of SKUs."""
    monkeypatch.setattr(search, "MOST", most[0])
    monkeypatch.setattr(search, "SORTED_AT_MOST", most[1])
    skus = [f"S{number:03d}" for number in range(120)]
    Product.objects.bulk_create(
        Product(sku=sku, name=f"Product {sku}", attributes={"color": "blue"}) for sku in skus
    )
    first = merchant.get(LIST, asked).context["cl"]
    second = merchant.get(LIST + first.next_address).context["cl"]
    third = merchant.get(LIST + second.next_address).context["cl"]
    pages = [[product.sku for product in cl.result_list] for cl in (first, second, third)]
    assert pages == [skus[:50], skus[50:100], skus[100:]]
    assert (first.previous_address, third.next_address) == ("", "")
    back = merchant.get(LIST + third.previous_address).context["cl"]
    assert [product.sku for product in back.result_list] == pages[1]
    beginning = merchant.get(LIST + back.previous_address).context["cl"]
    assert [product.sku for product in beginning.result_list] == pages[0]


def test_a_narrowed_list_asks_a_few_questions_however_many(merchant, make, django_assert_max_num_queries):
    for number in range(60):
        make(f"S{number:03d}", color="blue", uses=["tea"])
    with django_assert_max_num_queries(10) as asked:
        page = merchant.get(LIST, {"q": "product", "a.color": "blue"})
    assert len(page.context["cl"].result_list) == 50
    assert not [query for query in asked.captured_queries if "COUNT(*)" in query["sql"]]


def test_an_empty_catalog_says_how_to_begin(merchant, viewer):
    assert "Add the first product" in merchant.get(LIST).content.decode()
    page = viewer.get(LIST).content.decode()
    assert "The catalog is empty" in page
    assert "Add the first product" not in page


def test_nothing_found_says_what_to_try(merchant, shop):
    page = merchant.get(LIST, {"q": "zebra"}).content.decode()
    assert "No product fits" in page


def test_a_viewer_ticks_and_edits_nothing(viewer, shop):
    page = viewer.get(LIST).content.decode()
    assert "_selected_action" not in page
    assert "Edit all" not in page


def test_what_waits_is_told(merchant, kitchen):
    Product.objects.bulk_create(Product(sku=f"S{number}", name="Mug") for number in range(501))
    page = merchant.get(LIST).content.decode()
    assert "about 501 products to go" in page
    assert len(listed(merchant)) == 50


def test_deleting_ticked_products_asks_first(merchant, make):
    mug, pot = make("MUG"), make("POT")
    sent = {"action": "delete_selected", "index": 0, "_selected_action": [mug.pk]}
    assert "Are you sure" in merchant.post(LIST, sent).content.decode()
    merchant.post(LIST, sent | {"post": "yes"})
    assert list(Product.objects.all()) == [pot]
