"""One report into the listings: only lines that differ reach the database, all of them or none.

The digest of each raw line is looked up among those of the store's rows. Lines we have cost a hash and
nothing else;
the others are parsed and copied to a temporary table; then one transaction compares, guards and writes.
"""

from __future__ import annotations

import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _
from xxhash import xxh3_64_intdigest

from amazon_channel.models import Store
from listings.changes import attributed
from listings.codes import Source
from sync.models import ReportRequest
from sync.pull import bad_lines, charset, documents, headers, held, known, merge_report
from sync.pull.held import Hold
from sync.pull.known import Known
from sync.pull.merge_report import Picture
from sync.pull.parse import VERSION, Bad, Parser, Row
from sync.work import Tally

Kind, State, Held = ReportRequest.Kind, ReportRequest.State, ReportRequest.Held
Beat = Callable[[int, int | None], None]

STAGED_AT_ONCE = 2_000
GROWN_ROWS = 10_000  # new rows in one load that make the planner's picture of the table wrong


def _no_beat(done: int, expected: int | None) -> None:
    """For loads outside a run."""


def load(request: ReportRequest, *, now: datetime, run_id: int | None = None, beat: Beat = _no_beat) -> Tally:
    """Load a READY report whose file is here. LOADED or HELD afterwards; the tally says what happened.

    All or nothing: killed at any instant, nothing has changed and the next run loads it. A report that
    another
    worker has loaded meanwhile changes nothing. `beat` is called between batches, outside a transaction.
    """
    reading = Reading(request, beat)
    try:
        merge_report.create_staging()
        reading.read()
        return _write(reading, now=now, run_id=run_id)
    except Hold as why:
        held.hold(request, why.reason, why.detail, now=now)
        return Tally(read=reading.lines, held=max(reading.lines, 1), message=why.detail)
    finally:
        # Where the connection or the caller's transaction is lost, so are the tables.
        with suppress(OperationalError, InterfaceError, TransactionManagementError):
            merge_report.drop_staging()


