"""The first half of a report load: the file against what we know; what is new goes to the staging table."""

from __future__ import annotations

import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext as _

from sync.models import ReportRequest
from sync.pull import bad_lines, charset, documents, headers, known, merge_report
from sync.pull.held import Hold
from sync.pull.known import Known
from sync.pull.parse import VERSION, Bad, Parser, Row

Kind, Held = ReportRequest.Kind, ReportRequest.Held
Beat = Callable[[int, int | None], None]

STAGED_AT_ONCE = 2_000


@dataclass
class Reading:
    """One report being read: how far, what was staged, and what could not be read."""

    request: ReportRequest
    beat: Beat
    lines: int = 0
    usable: int = 0
    staged: int = 0
    finds_twins: bool = True  # False where the sink finds them itself
    has_twins: bool = False
    is_whole: bool = True
    charset: str = ""
    bad: list[Bad] = field(default_factory=list)
    bad_count: int = 0
    known: Known = field(default_factory=Known.nothing)
    sink: Callable[[list[tuple[Row, int]]], None] = merge_report.stage
    filled: int = 0  # inserted while reading

    def read(self) -> None:
        """Reads the whole file. Raises Hold for one that must change nothing."""
        header = self._header()
        parser = self._parser(header)
        if self.request.kind == Kind.ALL_DATA:
            self.known = merge_report.known_rows(self.request.store_id)
        seed = self._seed(header)
        sku_hashes = array.array("q")  # equal ones only make us look closer
        rows: list[tuple[Row, int]] = []
        try:
            for lines in self._batches():
                digests = known.digests(lines, seed)
                for place in self.known.note(digests).tolist():
                    row = self._row(parser, lines[place], self.lines + place)
                    if row is not None:
                        rows.append((row, int(digests[place])))
                        if self.finds_twins:
                            sku_hashes.append(hash(row.seller_sku))
                self.lines += len(lines)
                if len(rows) >= STAGED_AT_ONCE:
                    self._stage(rows)
                # Nobody knows how long a report is; once it is longer than what we have, we say nothing.
                self.beat(self.lines, len(self.known) if len(self.known) > self.lines else None)
        except documents.Truncated as cut:
            if not self.request.accepted_by:
                raise Hold(Held.TRUNCATED, _truncated(self.lines)) from cut
            self.is_whole = False
        self.beat(self.lines, self.lines)
        self._stage(rows)
        hashes = np.sort(np.frombuffer(sku_hashes, dtype=np.int64))
        self.has_twins = bool((hashes[1:] == hashes[:-1]).any())

    def find(self, key: str) -> list[tuple[Row, int]]:
        """The lines of one SKU, or the one called "line 12"; what cannot be read of them is in `bad`."""
        header = self._header()
        parser = self._parser(header)
        seed = self._seed(header)
        sku = key.encode(self.charset, "ignore")
        found = {}
        for lines in self._batches():
            for place, line in enumerate(lines):
                if sku in line or key == f"line {self.lines + place + 2}":
                    before = len(self.bad)
                    row = self._row(parser, line, self.lines + place)
                    if {each.key for each in self.bad[before:]} | {row.seller_sku if row else key} != {key}:
                        del self.bad[before:]
                    elif row is not None:
                        found[row] = int(known.digests([line], seed)[0])
            self.lines += len(lines)
        return list(found.items())

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
            self.sink(rows)
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

    def _seed(self, header: bytes) -> int:
        """Lines under another header, charset, parser or country have other digests."""
        country = self.request.store.marketplace.country
        return known.seed_of(str(VERSION).encode(), self.charset.encode(), country.encode(), header)

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
