"""Paging by key instead of by number: each page starts where the last row of the one before ended.

OFFSET reads and throws away every row before the page, and COUNT reads them all; a key is looked up in an
index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

Row = TypeVar("Row")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Key(NamedTuple):
    """Where a row stands in a list that is sorted by a time and then by id, newest first."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """The key that str() made; None for anything else, so that a spoilt address shows the first page."""
        micros, _, number = text.partition("-")
        if not (micros.isascii() and micros.isdigit() and number.isascii() and number.isdigit()):
            return None
        try:
            return cls(EPOCH + int(micros) * MICROSECOND, min(int(number), 2**63 - 1))
        except (OverflowError, ValueError):
            return None


class Place(NamedTuple):
    """Which page is asked for: the rows after a key, those before one, or (both None) the first page."""

    after: Key | None = None
    before: Key | None = None


FIRST = Place()


class Page(NamedTuple, Generic[Row]):
    """At most one page of rows in order, and where the neighbouring pages start (None: there is none)."""

    rows: list[Row]
    next: Key | None
    previous: Key | None


def beyond(rows: QuerySet[Any], place: Place, *, at: str) -> QuerySet[Any]:
    """The rows on the page's side of its key, sorted outwards from the key by `at` and id.

    The key is compared as one row value: a load stamps a million rows with one time, and a condition on the
    time alone would read all of them to find the id.
    """
    if place.before is not None:
        return rows.filter(TupleGreaterThan((F(at), F("id")), tuple(place.before))).order_by(at, "id")
    if place.after is not None:
        rows = rows.filter(TupleLessThan((F(at), F("id")), tuple(place.after)))
    return rows.order_by(f"-{at}", "-id")


def page_of(
    read: Callable[[Place, int], Sequence[Row]], place: Place, *, size: int, key: Callable[[Row], Key]
) -> Page[Row]:
    """One page through `read(place, limit)`, which answers rows sorted outwards from the place's key.

    One row more than a page is read, to know whether there is a further one. Going back to fewer rows than a
    page shows the full first page instead.
    """
    read_rows = list(read(place, size + 1))
    if place.before is not None:
        if len(read_rows) <= size:
            return page_of(read, FIRST, size=size, key=key)
        shown = read_rows[:size][::-1]
        return Page(shown, next=key(shown[-1]), previous=key(shown[0]))
    shown = read_rows[:size]
    more = len(read_rows) > size
    return Page(
        shown,
        next=key(shown[-1]) if more else None,
        previous=key(shown[0]) if shown and place.after is not None else None,
    )
