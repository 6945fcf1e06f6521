"""The search for ASINs in Amazon's catalog: by numbers, by words, variants, typed ASINs, limits."""

import pytest

from listings.models import Listing
from listings.models.asins import AsinCandidate, AsinSearch
from listings.required_info import type_asin
from sync.amazon.errors import Throttled
from sync.amazon.throttle import Unthrottled
from sync.pull import asins, catalog_desk
from tests.sync.conftest import START
from tests.sync.pull.asins.conftest import EAN, ISBN, OTHER_EAN, UPC, candidates, place


@pytest.mark.parametrize(("role", "gtin"), [("ean", EAN), ("upc", UPC), ("ean", UPC), ("isbn", ISBN)])
def test_one_item_with_the_number_is_the_products_asin(sells, stage, knows, role, gtin):
    sells("MUG", **{role: gtin})
    knows("B00000000A", gtin=gtin, title="Blue mug", brand="Potter")
    stage()
    assert place() == ("ready", "B00000000A")
    [found] = AsinCandidate.objects.all()
    assert (found.title, found.brand, found.found_by) == ("Blue mug", "Potter", role)
    assert gtin.lstrip("0") in {number.lstrip("0") for _kind, number in found.identifiers}


def test_p49_several_items_are_never_guessed_at(sells, stage, knows):
    sells("MUG", ean=EAN)
    knows("B00000000A", gtin=EAN)
    knows("B00000000B", gtin=EAN)
    stage()
    assert place() == ("several_matches", "")
    assert sorted(candidates()) == ["B00000000A", "B00000000B"]


def test_the_next_number_decides_where_the_first_finds_several(sells, stage, knows):
    sells("MUG", upc=UPC, ean=EAN)
    knows("B00000000A", gtin=UPC)
    knows("B00000000B", gtin=UPC)
    knows("B00000000C", gtin=EAN)
    stage()
    assert place() == ("ready", "B00000000C")
    assert AsinSearch.objects.get().found_by == "ean"


def test_nothing_found(sells, stage):
    sells("MUG", ean=EAN)
    work = stage()
    assert place() == ("no_asin", "")
    assert AsinSearch.objects.get().answer == "none"
    assert (work.tally.read, work.tally.changed) == (1, 0)


def test_a_parents_variants_are_kept_to_choose_from(sells, stage, knows):
    sells("MUG", ean=EAN)
    knows("B0000000P0", gtin=EAN, is_parent=True, variation_theme="COLOR")
    knows("B00000000A", parent_asin="B0000000P0", title="Mug, blue")
    knows("B00000000B", parent_asin="B0000000P0", title="Mug, red")
    stage()
    assert place() == ("has_variants", "")
    assert sorted(candidates()) == ["B00000000A", "B00000000B"]
    assert set(AsinCandidate.objects.values_list("parent_asin", "is_parent")) == {("B0000000P0", False)}


def test_words_are_asked_only_where_numbers_find_nothing(shop, sells, stage, knows, box):
    shop.store.search_attribute = "name"
    shop.store.save()
    sells("MUG", "Zebra striped kettle", ean=EAN)
    sells("CUP", "Purple polka teapot", ean=OTHER_EAN)
    knows("B00000000A", gtin=EAN, title="Something else")
    knows("B00000000B", title="Purple polka teapot, two litres")
    stage()
    assert place("MUG") == ("ready", "B00000000A")
    assert place("CUP") == ("ready", "B00000000B")
    assert AsinSearch.objects.get(listing__seller_sku="CUP").found_by == "keywords"
    assert box.calls("searchCatalogItems") == 2  # both numbers at once, then the words of one


def test_twenty_numbers_are_one_call_and_asked_once(sells, stage, knows, box):
    numbers = [f"04006381{number:05d}" for number in range(21)]
    for place_, number in enumerate(numbers):
        gtin = with_check_digit(number)
        sells(f"MUG-{place_:02d}", ean=gtin)
        knows(f"B0000000{place_:02d}", gtin=gtin)
    stage()
    assert box.calls("searchCatalogItems") == 2
    assert Listing.objects.filter(status="ready").count() == 21
    stage()
    assert box.calls("searchCatalogItems") == 2


