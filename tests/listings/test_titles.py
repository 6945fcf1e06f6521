"""The word search finds titles once the backlog is filled, whatever the case and the odd signs."""

import pytest

from listings import titles
from listings.models import Listing, TitleBacklog
from listings.titles import fill_titles, titles_waiting, with_words


@pytest.fixture
def shelf(make_listing):
    return [
        make_listing("A", title="Blue stoneware mug, 350 ml"),
        make_listing("B", title="Stoneware bowl 100% recycled"),
        make_listing("C", title='Cast-iron pan 12"'),
    ]


def found(store, words):
    return sorted(title.listing.seller_sku for title in with_words([store.pk], words))


@pytest.mark.parametrize(
    ("words", "skus"),
    [
        ("stoneware", ["A", "B"]),
        ("MUG stone", ["A"]),
        ("100%", ["B"]),
        ('12"', ["C"]),
        ("%", ["B"]),
        ("plate", []),
    ],
)
def test_words_in_any_order_and_case(store, shelf, words, skus):
    fill_titles()
    assert found(store, words) == skus


def test_filling_goes_in_chunks_and_may_stop_between(store, shelf, monkeypatch):
    monkeypatch.setattr(titles, "CHUNK", 1)
    TitleBacklog.objects.all().delete()
    TitleBacklog.objects.create(store=store, first_id=shelf[0].pk, last_id=shelf[2].pk)
    assert fill_titles(chunks=2) == 2
    assert titles_waiting([store.pk]) == 1
    assert fill_titles() == 1
    assert titles_waiting([store.pk]) == 0


def test_a_new_title_replaces_the_old_one(store, shelf):
    fill_titles()
    Listing.objects.filter(seller_sku="A").update(title="Green plate")
    fill_titles()
    assert found(store, "mug") == []
    assert found(store, "green") == ["A"]


def test_other_stores_titles_stay_out(store, shelf):
    fill_titles()
    assert list(with_words([store.pk + 1], "mug")) == []
