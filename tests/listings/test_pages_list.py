"""The list of listings: tabs, columns, counts, cells."""

import re

import pytest

from tests.conftest import NOON
from tests.listings.conftest import LIST, skus, text_of

OFFER = ["Condition", "Price", "Amazon quantity"]


def headers(response):
    return [re.sub(r"<.*?>", "", cell) for cell in re.findall(r'<th class="ls-c-.*?</th>', text_of(response))]


def cell(response, name, row=0):
    return next(str(text) for column, text in response.context["cl"].rows[row].cells if column.name == name)


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
