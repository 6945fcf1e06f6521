"""From nothing to every listing on its tab: the demo's three accounts against the sandbox's own truth."""

from collections import Counter

import pytest
from django.db.models import Count
from django.utils import timezone

from amazon_channel.models import Account, Store
from catalog.models import Product
from listings.eligibility import today_in
from listings.models import Listing, ListingChange, ListingIssue, TabCount
from sync.models import Finding, Quarantined

pytestmark = pytest.mark.journey

REASON_OF_CODE = {"5461": "approval_needed", "20013": "price_error", "18299": "blocked"}


def product_of(row, by_sku, by_asin):
    product = by_sku.get(row["sku"])
    return product or (by_asin.get(row["asin"]) if row["asin"] else None)


def ineligible(row, product, today):
    if not product.enabled:
        return "product_disabled"
    if product.sale_starts_on and product.sale_starts_on > today:
        return "not_yet_on_sale"
    if product.sale_ends_on and product.sale_ends_on < today:
        return "sale_over"
    if row["channel"] == "DEFAULT" and product.quantity <= 0:
        return "out_of_stock"
    return ""


def why_inactive(row):
    """The oracle of the test: what the sandbox knows of a listing that is not sold."""
    for issue in row["issues"]:
        if "LISTING_SUPPRESSED" in issue["actions"] and issue["exemption"] == "NOT_EXEMPT":
            return REASON_OF_CODE[issue["code"]]
    stock = row["quantity"] if row["channel"] == "DEFAULT" else row["fba_fulfillable"]
    return "not_provided" if stock else "no_stock_at_amazon"


def expected(row, product, today):  # noqa: PLR0911 - a table of cases
    """The tab and status that a listing of the sandbox must stand on."""
    if row["is_parent"]:
        return ("active" if "DISCOVERABLE" in row["status"] else "inactive", "variation_parent")
    if product is None:
        return ("unmatched", "awaiting_product")
    if reason := ineligible(row, product, today):
        return ("ineligible", reason)
    if "BUYABLE" in row["status"]:
        return ("active", "active" if "DISCOVERABLE" in row["status"] else "search_suppressed")
    if not row["asin"] and not product.asin:
        return ("incomplete", "no_asin")
    if row["report_status"] == "Incomplete":
        return ("incomplete", "missing_data")
    return ("inactive", why_inactive(row))


def truth(box):
    """(store, SKU) → the sandbox's row, for every listing that Amazon has."""
    found = {}
    for seller in box.control("GET", "/sellers"):
        for store in Store.objects.filter(account__selling_partner_id=seller["selling_partner_id"]):
            for sku, row in box.truth(seller, store.marketplace_id).items():
                found[store.pk, sku] = row
    return found


def shown():
    rows = Listing.objects.on_amazon().values_list("store_id", "seller_sku", "tab", "status")
    return {(store, sku): (tab, status) for store, sku, tab, status in rows}


@pytest.fixture
def synced(demo, sync_until_loaded):
    return {account.name: sync_until_loaded(account) for account in Account.objects.order_by("pk")}


def test_every_demo_listing_stands_on_its_tab(demo, synced, sync):
    by_sku = {product.sku: product for product in Product.objects.all()}
    twice = Counter(product.asin for product in by_sku.values() if product.asin)
    by_asin = {product.asin: product for product in by_sku.values() if twice[product.asin] == 1}
    days = {store.pk: today_in(store, timezone.now()) for store in Store.objects.all()}
    at_amazon = truth(demo)
    assert len(at_amazon) > 550
    wanted = {
        key: expected(row, product_of(row, by_sku, by_asin), days[key[0]]) for key, row in at_amazon.items()
    }
    got = shown()
    assert {key: (got.get(key), tabs) for key, tabs in wanted.items() if got.get(key) != tabs} == {}
    # Two deleted SKUs still answer in Amazon's API: shown as Amazon answers, never for sale.
    ghosts = got.keys() - wanted.keys()
    assert {sku for _, sku in ghosts} == {"OLD-US-001", "OLD-UK-001"}
    assert {got[ghost] for ghost in ghosts} == {("unmatched", "awaiting_product")}

    for runs in synced.values():
        assert {run.outcome for run in runs} <= {"ok", "nothing"}, [run.message for run in runs]
    assert {finding.kind for finding in Finding.objects.all()} <= {"case_twins"}
    assert not Quarantined.objects.exists()
    assert {tab for tab, _ in wanted.values()} == {
        "active",
        "inactive",
        "incomplete",
        "ineligible",
        "unmatched",
    }
    counted = dict(Listing.objects.values_list("tab").annotate(Count("pk")).order_by())
    kept = Counter()
    for count in TabCount.objects.exclude(tab="overrides"):
        kept[count.tab] += count.listings
    assert {tab: n for tab, n in kept.items() if n} == counted


def test_facts_and_issues_are_amazons(demo, synced):
    at_amazon = truth(demo)
    rows = {(row.store_id, row.seller_sku): row for row in Listing.objects.on_amazon()}
    for key, fact in at_amazon.items():
        row = rows[key]
        price = None if row.price is None else row.price
        assert (row.asin, price is None) == (fact["asin"] or "", fact["price"] is None), key
        if fact["price"] is not None:
            assert float(row.price) == float(fact["price"]), key
        if not fact["is_parent"]:
            by_merchant = fact["channel"] == "DEFAULT"
            assert row.channel == ("FBM" if by_merchant else "FBA"), key
            assert row.quantity == (fact["quantity"] if by_merchant else None), key
            assert row.fba_quantity == (None if by_merchant else fact["fba_fulfillable"]), key
    issues = Counter(
        ListingIssue.objects.filter(cleared_at=None).values_list("store_id", "listing__seller_sku")
    )
    assert issues == Counter({key: len(row["issues"]) for key, row in at_amazon.items() if row["issues"]})


def test_another_sync_writes_nothing(demo, synced, sync):
    def everything():
        rows = Listing.objects.order_by("pk").values_list("pk", "changed_at", "read_at", "line_digest")
        issues = ListingIssue.objects.order_by("pk").values_list("pk", "last_seen_at", "absent_since")
        return list(rows), list(issues), ListingChange.objects.count()

    before = everything()
    runs = [sync(account) for account in Account.objects.order_by("pk")]
    assert [(run.outcome, run.message.splitlines()[0]) for run in runs] == [
        ("nothing", "Nothing to do: nothing has changed on Amazon or in the catalog.")
    ] * 3
    assert everything() == before
