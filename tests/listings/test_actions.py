"""What a person does to many listings at once: a wish for each, taken back likewise, a change row each."""

from datetime import timedelta

import pytest

from amazon_channel.models import User
from catalog.models import Product
from listings import wishes
from listings.bulk.actions import start
from listings.bulk.choice import all_of_store
from listings.bulk.kinds import LIST, TAKE_BACK
from listings.eligibility import judge
from listings.models import Listing, ListingChange, TabCount
from listings.why import explain
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=5)
READY = {"asin": "B000000001", "condition": "new_new", "quantity": 7, "websites": ["uk"]}


@pytest.fixture
def mia(account):
    user = User.objects.create_user("mia", role="merchant")
    account.members.add(user)
    return user


@pytest.fixture
def candidates(store):
    """Two that are ready, one that lacks its ASIN, one that is out of stock."""
    Product.objects.create(sku="MUG-1", name="Mug", **READY)
    Product.objects.create(sku="MUG-2", name="Mug", **READY)
    Product.objects.create(sku="NO-ASIN", name="Mug", **READY | {"asin": ""})
    Product.objects.create(sku="SOLD-OUT", name="Mug", **READY | {"quantity": 0})
    judge(store, now=NOON)


def list_all(store, *, by, now):
    return start(LIST, all_of_store(store), by=by, now=now).changed


def take_back_all(store, *, by, now):
    return start(TAKE_BACK, all_of_store(store), by=by, now=now).changed


def published():
    return dict(Listing.objects.order_by("seller_sku").values_list("seller_sku", "published_at"))


def test_what_is_ready_is_wished_and_nothing_else(store, candidates, mia, german_store, make_listing):
    Product.objects.create(sku="DE", name="Mug", **READY)
    make_listing("DE", store=german_store, first_seen_at=None, asin="B000000001")
    assert list_all(store, by=mia, now=LATER) == 2
    assert published() == {"DE": None, "MUG-1": LATER, "MUG-2": LATER, "NO-ASIN": None, "SOLD-OUT": None}
    tabs = set(
        Listing.objects.filter(seller_sku__startswith="MUG").values_list("tab", "status", "changed_at")
    )
    assert tabs == {("ready", "ready", LATER)}


def test_each_wish_has_its_change_row(store, candidates, mia):
    list_all(store, by=mia, now=LATER)
    rows = ListingChange.objects.filter(field="published_at").order_by("listing__seller_sku")
    assert list(rows.values_list("listing__seller_sku", "old", "source", "user_id", "at")) == [
        ("MUG-1", None, "user", mia.pk, LATER),
        ("MUG-2", None, "user", mia.pk, LATER),
    ]
    assert ListingChange.objects.exclude(field="published_at").count() == 0


def test_twice_is_once(store, candidates, mia):
    assert [list_all(store, by=mia, now=LATER) for _ in range(2)] == [2, 0]
    assert ListingChange.objects.count() == 2
    assert [take_back_all(store, by=mia, now=LATER) for _ in range(2)] == [2, 0]


def test_taken_back_it_is_as_before(store, candidates, mia):
    before = published()
    list_all(store, by=mia, now=LATER)
    Product.objects.filter(sku="MUG-2").update(quantity=0)
    judge(store, now=LATER)  # wished, and no longer eligible since
    assert take_back_all(store, by=mia, now=LATER) == 2
    assert published() == before
    assert ListingChange.objects.filter(field="published_at", new=None, user_id=mia.pk).count() == 2


def test_what_was_sent_or_is_on_amazon_is_not_taken_back(store, make_listing, mia):
    make_listing("SENT", first_seen_at=None, published_at=NOON, submitted_at=NOON)
    make_listing("THERE", published_at=NOON)
    assert take_back_all(store, by=mia, now=LATER) == 0
    assert published() == {"SENT": NOON, "THERE": NOON}


def test_a_wish_outlives_the_product_on_the_website(store, candidates, mia):
    list_all(store, by=mia, now=LATER)
    Product.objects.filter(sku="MUG-1").update(enabled=False)
    judge(store, now=LATER)
    kept = Listing.objects.get(seller_sku="MUG-1")
    assert (kept.tab, kept.published_at) == ("ineligible", LATER)


def test_the_numbers_are_exact(store, candidates, mia, make_listing):
    make_listing("SENT", first_seen_at=None, published_at=NOON, submitted_at=NOON)
    assert (wishes.unwished(store), wishes.wished(store)) == (2, 0)
    list_all(store, by=mia, now=LATER)
    assert (wishes.unwished(store), wishes.wished(store)) == (0, 2)
    Product.objects.filter(sku="NO-ASIN").update(asin="B000000009")
    judge(store, now=LATER)
    assert (wishes.unwished(store), wishes.wished(store)) == (1, 2)
    assert TabCount.objects.get(tab="ready", status="ready").listings == 3


def test_why_it_is_there_says_that_it_waits_and_that_nothing_is_sent(store, candidates, mia):
    listing = Listing.objects.get(seller_sku="MUG-1")
    assert explain(listing).rule.name == "ready"
    list_all(store, by=mia, now=LATER)
    listing.refresh_from_db()
    why = explain(listing)
    assert (why.rule.name, [(i.value, i.source) for i in why.inputs]) == ("wished", [(LATER, "A user")])
    assert "waits to be sent" in str(why.because)
    assert "sends nothing to Amazon yet" in str(why.cure)
