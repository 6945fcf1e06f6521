"""Rows of an XLSX workbook's first sheet as texts, streamed; refuses one that unpacks to more than fits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from catalog.imports.errors import BadFile

LARGEST_SHEET = 4 << 30  # bytes unpacked; streamed
LARGEST_STRINGS = 256 << 20  # bytes unpacked; openpyxl holds the shared strings in memory


def rows(path: Path, *, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The number (from 1) and the cells of each row that is not blank, behind the first `skip` rows."""
    import openpyxl  # 8 MB that no process needs before it reads a workbook

    _refuse_bombs(path)
    with path.open("rb") as source:  # not by its name: openpyxl goes by the ending
        try:
            book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as broken:
            raise BadFile("binary", _("The workbook is damaged. Save it again as CSV or XLSX.")) from broken
        try:
            if not book.worksheets:
                raise BadFile("empty", _("The workbook has no sheet."))
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
                if number > skip and any(cell is not None for cell in row):
                    yield number, [text_of(cell) for cell in row]
        finally:
            book.close()


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


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            sizes = {info.filename: info.file_size for info in packed.infolist()}
    except zipfile.BadZipFile as broken:
        raise BadFile("binary", _("The workbook is damaged. Save it again as CSV or XLSX.")) from broken
    if max(sizes.values(), default=0) > LARGEST_SHEET or sizes.get("xl/sharedStrings.xml", 0) > (
        LARGEST_STRINGS
    ):
        raise BadFile("too_large", _("The workbook unpacks to more than fits. Save it as CSV."))
