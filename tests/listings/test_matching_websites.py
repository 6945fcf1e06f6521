"""Two stores on two websites: each matches by what its own website says, and by the global value else."""

import pytest

from amazon_channel.models import Store
from catalog.identifier_index import refresh
from catalog.models import Product, Website
from listings.asins.questions import keep_questions
from listings.candidates import best
from listings.collisions import page
from listings.eligibility import judge
from listings.fitting import fitting_products
from listings.matching import match, preview
from listings.models import Listing
from listings.models.asins import AsinSearch
from listings.why import explain
from tests.conftest import NOON

GLOBAL, BRITISH, GERMAN = "04006381333931", "05000000000012", "00036000291452"


@pytest.fixture
def british(store):
    Store.objects.filter(pk=store.pk).update(ean_attribute="ean")
    store.refresh_from_db()
    return store


@pytest.fixture
def german(british, german_store):
    Store.objects.filter(pk=german_store.pk).update(ean_attribute="ean", website="de")
    german_store.refresh_from_db()
    return german_store


def product(sku, ean=GLOBAL, *, uk=None, de=None, **columns):
    own = {code: {"ean": said} for code, said in (("uk", uk), ("de", de)) if said}
    return Product.objects.create(
        sku=sku, name=sku.title(), attributes={"ean": ean} if ean else {}, website_values=own, **columns
    )


def matched(store):
    rows = Listing.objects.filter(store=store).order_by("seller_sku").select_related("product")
    return {row.seller_sku: row.product.sku if row.product else row.fitting_products or None for row in rows}


@pytest.fixture
def numbers(make_listing, british, german):
    """In each store a listing of each number."""
    for store in (british, german):
        for name, gtin in (("global", GLOBAL), ("british", BRITISH), ("german", GERMAN)):
            make_listing(name, gtin=gtin, store=store)


def test_each_store_reads_its_own_website(british, german, numbers):
    product("MUG", uk=BRITISH, de=GERMAN)
    product("CUP", GERMAN, uk=GLOBAL)
    assert [match(british, now=NOON), match(german, now=NOON)] == [2, 0]
    assert matched(british) == {"british": "MUG", "german": None, "global": "CUP"}
    assert matched(german) == {"british": None, "german": 2, "global": None}


def test_a_store_of_no_website_reads_the_global_values(british, german, numbers):
    Store.objects.filter(pk=german.pk).update(website="")
    german.refresh_from_db()
    product("MUG", uk=BRITISH, de=GERMAN)
    match(german, now=NOON)
    assert matched(german) == {"british": None, "german": None, "global": "MUG"}


def test_what_the_website_says_counts_even_if_it_is_no_number(british, german, numbers):
    product("MUG", uk="not known yet")
    match(british, now=NOON)
    match(german, now=NOON)
    assert matched(british) == {"british": None, "german": None, "global": None}
    assert matched(german) == {"british": None, "german": None, "global": "MUG"}


@pytest.mark.parametrize(
    ("column", "said", "facts"),
    [
        ("asin_attribute", "B0UKUKUKUK", {"asin": "B0UKUKUKUK"}),
        ("sku_attribute", "UK-1", {"sku": "UK-1"}),
        ("upc_attribute", "036000291452", {"gtin": GERMAN}),
        ("isbn_attribute", "9780306406157", {"gtin": "09780306406157"}),
    ],
)
def test_every_role_is_read(german, make_listing, column, said, facts):
    british = Store.objects.get(website="uk")
    code = column.removesuffix("_attribute") if column != "sku_attribute" else "code"
    Store.objects.update(**{column: code})
    Product.objects.create(sku="MUG", name="Mug", website_values={"uk": {code: said}})
    for store in (british, german):
        store.refresh_from_db()
        make_listing(facts.get("sku", "x"), store=store, **{k: v for k, v in facts.items() if k != "sku"})
        match(store, now=NOON)
    assert list(matched(british).values()) == ["MUG"]
    assert list(matched(german).values()) == [None]


def test_a_changed_value_moves_only_its_websites_matches(british, german, numbers):
    mug = product("MUG", uk=BRITISH, de=GERMAN)
    match(british, now=NOON)
    match(german, now=NOON)
    mug.website_values = {"uk": {"ean": GERMAN}, "de": {"ean": GERMAN}}
    mug.save()
    assert [match(british, now=NOON), match(german, now=NOON)] == [2, 0]
    assert matched(british) == {"british": None, "german": "MUG", "global": None}
    assert matched(german) == {"british": None, "german": "MUG", "global": None}


def test_the_preview_of_a_mapping_says_the_same(british, german, numbers):
    product("MUG", uk=BRITISH, de=GERMAN)
    Store.objects.update(ean_attribute="")
    for store, sku in ((british, "british"), (german, "german")):
        store.ean_attribute = "ean"
        told = preview(store, now=NOON)
        assert told.counts == {"matched": 1}
        assert [(row.seller_sku, row.gets) for row in told.rows["matched"]] == [(sku, "MUG")]
        store.save()
        match(store, now=NOON)
        assert preview(store, now=NOON).counts == {}
        assert matched(store)[sku] == "MUG"


def test_a_store_that_changes_its_website_matches_anew(british, german, numbers):
    product("MUG", uk=BRITISH, de=GERMAN)
    match(british, now=NOON)
    british.website = "de"
    assert preview(british, now=NOON).counts == {"matched": 1, "unmatched": 1}
    match(british, now=NOON)
    assert matched(british) == {"british": None, "german": "MUG", "global": None}


