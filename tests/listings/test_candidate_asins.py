"""A candidate's ASIN and condition: typed, from the product by the store's mapping, or found at Amazon."""

import pytest

from catalog.models import Product, ProductIdentifier
from listings.asins.answers import Item, decide
from listings.asins.questions import Answered, due, keep_questions, write_answers
from listings.eligibility import judge
from listings.models import Listing, ListingChange
from listings.models.asins import AsinCandidate, AsinSearch
from tests.conftest import NOON

EAN = "04006381333931"


@pytest.fixture
def mug(store):
    """A product without ASIN whose EAN the store knows, and its candidate."""
    store.ean_attribute = "ean"
    product = Product.objects.create(
        sku="MUG", name="Blue mug", websites=["uk"], quantity=5, condition="new_new"
    )
    identify(product, "ean", "ean", EAN)
    judge(store, now=NOON)
    return product


def identify(product, role, attribute, value):
    ProductIdentifier.objects.create(
        product=product, role=role, attribute=attribute, kind="gtin", raw=value, value=value
    )


def candidate():
    listing = Listing.objects.get()
    return listing.tab, listing.status, listing.asin


def question():
    return {search.listing.seller_sku: search.question for search in AsinSearch.objects.all()}


def answer(**columns):
    AsinSearch.objects.update(due=False, asked_at=NOON, **columns)


def test_a_candidate_without_asin_is_asked_about_by_its_numbers(store, mug):
    keep_questions(store, now=NOON)
    assert question() == {"MUG": {"ean": EAN}}
    assert AsinSearch.objects.get().due


@pytest.mark.parametrize(
    ("attribute", "values", "words"),
    [
        pytest.param("name", {}, "Blue mug", id="a column"),
        pytest.param(
            "name", {"website_values": {"uk": {"name": "UK mug"}}}, "UK mug", id="the website's own"
        ),
        pytest.param("hint", {"attributes": {"hint": " mug, blue "}}, "mug, blue", id="an attribute"),
        pytest.param("hint", {}, None, id="nothing said"),
    ],
)
def test_words_are_asked_where_the_store_says_so(store, mug, attribute, values, words):
    Product.objects.update(**values)
    store.search_attribute = attribute
    keep_questions(store, now=NOON)
    assert question()["MUG"].get("keywords") == words


def test_who_has_an_asin_is_not_asked_about(store, mug):
    keep_questions(store, now=NOON)
    AsinCandidate.objects.create(listing=Listing.objects.get(), asin="B00000000A", found_by="ean")
    Product.objects.update(asin="B000000001")
    keep_questions(store, now=NOON)
    assert question() == {}
    assert not AsinCandidate.objects.exists()


def test_a_changed_number_is_asked_anew_and_the_old_answer_is_worth_nothing(store, mug):
    keep_questions(store, now=NOON)
    answer(answer="one", asin="B00000000A", found_by="ean", found=1)
    judge(store, now=NOON)
    assert candidate() == ("ready", "ready", "B00000000A")
    ProductIdentifier.objects.update(value="00036000291452")
    keep_questions(store, now=NOON)
    judge(store, now=NOON)
    assert candidate() == ("incomplete", "no_asin", "")
    assert AsinSearch.objects.get().due


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"answer": "one", "asin": "B00000000A"}, ("ready", "ready", "B00000000A")),
        ({"answer": "several", "found": 3}, ("incomplete", "several_matches", "")),
        ({"answer": "variants", "found": 2}, ("incomplete", "has_variants", "")),
        ({"answer": "none"}, ("incomplete", "no_asin", "")),
        ({"answer": "refused"}, ("incomplete", "no_asin", "")),
    ],
)
def test_each_answer_has_its_status(store, mug, said, place):
    keep_questions(store, now=NOON)
    answer(**said)
    judge(store, now=NOON)
    assert candidate() == place
    assert judge(store, now=NOON) == (0, 0, 0)


def test_keeping_questions_again_writes_nothing(store, mug):
    keep_questions(store, now=NOON)
    answer(answer="one", asin="B00000000A", found_by="ean", found=1)
    judge(store, now=NOON)
    keep_questions(store, now=NOON)
    search = AsinSearch.objects.get()
    assert (search.due, search.answer) == (False, "one")


@pytest.mark.parametrize(("answered", "again"), [("none", True), ("one", False)])
def test_what_was_asked_in_vain_is_asked_again_after_two_weeks(store, mug, answered, again):
    keep_questions(store, now=NOON)
    answer(answer=answered)
    keep_questions(store, now=NOON.replace(day=30))
    assert not AsinSearch.objects.get().due
    keep_questions(store, now=NOON.replace(month=12, day=8))
    assert AsinSearch.objects.get().due == again


