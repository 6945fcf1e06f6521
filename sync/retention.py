"""What is old goes: runs, communication errors, changes and settled findings, a batch at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction

from catalog.models import BulkEdit, BulkEditLine, ProductChange
from listings.models import BulkDeed, Listing, ListingChange, ListingIssue
from sync.models import CallError, Finding, Quarantined, ReportRequest, SyncRun
from sync.sales import SalesDay
from sync.submissions import Submission

BATCH = 5_000
SALES_KEPT = timedelta(days=400)  # a year and some, whatever LOG_KEEP_DAYS says


def purge(*, now: datetime, batch: int = BATCH) -> dict[str, int]:
    """Delete everything older than LOG_KEEP_DAYS (sales: 400 days); how many rows were deleted, by name.

    Each batch is a transaction of its own, so that nobody waits for it and a kill loses nothing.
    """
    before = now - timedelta(days=settings.LOG_KEEP_DAYS)
    ended = ReportRequest.objects.exclude(state__in=["asked", "waiting", "ready", "held"])
    # The offer of a listing that is on its way to another ASIN is kept nowhere else.
    moving = Listing.objects.exclude(in_flight="")
    old: dict[str, models.QuerySet[models.Model]] = {
        "call errors": CallError.objects.filter(at__lt=before),
        "runs": SyncRun.objects.filter(finished_at__lt=before),
        "listing changes": ListingChange.objects.filter(at__lt=before),
        "product changes": ProductChange.objects.filter(at__lt=before),
        "bulk edit lines": BulkEditLine.objects.filter(edit__in=BulkEdit.objects.filter(at__lt=before)),
        "bulk edits": BulkEdit.objects.filter(at__lt=before),
        "bulk deeds": BulkDeed.objects.filter(at__lt=before),
        "issues": ListingIssue.objects.filter(cleared_at__lt=before),
        "findings": Finding.objects.filter(resolved_at__lt=before),
        "quarantine": Quarantined.objects.filter(resolved_at__lt=before),
        "submissions": Submission.objects.filter(settled_at__lt=before).exclude(listing__in=moving),
        "sales days": SalesDay.objects.filter(day__lt=now.date() - SALES_KEPT),
        "reports": ended.filter(asked_at__lt=before).exclude(pk__in=_latest_loads()),
    }
    return {name: _delete(rows, batch) for name, rows in old.items()}


def _latest_loads() -> models.QuerySet[ReportRequest, int]:
    """The newest loaded report of each store and kind: the sync measures its age."""
    newest_first = ReportRequest.objects.filter(loaded_at__isnull=False).order_by(
        "store_id", "kind", "-loaded_at"
    )
    return newest_first.distinct("store_id", "kind").values_list("pk", flat=True)


def _delete(rows: models.QuerySet[models.Model], batch: int) -> int:
    deleted = 0
    while True:
        with transaction.atomic():
            some = list(rows.order_by("pk").values_list("pk", flat=True)[:batch])
            rows.model._base_manager.filter(pk__in=some).delete()
        deleted += len(some)
        if len(some) < batch:
            return deleted
