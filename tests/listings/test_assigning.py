"""By hand: assign, unassign, ignore, and let automatic matching try again."""

from collections import Counter

import pytest

from catalog.models import Product
from listings.assigning import assign, attempt_match, ignore, stop_ignoring, unassign
from listings.deeds import DeedRefused, Done
from listings.matching import match
from listings.models import Listing, ListingChange
from tests.conftest import NOON

LATER = NOON.replace(hour=13)


def every():
    return Listing.objects.all()


def places():
    rows = Listing.objects.order_by("seller_sku").values_list(
        "seller_sku", "product__sku", "matched_by", "tab", "status"
    )
    return {sku: rest for sku, *rest in rows}


@pytest.fixture
def waiting(make_listing):
    return make_listing("amzn-1", buyable=True)


def test_an_assigned_listing_stands_on_its_new_tab_at_once(waiting, mug, merchant):
    assert assign(every(), mug, by=merchant, now=LATER) == Done(1)
    assert places() == {"amzn-1": ["MUG", "hand", "active", "active"]}
    changes = ListingChange.objects.values_list("field", "new", "source", "user_id")
    assert set(changes) >= {
        ("product", str(mug.pk), "user", merchant.pk),
        ("matched_by", "hand", "user", merchant.pk),
        ("tab", "active", "user", merchant.pk),
    }


def test_the_verdict_of_the_new_product_follows(waiting, mug, merchant):
    Product.objects.update(quantity=0)
    assign(every(), mug, by=merchant, now=LATER)
    assert places() == {"amzn-1": ["MUG", "hand", "ineligible", "out_of_stock"]}
    verdict = ListingChange.objects.get(field="ineligible_reason")
    assert (verdict.source, verdict.user_id) == ("derive", None)


def test_by_hand_stays_through_ten_passes(store, waiting, mug, merchant):
    Product.objects.create(sku="amzn-1", name="Same SKU")
    assign(every(), mug, by=merchant, now=LATER)
    assert [match(store, now=LATER) for _ in range(10)] == [0] * 10
    assert places()["amzn-1"][:2] == ["MUG", "hand"]
    unassign(every(), by=merchant, now=LATER)
    assert [match(store, now=LATER) for _ in range(10)] == [0] * 10
    assert places()["amzn-1"] == [None, "hand", "unmatched", "awaiting_product"]


def test_attempt_lets_automatic_matching_try_what_a_person_had_decided(store, waiting, mug, merchant):
    Product.objects.create(sku="amzn-1", name="Same SKU")
    assign(every(), mug, by=merchant, now=LATER)
    unassign(every(), by=merchant, now=LATER)
    ignore(every(), by=merchant, now=LATER)
    assert places()["amzn-1"][2:] == ["unmatched", "ignored"]
    assert attempt_match(every(), by=merchant, now=LATER) == Done(1)
    assert places() == {"amzn-1": ["amzn-1", "sku", "ineligible", "out_of_stock"]}


def test_attempt_leaves_alone_what_was_not_chosen(make_listing, merchant):
    for sku in ("A", "B"):
        Product.objects.create(sku=sku, name="Same SKU")
        make_listing(sku)
    make_listing("C", product_id=999, matched_by="hand")  # its product is deleted: a sync will see
    assert attempt_match(every().filter(seller_sku="A"), by=merchant, now=LATER) == Done(1)
    assert {sku: place[:2] for sku, place in places().items()} == {
        "A": ["A", "sku"],
        "B": [None, ""],
        "C": [None, "hand"],
    }
    assert Listing.objects.get(seller_sku="C").product_id == 999


def test_attempt_finds_nothing_and_says_so_by_its_number(waiting, merchant):
    assert attempt_match(every(), by=merchant, now=LATER).number == 0
    assert places()["amzn-1"][2:] == ["unmatched", "awaiting_product"]


def test_attempt_in_a_store_that_matches_by_hand_only(store, waiting, merchant):
    Product.objects.create(sku="amzn-1", name="Same SKU")
    store.import_listings = False
    store.save()
    done = attempt_match(every(), by=merchant, now=LATER)
    assert (done.number, +done.left) == (0, Counter(import_off=1))
    assert "by hand only" in next(done.sentences())


def test_ignored_and_back(waiting, merchant):
    assert ignore(every(), by=merchant, now=LATER).number == 1
    assert places()["amzn-1"][2:] == ["unmatched", "ignored"]
    assert +ignore(every(), by=merchant, now=LATER).left == Counter(already=1)
    assert stop_ignoring(every(), by=merchant, now=LATER).number == 1
    assert places()["amzn-1"][2:] == ["unmatched", "awaiting_product"]
    assert (
        list(ListingChange.objects.filter(field="ignored_at").values_list("source", flat=True))
        == ["user"] * 2
    )


PARENT = {"is_parent": True, "discoverable": True}
DEEDS = [
    pytest.param(lambda rows, mug, by: assign(rows, mug, by=by, now=LATER), id="assign"),
    pytest.param(lambda rows, mug, by: ignore(rows, by=by, now=LATER), id="ignore"),
    pytest.param(lambda rows, mug, by: attempt_match(rows, by=by, now=LATER), id="attempt"),
]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("left", [(PARENT, "parent"), ({"first_seen_at": None}, "not_on_amazon")])
def test_what_is_no_offer_of_amazons_is_left_alone(make_listing, mug, merchant, deed, left):
    columns, why = left
    make_listing("LEFT", **columns)
    make_listing("TAKEN")
    done = deed(every(), mug, merchant)
    assert +done.left == Counter({why: 1})
    assert Listing.objects.get(seller_sku="LEFT").product is None
    with pytest.raises(DeedRefused):
        deed(every().filter(seller_sku="LEFT"), mug, merchant).one_or_refuse()


def test_a_set_costs_a_fixed_number_of_statements(make_listing, mug, merchant, django_assert_num_queries):
    for number in range(30):
        make_listing(f"L-{number}")
    assign(every(), mug, by=merchant, now=LATER)  # warm
    with django_assert_num_queries(20, exact=False):
        unassign(every(), by=merchant, now=LATER)
    assert Listing.objects.filter(product=None).count() == 30