@pytest.mark.parametrize(
    ("rows", "asin"),
    [
        pytest.param([("amazon_id", "B000000002")], "B000000002", id="by the mapping"),
        pytest.param([("amazon_id", "")], "", id="what is no ASIN counts as none"),
        pytest.param([("other", "B000000003")], "", id="another store's attribute"),
    ],
)
def test_the_asin_is_the_one_of_the_stores_mapping(store, rows, asin):
    store.asin_attribute = "amazon_id"
    product = Product.objects.create(
        sku="MUG", name="Mug", websites=["uk"], quantity=5, asin="B000000001", condition="new_new"
    )
    for attribute, value in rows:
        identify(product, "asin", attribute, value)
    judge(store, now=NOON)
    assert candidate()[2] == asin


def test_a_typed_asin_counts_once_amazon_knows_it(store, mug):
    listing = Listing.objects.get()
    Listing.objects.update(assigned_asin="B00000000T")
    AsinSearch.objects.create(listing=listing, store=store, question={"asin": "B00000000T"})
    judge(store, now=NOON)
    assert candidate() == ("incomplete", "no_asin", "")
    answer(answer="one", asin="B00000000T", found_by="asin")
    judge(store, now=NOON)
    assert candidate() == ("ready", "ready", "B00000000T")
    keep_questions(store, now=NOON)
    assert question() == {"MUG": {"asin": "B00000000T"}}


def test_candidates_go_with_their_listing(store, mug):
    keep_questions(store, now=NOON)
    AsinCandidate.objects.create(listing=Listing.objects.get(), asin="B00000000A", found_by="ean")
    Product.objects.update(enabled=False)
    judge(store, now=NOON)
    assert not AsinSearch.objects.exists()
    assert not AsinCandidate.objects.exists()


def test_an_answer_to_a_question_that_has_changed_is_not_kept(store, mug):
    keep_questions(store, now=NOON)
    [asked] = due(store, limit=20)
    ProductIdentifier.objects.update(value="00036000291452")
    keep_questions(store, now=NOON)
    verdict = decide({"ean": [Item("B00000000A")]})
    assert write_answers([Answered(asked, verdict)], now=NOON) == 0
    assert AsinSearch.objects.get().due
    assert not AsinCandidate.objects.exists()
    [asked] = due(store, limit=20)
    assert write_answers([Answered(asked, verdict)], now=NOON) == 1
    assert AsinSearch.objects.get().asin == "B00000000A"


CONDITIONS = [
    pytest.param({"condition": "new_new"}, {}, "new_new", id="Amazon's own word"),
    pytest.param({"condition": "Used - Like New"}, {}, "used_like_new", id="recognised by name"),
    pytest.param({"condition": ""}, {"default_condition": "new_new"}, "new_new", id="the store's default"),
    pytest.param({"condition": "B-stock"}, {"default_condition": "new_new"}, "", id="an odd word is not new"),
    pytest.param(
        {"condition": "B-stock"}, {"condition_values": {"B-Stock": "used_good"}}, "used_good", id="its own"
    ),
    pytest.param(
        {"attributes": {"state": "Refurbished"}, "condition": "new_new"},
        {"condition_attribute": "state"},
        "refurbished_refurbished",
        id="another attribute",
    ),
    pytest.param(
        {"attributes": {"state": "new"}, "website_values": {"uk": {"state": "used good"}}},
        {"condition_attribute": "state"},
        "used_good",
        id="the website's own",
    ),
    pytest.param(
        {"condition": "new_new"},
        {"condition_attribute": "", "default_condition": "used_good"},
        "used_good",
        id="no attribute says it",
    ),
]


@pytest.mark.parametrize(("says", "settings", "condition"), CONDITIONS)
def test_the_condition_in_the_stores_words(store, says, settings, condition):
    for name, value in settings.items():
        setattr(store, name, value)
    product = {"sku": "MUG", "name": "Mug", "websites": ["uk"], "quantity": 5, "asin": "B000000001"}
    Product.objects.create(**product | says)
    judge(store, now=NOON)
    listing = Listing.objects.get()
    assert (listing.condition, listing.status) == (condition, "ready" if condition else "no_condition")
    assert judge(store, now=NOON) == (0, 0, 0)
    assert not ListingChange.objects.exists()


def test_a_condition_supplied_by_hand_beats_the_product(store):
    Product.objects.create(sku="MUG", name="Mug", websites=["uk"], quantity=5, asin="B000000001")
    judge(store, now=NOON)
    Listing.objects.update(override_condition="used_good")
    judge(store, now=NOON)
    assert candidate() == ("ready", "ready", "B000000001")
