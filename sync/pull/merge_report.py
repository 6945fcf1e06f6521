"""Runs the statements of a report load: known digests out, differing lines in, one merge. Raw since measured.

Figures: 1,000,000 listings, every index of the pages in place, two cores; benchmarks/report.py repeats them.
`match` and all behind it run in the caller's transaction.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import connection

from sync.pull import report_sql
from sync.pull.known import Known, scratch
from sync.pull.parse import Row

NULL = "\\N"
# buyable and amazon_incomplete, for what the report says
STATES = {"active": "t\tf\t", "inactive": "f\tf\t", "incomplete": "f\tt\t", "": "\\N\tf\t"}


class Picture(NamedTuple):
    """What a merge is about: the store, when Amazon took the picture, and when we write it."""

    store: int
    snapshot: datetime
    now: datetime


def create_staging() -> None:
    """Empty temporary tables for one load."""
    with connection.cursor() as cursor:
        cursor.execute(report_sql.CREATE)


def drop_staging() -> None:
    """Gives the space of the temporary tables back."""
    with connection.cursor() as cursor:
        cursor.execute(report_sql.DROP)


def known_rows(store: int) -> Known:
    """Id and digest of every listing that Amazon has as far as we know, in 0.4 s.

    A row without a digest (the delta wrote it) counts with digest 0, which no line has, so its line is
    compared in full. Rows that are missing or gone are left out: a line for one of them brings it back.
    """
    with connection.cursor() as cursor, scratch() as target:
        cursor.copy_expert(cursor.mogrify(report_sql.KNOWN_ROWS, {"store": store}).decode(), target)
        return Known.from_copy(target)


def stage(rows: Iterable[tuple[Row, int]]) -> None:
    """Copies lines with their digests (unsigned 64 bits) to the staging table, ten times faster than
    report_sql.INSERT."""
    text = "".join([copied(row, digest) for row, digest in rows])
    with connection.cursor() as cursor:
        cursor.copy_expert(report_sql.COPY_LINES, io.BytesIO(text.encode()), 1 << 20)


def copied(row: Row, digest: int) -> str:
    """A line of COPY's text format, in which a blank stands for NULL."""
    (
        sku,
        asin,
        gtin,
        title,
        image,
        price,
        quantity,
        condition,
        channel,
        status,
        state,
        created_at,
        unread,
        extra,
    ) = row
    if extra:
        extra = f'{{"report": {extra}}}'
    signed = digest - (1 << 64) if digest >> 63 else digest
    text = (
        f"{sku}\t{signed}\t{asin}\t{gtin}\t{title}\t{image}\t{price}\t{quantity}\t{condition}\t{channel}\t{status}\t{state}\t"
        f"{created_at}\t{unread}\t{extra}"
    )
    # None of the values holds a tab or a \n; they were split at those.
    if "\\" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\r", "\\r")
    return text + "\n"


def finished(row: Row, digest: int) -> str:
    """A new listing's own values in COPY's text format, as report_sql.INSERT would compute them."""
    (
        sku,
        asin,
        gtin,
        title,
        image,
        price,
        quantity,
        condition,
        channel,
        status,
        state,
        created_at,
        _unread,
        extra,
    ) = row
    words = f"{sku}\t{asin}\t{gtin}\t{title}\t{image}\t{status}"
    if "\\" in words or "\r" in words:
        words = words.replace("\\", "\\\\").replace("\r", "\\r")
    extra = f'{{"report": {extra}}}'.replace("\\", "\\\\").replace("\r", "\\r") if extra else NULL
    signed = digest - (1 << 64) if digest >> 63 else digest
    sold_out = state == "inactive" and quantity == "0" and channel == "FBM"
    reason = "no_stock_at_amazon" if sold_out else ""
    return (
        f"{words}\t{signed}\t{price or NULL}\t{quantity or NULL}\t{condition}\t{channel}\t"
        f"{STATES[state]}{reason}"
        f"\t{created_at or NULL}\t{extra}"
    )


