"""Rows of an XLSX workbook's first sheet as texts, streamed, with how much of the sheet they are."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _

from catalog.imports import unpacked
from catalog.imports.errors import BadFile

DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,  # locked with a password, or packed in a way that nobody knows
)
"""What openpyxl and zipfile raise where a workbook is not as it should be."""


class SheetRow(NamedTuple):
    """A row that is not blank; `end` is how many of the file's bytes are read, as far as the sheet goes."""

    number: int  # from 1
    cells: list[str]
    end: int


def check(path: Path) -> None:
    """Refuse what is no workbook, is damaged, or unpacks to more than fits. Reads it through once."""
    try:
        with zipfile.ZipFile(path) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                raise BadFile(
                    "binary", _("This is a ZIP file. Unpack it and send the CSV or XLSX file in it.")
                )
            unpacked.check(packed)
    except DAMAGES as broken:
        raise unpacked.damaged() from broken


def rows(path: Path, *, skip: int = 0) -> Iterator[SheetRow]:
    """The rows of a workbook that was checked, behind the first `skip`. BadFile."""
    import openpyxl  # 8 MB that no process needs before it reads a workbook

    with path.open("rb") as source:  # not by its name: openpyxl goes by the ending
        try:
            book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
        except DAMAGES as broken:
            raise unpacked.damaged() from broken
        try:
            if not book.worksheets:
                raise BadFile("empty", _("The workbook has no sheet."))
            yield from _rows(book.worksheets[0], _Progress(source, path), skip)
        finally:
            book.close()


def _rows(sheet: Any, progress: _Progress, skip: int) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # some programs write A1 for every size, and rows beyond it would be passed over
    found = sheet.iter_rows(values_only=True)
    for number in range(1, unpacked.MOST[unpacked.SHEET] + 2):
        try:
            row = next(found, None)
        except DAMAGES as broken:
            raise unpacked.damaged() from broken
        if row is None:
            return
        if number > skip and any(cell is not None for cell in row):
            yield SheetRow(number, [text_of(cell) for cell in row], progress.end())
    raise unpacked.too_large()


class _Progress:
    """How far the part of the workbook is read that is being read, as bytes of the whole file."""

    def __init__(self, source: BinaryIO, path: Path) -> None:
        self._source, self._size = source, path.stat().st_size
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
        self._ends = {part.header_offset: part.header_offset + part.compress_size for part in parts}
        self._begin = -1

    def end(self) -> int:
        at = self._source.tell()
        if self._begin < 0:
            self._begin = max((offset for offset in self._ends if offset < at), default=0)
        length = self._ends.get(self._begin, 0) - self._begin
        return self._size * min(at - self._begin, length) // length if length > 0 else 0


def text_of(cell: Any) -> str:
    """A cell as it would stand in a CSV file: whole numbers without a point, dates in ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0") if isfinite(cell) else ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