def with_check_digit(body):
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def test_a_run_makes_its_share_of_calls_and_the_next_goes_on(sells, stage, knows, monkeypatch):
    monkeypatch.setattr(asins, "AT_ONCE", 1)
    monkeypatch.setattr(catalog_desk, "MOST_CALLS", 2)
    for number, gtin in enumerate((EAN, OTHER_EAN, UPC)):
        sells(f"MUG-{number}", ean=gtin)
        knows(f"B00000000{number}", gtin=gtin)
    work = stage()
    assert Listing.objects.filter(status="ready").count() == 2
    assert "One product is still to be looked up" in work.tally.message
    assert stage().tally.message == ""
    assert Listing.objects.filter(status="ready").count() == 3


class OneCall(Unthrottled):
    """A bucket with one token left."""

    left = 1

    def take(self, subject):
        if not self.left:
            raise Throttled(subject.operation, "empty", wait=60, by_amazon=False)
        self.left -= 1
        return super().take(subject)


def test_what_was_learnt_stays_when_amazon_cuts_us_off(sells, stage, knows, monkeypatch):
    monkeypatch.setattr(asins, "AT_ONCE", 1)
    for number, gtin in enumerate((EAN, OTHER_EAN)):
        sells(f"MUG-{number}", ean=gtin)
        knows(f"B00000000{number}", gtin=gtin)
    stage(throttle=OneCall())
    assert [place("MUG-0"), place("MUG-1")] == [("ready", "B000000000"), ("no_asin", "")]
    stage()
    assert place("MUG-1") == ("ready", "B000000001")


def test_a_throttled_first_call_waits_for_its_turn(sells, stage, box):
    sells("MUG", ean=EAN)
    box.control("POST", "/faults", {"name": "throttled", "operation": "searchCatalogItems", "count": 1})
    with pytest.raises(Throttled):
        stage()
    assert AsinSearch.objects.get().due


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(({"B00000000T": {}}, "one", ("ready", "B00000000T")), id="known"),
        pytest.param(({}, "unknown", ("no_asin", "")), id="unknown"),
        pytest.param(
            (
                {"B00000000T": {"is_parent": True}, "B00000000V": {"parent_asin": "B00000000T"}},
                "variants",
                ("has_variants", ""),
            ),
            id="a parent",
        ),
    ],
)
def test_a_typed_asin_is_checked_at_amazon(sells, stage, knows, people, typed):
    known, answer, status = typed
    sells("MUG", ean=EAN)
    for asin, facts in known.items():
        knows(asin, **facts)
    type_asin(Listing.objects.get().pk, "B00000000T", by=people, now=START)
    stage()
    assert AsinSearch.objects.get().answer == answer
    assert place() == status


@pytest.fixture
def people(django_user_model, shop):
    user = django_user_model.objects.create_user("mia", role="merchant")
    shop.account.members.add(user)
    return user


def test_a_run_for_one_sku_asks_for_it_alone(sells, stage, knows):
    for sku, gtin, asin in (("MUG", EAN, "B00000000A"), ("CUP", OTHER_EAN, "B00000000B")):
        sells(sku, ean=gtin)
        knows(asin, gtin=gtin)
    stage(seller_sku="CUP")
    assert (place("CUP"), place("MUG")) == (("ready", "B00000000B"), ("no_asin", ""))


def test_a_number_that_amazon_does_not_accept_spoils_only_itself(sells, stage, knows):
    sells("BAD", ean="04006381333999")  # a wrong check digit that came through
    sells("MUG", ean=EAN)
    knows("B00000000A", gtin=EAN)
    stage()
    assert place("MUG") == ("ready", "B00000000A")
    assert place("BAD") == ("no_asin", "")
