"""Records of a table file, one at a time, each with the line it begins in and the place where it ends."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from catalog.imports import look, workbook
from catalog.imports.cells import unguard
from catalog.imports.errors import BadFile, line_too_long
from catalog.imports.look import MOST_COLUMNS, Layout

csv.field_size_limit(2 * look.LONGEST)  # our own limit comes first


REASON = "refused_because"  # the last column of a file of refused rows; it says nothing of a product


class Place(NamedTuple):
    """Where a record ends: bytes and lines before it. Of a workbook the bytes only say how far it is read."""

    end: int = 0
    line: int = 0


class Record(NamedTuple):
    """One record. `problem` says why it cannot be read at all; '' if it can."""

    line: int
    cells: list[str]
    place: Place
    problem: str = ""


class Table:
    """A file's header and records; `longest` bounds a line and a record."""

    def __init__(self, path: Path, layout: Layout, *, longest: int = look.LONGEST) -> None:
        self.path, self.layout, self.longest = path, layout, longest
        with closing(self._raw(Place())) as records:
            first = next(records, None)
        if first is None:
            raise BadFile("empty", _("The file is empty."))
        self.header = _header(first)
        self.reasons = 1 if self.header[-1] == REASON else 0
        if self.reasons:
            self.header.pop()
        self.begin = first.place

    def records(self, after: Place | None = None) -> Iterator[Record]:
        """The records behind a place, blank ones left out; cells are freed of their guard."""
        width = len(self.header)
        for record in self._raw(after or self.begin):
            cells = record.cells
            if self.layout.kind == "xlsx":
                cells = cells + [""] * (width - len(cells))
            if not record.problem and not any(cell.strip() for cell in cells):
                continue
            if record.problem or len(cells) == width:
                yield record._replace(cells=[unguard(cell) for cell in cells])
            elif len(cells) == width + self.reasons or not any(cell.strip() for cell in cells[width:] or "x"):
                yield record._replace(cells=[unguard(cell) for cell in cells[:width]])
            else:
                yield record._replace(problem=_ragged(len(cells), width))

    def _raw(self, after: Place) -> Generator[Record, None, None]:
        if self.layout.kind == "xlsx":
            for row in workbook.rows(self.path, skip=after.line):
                yield Record(row.number, row.cells, Place(row.end, row.number))
            return
        with self.path.open("rb") as source:
            yield from _records(_Lines(source, self.layout, after, self.longest), self.layout)


class _Lines:
    """Decoded lines, counted; never longer than the limit, and no record longer than it either."""

    def __init__(self, source: BinaryIO, layout: Layout, after: Place, longest: int) -> None:
        self._source, self._encoding, self._longest = source, layout.encoding, longest
        self.place = Place(max(after.end, layout.start), after.line)
        self._source.seek(self.place.end)
        self.begin()

    def begin(self) -> None:
        """A record begins here."""
        self.first, self._taken, self.broken, self.nul = self.place.line + 1, 0, False, False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._source.readline(self._longest + 1)
        if not raw:
            raise StopIteration
        self._taken += len(raw)
        if self._taken > self._longest:
            raise line_too_long(self.first, self._longest)
        self.place = Place(self.place.end + len(raw), self.place.line + 1)
        if b"\x00" in raw:
            self.nul = True
        try:
            return raw.decode(self._encoding)
        except UnicodeDecodeError:
            self.broken = True
            return raw.decode(self._encoding, "replace")


def _records(lines: _Lines, layout: Layout) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=layout.delimiter, quotechar=layout.enclosure, strict=True)
    while True:
        lines.begin()
        problem, cells = "", []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = _("The line cannot be read: %s. Mend its quotes.") % error
        if lines.nul:
            problem = _("The line holds a NUL character. Remove it.")
        elif lines.broken:
            problem = _("The line holds characters that are not %s. Save the file as UTF-8.") % (
                layout.encoding.upper()
            )
        if cells or problem:
            yield Record(lines.first, cells, lines.place, problem)


def _header(first: Record) -> list[str]:
    if first.problem:
        raise BadFile("header", first.problem)
    names = [name.strip().removeprefix("\ufeff") for name in first.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise BadFile(
            "too_many_columns",
            _("The file has %(count)d columns; %(most)d are the most. Leave out what is not needed.")
            % {"count": len(names), "most": MOST_COLUMNS},
        )
    twice = sorted(name for name, count in Counter(names).items() if name and count > 1)
    if twice:
        raise BadFile("header", _("Two columns are called %s. Rename one of them.") % ", ".join(twice[:5]))
    if not any(names):
        raise BadFile("header", _("The first line holds no column names."))
    return names


def _ragged(found: int, width: int) -> str:
    return _("The line has %(found)d cells where the header has %(width)d.") % {
        "found": found,
        "width": width,
    }
