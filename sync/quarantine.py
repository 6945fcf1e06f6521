"""Records that could not be understood: kept raw with the reason until they are understood after all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from amazon_channel.models import Account, Store
from sync.models import Quarantined, ReportRequest

KEEP = """
INSERT INTO sync_quarantined AS kept
    (account_id, store_id, kind, key, payload, field, reason, report_id, first_at, last_at, times)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1)
ON CONFLICT (account_id, store_id, kind, key) WHERE resolved_at IS NULL
DO UPDATE SET payload = excluded.payload, field = excluded.field, reason = excluded.reason,
    report_id = excluded.report_id, last_at = excluded.last_at, times = kept.times + 1
WHERE (kept.payload, kept.reason) IS DISTINCT FROM (excluded.payload, excluded.reason)
    OR kept.last_at < excluded.last_at - interval '1 hour'
"""

RETRIES = {
    # kind of record → who reads it again: (Quarantined, now=) -> None, ValueError if it is not understood
    "search_item": "sync.pull.items.read_again",
    "report_line": "sync.pull.load.read_again",
}


class StillNotUnderstood(Exception):
    """The record was tried again and stays in quarantine; the text says why."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One record that was not understood."""

    kind: str
    key: str
    payload: object  # text, or anything JSON can hold
    reason: str
    field: str = ""


def keep(
    misfits: Iterable[Misfit],
    *,
    account: Account,
    store: Store | None,
    now: datetime,
    report: ReportRequest | None = None,
) -> int:
    """Put records into quarantine; how many were not there already, just as they are."""
    added = 0
    with connection.cursor() as cursor:
        for misfit in misfits:
            text = misfit.payload if isinstance(misfit.payload, str) else json.dumps(misfit.payload)
            values = [misfit.kind, misfit.key[:255], text.replace("\x00", "\\u0000"), misfit.field[:80]]
            where = [account.pk, store.pk if store else None]
            rest = [misfit.reason, report.pk if report else None, now, now]
            cursor.execute(KEEP, [*where, *values, *rest])
            added += cursor.rowcount
    return added


def release(kind: str, keys: list[str], *, store: Store, now: datetime) -> int:
    """These records were understood by now; how many were in quarantine."""
    waiting = Quarantined.objects.filter(store=store, kind=kind, resolved_at=None)
    if not waiting.exists():
        return 0
    return waiting.filter(key__in=keys).update(resolved_at=now)


def retry(record: Quarantined, *, now: datetime) -> None:
    """Read a record again, with the code of today. StillNotUnderstood if that fails too."""
    if record.kind not in RETRIES:
        raise StillNotUnderstood(_("Records of this kind are read again by the next sync."))
    read_again: Callable[..., None] = import_string(RETRIES[record.kind])
    try:
        read_again(record, now=now)
    except ValueError as error:
        record.last_at, record.times, record.reason = now, record.times + 1, str(error)
        record.save(update_fields=["last_at", "times", "reason"])
        raise StillNotUnderstood(str(error)) from error
    Quarantined.objects.filter(pk=record.pk, resolved_at=None).update(resolved_at=now)
