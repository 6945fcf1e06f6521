"""The index beside writers that are still at work: nothing that they could not know is lost."""

import time

import pytest
from django.db import connection

from catalog import categories, facets
from catalog.index import catch_up, products_waiting
from catalog.models import Attribute, Category, Product, ProductIndex

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other():
    """A second connection in a transaction of its own."""
    second = connection.copy()
    second.set_autocommit(False)
    yield second
    second.rollback()
    second.close()


def caught_up():
    """Whether the backlog is worked off in the end. Any transaction on the server holds it back while it
    lasts, those of other tests included."""
    until = time.monotonic() + 60
    while products_waiting() and time.monotonic() < until:
        catch_up()
    return not products_waiting()


def run(conn, statement, *values):
    with conn.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_product_that_is_written_while_an_attribute_is_flagged(other):
    """The writer cannot see the flag, and what it writes cannot be seen by whoever sets it."""
    Attribute.objects.create(code="material", label="Material")
    mug = Product.objects.create(sku="MUG", name="Mug")
    run(other, 'UPDATE catalog_product SET attributes = \'{"material": "Clay"}\' WHERE id = %s', mug.pk)
    Attribute.objects.filter(code="material").update(used_in_search=True)
    catch_up()
    assert products_waiting() == 1  # the older transaction is open: it is not worked off yet
    other.commit()
    assert caught_up()
    assert "Clay" in ProductIndex.objects.get().words


def test_a_product_that_comes_into_a_category_while_it_moves(other):
    known = categories.ensure([("Home", "Mugs"), ("Garden",)])
    mugs, home, garden = known[("Home", "Mugs")], known[("Home",)], known[("Garden",)]
    mug = Product.objects.create(sku="MUG", name="Mug")
    run(other, "UPDATE catalog_product SET category_ids = ARRAY[%s]::bigint[] WHERE id = %s", mugs, mug.pk)
    categories.move(Category.objects.get(pk=mugs), Category.objects.get(pk=garden))
    other.commit()
    assert facets.in_categories() == {home: 1, mugs: 1}  # what the writer could know
    assert caught_up()
    assert facets.in_categories() == {garden: 1, mugs: 1}


def test_the_backlog_waits_for_writers_and_no_writer_for_it(other):
    Product.objects.bulk_create(Product(sku=f"S{number:03d}", name="Mug") for number in range(501))
    run(other, "UPDATE catalog_product SET name = 'Cup' WHERE sku = 'S007'")
    assert catch_up() == 0
    other.commit()
    assert caught_up()
    assert ProductIndex.objects.get(sku="S007").words.split("\n") == ["Cup", "S007"]