def test_candidates_and_fits_are_those_of_the_website(british, german, make_listing):
    product("MUG", uk=BRITISH)
    product("CUP", uk=BRITISH)
    product("POT", BRITISH, uk=GLOBAL)
    here, there = (make_listing("x", gtin=BRITISH, store=store) for store in (british, german))
    match(british, now=NOON)
    match(german, now=NOON)
    here.refresh_from_db()
    assert [fit.sku for fit in fitting_products(here)] == ["CUP", "MUG"]
    assert [choice.product.sku for choice in best(here)] == ["CUP", "MUG"]
    assert [choice.product.sku for choice in best(there)] == ["POT"]


def test_the_built_in_asin_is_no_candidate_where_the_website_says_another(british, german, make_listing):
    product("MUG", asin="B000000001")
    Product.objects.update(website_values={"uk": {"asin": "B000000002"}})
    refresh(now=NOON)
    here, there = (make_listing("x", asin="B000000001", store=store) for store in (british, german))
    other = make_listing("y", asin="B000000002")
    assert [len(best(listing)) for listing in (here, there, other)] == [0, 1, 1]


def test_candidates_take_asin_sku_and_condition_from_their_website(british, german):
    Store.objects.update(sku_attribute="code", condition_attribute="condition")
    Product.objects.create(
        sku="MUG",
        name="Mug",
        asin="B000000001",
        condition="new_new",
        quantity=1,
        websites=["uk", "de"],
        attributes={"code": "MUG-X"},
        website_values={"uk": {"asin": "B0UKUKUKUK", "code": "MUG-UK", "condition": "used_good"}},
    )
    refresh(now=NOON)
    for store in (british, german):
        store.refresh_from_db()
        refresh(now=NOON)
        judge(store, now=NOON)
    rows = Listing.objects.order_by("seller_sku").values_list(
        "store__website", "seller_sku", "asin", "condition"
    )
    assert list(rows) == [
        ("uk", "MUG-UK", "B0UKUKUKUK", "used_good"),
        ("de", "MUG-X", "B000000001", "new_new"),
    ]
    assert [judge(store, now=NOON) for store in (british, german)] == [(0, 0, 0), (0, 0, 0)]


def test_amazon_is_asked_for_the_websites_number(british, german):
    product("MUG", uk=BRITISH, websites=["uk", "de"], quantity=1)
    refresh(now=NOON)
    for store in (british, german):
        judge(store, now=NOON)
        keep_questions(store, now=NOON)
    asked = AsinSearch.objects.values_list("store__website", "question__ean")
    assert dict(asked) == {"uk": BRITISH, "de": GLOBAL}


def test_why_is_it_here_names_what_the_website_says(british, make_listing):
    Store.objects.update(asin_attribute="number")
    mug = Product.objects.create(
        sku="MUG",
        name="Mug",
        quantity=1,
        websites=["uk"],
        attributes={"number": "B000000001"},
        website_values={"uk": {"number": "none"}},
    )
    british.refresh_from_db()
    refresh(now=NOON)
    judge(british, now=NOON)
    said = explain(Listing.objects.get(product=mug)).inputs
    assert [each.value for each in said if each.source == "Catalog"] == ["none"]


@pytest.mark.parametrize(
    ("products", "told"),
    [
        pytest.param([{"ean": GLOBAL}, {"ean": GLOBAL}], ("", ["P0", "P1"]), id="everywhere"),
        pytest.param(
            [{"uk": GLOBAL, "ean": GERMAN}, {"ean": GLOBAL}], ("UK", ["P0", "P1"]), id="own like a global one"
        ),
        pytest.param(
            [{"uk": GLOBAL, "ean": GERMAN}, {"ean": GLOBAL, "uk": BRITISH}],
            None,
            id="each says something else",
        ),
        pytest.param(
            [{"uk": GLOBAL, "ean": GERMAN}, {"de": GLOBAL, "ean": BRITISH}], None, id="on two websites"
        ),
        pytest.param(
            [{"uk": GLOBAL, "ean": GERMAN}, {"uk": GLOBAL, "ean": BRITISH}, {"de": GLOBAL, "ean": ""}],
            ("UK", ["P0", "P1"]),
            id="on one website",
        ),
        pytest.param(
            [{"uk": GLOBAL}, {"ean": "", "de": GLOBAL, "uk": GLOBAL}], ("DE, UK", ["P0", "P1"]), id="two"
        ),
    ],
)
def test_collisions_count_within_a_website(british, german, products, told):
    Website.objects.bulk_create([Website(code="uk", name="UK"), Website(code="de", name="DE")])
    for number, said in enumerate(products):
        product(f"P{number}", **said)
    refresh(now=NOON)
    rows = [
        (row.where, [sku for _id, sku in row.products])
        for row in page("gtin", stores=()).rows
        if row.value == "4006381333931"
    ]
    assert rows == ([told] if told else [])


def test_a_collision_of_one_website_is_the_reason_for_no_match(british, german, make_listing):
    """What the page of collisions says and what matching does are the same."""
    product("MUG", GERMAN, uk=GLOBAL)
    product("CUP", GLOBAL)
    here, there = (make_listing("x", gtin=GLOBAL, store=store) for store in (british, german))
    match(british, now=NOON)
    match(german, now=NOON)
    assert matched(british) == {"x": 2}
    assert matched(german) == {"x": "CUP"}


def test_a_wrong_number_is_told_with_its_website(british):
    Website.objects.create(code="uk", name="Britain")
    product("MUG", uk="4006381333932")
    refresh(now=NOON)
    assert [(row.value, row.where) for row in page("check_digit", stores=()).rows] == [
        ("4006381333932", "EAN: ean (Britain)")
    ]
