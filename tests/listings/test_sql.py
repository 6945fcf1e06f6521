"""How many listings Amazon has is known exactly without counting them all."""

from datetime import timedelta

import pytest
from django.db import connection

from listings.models import Listing
from listings.sql import COUNT_AT_AMAZON, count_at_amazon
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)


def counted(store):
    return Listing.objects.filter(store=store, missing_since=None).on_amazon().count()


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({}, id="there"),
        pytest.param({"product_id": 1, "buyable": True}, id="for sale"),
        pytest.param({"product_id": 1, "ineligible_reason": "out_of_stock"}, id="there, not eligible"),
        pytest.param({"product_id": 1, "lacking": "no_asin"}, id="there, lacking something"),
        pytest.param({"ended_at": NOON}, id="ended by us, still there"),
        pytest.param({"missing_since": NOON}, id="missing"),
        pytest.param({"gone_at": NOON}, id="gone"),
        pytest.param({"gone_at": NOON, "missing_since": NOON}, id="missing, then gone"),
        pytest.param({"gone_at": NOON, "published_at": LATER}, id="gone and published again"),
        pytest.param({"first_seen_at": None}, id="never there"),
        pytest.param({"first_seen_at": None, "ineligible_reason": "out_of_stock"}, id="a sold-out candidate"),
        pytest.param({"override_note": "fragile"}, id="with an override"),
    ],
)  # fmt: skip
def test_it_is_what_counting_would_give(store, make_listing, columns):
    make_listing("OTHER")
    one = make_listing("ONE", **columns)
    assert count_at_amazon(store.pk) == counted(store)
    make_listing("TWO", **columns)
    assert count_at_amazon(store.pk) == counted(store)
    Listing.objects.filter(pk=one.pk).update(gone_at=LATER, changed_at=LATER)
    assert count_at_amazon(store.pk) == counted(store)
    Listing.objects.filter(pk=one.pk).delete()
    assert count_at_amazon(store.pk) == counted(store)


def test_a_store_without_listings_has_none(store):
    assert count_at_amazon(store.pk) == 0


def test_only_the_few_that_are_not_there_are_counted(store):
    """20,000 rows of which ten are not there: PostgreSQL must not look at the others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO listings_listing (store_id, seller_sku, changed_at, first_seen_at, gone_at)"
            " SELECT %(store)s, 'S' || i, now(), now(), CASE WHEN i <= 10 THEN now() END"
            " FROM generate_series(1, 20000) AS i",
            {"store": store.pk},
        )
        cursor.execute("ANALYZE listings_listing")
        cursor.execute("EXPLAIN " + COUNT_AT_AMAZON, {"store": store.pk})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "listing_not_at_amazon" in plan
    assert "Seq Scan on listings_listing" not in plan
    assert count_at_amazon(store.pk) == 19_990
