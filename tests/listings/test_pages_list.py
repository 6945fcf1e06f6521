"""The list of listings: tabs, columns, filters, search, and what every person may see."""

import re

import pytest
from django.contrib import admin
from django.test import Client

from amazon_channel.models import User
from catalog.models import Product
from listings.admin import ListingAdmin
from listings.models import Listing, ListingIssue, TitleBacklog
from listings.titles import fill_titles
from tests.conftest import NOON

LIST = "/listings/listing/"
OFFER = ["Condition", "Price", "Amazon quantity"]


def text_of(response):
    return response.content.decode()


def headers(response):
    return [re.sub(r"<.*?>", "", cell) for cell in re.findall(r'<th class="ls-c-.*?</th>', text_of(response))]


def skus(response):
    return [row.listing.seller_sku for row in response.context["cl"].rows]


def cell(response, name, row=0):
    return next(str(text) for column, text in response.context["cl"].rows[row].cells if column.name == name)


@pytest.fixture
def mug(db):
    return Product.objects.create(sku="MUG", name="Blue mug", quantity=7)


@pytest.fixture
def make_active(make_listing, mug):
    def make(sku="MUG-1", **columns):
        return make_listing(sku, **{"product": mug, "buyable": True, "discoverable": True} | columns)

    return make


@pytest.mark.parametrize(
    ("tab", "columns", "facts"),
    [
        pytest.param("incomplete", [*OFFER, "Status"], {"lacking": "no_asin", "first_seen_at": None}),
        pytest.param(
            "unmatched", ["Condition", "Listing price", "Amazon quantity", "Status"], {"product": None}
        ),
        pytest.param("ready", [*OFFER, "Status"], {"first_seen_at": None}),
        pytest.param("active", [*OFFER, "Status"], {"buyable": True}),
        pytest.param("inactive", [*OFFER, "Status", "Inactive reason"], {"buyable": False}),
        pytest.param(
            "overrides",
            ["Condition override", "Seller notes override", "Handling override", "List price override"],
            {"override_note": "fragile"},
        ),
        pytest.param("ineligible", OFFER, {"ineligible_reason": "out_of_stock"}),
        pytest.param("ended", [*OFFER, "Status"], {"ended_at": NOON}),
    ],
)
def test_each_tab_has_its_columns(browse, make_active, tab, columns, facts):
    make_active("MUG-1", **{"buyable": None} | facts)
    page = browse.get(LIST, {"tab": tab})
    assert headers(page) == ["Amazon SKU", "ASIN", "Product listing name", *columns]
    assert skus(page) == ["MUG-1"]


def test_the_store_is_a_column_where_several_are_shown(browse, make_active, german_store):
    make_active("UK-1")
    make_active("DE-1", store=german_store)
    assert "Store" in headers(browse.get(LIST))
    assert "Store" not in headers(browse.get(LIST, {"store": german_store.pk}))


def test_fifty_rows_cost_a_fixed_number_of_queries(browse, make_active, django_assert_num_queries):
    for number in range(51):
        make_active(f"MUG-{number}")
    with django_assert_num_queries(QUERIES_ONE_STORE):
        page = browse.get(LIST)
    assert len(skus(page)) == 50


def test_several_stores_cost_one_query_more(browse, make_active, german_store, django_assert_num_queries):
    for number in range(30):
        make_active(f"UK-{number}")
        make_active(f"DE-{number}", store=german_store)
    with django_assert_num_queries(QUERIES_ONE_STORE + 1):
        page = browse.get(LIST)
    assert len(skus(page)) == 50


QUERIES_ONE_STORE = 7  # session, user, stores, tab counts, the page, banners, titles waiting


def test_active_comes_first_and_else_the_first_tab_with_something(browse, make_listing, make_active):
    assert browse.get(LIST).context["cl"].question.tab == "active"
    make_listing("NEW")
    assert browse.get(LIST).context["cl"].question.tab == "unmatched"
    make_active("MUG-1")
    assert browse.get(LIST).context["cl"].question.tab == "active"


def test_tabs_carry_exact_counts(browse, make_listing, make_active, german_store):
    make_listing("NEW")
    make_active("MUG-1", override_note="fragile")
    make_active("MUG-2", store=german_store)
    numbers = {tab.tab: tab.number for tab in browse.get(LIST).context["cl"].tabs}
    assert numbers == {
        "incomplete": 0,
        "unmatched": 1,
        "ready": 0,
        "active": 2,
        "inactive": 0,
        "ineligible": 0,
        "ended": 0,
        "overrides": 1,
    }


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


def test_listings_in_process_are_announced(browse, make_active):
    make_active("MUG-1", relist_requested_at=NOON)
    assert "One listing is in process" in text_of(browse.get(LIST))


