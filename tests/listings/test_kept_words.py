"""What a person typed about a product that is not listed yet outlives every setting that shuts it out."""

from decimal import Decimal

import pytest

from amazon_channel.models import SettingChange, User
from catalog.identifier_index import refresh
from catalog.models import Product
from listings.codes import INELIGIBLE_REASONS
from listings.eligibility import judge
from listings.matching import match
from listings.models import Listing
from listings.models.asins import AsinSearch
from listings.required_info import forget_asin, supply_condition, type_asin
from listings.why import explain
from tests.conftest import NOON

COMPLETE = {"websites": ["uk"], "asin": "B000000001", "condition": "new_new", "quantity": 5, "name": "Mug"}
WORDS = [
    {"assigned_asin": "B0TYPED001"},
    {"override_price": Decimal("12.50")},
    {"override_handling_days": 0},
    {"override_condition": "used_good"},
    {"override_note": "Slightly dented."},
]
SHUT_OUT = [
    pytest.param({"enabled": False}, "product_disabled", id="disabled"),
    pytest.param({"websites": ["de"]}, "not_offered", id="elsewhere"),
    pytest.param({"websites": []}, "not_offered", id="nowhere"),
    pytest.param({"type": "configurable"}, "only_a_page", id="its variants are the offers"),
]


@pytest.fixture
def mug(store):
    product = Product.objects.create(sku="MUG", **COMPLETE)
    judge(store, now=NOON)
    return product


def say(**words):
    Listing.objects.update(**words)


def stands():
    return list(Listing.objects.order_by("pk").values_list("seller_sku", "tab", "status"))


@pytest.mark.parametrize("word", WORDS, ids=lambda word: next(iter(word)))
@pytest.mark.parametrize(("columns", "reason"), SHUT_OUT)
def test_what_a_person_said_stays_and_comes_back(store, mug, word, columns, reason):
    before = Listing.objects.get().pk
    say(**word)
    judge(store, now=NOON)
    was = stands()
    Product.objects.update(**columns)
    assert judge(store, now=NOON) == (0, 0, 1)
    assert stands() == [("MUG", "ineligible", reason)]
    assert judge(store, now=NOON) == (0, 0, 0)
    Product.objects.update(
        **{name: COMPLETE.get(name, {"enabled": True, "type": "simple"}.get(name)) for name in columns}
    )
    assert judge(store, now=NOON) == (0, 0, 1)
    assert stands() == was
    kept = Listing.objects.values("pk", *word).get()
    assert kept == {"pk": before, **word}


def test_a_typed_asin_needs_no_second_answer(store, mug):
    """Amazon confirmed it; the row went and came back without asking again."""
    user = User.objects.create_user("mia", role="merchant")
    type_asin(Listing.objects.get().pk, "B0TYPED001", by=user, now=NOON)
    AsinSearch.objects.update(due=False, answer="one", asin="B0TYPED001")
    judge(store, now=NOON)
    assert stands() == [("MUG", "ready", "ready")]
    Product.objects.update(enabled=False)
    judge(store, now=NOON)
    Product.objects.update(enabled=True)
    judge(store, now=NOON)
    assert stands() == [("MUG", "ready", "ready")]
    assert Listing.objects.values_list("asin", "assigned_asin").get() == ("B0TYPED001", "B0TYPED001")


def test_once_the_word_is_taken_back_the_row_goes(store, mug):
    user = User.objects.create_user("mia", role="merchant")
    row = Listing.objects.get()
    supply_condition(row.pk, "used_good", by=user, now=NOON)
    type_asin(row.pk, "B0TYPED001", by=user, now=NOON)
    Product.objects.update(enabled=False)
    judge(store, now=NOON)
    supply_condition(row.pk, "", by=user, now=NOON)
    assert judge(store, now=NOON).removed == 0
    forget_asin(row.pk, by=user, now=NOON)
    assert judge(store, now=NOON).removed == 1


def test_a_store_without_a_website_keeps_them_too(store, mug):
    say(override_note="Slightly dented.")
    store.website = ""
    judge(store, now=NOON)
    assert stands() == [("MUG", "ineligible", "not_offered")]


