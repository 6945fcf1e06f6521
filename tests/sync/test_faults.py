"""Each fault of Amazon's during a first sync: nothing lost, nothing doubled, and somebody is told."""

from collections import Counter

import pytest

from amazon_channel.models import Account, Store
from listings.models import Listing
from sync.models import CallError, Finding, ReportRequest
from sync.pull import reports
from tests.journeys.kept import kept_demo
from tests.journeys.stage import connect_demo

SEARCH, GET, CREATE, POLL = "searchListingsItems", "getListingsItem", "createReport", "getReport"
LINK, FILE = "getReportDocument", "documentDownload"
FAULTS = [
    *((name, SEARCH) for name in ("throttled", "server_error", "unavailable", "cut_body", "forbidden")),
    *((name, SEARCH) for name in ("expired_token", "repeated_page", "endless_token", "duplicate_rows")),
    ("reordered_rows", SEARCH),
    *((name, CREATE) for name in ("throttled", "cut_body", "report_cancelled", "report_fatal")),
    *((name, POLL) for name in ("unavailable", "expired_token")),
    *(
        (name, LINK)
        for name in ("status_column_missing", "shrunk_report", "duplicate_rows", "reordered_rows")
    ),
    *((name, FILE) for name in ("truncated_gzip", "mislabelled_gzip", "mislabelled_charset", "cut_body")),
    ("unavailable", FILE),
]
SAID = {
    "throttled",
    "server_error",
    "unavailable",
    "cut_body",
    "forbidden",
    "report_cancelled",
    "report_fatal",
}
SAID |= {"status_column_missing", "truncated_gzip"}


def at_amazon(demo, account):
    sellers = demo.control("GET", "/sellers")
    seller = next(s for s in sellers if s["selling_partner_id"] == account.selling_partner_id)
    return {
        (store.pk, sku): row["price"] and float(row["price"])
        for store in Store.objects.filter(account=account)
        for sku, row in demo.truth(seller, store.marketplace_id).items()
    }


def here(account):
    rows = Listing.objects.on_amazon().filter(store__account=account)
    return Counter(
        {
            (store, sku): price and float(price)
            for store, sku, price in rows.values_list("store_id", "seller_sku", "price")
        }
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The demo, connected and not yet synced."""
    with kept_demo(tmp_path_factory, connect_demo) as demo:
        yield demo


@pytest.fixture
def syncs(kept, settings, db):
    return kept.stand(settings)


@pytest.mark.parametrize(("name", "operation"), FAULTS)
def test_a_fault_loses_and_doubles_nothing(syncs, monkeypatch, name, operation):
    monkeypatch.setattr(reports, "AGAIN_AFTER", -reports.AGAIN_AFTER)  # a second report at once
    account = Account.objects.get(region="FE")
    syncs.box.control("POST", "/faults", {"name": name, "operation": operation, "options": {"keep": 0.1}})
    messages = [syncs.sync(account).message for _ in range(4)]
    assert dict(here(account)) == at_amazon(syncs.box, account)
    told = [*messages, *CallError.objects.values_list("message", flat=True)]
    told += Finding.objects.values_list("kind", flat=True)
    told += ReportRequest.objects.exclude(held_reason="").values_list("held_reason", flat=True)
    if name in SAID:
        assert [
            text
            for text in told
            if text and not text.startswith(("Nothing to do", "Amazon prepares", "0", "1"))
        ] != []