def test_unknown_is_a_dash_and_zero_is_zero(browse, make_active):
    make_active("UNKNOWN", quantity=None, price=None)
    make_active("NONE-LEFT", quantity=0, price="0.00")
    page = browse.get(LIST)
    by_sku = {sku: row for row, sku in enumerate(skus(page))}
    assert cell(page, "quantity", by_sku["UNKNOWN"]) == "—"
    assert cell(page, "price", by_sku["UNKNOWN"]) == "—"
    assert cell(page, "quantity", by_sku["NONE-LEFT"]) == "0"
    assert cell(page, "price", by_sku["NONE-LEFT"]) == "£0.00"


def test_fba_shows_amazons_stock_with_a_word(browse, make_active):
    make_active("FBA-1", channel="FBA", quantity=3, fba_quantity=1200)
    assert cell(browse.get(LIST), "quantity").startswith("1,200 <span")
    assert ">FBA<" in cell(browse.get(LIST), "quantity")


def test_html_in_titles_and_skus_is_text(browse, make_active):
    make_active("<b>SKU</b>", title='<script>alert("x")</script>', image='https://x/"onerror="alert(1)')
    page = text_of(browse.get(LIST))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>SKU</b>" not in page
    assert '"onerror="' not in page


def test_only_pictures_from_the_web_are_shown(browse, make_active):
    make_active("MUG-1", image="javascript:alert(1)")
    assert "javascript:alert" not in text_of(browse.get(LIST))


def test_only_the_persons_accounts_are_seen(browse, make_active, foreign_store):
    make_active("OURS")
    make_active("THEIRS", store=foreign_store)
    assert skus(browse.get(LIST)) == ["OURS"]
    assert skus(browse.get(LIST, {"store": foreign_store.pk})) == ["OURS"]
    assert skus(browse.get(LIST, {"q": "THEIRS"})) == []
    assert "Foreign JP" not in text_of(browse.get(LIST))
    assert {tab.tab: tab.number for tab in browse.get(LIST).context["cl"].tabs}["active"] == 1


def test_an_administrator_sees_all_accounts(client, make_active, foreign_store):
    client.force_login(User.objects.create_user("ada", role="administrator"))
    make_active("OURS")
    make_active("THEIRS", store=foreign_store)
    assert sorted(skus(client.get(LIST))) == ["OURS", "THEIRS"]


def test_somebody_without_accounts_is_told_what_to_do(db):
    client = Client()
    client.force_login(User.objects.create_user("val", role="viewer"))
    assert "Ask an operator" in text_of(client.get(LIST))
    operator = Client()
    operator.force_login(User.objects.create_user("olga", role="operator"))
    assert "Connect account" in text_of(operator.get(LIST))


def test_an_empty_tab_says_why(browse, make_active):
    make_active("MUG-1")
    assert "Every listing on Amazon has a product" in text_of(browse.get(LIST, {"tab": "unmatched"}))


@pytest.mark.parametrize(
    "spoilt",
    [
        "tab=nowhere",
        "after=x",
        "after=1-",
        "after=99999999999999999999-1",
        "before=-1",
        "store=abc",
        "q=%00",
        "e=1",
    ],
)
def test_a_spoilt_address_shows_a_page(browse, make_active, spoilt):
    make_active("MUG-1")
    assert browse.get(f"{LIST}?{spoilt}").status_code == 200


def test_the_script_gets_the_moving_parts_alone(browse, make_active):
    make_active("MUG-1")
    page = browse.get(LIST, headers={"X-Listings-Fragment": "1"})
    assert "<html" not in text_of(page)
    assert re.findall(r'data-part="(\w+)"', text_of(page)) == ["notes", "tabs", "table", "pager"]
    assert "no-store" in page.headers["Cache-Control"]
    assert "X-Listings-Fragment" in page.headers["Vary"]


def test_an_action_gets_the_ticked_rows(merchant, make_active, rf):
    ticked, other = make_active("TICKED"), make_active("OTHER")
    got = []

    class WithAction(ListingAdmin):
        def note(self, request, queryset):
            got.extend(queryset)

        actions = (note,)

    asked = rf.post(LIST, {"action": "note", "_selected_action": [ticked.pk], "index": 0})
    asked.user, asked.csrf_processing_done = merchant, True
    WithAction(Listing, admin.site).changelist_view(asked)
    assert got == [ticked]
    assert other not in got


def test_only_who_may_sync_can_tick(browse, make_active, account):
    make_active("MUG-1")
    viewer = User.objects.create_user("val", role="viewer")
    account.members.add(viewer)
    assert "Tick MUG-1" in text_of(browse.get(LIST))
    browse.force_login(viewer)
    page = text_of(browse.get(LIST))
    assert "Tick MUG-1" not in page
    assert "Sync now" not in page


def test_nobody_signed_out_gets_a_fragment(client, db):
    assert client.get(LIST, headers={"X-Listings-Fragment": "1"}).status_code == 302
