"""What each store sold, day by day, by Amazon's own figures. Asked for once an hour, a handful of rows.

Amazon's figures move for days (orders are cancelled, payments fail), so the last days are read again and
again, and only what differs is written. A tally counts listings, so days stay out of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from amazon_channel.models import Store
from sync import cursors, findings, quarantine
from sync.amazon.errors import Denied, Invalid, NotFound
from sync.models import CallError, Finding
from sync.pull.items import hold
from sync.pull.sold import KIND, Sold, key_of, understand
from sync.runs import fence
from sync.sales import SalesDay
from sync.work import Work

STAGE = "sales"
OPERATION = "getOrderMetrics"
EVERY = timedelta(hours=1)
AT_FIRST = timedelta(days=60)  # two times thirty whole days, and today
AGAIN = timedelta(days=7)
LONGEST_GAP = timedelta(days=365)
DENIED_AGAIN = timedelta(hours=6)  # after a refusal, unless a person settles the finding
DENIED = "sales_denied"
COLUMNS = ("currency", "amount", "orders", "units")


def pull_sales(work: Work) -> None:
    """Bring the store's sales up to date. A refusal is told as a finding, once, and takes no run with it."""
    now, zone = work.clock(), ZoneInfo(work.store.time_zone)
    last = cursors.position(work.store, STAGE)
    if (last and now - last < EVERY) or _was_denied(work, now=now):
        return
    try:
        rows = work.amazon.daily_sales(
            work.store.marketplace_id,
            first=first_day(last, now=now, zone=zone),
            until=now,
            time_zone=work.store.time_zone,
        )
    except (Denied, Invalid, NotFound) as refusal:
        if isinstance(refusal, Denied) and _everything_is_denied(work):
            raise  # a storm of 403s: the whole run tells of it
        findings.report(
            DENIED, account=work.run.account, store=work.store, detail=str(refusal), now=work.clock()
        )
        return
    _keep(work, rows, zone=zone, now=now)


def first_day(last: datetime | None, *, now: datetime, zone: ZoneInfo) -> date:
    """Where to read from: sixty days back at first, later some days before the last reading."""
    today = now.astimezone(zone).date()
    if last is None:
        return today - AT_FIRST
    covered = min(last.astimezone(zone).date(), today)
    return max(covered - AGAIN, today - LONGEST_GAP)


def _was_denied(work: Work, *, now: datetime) -> bool:
    """Whether Amazon refused these figures a short while ago and nobody has looked into it since."""
    lately = Finding.objects.filter(
        account=work.run.account, store=work.store, kind=DENIED, resolved_at=None
    ).filter(last_at__gt=now - DENIED_AGAIN)
    return lately.exists()


def _everything_is_denied(work: Work) -> bool:
    """Whether Amazon denied this run other calls as well, so that no missing role is the cause."""
    refused = CallError.objects.filter(account=work.run.account, at__gte=work.run.opened_at, run=work.run)
    return refused.filter(status_code=403).exclude(operation=OPERATION).exists()


def _keep(work: Work, rows: list[dict[str, Any]], *, zone: ZoneInfo, now: datetime) -> None:
    told, misfits = understand(rows, zone=zone)
    bad = {misfit.key for misfit in misfits}
    account, store = work.run.account, work.store
    with transaction.atomic():
        fence(work.run)
        hold(store)
        _write(store, told)
        work.tally.quarantined += quarantine.keep(misfits, account=account, store=store, now=now)
        good = [key for row in rows if (key := key_of(row)) not in bad]
        quarantine.release(KIND, good, store=store, now=now)
        cursors.move(store, STAGE, now)
        findings.resolve(DENIED, account=account, store=store, now=now)


def _write(store: Store, told: Mapping[date, Sold]) -> None:
    kept = SalesDay.objects.filter(store=store, day__in=list(told)).values_list("day", *COLUMNS)
    known = {day: Sold(*columns) for day, *columns in kept}
    differing = [
        SalesDay(store=store, day=day, **sold._asdict())
        for day, sold in told.items()
        if known.get(day) != sold
    ]
    SalesDay.objects.bulk_create(
        differing, update_conflicts=True, unique_fields=["store", "day"], update_fields=COLUMNS
    )
