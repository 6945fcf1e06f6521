"""Reads a search that Amazon cuts off at 1,000 results: time windows, their pages, and the faults of both.

Amazon may send the same page again, a token that never ends, or refuse a token; rows may move while pages are
read. A window counts as read only when as many SKUs were seen as Amazon announced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sync.amazon.errors import Invalid, Retryable

PAGE_SIZE = 20
CAP = 1000  # results that can be paged through
PAGES_AT_MOST = CAP // PAGE_SIZE + 2
SHORTEST = timedelta(milliseconds=20)
TRIES = 3  # readings of one window before its trouble is believed

Json = dict[str, Any]


class Page(Protocol):
    """One page of a search."""

    @property
    def items(self) -> list[Json]: ...
    @property
    def total(self) -> int: ...
    @property
    def next_token(self) -> str | None: ...


Ask = Callable[[datetime, datetime, str | None], Page]
"""Asks for a page of the window from … to …, both included; the token is None for its first page."""


class Unfinished(Retryable):
    """A window could not be read to its end; what came is in `reading`, the cursor must not pass it."""

    def __init__(self, trouble: str, reading: Reading) -> None:
        super().__init__("searchListingsItems", trouble)
        self.reading = reading


@dataclass
class Reading:
    """One window as far as it was read."""

    since: datetime
    until: datetime
    total: int = 0  # what Amazon announced last
    items: list[Json] = field(default_factory=list)
    troubles: set[str] = field(default_factory=set)  # kinds of findings
    error: Retryable | None = None  # why it stops short

    @property
    def skus(self) -> int:
        return len({item.get("sku") for item in self.items})

    @property
    def overflows(self) -> bool:
        """Whether more changed in the shortest window than can be paged through."""
        return self.total > CAP


def read(since: datetime, until: datetime, ask: Ask) -> Iterator[Reading]:
    """Every window from `since` to `until` in order, halved until Amazon shows all of it.

    The last one may carry an `error`: then its items are the beginning of the window, and nothing follows.
    """
    span = until - since
    while since < until:
        end = min(since + span, until)
        try:
            first = ask(since, end, None)
            while first.total > CAP and end - since > SHORTEST:
                end = since + max(SHORTEST, _whole_ms((end - since) / 2))
                first = ask(since, end, None)
        except Retryable as error:
            yield Reading(since, end, error=error)
            return
        reading = read_window(since, end, first, ask)
        yield reading
        if reading.error:
            return
        span, since = (end - since) * 2, end


def read_window(since: datetime, until: datetime, first: Page, ask: Ask) -> Reading:
    """All pages of a window that is short enough; read anew when a token fails or the pages do not add up."""
    troubles: set[str] = set()
    for attempt in range(1, TRIES + 1):
        reading = Reading(since, until)
        try:
            page = first if attempt == 1 else ask(since, until, None)
            _turn(page, reading, ask)
        except Retryable as error:
            reading.error = error
        except Invalid as error:
            reading.error = Unfinished(error.message, reading)
            troubles |= reading.troubles
            continue
        troubles |= reading.troubles
        if reading.error or reading.skus >= min(reading.total, CAP):
            break
        reading.error = _short(reading) if reading.troubles else None
    reading.troubles = troubles
    return reading


def _turn(page: Page, reading: Reading, ask: Ask) -> None:
    """Turn pages until the last, the first repeated one, or a token that leads nowhere."""
    tokens: set[str] = set()
    prints: set[tuple[str, ...]] = set()
    pages = 0
    while True:
        pages += 1
        reading.total = page.total
        print_of = tuple(str(item.get("sku")) for item in page.items)
        if page.items and print_of in prints:
            reading.troubles.add("repeated_page")
            return
        prints.add(print_of)
        reading.items += page.items
        token = page.next_token
        if token is None:
            return
        if token in tokens or pages >= PAGES_AT_MOST or not page.items:
            reading.troubles.add("endless_token")
            return
        tokens.add(token)
        page = ask(reading.since, reading.until, token)


def _short(reading: Reading) -> Unfinished:
    return Unfinished(
        f"{reading.skus} of {reading.total} listings came before the pages went astray", reading
    )


def _whole_ms(span: timedelta) -> timedelta:
    return timedelta(milliseconds=span // timedelta(milliseconds=1))
