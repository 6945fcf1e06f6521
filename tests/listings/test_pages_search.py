"""Search and filters of the list of listings."""

import pytest

from listings.models import Listing, ListingIssue, TitleBacklog
from listings.titles import fill_titles
from tests.conftest import NOON
from tests.listings.conftest import LIST, skus, text_of


def test_filters_narrow_the_tab(browse, make_active, store):
    make_active("NEW-1", condition="new_new", channel="FBM")
    make_active("USED-1", condition="used_good", channel="FBA")
    hidden = make_active("HIDDEN-1", search_suppressed=True)
    for cleared, listing in ((None, hidden), (NOON, Listing.objects.get(seller_sku="NEW-1"))):
        ListingIssue.objects.create(
            listing=listing,
            store=store,
            code="8541",
            message="Colour is missing",
            severity="ERROR",
            first_seen_at=NOON,
            last_seen_at=NOON,
            cleared_at=cleared,
        )
    assert skus(browse.get(LIST, {"condition": "used_good"})) == ["USED-1"]
    assert skus(browse.get(LIST, {"channel": "FBM"})) == ["NEW-1"]
    assert skus(browse.get(LIST, {"status": "search_suppressed"})) == ["HIDDEN-1"]
    assert skus(browse.get(LIST, {"code": "8541"})) == ["HIDDEN-1"]
    assert skus(browse.get(LIST, {"code": "8541", "channel": "FBA"})) == []


def test_the_issue_filter_works_over_several_stores(browse, make_active, store, german_store):
    for of_store in (store, german_store):
        make_active("CLEAN", store=of_store)
        ListingIssue.objects.create(
            listing=make_active("BROKEN", store=of_store),
            store=of_store,
            code="8541",
            message="Colour is missing",
            severity="ERROR",
            first_seen_at=NOON,
            last_seen_at=NOON,
        )
    assert skus(browse.get(LIST, {"code": "8541"})) == ["BROKEN", "BROKEN"]


def test_the_issue_filter_offers_open_codes_of_the_persons_stores(browse, make_active, store, foreign_store):
    for of_store, code, cleared in ((store, "8541", None), (store, "1", NOON), (foreign_store, "2", None)):
        ListingIssue.objects.create(
            listing=make_active(f"MUG-{code}", store=of_store),
            store=of_store,
            code=code,
            message="Colour is missing <b>",
            severity="ERROR",
            first_seen_at=NOON,
            last_seen_at=NOON,
            cleared_at=cleared,
        )
    answer = browse.get(f"{LIST}issue-codes/", {"store": foreign_store.pk})
    assert answer.json() == {"choices": [["8541", "8541 – Colour is missing <b> (1)"]]}


def test_the_status_filter_offers_the_tabs_statuses_with_counts(browse, make_active):
    make_active("MUG-1")
    make_active("MUG-2")
    make_active("MUG-3", search_suppressed=True)
    status = browse.get(LIST).context["cl"].filters[0]
    assert [choice.label for choice in status.choices] == ["Active (2)", "Search suppressed (1)"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("MUG-1", ["MUG-1", "MUG-10"], id="start of the SKU"),
        pytest.param("mug-10", ["MUG-10"], id="SKU in small letters"),
        pytest.param("B07XAMPLE1", ["CUP"], id="ASIN"),
        pytest.param("b07xample1", ["CUP"], id="ASIN in small letters"),
        pytest.param("blue MUG", ["MUG-1", "MUG-10"], id="words of the title in any order and case"),
        pytest.param("セット", ["日本"], id="Japanese words"),
        pytest.param("100%", ["PERCENT"], id="% is a sign, not a wildcard"),
        pytest.param("A_B", ["A_B"], id="_ is a sign, not a wildcard"),
        pytest.param("a\\b", ["a\\b"], id="backslash"),
        pytest.param("x y/z?&=#", ["x y/z?&=#'\""], id="signs that mean something in addresses"),
        pytest.param("nothing like it", [], id="nothing"),
    ],
)
def test_search(browse, make_active, words, found):
    make_active("MUG-1", title="Mug, blue")
    make_active("MUG-10", title="Large blue mug")
    make_active("CUP", asin="B07XAMPLE1", title="Cup")
    make_active("日本", title="コーヒーマグ 2個セット")
    make_active("PERCENT", title="Cotton 100% towel")
    make_active("A_B")
    make_active("AxB")
    make_active("a\\b")
    make_active("x y/z?&=#'\"")
    make_active("100X", title="1000 towels")
    fill_titles()
    assert sorted(skus(browse.get(LIST, {"q": words}))) == sorted(found)


def test_a_search_says_where_else_it_found_something(browse, make_listing, make_active):
    make_active("MUG-1", title="Mug")
    make_listing("MUG-2", title="Mug")
    fill_titles()
    page = browse.get(LIST, {"q": "mug", "tab": "ended"})
    assert [(tab.tab, tab.number) for tab in page.context["cl"].elsewhere] == [
        ("unmatched", 1),
        ("active", 1),
    ]
    assert "Found on other tabs" in text_of(page)


def test_a_common_word_is_walked_instead_of_named(browse, make_active, monkeypatch):
    monkeypatch.setattr("listings.pages.search.MOST", 2)
    for number in range(4):
        make_active(f"MUG-{number}", title="Blue mug")
    make_active("CUP", title="Cup")
    fill_titles()
    page = browse.get(LIST, {"q": "blue"})
    assert len(skus(page)) == 4
    assert page.context["cl"].tabs[0].number is None


def test_the_page_says_while_titles_are_missing_from_the_search(browse, make_active):
    make_active("MUG-1", title="Blue mug")
    assert TitleBacklog.objects.exists()
    assert "still being filled" in text_of(browse.get(LIST))
    fill_titles()
    assert "still being filled" not in text_of(browse.get(LIST))
