"""Lines of a report that could not be read: kept in quarantine with their reason until a load reads them
well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from sync.models import Quarantined, ReportRequest
from sync.pull import headers
from sync.pull.parse import Bad

KIND = "report_line"
KEPT = 1_000  # entries a load; the tally counts all. More than a person can read means another format.


def keep(request: ReportRequest, bad: Iterable[Bad], *, now: datetime) -> None:
    """One open entry for each SKU or line, with all its fields; an entry that is open already counts up."""
    by_key: dict[str, list[Bad]] = defaultdict(list)
    for each in bad:
        by_key[each.key[:255]].append(each)
    keys = list(by_key)[:KEPT]
    entries = [_entry(request, key, by_key[key], now=now) for key in keys]
    open_ones = {entry.key: entry.pk for entry in _open(request).filter(key__in=keys)}
    Quarantined.objects.bulk_create([entry for entry in entries if entry.key not in open_ones])
    for entry in entries:
        if entry.key in open_ones:
            Quarantined.objects.filter(pk=open_ones[entry.key]).update(
                payload=entry.payload, field=entry.field, reason=entry.reason, report=request, last_at=now,
                times=F("times") + 1,
            )  # fmt: skip


def resolve_read(request: ReportRequest, *, now: datetime) -> int:
    """Settles what this load has read well; the number of entries. Call after `keep`, before the staging
    goes.

    A SKU is read well if it was staged and not quarantined again. Unusable lines and double SKUs come up at
    every load of a report that has them, so one that did not come up is over.
    """
    staged: RawSQL = RawSQL("SELECT seller_sku FROM report_line", [])
    over = Q(key__in=staged) | Q(field=headers.SKU)
    return _open(request).filter(over, last_at__lt=now).update(resolved_at=now)


def _open(request: ReportRequest) -> QuerySet[Quarantined]:
    return Quarantined.objects.filter(store=request.store, kind=KIND, resolved_at=None)


def _entry(request: ReportRequest, key: str, bad: list[Bad], *, now: datetime) -> Quarantined:
    several = len(bad) > 1
    return Quarantined(
        account_id=request.store.account_id,
        store=request.store,
        report=request,
        kind=KIND,
        key=key,
        field=", ".join(each.field for each in bad)[:80],
        reason="; ".join(f"{each.field}: {each.reason}" if several else each.reason for each in bad),
        payload="\n".join(f"{each.field}: {each.value}" if several else each.value for each in bad),
        first_at=now,
        last_at=now,
    )
