"""Old records go, batch by batch; what is still needed stays."""

from datetime import timedelta

from catalog.models import BulkEdit, BulkEditLine, Product, ProductChange
from listings.models import BulkDeed, BulkDeedBatch, ListingChange, ListingIssue
from sync import retention
from sync.models import CallError, Finding, Quarantined, ReportRequest, SyncRun, SyncStage
from sync.sales import SalesDay
from sync.submissions import Submission
from tests.conftest import NOON

OLD, NEW = NOON - timedelta(days=31), NOON - timedelta(days=29)


def test_what_is_older_than_the_setting_goes(account, store, make_listing, settings):
    settings.LOG_KEEP_DAYS = 30
    listing = make_listing()
    moving = make_listing("MUG-2", in_flight="move", gone_at=NOON, refusal="no such ASIN")
    mug = Product.objects.create(sku="MUG", name="Mug")
    for at in (OLD, OLD, NEW):
        run = SyncRun.objects.create(account=account, opened_at=at, finished_at=at)
        SyncStage.objects.create(run=run, store=store, name="delta", started_at=at)
        CallError.objects.create(account=account, run=run, at=at, operation="getReport")
        ListingChange.objects.create(listing=listing, store=store, at=at, field="price")
        ProductChange.objects.create(product=mug, at=at, field="price")
        edit = BulkEdit.objects.create(
            at=at, by="mia", user_id=1, attribute="price", operation="clear", asked={}
        )
        BulkEditLine.objects.create(edit=edit, product=mug, sku="MUG")
        deed = BulkDeed.objects.create(kind="ignore", at=at, by="mia", user_id=1, asked={})
        BulkDeedBatch.objects.create(deed=deed, number=0, listing_ids=[1])
        for row in (listing, moving):
            Submission.objects.create(
                account=account, store=store, listing=row, seller_sku=row.seller_sku, operation="list",
                old_asin="B000000001", asin="B000000002", body={}, state="refused", opened_at=at,
                settled_at=at,
            )  # fmt: skip
        Finding.objects.create(account=account, kind="missing", first_at=at, last_at=at, resolved_at=at)
        issue = {"message": "", "first_seen_at": at, "last_seen_at": at}
        ListingIssue.objects.create(listing=listing, store=store, cleared_at=at, **issue)
        ReportRequest.objects.create(
            store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", state="loaded", asked_at=at, loaded_at=at
        )
    still = {"first_at": OLD, "last_at": OLD}
    Finding.objects.create(account=account, kind="ghost", **still)
    Quarantined.objects.create(account=account, kind="search_item", key="x", payload="", reason="", **still)

    for days in (401, 400, 31):
        day = NOON.date() - timedelta(days=days)
        SalesDay.objects.create(store=store, day=day, currency="GBP", amount=1, orders=1, units=1)

    deleted = retention.purge(now=NOON, batch=1)

    assert deleted == {
        "call errors": 2,
        "runs": 2,
        "listing changes": 2,
        "product changes": 2,
        "bulk edit lines": 2,
        "bulk edits": 2,
        "bulk deeds": 2,
        "issues": 2,
        "findings": 2,
        "quarantine": 0,
        "submissions": 2,
        "sales days": 1,
        "reports": 2,
    }
    left = [
        m.objects.count() for m in (SyncRun, SyncStage, CallError, ListingChange, ListingIssue, Quarantined)
    ]
    assert left == [1, 1, 1, 1, 1, 1]
    assert Finding.objects.count() == 2
    # The offer of a listing that waits on its way is in no other place.
    assert list(Submission.objects.values_list("listing", "settled_at").order_by("pk")) == [
        (moving.pk, OLD),
        (moving.pk, OLD),
        (listing.pk, NEW),
        (moving.pk, NEW),
    ]
    assert SalesDay.objects.count() == 2
    assert ProductChange.objects.filter(field="price").count() == 1
    assert (BulkEdit.objects.count(), BulkEditLine.objects.count()) == (1, 1)
    assert (BulkDeed.objects.count(), BulkDeedBatch.objects.count()) == (1, 1)


def test_the_last_loaded_report_is_kept_however_old(store):
    ReportRequest.objects.create(
        store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", state="loaded", asked_at=OLD, loaded_at=OLD
    )
    assert retention.purge(now=NOON)["reports"] == 0
