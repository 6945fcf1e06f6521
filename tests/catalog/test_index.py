"""The index of products: what it holds, that it follows every writer, and that its counts are exact."""

from collections import Counter

import pytest
from django.db import connection

from catalog import categories, facets
from catalog.index import catch_up, products_waiting
from catalog.models import Attribute, AttributeSet, FacetCount, Product, ProductIndex

pytestmark = pytest.mark.django_db


@pytest.fixture
def attributes(db):
    Attribute.objects.create(
        code="color", label="Colour", type="select", used_in_navigation=True, used_in_search=True
    )
    Attribute.objects.create(code="uses", label="Uses", type="multi_select", used_in_navigation=True)
    Attribute.objects.create(code="organic", label="Organic", type="boolean", used_in_navigation=True)
    Attribute.objects.create(code="material", label="Material", used_in_search=True)
    Attribute.objects.create(code="secret", label="Secret")


def node(*path):
    return categories.ensure([path])[path]


def truth():
    """The counts as counting everything would give them."""
    told = Counter()
    for words in ProductIndex.objects.values_list("facets", flat=True):
        told.update([*words, facets.ALL])
    return dict(told)


def kept():
    return facets._sums(FacetCount.objects.all())


def test_what_the_index_says(attributes):
    mugs = node("Home", "Mugs")
    kitchen = AttributeSet.objects.create(name="Kitchen")
    mug = Product.objects.create(
        sku="MUG",
        name="Blue mug",
        asin="B07XAMPLE1",
        websites=["uk", "de"],
        category_ids=[mugs],
        attribute_set=kitchen,
        attributes={
            "color": "blue",
            "uses": ["tea", "coffee"],
            "organic": True,
            "secret": "x",
            "material": "Clay",
        },
        website_values={"de": {"name": "Blaue Tasse"}},
    )
    entry = ProductIndex.objects.get()
    home = node("Home")
    assert entry.product_id == mug.pk
    assert set(entry.facets) == {
        *("t:simple", "e:1", f"s:{kitchen.pk}", "w:uk", "w:de", f"c:{mugs}", f"c:{home}"),
        *("a:color=blue", "a:uses=tea", "a:uses=coffee", "a:organic=true"),
    }
    assert set(entry.words.split("\n")) == {"MUG", "Blue mug", "B07XAMPLE1", "blue", "Clay", "Blaue Tasse"}


def test_it_follows_changes_and_deletions(attributes):
    mug = Product.objects.create(sku="MUG", name="Mug", attributes={"color": "blue"})
    Product.objects.create(sku="CUP", name="Cup", attributes={"color": "blue"})
    Product.objects.filter(sku="MUG").update(attributes={"color": "red"}, enabled=False, sku="MUG-2")
    assert facets.counts("a") == {"a:color=blue": 1, "a:color=red": 1}
    assert ProductIndex.objects.get(pk=mug.pk).sku == "MUG-2"
    Product.objects.filter(pk=mug.pk).delete()
    assert kept() == truth() == {"": 1, "t:simple": 1, "e:1": 1, "a:color=blue": 1}


def test_a_large_change_is_followed_behind_the_writer(attributes):
    Product.objects.bulk_create(
        Product(sku=f"S{n}", name="Mug", attributes={"color": "blue"}) for n in range(501)
    )
    assert (products_waiting(), facets.counts("a")) == (501, {})
    Product.objects.filter(sku="S7").update(attributes={"color": "red"})
    Product.objects.filter(sku="S8").delete()
    catch_up()
    assert products_waiting() == 0
    assert facets.counts("a") == {"a:color=blue": 499, "a:color=red": 1}
    assert kept() == truth()


def test_a_product_in_a_category_and_below_it_counts_once():
    home, mugs = node("Home"), node("Home", "Mugs")
    Product.objects.create(sku="MUG", name="Mug", category_ids=[home, mugs])
    Product.objects.create(sku="CUP", name="Cup", category_ids=[mugs])
    assert facets.in_categories() == {home: 2, mugs: 2}


def test_counts_follow_a_moved_category():
    home, garden = node("Home"), node("Garden")
    mugs = node("Home", "Mugs")
    Product.objects.create(sku="MUG", name="Mug", category_ids=[mugs])
    categories.move(categories.Category.objects.get(pk=mugs), categories.Category.objects.get(pk=garden))
    assert facets.in_categories() == {garden: 1, mugs: 1}
    catch_up()
    assert facets.in_categories() == {garden: 1, mugs: 1}
    assert home not in facets.in_categories()


def test_a_flag_that_changes_is_followed(attributes):
    Product.objects.create(sku="MUG", name="Mug", attributes={"color": "blue", "secret": "Hidden"})
    Attribute.objects.filter(code="secret").update(used_in_search=True)
    Attribute.objects.filter(code="color").update(used_in_navigation=False)
    assert facets.counts("a") == {}
    assert "Hidden" in ProductIndex.objects.get().words
    catch_up()
    assert products_waiting() == 0
    assert "Hidden" in ProductIndex.objects.get().words


def test_many_products_follow_a_flag_behind_the_writer(attributes):
    Product.objects.bulk_create(
        Product(sku=f"S{n}", name="Mug", attributes={"secret": "Hidden"}) for n in range(501)
    )
    catch_up()
    Attribute.objects.filter(code="secret").update(used_in_search=True)
    assert not ProductIndex.objects.filter(words__contains="Hidden").exists()
    catch_up()
    assert ProductIndex.objects.filter(words__contains="Hidden").count() == 501


def test_compacted_counts_stay_what_they_were(attributes, monkeypatch):
    monkeypatch.setattr("catalog.index.COMPACT_ABOVE", 3)
    for number in range(9):
        Product.objects.create(sku=f"S{number}", name="Mug", attributes={"color": "blue"})
    catch_up()
    assert FacetCount.objects.count() == len(truth())
    assert kept() == truth()


def test_what_was_indexed_stays_as_it_is():
    Product.objects.create(sku="MUG", name="Mug")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM catalog_productindex")
        before = cursor.fetchall()
        cursor.execute("SELECT catalog_reindex(ARRAY(SELECT id FROM catalog_product))")
        cursor.execute("SELECT ctid::text FROM catalog_productindex")
        assert cursor.fetchall() == before
    assert kept() == truth()