@dataclass
class Reading:
    """The first half: the file against what we know, with everything new in the staging table."""

    request: ReportRequest
    beat: Beat
    lines: int = 0
    usable: int = 0
    staged: int = 0
    has_twins: bool = False
    is_whole: bool = True
    charset: str = ""
    bad: list[Bad] = field(default_factory=list)
    bad_count: int = 0
    known: Known = field(default_factory=lambda: Known(np.empty(0, np.int64), np.empty(0, np.uint64)))

    def read(self) -> None:
        """Reads the whole file. Raises Hold for one that must change nothing."""
        header = self._header()
        parser = self._parser(header)
        if self.request.kind == Kind.ALL_DATA:
            self.known = merge_report.known_rows(self.request.store_id)
        seed = known.seed_of(
            str(VERSION).encode(),
            self.charset.encode(),
            self.request.store.marketplace.country.encode(),
            header,
        )
        sku_hashes = array.array("Q")
        rows: list[tuple[Row, int]] = []
        try:
            for lines in self._batches():
                digests = known.digests(lines, seed)
                for place in self.known.note(digests).tolist():
                    row = self._row(parser, lines[place], self.lines + place)
                    if row is not None:
                        rows.append((row, int(digests[place])))
                        sku_hashes.append(xxh3_64_intdigest(row.seller_sku.encode()))
                self.lines += len(lines)
                if len(rows) >= STAGED_AT_ONCE:
                    self._stage(rows)
                self.beat(self.lines, max(self.lines, len(self.known)))
        except documents.Truncated as cut:
            if not self.request.accepted_by:
                raise Hold(Held.TRUNCATED, _truncated(self.lines)) from cut
            self.is_whole = False
        self._stage(rows)
        hashes = np.frombuffer(sku_hashes, dtype=np.uint64)
        self.has_twins = len(np.unique(hashes)) < len(hashes)

    def _row(self, parser: Parser, line: bytes, number: int) -> Row | None:
        line = line.removesuffix(b"\r")
        if not line.strip():
            return None
        row, bad = parser.parse(line)
        if bad:
            self.bad_count += 1
            if len(self.bad) < bad_lines.KEPT:
                self.bad += [each if each.key else each._replace(key=f"line {number + 2}") for each in bad]
        return row

    def _stage(self, rows: list[tuple[Row, int]]) -> None:
        if rows:
            merge_report.stage(rows)
            self.staged += len(rows)
            rows.clear()

    def _batches(self) -> Iterator[list[bytes]]:
        """The lines behind the header."""
        batches = documents.batches(self.request)
        first = next(batches)
        yield first[1:]
        yield from batches

    def _header(self) -> bytes:
        try:
            first = next(documents.batches(self.request), [b""])
        except documents.Truncated as cut:
            raise Hold(Held.TRUNCATED, _truncated(0)) from cut
        return first[0].removesuffix(b"\r")

    def _parser(self, header: bytes) -> Parser:
        """The parser for this header. Raises Hold if a column is missing without which nothing can be
        read."""
        country = self.request.store.marketplace.country
        self.charset = self._decide_charset()
        # Broken characters in a column's name only make it an unknown column; a SKU is never decoded like
        # this.
        names = header.removeprefix(b"\xef\xbb\xbf").decode(self.charset, "replace").split("\t")
        layout = headers.layout(names)
        if not layout.has(headers.SKU):
            raise Hold(Held.NO_SKU_COLUMN, _no_column(_("seller-sku"), names))
        needs_status = self.request.kind == Kind.ALL_DATA and not self.request.accepted_by
        if needs_status and not layout.has(headers.STATUS):
            raise Hold(Held.NO_STATUS_COLUMN, _no_column(_("status"), names))
        return Parser(layout, charset=self.charset, country=country)

    def _decide_charset(self) -> str:
        lines = (line for batch in documents.batches(self.request) for line in batch)
        with suppress(documents.Truncated):  # told later, when all lines that are there have been read
            return charset.decide(
                lines,
                declared=charset.declared(self.request.content_type),
                marketplace=self.request.store.marketplace.charset,
            )
        return self.request.store.marketplace.charset


def _write(reading: Reading, *, now: datetime, run_id: int | None) -> Tally:
    """The second half: one transaction, or nothing."""
    request = reading.request
    picture = Picture(request.store_id, request.snapshot_at or request.asked_at, now)
    is_cancelled = request.kind == Kind.CANCELLED
    source = Source.CANCELLED_REPORT if is_cancelled else Source.REPORT
    with attributed(source, now=now, run_id=run_id):
        # The store's row stands for its listings, which have no foreign key: it must not go while we write.
        Store.objects.select_for_update(no_key=True).get(pk=request.store_id)
        if ReportRequest.objects.select_for_update().get(pk=request.pk).state != State.READY:
            return Tally(message=_("The report is loaded already."))
        tally = _merge_cancelled(reading, picture) if is_cancelled else _merge(reading, picture)
        bad_lines.keep(request, reading.bad, now=now)
        bad_lines.resolve_read(request, now=now)
        _finish(reading, now=now)
    if tally.new >= GROWN_ROWS:
        merge_report.analyze_listings()
    return tally


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


def _truncated(lines: int) -> str:
    return _(
        "The file ends in the middle, after %(lines)d lines. Nothing was changed. The next sync "
        "asks for another "
        "report; accept this one only to load the lines that are there."
    ) % {"lines": lines}


def _no_column(column: str, names: list[str]) -> str:
    return _(
        "The report has no column %(column)s. Its columns: %(names)s. Nothing was changed. The next "
        "sync asks for "
        "another report."
    ) % {"column": column, "names": ", ".join(name[:40] for name in names[:60])}


def _shrunk(absent: int, reading: Reading) -> str:
    return _(
        "Amazon had %(known)d listings here and this report lacks %(absent)d of them (it has "
        "%(lines)d lines). "
        "Nothing was changed. Accept it if they are really gone; discard it if not."
    ) % {"known": len(reading.known), "absent": absent, "lines": reading.lines}
