"""Paging by key: every row once, in order, over ties and in both directions, from the index."""

from datetime import timedelta

import pytest
from django.db import connection

from amazon_channel.keyset import Key, Place
from amazon_channel.models import Store
from catalog.models import Product
from listings.models import Listing
from listings.pages.question import Question, ask
from listings.pages.rows import matching, read_page
from tests.conftest import NOON

ROWS = 230


@pytest.fixture
def shelf(store, german_store):
    """230 active listings of two stores, of which many share a time, as after a load."""
    product = Product.objects.create(sku="MUG", name="Mug")
    Listing.objects.bulk_create(
        Listing(
            store=german_store if number % 3 == 0 else store,
            seller_sku=f"MUG-{number}",
            product=product,
            buyable=True,
            first_seen_at=NOON,
            changed_at=NOON - timedelta(minutes=number % 4),
        )
        for number in range(ROWS)
    )
    return (store, german_store)


def in_order(stores):
    rows = Listing.objects.filter(store__in=stores).order_by("-changed_at", "-id")
    return list(rows.values_list("pk", flat=True))


def ids(page):
    return [listing.pk for listing in page.rows]


def walk(question):
    """Forwards to the end, then backwards to the start."""
    forwards, backwards = [], []
    page = read_page(question, None)
    forwards.append(ids(page))
    while page.next:
        page = read_page(question._replace_place(Place(after=page.next)), None)
        forwards.append(ids(page))
    while page.previous:
        page = read_page(question._replace_place(Place(before=page.previous)), None)
        backwards.append(ids(page))
    return forwards, backwards


@pytest.mark.parametrize("of", ["one store", "two stores"])
def test_every_row_comes_once_and_in_order(shelf, of):
    stores = shelf if of == "two stores" else shelf[:1]
    forwards, backwards = walk(Asked(stores=tuple(stores)))
    assert sum(forwards, []) == in_order(stores)
    assert all(len(page) == 50 for page in forwards[:-1])
    assert backwards == forwards[-2::-1]


class Asked(Question):
    """A question that can be asked for another page."""

    def _replace_place(self, place):
        return Asked(stores=self.stores, place=place)


def test_the_first_page_has_no_previous_and_the_last_no_next(shelf):
    first = read_page(Question(stores=shelf), None)
    assert first.previous is None
    assert first.next == Key(first.rows[-1].changed_at, first.rows[-1].pk)
    last = read_page(Question(stores=shelf, place=Place(after=Key(NOON - timedelta(minutes=3), 10**9))), None)
    assert last.previous is not None


def test_going_back_past_the_start_shows_a_full_first_page(shelf):
    everything = in_order(shelf)
    tenth = Listing.objects.get(pk=everything[10])
    page = read_page(Question(stores=shelf, place=Place(before=Key(tenth.changed_at, tenth.pk))), None)
    assert ids(page) == everything[:50]
    assert page.previous is None


def test_rows_that_arrive_meanwhile_do_not_shift_the_next_page(shelf):
    question = Question(stores=shelf)
    expected = in_order(shelf)[50:100]
    first = read_page(question, None)
    Listing.objects.create(
        store=shelf[0], seller_sku="NEW", buyable=True, first_seen_at=NOON, changed_at=NOON
    )
    assert ids(read_page(Question(stores=shelf, place=Place(after=first.next)), None)) == expected


def test_an_address_leads_to_the_same_page(shelf):
    question = Question(stores=shelf, store=shelf[0], words="mug 1&2", place=Place(after=Key(NOON, 7)))
    from django.http import QueryDict

    again = ask(QueryDict(question.address(place=question.place)[1:]), shelf, "active")
    assert again == question


@pytest.mark.parametrize("text", ["", "1", "1-", "-1", "a-b", "１-1", "9" * 30 + "-1", " 1-1"])
def test_a_spoilt_key_is_no_key(text):
    assert Key.parse(text) is None


def test_a_key_survives_the_address():
    key = Key(NOON + timedelta(microseconds=123456), 42)
    assert Key.parse(str(key)) == key


@pytest.mark.parametrize("tab", ["active", "overrides"])
@pytest.mark.parametrize("place", [Place(), Place(after=Key(NOON, 50)), Place(before=Key(NOON, 50))])
def test_a_page_of_one_store_comes_from_its_index_without_sorting(shelf, tab, place):
    from amazon_channel.keyset import beyond

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_listing")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    rows = beyond(matching(Question(stores=shelf[:1], tab=tab), None), place, at="changed_at")[:51]
    plan = rows.explain()
    assert ("listing_overridden" if tab == "overrides" else "listing_tab") in plan
    assert "Sort" not in plan
    assert plan.count("changed_at") == (0 if place == Place() else 1)  # the key is one condition of the index


def test_a_page_of_several_stores_asks_the_index_of_each(shelf, django_assert_num_queries):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_listing")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    with django_assert_num_queries(2) as asked:
        read_page(Question(stores=shelf), None)
    sql = asked.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "listing_tab" in plan
    assert "OFFSET" not in sql
    assert "COUNT" not in sql
    assert Store.objects.count() == 2
