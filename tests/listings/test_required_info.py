"""What an incomplete listing lacks, supplied by hand."""

from collections import Counter

import pytest

from catalog.models import Product
from listings.deeds import DeedRefused
from listings.eligibility import judge
from listings.models import Listing, ListingChange
from listings.models.asins import AsinCandidate, AsinSearch
from listings.required_info import choose, forget_asin, look_again, read_asin, supply_condition, type_asin
from tests.conftest import NOON

LATER = NOON.replace(hour=13)


@pytest.fixture
def candidate(store, db):
    Product.objects.create(sku="MUG", name="Mug", websites=["uk"], quantity=5, condition="new_new")
    judge(store, now=NOON)
    listing = Listing.objects.get()
    AsinSearch.objects.create(
        listing=listing,
        store=store,
        question={"ean": "04006381333931"},
        due=False,
        answer="several",
        asked_at=NOON,
    )
    for rank, (asin, is_parent) in enumerate(
        [("B00000000A", False), ("B00000000B", False), ("B0000000P0", True)]
    ):
        AsinCandidate.objects.create(
            listing=listing, asin=asin, is_parent=is_parent, found_by="ean", rank=rank, title=f"Mug {asin}"
        )
    judge(store, now=NOON)
    return listing


def place():
    listing = Listing.objects.get()
    return listing.tab, listing.status, listing.asin, listing.assigned_asin


@pytest.mark.parametrize(
    ("text", "asin"),
    [
        ("B07XAMPLE1", "B07XAMPLE1"),
        (" b07xample1\n", "B07XAMPLE1"),
        ("https://www.amazon.co.uk/dp/B07XAMPLE1?th=1", "B07XAMPLE1"),
        ("0306406152", "0306406152"),
        ("030640615X", "030640615X"),
    ],
)
def test_an_asin_is_read(text, asin):
    assert read_asin(text) == asin


@pytest.mark.parametrize("text", ["", "B07XAMPLE", "B07XAMPLE12", "B07-XAMPL1", "ABCDEFGHIJ", "B07XAMPLÉ1"])
def test_what_cannot_be_an_asin_is_refused(text):
    with pytest.raises(DeedRefused, match="ten letters and digits"):
        read_asin(text)


def test_a_chosen_candidate_is_ready_at_once(candidate, merchant):
    assert place() == ("incomplete", "several_matches", "", "")
    choose(candidate.pk, "B00000000B", by=merchant, now=LATER)
    assert place() == ("ready", "ready", "B00000000B", "B00000000B")
    change = ListingChange.objects.get(field="assigned_asin")
    assert (change.new, change.source, change.user_id) == ("B00000000B", "user", merchant.pk)
    assert not AsinSearch.objects.get().due


@pytest.mark.parametrize(
    ("asin", "words"), [("B0000000P0", "page with variants"), ("B00000000Z", "Choose again")]
)
def test_what_cannot_be_chosen(candidate, merchant, asin, words):
    with pytest.raises(DeedRefused, match=words):
        choose(candidate.pk, asin, by=merchant, now=LATER)
    assert place() == ("incomplete", "several_matches", "", "")


def test_a_typed_asin_waits_for_amazons_word(candidate, merchant):
    type_asin(candidate.pk, "b00000000t", by=merchant, now=LATER)
    assert place() == ("incomplete", "no_asin", "", "B00000000T")
    search = AsinSearch.objects.get()
    assert (search.question, search.due, search.answer) == ({"asin": "B00000000T"}, True, "")


def test_a_forgotten_asin_leaves_the_word_to_the_product(store, candidate, merchant):
    choose(candidate.pk, "B00000000B", by=merchant, now=LATER)
    forget_asin(candidate.pk, by=merchant, now=LATER)
    assert place() == ("incomplete", "no_asin", "", "")
    assert not AsinSearch.objects.exists()
    with pytest.raises(DeedRefused, match="No ASIN was assigned"):
        forget_asin(candidate.pk, by=merchant, now=LATER)


def test_a_new_asin_for_a_listing_on_amazon_is_a_wish(make_active, merchant):
    listing = make_active("MUG-1", asin="B000000001")
    type_asin(listing.pk, "B000000002", by=merchant, now=LATER)
    assert place() == ("active", "active", "B000000001", "B000000002")
    type_asin(listing.pk, "B000000001", by=merchant, now=LATER)  # what Amazon has: the wish is over
    assert place() == ("active", "active", "B000000001", "")
    with pytest.raises(DeedRefused, match="is the ASIN that it has"):
        type_asin(listing.pk, "B000000001", by=merchant, now=LATER)


def test_a_new_word_answers_what_amazon_refused(make_active, merchant):
    listing = make_active("MUG-1", asin="B000000001", assigned_asin="B000000002", refusal="no such ASIN")
    type_asin(listing.pk, "B000000002", by=merchant, now=LATER)
    assert (Listing.objects.get().refusal, Listing.objects.get().assigned_asin) == ("", "B000000002")


def test_the_old_asin_is_taken_again_after_its_offer_was_ended(make_active, merchant):
    ended = {"gone_at": NOON, "in_flight": "move", "assigned_asin": "B000000002", "refusal": "no"}
    listing = make_active("MUG-1", asin="B000000001", **ended)
    assert place()[:2] == ("inactive", "refused")
    type_asin(listing.pk, "B000000001", by=merchant, now=LATER)
    assert place() == ("ready", "listing", "B000000001", "B000000001")
    assert AsinSearch.objects.get().due
    forget_asin(listing.pk, by=merchant, now=LATER)
    assert place() == ("ready", "listing", "B000000001", "")


def test_what_amazon_ships_stays_on_its_asin(make_active, merchant):
    listing = make_active("MUG-1", asin="B000000001", channel="FBA")
    AsinCandidate.objects.create(listing=listing, asin="B000000002", found_by="ean")
    for does in (type_asin, choose):
        with pytest.raises(DeedRefused, match="under a new SKU"):
            does(listing.pk, "B000000002", by=merchant, now=LATER)
    assert place() == ("active", "active", "B000000001", "")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"is_parent": True}, "parent of a variation"),
        ({"product": None}, "no product yet"),
        ({"ended_at": NOON}, "ended"),
    ],
)
def test_who_needs_no_asin(make_active, merchant, columns, words):
    listing = make_active("MUG-1", **columns)
    with pytest.raises(DeedRefused, match=words):
        type_asin(listing.pk, "B000000002", by=merchant, now=LATER)


def test_a_supplied_condition(store, merchant):
    Product.objects.create(sku="MUG", name="Mug", websites=["uk"], quantity=5, asin="B000000001")
    judge(store, now=NOON)
    listing = Listing.objects.get()
    assert listing.status == "no_condition"
    supply_condition(listing.pk, "used_good", by=merchant, now=LATER)
    assert place()[:2] == ("ready", "ready")
    supply_condition(listing.pk, "", by=merchant, now=LATER)
    assert place()[:2] == ("incomplete", "no_condition")
    with pytest.raises(DeedRefused):
        supply_condition(listing.pk, "shiny", by=merchant, now=LATER)


def test_looking_again_asks_with_the_next_run_and_leaves_a_trace(candidate, make_listing, merchant):
    make_listing("LIVE")
    done = look_again(Listing.objects.all(), by=merchant, now=LATER)
    assert (done.number, +done.left) == (1, Counter(not_asked=1))
    search = AsinSearch.objects.get()
    assert (search.due, search.answer) == (True, "several")  # the old answer holds until the new one comes
    change = ListingChange.objects.get(field="asin_search")
    assert (change.listing_id, change.old, change.user_id) == (candidate.pk, "several", merchant.pk)
