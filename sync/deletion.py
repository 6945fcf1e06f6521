"""Deletes an account or a store with all it has, in the background, batch by batch.

Resumable: what is to be deleted is marked first (Account.state, Store.deleting_at), each batch is a
transaction of its own, and whoever finds the mark goes on. Nobody syncs what is marked; a load that still
runs holds its store's row, and the row goes last, under lock and only when nothing of it is left.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from amazon_channel.changes import record
from amazon_channel.models import Account, Store
from sync.models import ReportRequest, SyncRun

BATCH = 5_000

# Rows in tables whose foreign keys the database does not check, so that no cascade finds them.
# Titles and counts follow by trigger when listings go.
LISTING_BATCH = """
WITH batch AS MATERIALIZED (
    SELECT id FROM listings_listing WHERE store_id = %(store)s ORDER BY seller_sku LIMIT %(limit)s FOR UPDATE
), issues AS (
    DELETE FROM listings_listingissue USING batch WHERE listing_id = batch.id
), changes AS (
    DELETE FROM listings_listingchange USING batch WHERE listing_id = batch.id
), attributes AS (
    DELETE FROM listings_listingattributes USING batch WHERE listing_id = batch.id
)
SELECT array_agg(id) FROM batch
"""
LEFT_OVERS = [
    "DELETE FROM sync_syncstage WHERE store_id = %(store)s",  # two stages without a store would be double
    "DELETE FROM listings_listingchange WHERE store_id = %(store)s",
    "DELETE FROM listings_listingtitle WHERE store_id = %(store)s",
    "DELETE FROM listings_listingattributes WHERE store_id = %(store)s",
    "DELETE FROM listings_titlebacklog WHERE store_id = %(store)s",
]


def mark_account(account: Account, *, by: str, now: datetime) -> None:
    """Mark an account and its stores for deletion, end its open run, and let a worker begin."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        record(row, [("state", row.state, Account.State.DELETING)], by=by, now=now)
        row.state, row.state_reason = Account.State.DELETING, ""
        row.save(update_fields=["state", "state_reason", "updated_at"])
        row.stores.filter(deleting_at=None).update(deleting_at=now, active=False)
        SyncRun.objects.open().filter(account=row).update(
            finished_at=now, outcome=SyncRun.Outcome.ABANDONED, message=_("The account is being deleted.")
        )
        transaction.on_commit(_begin)


def mark_store(store: Store, *, by: str, now: datetime) -> None:
    """Mark one store for deletion, and let a worker begin. A run of its account leaves it out from now on."""
    with transaction.atomic():
        row = Store.objects.select_for_update().get(pk=store.pk)
        if row.deleting_at is None:
            record(row, [("deleting_at", None, now)], by=by, now=now)
            row.deleting_at, row.active = now, False
            row.save(update_fields=["deleting_at", "active", "updated_at"])
        transaction.on_commit(_begin)


def _begin() -> None:
    """Tell a worker. If the broker is away, the timetable does it a little later."""
    with suppress(OperationalError):
        continue_deletions.delay()


@shared_task(name="sync.continue_deletions", ignore_result=True)
def continue_deletions() -> None:
    """Delete whatever is marked. The timetable starts it too: a killed worker leaves nothing half done."""
    for store in Store.objects.exclude(deleting_at=None).order_by("pk"):
        delete_store(store)
    for account in Account.objects.filter(state=Account.State.DELETING).order_by("pk"):
        delete_account(account)


def delete_account(account: Account) -> None:
    """Delete a marked account once its stores are gone; runs, errors, findings and reports go with it."""
    with transaction.atomic():
        row = Account.objects.select_for_update().filter(pk=account.pk).first()
        if row is None or row.stores.exists():
            return
        record(row, [(_("deleted"), row.name, "")], by="", now=timezone.now())
        row.delete()


def delete_store(store: Store) -> None:
    """Delete a marked store: its listings in batches, then its files, then what is left, and the row last."""
    while True:
        while _delete_listings(store.pk):
            pass
        _delete_files(store)
        if _delete_row(store):
            return


def _delete_listings(store_id: int) -> int:
    """Delete one batch of listings with their issues and changes; how many went."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LISTING_BATCH, {"store": store_id, "limit": BATCH})
        ids: list[int] = cursor.fetchone()[0] or []
        if ids:
            cursor.execute("DELETE FROM listings_listing WHERE id = ANY(%s)", [ids])
    return len(ids)


def _delete_files(store: Store) -> None:
    for name in ReportRequest.objects.filter(store=store).exclude(file="").values_list("file", flat=True):
        (Path(settings.REPORT_DIR) / name).unlink(missing_ok=True)


def _delete_row(store: Store) -> bool:
    """True if the store is gone; False if a load that was still running has added listings meanwhile."""
    with transaction.atomic():
        row = Store.objects.select_for_update().filter(pk=store.pk).first()
        if row is None:
            return True
        if row.listings.exists():
            return False
        with connection.cursor() as cursor:
            for statement in LEFT_OVERS:
                cursor.execute(statement, {"store": store.pk})
        record(row, [(_("deleted"), row.name, "")], by="", now=timezone.now())
        row.delete()
    return True


def listings_left(account: Account) -> int:
    """How many listings a deletion still has before it."""
    left = account.stores.exclude(deleting_at=None).filter(tab_counts__status__gt="")
    return left.aggregate(left=Sum("tab_counts__listings"))["left"] or 0
