"""Counts, the change log and the title backlog keep themselves, whatever statement writes."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from listings.changes import attributed
from listings.codes import Source
from listings.models import Listing, ListingChange, TabCount, TitleBacklog

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def counts():
    return {(c.tab, c.status): c.listings for c in TabCount.objects.exclude(listings=0)}


def test_counts_follow_insert_update_delete(make_listing):
    mug, cup = make_listing("MUG"), make_listing("CUP")
    assert counts() == {("unmatched", "awaiting_product"): 2}
    Listing.objects.filter(pk=mug.pk).update(override_note="fragile", gone_at=NOON)
    assert counts() == {("unmatched", "awaiting_product"): 1, ("ended", "removed"): 1, ("overrides", ""): 1}
    Listing.objects.filter(pk=cup.pk).delete()
    assert counts() == {("ended", "removed"): 1, ("overrides", ""): 1}


def test_a_change_is_logged_with_its_author(make_listing):
    mug = make_listing("MUG", price="9.99", buyable=True)
    with attributed(Source.REPORT, now=NOON, run_id=7):
        Listing.objects.filter(pk=mug.pk).update(price="12.50", gone_at=NOON)
    logged = {(c.field, c.old, c.new, c.source, c.run_id, c.at) for c in ListingChange.objects.all()}
    assert ("price", "9.99", "12.50", "report", 7, NOON) in logged
    assert ("tab", "unmatched", "ended", "report", 7, NOON) in logged


def test_an_update_that_changes_nothing_logs_nothing(make_listing):
    make_listing("MUG", price="9.99")
    Listing.objects.update(price="9.99")
    assert not ListingChange.objects.exists()


def test_titles_wait_for_the_word_search(make_listing):
    mug = make_listing("MUG", title="Blue mug")
    make_listing("DRAFT", title="")
    Listing.objects.filter(pk=mug.pk).update(title="Green mug")
    assert [(b.first_id, b.last_id) for b in TitleBacklog.objects.order_by("pk")] == [(mug.pk, mug.pk)] * 2


def test_what_happens_to_a_newborn_listing_is_no_change(make_listing):
    old = make_listing("OLD", first_seen_at=NOON - timedelta(days=1))
    new = make_listing("NEW", first_seen_at=NOON)
    with attributed(Source.MATCHING, now=NOON, born_since=NOON):
        Listing.objects.filter(pk__in=[old.pk, new.pk]).update(price="9.99")
    assert [change.listing_id for change in ListingChange.objects.all()] == [old.pk]


def test_a_large_update_after_an_empty_one_is_not_quadratic(store):
    """PL/pgSQL keeps its first plan; 20,000 rows joined one by one would take minutes."""
    Listing.objects.filter(pk=0).update(price="1.00")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO listings_listing (store_id, seller_sku, changed_at)"
            " SELECT %s, 'S' || i, now() FROM generate_series(1, 20000) AS i",
            [store.pk],
        )
        cursor.execute("SET LOCAL statement_timeout = '30s'")
    assert Listing.objects.update(price="2.00") == 20_000
    assert ListingChange.objects.filter(field="price").count() == 20_000