def fill(cursor: Any, lines: list[str], picture: Picture) -> int:
    """Copies new listings straight into their table; the number of rows.

    Ten per cent faster than through the staging table. `cursor` is the driver's own: this runs in a thread
    beside the parser (see fill.py).
    """
    seen, now = picture.snapshot.isoformat(), picture.now.isoformat()
    end = f"\t{picture.store}\t{seen}\t{seen}\treport\t{now}\n"
    lines.sort()  # by SKU, near enough: it spares the SKU index
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.copy_expert(report_sql.COPY_NEW, _Pieces(lines, end), 1 << 20)
    return len(lines)


class _Pieces:
    """Lines as a file of bytes, joined a piece at a time: the whole of them twice over would be 20 MB."""

    def __init__(self, lines: list[str], end: str) -> None:
        self._lines, self._end, self._at = lines, end, 0

    def read(self, size: int) -> bytes:
        """The next lines, whatever the size asked for; b"" after the last."""
        piece = self._lines[self._at : self._at + 1_000]
        self._at += len(piece)
        return "".join([line + self._end for line in piece]).encode()


def drop_repeats() -> None:
    """Removes staged lines that a row was made from already: the same line twice in one report."""
    with connection.cursor() as cursor:
        cursor.execute(report_sql.DROP_REPEATS)


def stage_unseen(ids: npt.NDArray[np.int64]) -> None:
    """Copies the ids of the rows whose line did not come; binary, so that a million of them take 0.5 s."""
    copied = np.empty(len(ids), dtype=np.dtype([("columns", ">i2"), ("length", ">i4"), ("id", ">i8")]))
    copied["columns"], copied["length"], copied["id"] = 1, 8, ids
    head, tail = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
    with connection.cursor() as cursor:
        source: IO[bytes] = io.BytesIO(head + copied.tobytes() + tail)
        cursor.copy_expert("COPY report_unseen FROM STDIN (FORMAT binary)", source, 1 << 20)


def match(store: int) -> None:
    """Finds the row of each staged line, once for all that follows: 0.1 s for 10,000 lines."""
    with connection.cursor() as cursor:
        # Without ANALYZE the planner takes temporary tables for a thousand rows, whatever they hold.
        # For a few thousand lines the index is right; at the default of 4 the planner reads a million rows
        # instead.
        cursor.execute("SET LOCAL random_page_cost = 1.1")
        cursor.execute("ANALYZE report_line; ANALYZE report_unseen")
        cursor.execute(report_sql.MATCH, {"store": store})


def drop_duplicates() -> list[str]:
    """Removes all but one line of each SKU; the SKUs of which two lines said different things."""
    with connection.cursor() as cursor:
        cursor.execute(report_sql.DROP_DUPLICATES)
        return [sku for (sku,) in cursor.fetchall()]


def count_absent(picture: Picture) -> int:
    """How many listings this report would mark as missing."""
    return _one_number(report_sql.COUNT_ABSENT, picture)


def mark_absent(picture: Picture) -> int:
    """Sets missing_since on what the report lacks; the number of rows."""
    return _row_count(report_sql.MARK_ABSENT, picture)


def update_known(picture: Picture) -> int:
    """Writes what differs to rows that exist, digests included; the number of rows whose facts changed.

    Compared by IS DISTINCT FROM in one UPDATE … FROM: 10,000 changed among 1,000,000 in 0.4 s. ON CONFLICT DO
    UPDATE takes two to three times as long, for it locks rows that it does not change.
    """
    return _one_number(report_sql.UPDATE, picture)


def insert_new(picture: Picture) -> int:
    """Adds the SKUs we did not have, sorted by key: unsorted the unique index costs six times as much."""
    return _row_count(report_sql.INSERT, picture)


def insert_gone(picture: Picture) -> int:
    """Adds cancelled SKUs that no other source ever told us of, as gone; rows that exist are left alone."""
    return _row_count(report_sql.INSERT_GONE, picture)


def analyze_listings() -> None:
    """Tells the planner about a table that has grown a lot; without it the first pages read the whole
    table."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_listing")


def _one_number(sql: str, picture: Picture) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, picture._asdict())
        return int(cursor.fetchone()[0])


def _row_count(sql: str, picture: Picture) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, picture._asdict())
        return int(cursor.rowcount)
