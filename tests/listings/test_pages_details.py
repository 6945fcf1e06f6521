"""The page of one listing: both sides, why it is here, issues, activity, other stores."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from amazon_channel.models import User
from catalog.models import Product
from listings.changes import attributed
from listings.codes import Source
from listings.models import Listing, ListingIssue
from listings.pages import show
from tests.conftest import NOON

LIST = "/listings/listing/"


def page_of(client, listing, **parameters):
    return client.get(f"{LIST}{listing.pk}/change/", parameters)


def text_of(response):
    return response.content.decode()


@pytest.fixture
def mug(db):
    return Product.objects.create(
        sku="MUG", name="Blue mug", asin="B07XAMPLE1", condition="new_new", quantity=7
    )


@pytest.fixture
def listing(make_listing, mug):
    return make_listing(
        "MUG-1",
        title="Mug, blue",
        asin="B07XAMPLE1",
        product=mug,
        matched_by="asin",
        buyable=True,
        condition="used_good",
        quantity=7,
        price="12.50",
        channel="FBM",
    )


def test_both_sides_stand_beside_each_other_with_differences_marked(browse, listing):
    sides = {side.label: side for side in page_of(browse, listing).context["details"].sides}
    assert (sides["Title"].ours, sides["Title"].amazons, sides["Title"].differs) == (
        "Blue mug",
        "Mug, blue",
        True,
    )
    assert (sides["ASIN"].differs, sides["Quantity"].differs) == (False, False)
    assert (sides["Condition"].ours, sides["Condition"].amazons) == ("New", "Used; Good")
    assert sides["Condition"].differs
    assert sides["Price"].amazons == "£12.50"


def test_what_one_side_does_not_know_is_no_difference(browse, make_listing):
    alone = make_listing("ALONE", title="Mug", quantity=3)
    assert not any(side.differs for side in page_of(browse, alone).context["details"].sides)


def test_fba_stock_is_not_compared_with_ours(browse, make_listing, mug):
    fba = make_listing("FBA-1", product=mug, channel="FBA", fba_quantity=900)
    sides = {side.label: side for side in page_of(browse, fba).context["details"].sides}
    assert not sides["Quantity"].differs


def test_it_says_why_the_listing_is_here(browse, listing):
    text = text_of(page_of(browse, listing))
    assert "Amazon says that buyers can buy it." in text
    assert "rules that come first did not apply" in text


def test_the_asin_leads_to_the_page_on_its_marketplace(browse, listing):
    assert 'href="https://www.amazon.co.uk/dp/B07XAMPLE1"' in text_of(page_of(browse, listing))


def test_issues_are_told_in_plain_words_with_amazons_text(browse, listing, store):
    for code, cleared in (("8541", None), ("90220", NOON)):
        ListingIssue.objects.create(
            listing=listing,
            store=store,
            code=code,
            message=f"Amazon's text of {code} <i>",
            severity="ERROR",
            categories=["MISSING_ATTRIBUTE"],
            attribute_names=["color", "size_map"],
            enforcements=["SEARCH_SUPPRESSED"],
            first_seen_at=NOON,
            last_seen_at=NOON,
            cleared_at=cleared,
        )
    page = page_of(browse, listing)
    details = page.context["details"]
    assert [told.issue.code for told in details.issues] == ["8541"]
    assert [told.issue.code for told in details.cleared] == ["90220"]
    assert details.issues[0].headline == "Data is missing"
    assert details.issues[0].consequences == ["Buyers do not find it in search"]
    assert "Data is missing: color, size map" in text_of(page)
    assert "Amazon&#x27;s text of 8541 &lt;i&gt;" in text_of(page)


def test_activity_reads_as_words(browse, listing, mug, merchant):
    other = Product.objects.create(sku="CUP", name="Cup")
    with attributed(Source.REPORT, now=NOON, run_id=7):
        Listing.objects.filter(pk=listing.pk).update(price=Decimal("1300.00"), buyable=False)
    with attributed(Source.USER, now=NOON + timedelta(hours=1), user_id=merchant.pk):
        Listing.objects.filter(pk=listing.pk).update(product=other, condition="new_new")
    newest, first = page_of(browse, listing).context["details"].activity.entries
    assert newest.who == "Mia Merchant"
    assert first.who == "Amazon's listings report"
    assert first.run == 7
    lines = {line.label: (str(line.old), str(line.new)) for line in first.lines}
    assert lines["Price"] == ("£12.50", "£1,300.00")
    assert lines["Buyable"] == ("Yes", "No")
    assert ">Active<" in lines["Tab"][0]
    assert ">Inactive<" in lines["Tab"][1]
    lines = {line.label: (str(line.old), str(line.new)) for line in newest.lines}
    assert lines["Product"] == ("MUG", "CUP")
    assert lines["Condition"] == ("Used; Good", "New")


def test_activity_goes_on_by_key(browse, listing):
    for number in range(60):
        with attributed(Source.SEARCH, now=NOON + timedelta(minutes=number), run_id=number + 1):
            Listing.objects.filter(pk=listing.pk).update(quantity=1000 + number)
    newest = page_of(browse, listing).context["details"].activity
    older = page_of(browse, listing, before=newest.older).context["details"].activity
    runs = [entry.run for entry in newest.entries + older.entries]
    assert runs == list(range(60, 0, -1))
    assert older.older is None


def test_the_same_sku_in_the_accounts_other_stores(
    browse, listing, make_listing, german_store, foreign_store
):
    make_listing("MUG-1", store=german_store)
    make_listing("MUG-1", store=foreign_store)
    elsewhere = page_of(browse, listing).context["details"].elsewhere
    assert [other.store.name for other in elsewhere] == ["Demo DE"]


def test_the_page_costs_a_fixed_number_of_queries(browse, listing, store, django_assert_num_queries):
    def read():
        with django_assert_num_queries(QUERIES):
            page_of(browse, listing)

    read()
    for number in range(30):
        with attributed(Source.SEARCH, now=NOON, run_id=number + 1):
            Listing.objects.filter(pk=listing.pk).update(quantity=1000 + number)
        ListingIssue.objects.create(
            listing=listing,
            store=store,
            code=str(number),
            message="Text",
            severity="INFO",
            first_seen_at=NOON,
            last_seen_at=NOON,
        )
    read()


QUERIES = 11


def test_html_and_odd_skus_are_text(browse, make_listing, german_store):
    sku = '<b>a/b?c=1&d</b> "x" ünï %41 日本'
    odd = make_listing(sku, title="<script>alert(1)</script>")
    make_listing(sku, store=german_store)
    text = text_of(page_of(browse, odd))
    assert "<script>alert(1)" not in text
    assert "<b>a/b" not in text
    assert "日本" in text


@pytest.mark.parametrize("object_id", ["0", "999999", "abc", "1_2F", "99999999999999999999"])
def test_a_listing_that_is_not_there_is_not_found(browse, object_id):
    assert browse.get(f"{LIST}{object_id}/change/").status_code == 404


def test_another_accounts_listing_is_not_found(browse, make_listing, foreign_store):
    theirs = make_listing("THEIRS", store=foreign_store)
    assert page_of(browse, theirs).status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "", "9" * 40, "１"])
def test_a_spoilt_place_in_the_log_shows_the_page(browse, listing, before):
    assert page_of(browse, listing, before=before).status_code == 200


def test_nothing_can_be_written_here(browse, listing):
    assert browse.post(f"{LIST}{listing.pk}/change/", {"price": "1"}).status_code in (200, 403, 405)
    listing.refresh_from_db()
    assert listing.price == Decimal("12.50")
    assert browse.post(f"{LIST}{listing.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browse.get(f"{LIST}add/").status_code == 403


def test_signed_out_people_are_sent_to_sign_in(listing, db):
    assert page_of(Client(), listing).status_code == 302


def test_a_viewer_may_look(listing, account):
    viewer = User.objects.create_user("val", role="viewer")
    account.members.add(viewer)
    client = Client()
    client.force_login(viewer)
    assert page_of(client, listing).status_code == 200


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Decimal("1234.5"), "GBP", "£1,234.50"),
        (Decimal(1200), "JPY", "¥1,200"),
        (Decimal("9.99"), "SEK", "SEK\N{NO-BREAK SPACE}9.99"),
        (None, "EUR", "—"),
        (Decimal(0), "EUR", "€0.00"),
    ],
)
def test_money(amount, currency, shown):
    assert show.money(amount, currency) == shown