def test_a_product_listed_under_another_sku_is_not_offered_twice(store, mug, make_listing):
    say(override_price=Decimal("12.50"))
    real = make_listing("amzn-1", product=mug, matched_by="asin", buyable=True, asin="B000000001")
    assert judge(store, now=NOON) == (0, 0, 1)
    assert stands() == [("MUG", "ineligible", "listed_already"), ("amzn-1", "active", "active")]
    real.delete()
    judge(store, now=NOON)
    assert stands() == [("MUG", "ready", "ready")]


def test_another_seller_sku_of_the_product_is_followed(store, mug):
    say(override_price=Decimal("12.50"))
    Product.objects.update(sku="BIG-MUG")
    assert judge(store, now=NOON) == (0, 0, 0)
    assert list(Listing.objects.values_list("seller_sku", "override_price")) == [
        ("BIG-MUG", Decimal("12.50"))
    ]
    assert stands() == [("BIG-MUG", "ready", "ready")]


def test_a_seller_sku_that_another_listing_has_is_not_taken(store, mug, make_listing):
    say(override_price=Decimal("12.50"))
    other = make_listing("BIG-MUG", buyable=True)
    Product.objects.update(sku="BIG-MUG")
    judge(store, now=NOON)
    assert stands()[0] == ("MUG", "ineligible", "sku_taken")
    match(store, now=NOON)  # it is that listing's product, as its SKU says
    judge(store, now=NOON)
    assert stands() == [("MUG", "ineligible", "listed_already"), ("BIG-MUG", "active", "active")]
    other.delete()
    judge(store, now=NOON)
    assert stands() == [("BIG-MUG", "ready", "ready")]


def test_two_products_with_one_seller_sku_stop_nothing(store, mug):
    cup = Product.objects.create(sku="CUP", **COMPLETE)
    judge(store, now=NOON)
    say(override_price=Decimal("12.50"))
    store.sku_attribute = "code"
    store.save()
    Product.objects.update(attributes={"code": "X"})
    refresh(now=NOON)
    judge(store, now=NOON)
    assert sorted(stands()) == [("CUP", "ineligible", "sku_taken"), ("X", "ready", "ready")]
    Product.objects.filter(pk=cup.pk).update(attributes={"code": "Y"}, updated_at=NOON)
    refresh(now=NOON.replace(year=2027))
    judge(store, now=NOON)
    assert sorted(stands()) == [("X", "ready", "ready"), ("Y", "ready", "ready")]


@pytest.mark.parametrize("how", ["by Django", "by SQL"])
def test_the_word_goes_with_its_deleted_product_and_is_told(store, mug, how):
    say(override_price=Decimal("12.50"), assigned_asin="B0TYPED001")
    mug.delete() if how == "by Django" else Product.objects.all()._raw_delete("default")
    assert judge(store, now=NOON).removed == 1
    assert stands() == []
    told = SettingChange.objects.order_by("field").values_list("account", "subject", "field", "old", "new")
    assert list(told) == [
        (
            store.account_id,
            "store Demo UK",
            "MUG: ASIN assigned by hand",
            "B0TYPED001",
            "the product was deleted",
        ),
        (store.account_id, "store Demo UK", "MUG: price override", "12.50", "the product was deleted"),
    ]


def test_a_product_nobody_spoke_of_leaves_no_trace(store, mug):
    mug.delete()
    assert judge(store, now=NOON).removed == 1
    assert not SettingChange.objects.exists()


def test_other_stores_keep_theirs(store, german_store, mug, make_listing):
    other = make_listing(
        "MUG", store=german_store, first_seen_at=None, product_id=mug.pk, override_note="Dented."
    )
    mug.delete()
    judge(store, now=NOON)
    assert Listing.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize(("columns", "reason"), SHUT_OUT)
def test_why_is_it_here_names_what_shuts_it_out(store, mug, columns, reason):
    say(override_note="Dented.")
    Product.objects.update(**columns)
    judge(store, now=NOON)
    told = explain(Listing.objects.get())
    assert told.rule.name == "ineligible"
    assert reason in INELIGIBLE_REASONS
    assert [each.name for each in told.inputs if each.source == "Catalog"]
