"""Files that an import's pages hand out: its refused rows with the reasons, and all products."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from catalog.imports.cells import guard
from catalog.imports.job import table_of
from catalog.imports.table import REASON
from catalog.models import ProductImport

MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else
PIECE = 500  # rows


def refused_rows(run: ProductImport) -> Iterator[str]:
    """The original rows that were refused, with the reasons in a last column, to be mended and sent again.

    Read from the file anew, so that a million refused rows need no more memory than one.
    """
    table = table_of(run)
    width = len(table.header)
    reasons = _reasons(run)
    line, reason = next(reasons, (0, ""))
    buffer = io.StringIO(MARK)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow([*table.header, REASON])
    written = 0
    for record in table.records():
        if not line:
            break
        if record.line != line:
            continue
        cells = [guard(cell) for cell in record.cells]
        padded = cells[:width] + [""] * (width - len(cells))
        writer.writerow([*padded, reason, *cells[width:]])
        line, reason = next(reasons, (0, ""))
        written += 1
        if written % PIECE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _reasons(run: ProductImport) -> Iterator[tuple[int, str]]:
    """Each refused line with everything that is wrong with it."""
    line = 0
    said: list[str] = []
    rows = run.refusals.order_by("line", "id").values_list("line", "column", "value", "reason")
    for number, column, value, reason in rows.iterator():
        if number != line and line:
            yield line, " ".join(said)
            said = []
        line = number
        where = f"{column} “{value}”: " if column and value else f"{column}: " if column else ""
        said.append(f"{where}{reason}")
    if line:
        yield line, " ".join(said)
