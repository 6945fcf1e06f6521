"""One report into the listings: only lines that differ reach the database, all of them or none.

The digest of each raw line is looked up among those of the store's rows (reading.py). Lines we have cost a
hash and nothing else; the others are parsed and copied to a temporary table. Then one transaction compares,
guards and writes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from listings.changes import attributed
from listings.codes import Source
from sync.models import Quarantined, ReportRequest
from sync.pull import bad_lines, documents, fill, headers, held, merge_report
from sync.pull.held import Hold
from sync.pull.merge_report import Picture
from sync.pull.parse import Bad
from sync.pull.reading import Beat, Reading
from sync.work import Tally

Kind, State, Held = ReportRequest.Kind, ReportRequest.State, ReportRequest.Held

GROWN_ROWS = 10_000  # new rows in one load that make the planner's picture of the table wrong


def _no_beat(done: int, expected: int | None) -> None:
    """For loads outside a run."""


def load(request: ReportRequest, *, now: datetime, run_id: int | None = None, beat: Beat = _no_beat) -> Tally:
    """Load a READY report whose file is here. LOADED or HELD afterwards; the tally says what happened.

    All or nothing: killed at any instant, nothing has changed and the next run loads it. A report that
    another worker has loaded meanwhile changes nothing. `beat` is called between batches, outside a
    transaction.
    """
    reading = Reading(request, beat)
    try:
        merge_report.create_staging()
        fills = fill.is_worth_it(request)
        if not fills:
            reading.read()
        return _write(reading, now=now, run_id=run_id, fills=fills)
    except Hold as why:
        held.hold(request, why.reason, why.detail, now=now)
        return Tally(read=reading.lines, held=1, message=why.detail)
    finally:
        # Where the connection or the caller's transaction is lost, so are the tables.
        with suppress(OperationalError, InterfaceError, TransactionManagementError):
            merge_report.drop_staging()


def read_again(record: Quarantined, *, now: datetime) -> None:
    """Read a quarantined line of a kept report with the parser of today, and write what it says.

    ValueError if it still cannot be read, or if the file is gone.
    """
    request = record.report
    if request is None or not request.file or not documents.path_of(request).exists():
        raise ValueError(_("The report's file is no longer kept. The next report is read in full."))
    reading = Reading(request, _no_beat)
    rows = reading.find(record.key)
    if reading.bad or len(rows) != 1:
        reasons = [each.reason for each in reading.bad] or [_("two different lines for this SKU")]
        raise ValueError("; ".join(reasons))
    picture = Picture(request.store_id, request.snapshot_at or request.asked_at, now)
    merge_report.create_staging()
    try:
        merge_report.stage(rows)
        with attributed(Source.REPORT, now=now):
            Store.objects.select_for_update(no_key=True).get(pk=request.store_id)
            merge_report.match(picture.store)
            if request.kind == Kind.ALL_DATA:
                merge_report.update_known(picture)
                merge_report.insert_new(picture)
            else:
                merge_report.insert_gone(picture)
    finally:
        merge_report.drop_staging()


def _write(reading: Reading, *, now: datetime, run_id: int | None, fills: bool) -> Tally:
    """The second half (of a large first load, both halves at once): one transaction, or nothing."""
    request = reading.request
    picture = Picture(request.store_id, request.snapshot_at or request.asked_at, now)
    is_cancelled = request.kind == Kind.CANCELLED
    source = Source.CANCELLED_REPORT if is_cancelled else Source.REPORT
    with attributed(source, now=now, run_id=run_id):
        # The store's row stands for its listings, which have no foreign key: it must not go while we write.
        Store.objects.select_for_update(no_key=True).get(pk=request.store_id)
        if ReportRequest.objects.select_for_update().get(pk=request.pk).state != State.READY:
            return Tally(message=_("The report is loaded already."))
        if fills:
            _fill(reading, picture)
        tally = _merge_cancelled(reading, picture) if is_cancelled else _merge(reading, picture)
        bad_lines.keep(request, reading.bad, now=now)
        bad_lines.resolve_read(request, now=now)
        _finish(reading, now=now)
    if tally.new >= GROWN_ROWS:
        merge_report.analyze_listings()
    return tally


def _fill(reading: Reading, picture: Picture) -> None:
    """Reads and inserts side by side; what is left to compare is staged."""
    outside = fill.Outside(reading.beat)
    try:
        reading.beat = outside
        with fill.Filler(picture) as filler:
            reading.sink, reading.finds_twins = filler.take, False
            reading.read()
    finally:
        outside.close()
    reading.filled, reading.staged = filler.inserted, len(filler.rest)
    reading.has_twins = bool(filler.rest)
    merge_report.stage(filler.rest)
    if filler.rest:
        merge_report.match(picture.store)
        merge_report.drop_repeats()


def _merge(reading: Reading, picture: Picture) -> Tally:
    """Compares and writes the whole picture; raises Hold if it lacks too much."""
    unseen = reading.known.unseen()
    if not reading.staged and not len(unseen):
        return _tally(reading, new=0, changed=0)
    merge_report.stage_unseen(unseen)
    merge_report.match(picture.store)
    if reading.staged and (reading.has_twins or reading.known.seen_count()):
        _quarantine_twins(reading, merge_report.drop_duplicates())
    absent = merge_report.count_absent(picture) if reading.is_whole and len(unseen) else 0
    if held.is_shrunk(absent=absent, known=len(reading.known)) and not reading.request.accepted_by:
        raise Hold(Held.SHRUNK, _shrunk(absent, reading))
    changed = merge_report.update_known(picture) if reading.staged else 0
    new = merge_report.insert_new(picture) if reading.staged else 0
    tally = _tally(reading, new=new, changed=changed)
    tally.missing = merge_report.mark_absent(picture) if absent else 0
    return tally


def _merge_cancelled(reading: Reading, picture: Picture) -> Tally:
    """Adds what Amazon cancelled before we ever saw it. Never overrules a row that another source told us
    of."""
    merge_report.match(picture.store)
    return _tally(reading, new=merge_report.insert_gone(picture), changed=0)


def _quarantine_twins(reading: Reading, skus: list[str]) -> None:
    reading.bad_count += len(skus)
    room = max(0, bad_lines.KEPT - len(reading.bad))
    reading.bad += [
        Bad(sku, headers.SKU, "two different lines for this SKU; the other one is shown", "")
        for sku in skus[:room]
    ]


def _tally(reading: Reading, *, new: int, changed: int) -> Tally:
    new += reading.filled
    return Tally(
        read=reading.lines,
        new=new,
        changed=changed,
        unchanged=max(0, reading.lines - new - changed - reading.bad_count),
        quarantined=reading.bad_count,
    )


def _finish(reading: Reading, *, now: datetime) -> None:
    request = reading.request
    request.state = State.LOADED
    request.loaded_at = now
    request.charset = reading.charset[:20]
    request.lines = reading.lines
    request.save(update_fields=["state", "loaded_at", "charset", "lines"])
    held.supersede(request)
    held.settle_findings(request, now=now)


def _shrunk(absent: int, reading: Reading) -> str:
    return _(
        "Amazon had %(known)d listings here and this report lacks %(absent)d of them (it has "
        "%(lines)d lines). "
        "Nothing was changed. Accept it if they are really gone; discard it if not."
    ) % {"known": len(reading.known), "absent": absent, "lines": reading.lines}
