"""Which listings are read for their attributes, and how far we are: what changed, and what was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from listings.amazon_attributes.models import AttributeMapping, AttributeReading
from listings.codes import Tab
from sync.attributes import sql
from sync.attributes.reader import Reader, Row
from sync.work import Work

LISTINGS_AT_MOST = 6_000  # a run: 300 calls, a minute of Amazon's limit; more go on in the next run
SAMPLED = 400
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def pull_listings(
    work: Work, reading: AttributeReading, mappings: Sequence[AttributeMapping], *, at_most: int = 0
) -> set[str]:
    """Read the store's listings that need it, `at_most` of them; the product types that came up."""
    roots = sorted({mapping.amazon_attribute.root for mapping in mappings})
    reader = Reader(work, reading, roots, left=at_most or LISTINGS_AT_MOST)
    if mappings:
        whole = _read_changes(reader) and _read_wished(reader, mappings)
        if reader.catalog_error:
            raise reader.catalog_error
        if not whole:
            work.tally.message = _("Many listings are to be read: it goes on in the next run.")
    else:
        reader.read(_rows(work, sql.SAMPLE, limit=SAMPLED))
        reader.settle(whole_read_at=reading.asked_at)
    return reader.product_types


def _read_changes(reader: Reader) -> bool:
    """Read what changed since the last time; True once there is no more."""
    began, since, limit = reader.work.clock(), reader.reading.changes_read_to, reader.left
    if since is not None:
        rows = _rows(reader.work, sql.CHANGED, tabs=Tab.values, since=since, limit=limit)
        reader.read(rows)
        if len(rows) == limit:
            return False
    reader.settle(changes_read_to=began)
    return True


def _read_wished(reader: Reader, mappings: Sequence[AttributeMapping]) -> bool:
    """Read what mappings or a person newly want; True once there is no more."""
    reading, limit = reader.reading, reader.left
    wish = max(filter(None, [reading.asked_at, *(mapping.changed_at for mapping in mappings)]))
    if reading.whole_read_at is not None and reading.whole_read_at >= wish:
        return True
    asked = reading.asked_at or LONG_AGO
    rows = _rows(reader.work, sql.WISHED, asked=asked, names=reader.roots, limit=limit)
    reader.read(rows)
    if len(rows) == limit:
        return False
    if reader.catalog_error is None:
        reader.settle(whole_read_at=wish)
    return True


def _rows(work: Work, statement: str, **values: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"store": work.store.pk, **values})
        return [Row(*row) for row in cursor.fetchall()]
