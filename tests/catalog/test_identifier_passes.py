"""Two runs that read identifiers at once, and products that go meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from amazon_channel.models import Store
from catalog.identifier_index import refresh
from catalog.models import IdentifierSource, Product, ProductIdentifier
from tests.conftest import NOON

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"  # pg_stat_activity stands still in a transaction
TRIES = 20_000  # questions, of a fraction of a millisecond each


@pytest.fixture
def catalog(store):
    Store.objects.update(ean_attribute="ean")
    for number in range(10):
        Product.objects.create(
            sku=f"P{number}", name="P", asin=f"B00000000{number}", attributes={"ean": "40170725"}
        )
    return store


def elsewhere(act):
    """What it returns, done over a connection of its own."""

    def closing():
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        yield thread.submit(closing)


def until_somebody_waits():
    for _ in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for a lock")


@pytest.mark.django_db(transaction=True)
def test_of_two_passes_the_second_waits_and_finds_nothing_to_do(catalog):
    with transaction.atomic():
        assert refresh(now=NOON) == 20
        others = elsewhere(lambda: refresh(now=NOON))
        second = next(others)
        until_somebody_waits()
    assert second.result() == 0
    others.close()
    assert (ProductIdentifier.objects.count(), IdentifierSource.objects.count()) == (20, 2)


@pytest.mark.django_db(transaction=True)
def test_a_product_that_is_deleted_meanwhile_is_left_out(catalog):
    with transaction.atomic():
        Product.objects.filter(sku="P3").delete()
        others = elsewhere(lambda: refresh(now=NOON))
        passing = next(others)
        until_somebody_waits()
    assert passing.result() == 18
    others.close()
    assert not ProductIdentifier.objects.exclude(product__in=Product.objects.all()).exists()
