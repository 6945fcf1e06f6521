"""From nothing to every listing on its tab: the demo's three accounts against the sandbox's own truth."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from amazon_channel.models import Account
from listings.models import Listing, ListingChange, ListingIssue
from sync.models import Finding, Quarantined, SyncRun
from tests.journeys import truth
from tests.journeys.looked_up import ONE, LookedUp
from tests.journeys.stage import sync_demo

pytestmark = pytest.mark.journey


def test_the_first_sync_puts_every_listing_on_its_tab_and_the_next_writes_nothing(box, db):
    synced, catalog = sync_demo(box), truth.demo_catalog()
    wanted = truth.wanted(box, catalog)
    assert len(wanted) > 550
    assert {tab for tab, _, _ in wanted.values()} == {
        "active",
        "inactive",
        "incomplete",
        "ineligible",
        "unmatched",
    }
    assert truth.differences(box, catalog, ghosts=truth.GHOSTS) == {}
    # Two deleted SKUs still answer in Amazon's API: shown as Amazon answers, never for sale.
    rows = truth.shown()
    assert {(rows[ghost][0], rows[ghost][2]["buyable"]) for ghost in truth.GHOSTS} == {("unmatched", False)}
    assert pictures() == {key: picture(box, row) for key, row in truth.at_amazon(box).items()}
    assert ended() == truth.at_amazon(box, deleted=True).keys() - truth.GHOSTS
    assert candidates() == wanted_candidates(box, catalog)
    assert truth.count_errors() == {}
    assert set(SyncRun.objects.values_list("outcome", flat=True)) == {"ok"}
    assert {finding.kind for finding in Finding.objects.all()} <= {"case_twins"}
    assert not Quarantined.objects.exists()

    before = versions()
    third = synced.everybody()
    assert [(run.outcome, run.message.splitlines()[0]) for run in third] == [
        ("nothing", "Nothing to do: nothing has changed on Amazon or in the catalog.")
    ] * 3
    assert versions() == before
    account = Account.objects.order_by("pk").first()
    one = synced.sync(account, store=account.stores.first())
    assert (one.outcome, versions()) == ("nothing", before)


def pictures():
    rows = Listing.objects.on_amazon().values_list("store__marketplace_id", "seller_sku", "image")
    return {(market, sku): image for market, sku, image in rows if (market, sku) not in truth.GHOSTS}


def picture(box, row):
    image = row["image"] or ""
    return box.url + image if image.startswith("/") else image


def ended():
    rows = Listing.objects.filter(tab="ended", status="removed")
    return set(rows.values_list("store__marketplace_id", "seller_sku"))


def candidates():
    rows = Listing.objects.filter(first_seen_at=None)
    found = rows.values_list("store__marketplace_id", "seller_sku", "tab", "status")
    return {(market, sku): (tab, status) for market, sku, tab, status in found}


def wanted_candidates(box, catalog):
    """Every enabled product of a store's website that no listing at Amazon stands for."""
    everything = truth.at_amazon(box) | truth.at_amazon(box, deleted=True)
    looked_up = LookedUp(box)
    listed = {(market, catalog.product_of(row)) for (market, _), row in everything.items()}
    wanted = {}
    for market, (website, _) in truth.MARKETS.items():
        for product in catalog.by_sku.values():
            is_offered = product.enabled and not product.is_page and website in product.websites
            if is_offered and (market, product) not in listed:
                found = partial(looked_up.found, market, product)
                wanted[market, product.sku] = candidate_place(product, truth.today(market), found)
    return wanted


def candidate_place(product, day, found):
    if product.sale_starts_on > str(day):
        return ("ineligible", "not_yet_on_sale")
    if product.sale_ends_on and product.sale_ends_on < str(day):
        return ("ineligible", "sale_over")
    if product.quantity <= 0:
        return ("ineligible", "out_of_stock")
    if not product.asin and (lacks := found()) != ONE:
        return ("incomplete", lacks)
    return ("ready", "ready") if product.condition else ("incomplete", "no_condition")


def versions():
    """Which version of each row PostgreSQL keeps: a row written anew has another, whatever was written."""
    with connection.cursor() as cursor:
        found = []
        for table in ("listings_listing", "listings_listingissue", "listings_tabcount"):
            cursor.execute(f"SELECT id, xmin::text, ctid::text FROM {table} ORDER BY id")
            found.append(cursor.fetchall())
    return (*found, ListingChange.objects.count(), Counter(ListingIssue.objects.values_list("code")))
