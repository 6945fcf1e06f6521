"""A large first load on two cores: while lines are parsed, the chunk before them is inserted.

Parsing a million lines takes Python as long as inserting them takes PostgreSQL, so both at once, in one
transaction, halve the load. A chunk is sorted by SKU in memory, where a million rows would not fit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import numpy as np
from django.db import connection

from listings.models import Listing
from sync.models import ReportRequest
from sync.pull import documents, merge_report
from sync.pull.merge_report import Picture
from sync.pull.parse import Row
from sync.pull.seen import Seen

FROM_BYTES = 4_000_000  # of the compressed file: about 80,000 lines
KNOWN_AT_MOST = 20_000  # listings the store may have; beyond that most lines are compared, not inserted
BEAT_SECONDS = 1.0
AT_ONCE = 20_000  # rows a chunk: fewer leave more pages of the SKU index half done, more leave a core idle


def is_worth_it(request: ReportRequest) -> bool:
    """True for a whole picture that is large where we know next to nothing."""
    is_large = documents.path_of(request).stat().st_size >= FROM_BYTES
    if request.kind != ReportRequest.Kind.ALL_DATA or not is_large:
        return False
    known = Listing.objects.filter(store=request.store_id)[: KNOWN_AT_MOST + 1]
    return known.count() <= KNOWN_AT_MOST


class Filler:
    """Inserts the lines whose SKU neither the store nor this report had before; `rest` keeps the others.

    Uses the caller's connection and transaction from a thread of its own, so the caller must not use them
    until the `with` block is left. An error of the thread is raised from `take` or on leaving.
    """

    def __init__(self, picture: Picture) -> None:
        self.inserted = 0
        self.rest: list[tuple[Row, int]] = []
        skus = Listing.objects.filter(store=picture.store).values_list("seller_sku", flat=True)
        self._seen = Seen(hash(sku) for sku in skus)
        self._fresh: set[int] = (
            set()
        )  # hashes in the chunk being gathered; equal ones only make us look closer
        self._chunk: list[str] = []
        self._picture = picture
        self._cursor: Any = connection.cursor().cursor  # the driver's own: Django's belongs to its thread
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fill")
        self._running: Future[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._send()
                self._wait()
        finally:
            self._thread.shutdown(wait=True)
            self._cursor.close()

    def take(self, rows: list[tuple[Row, int]]) -> None:
        """Add parsed lines with their digests; a full chunk goes to the database."""
        hashes = np.array([hash(row.seller_sku) for row, _digest in rows], dtype=np.int64)
        had = self._seen.has(hashes)
        for line, number, is_had in zip(rows, hashes.tolist(), had.tolist(), strict=True):
            if is_had or number in self._fresh:
                self.rest.append(line)
            else:
                self._fresh.add(number)
                self._chunk.append(merge_report.finished(*line))
        if len(self._fresh) >= AT_ONCE:
            self._send()

    def _send(self) -> None:
        self._wait()
        if not self._fresh:
            return
        self._seen.add(self._fresh)
        self._fresh.clear()
        self._running = self._thread.submit(merge_report.fill, self._cursor, self._chunk, self._picture)
        self._chunk = []

    def _wait(self) -> None:
        if self._running is not None:
            self.inserted += self._running.result()
            self._running = None


class Outside:
    """Calls a function in another thread, hence on another connection: what it writes is seen at once.

    At most once a second, but always when all is done, so that the last figure is the exact one.
    """

    def __init__(self, beat: Callable[[int, int | None], None]) -> None:
        self._beat = beat
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="beat")
        self._called = float("-inf")

    def __call__(self, done: int, expected: int | None) -> None:
        if time.monotonic() - self._called < BEAT_SECONDS and done != expected:
            return
        self._called = time.monotonic()
        self._thread.submit(self._beat, done, expected).result()

    def close(self) -> None:
        """End the thread and its connection."""
        self._thread.submit(_close_own_connection).result()
        self._thread.shutdown()


def _close_own_connection() -> None:
    connection.close()  # looked up in the thread that runs this
