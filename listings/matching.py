"""Which product a listing is: ranked, explained, set-based, and never against a person's decision.

By hand → the attribute that holds seller SKUs (unless told otherwise the product's SKU) → ASIN → UPC, EAN or
ISBN. The best rank at which any product fits decides. One product: matched, with what decided it. Several:
not matched, and counted, so that a person can choose. What a person assigned stays, and so does the product
that we made a listing from. What a person ignores, and all of a store that does not import listings, is left
without.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from amazon_channel.models import Store
from catalog import identifier_index
from listings import match_sql, sql
from listings.changes import attributed
from listings.codes import Source

PREVIEWED = 50  # rows of each outcome


class Change(NamedTuple):
    """A listing that another mapping would change: its product's SKU before and after, '' for none."""

    listing: int
    seller_sku: str
    had: str
    gets: str
    several: int
    detail: str


class Preview(NamedTuple):
    """What matching would change, by outcome (matched, moved, several, unmatched), and the first of each."""

    counts: dict[str, int]
    rows: dict[str, list[Change]]


def match(
    store: Store,
    *,
    now: datetime,
    run_id: int | None = None,
    born_since: datetime | None = None,
    only: Collection[int] | None = None,
) -> int:
    """Give every listing of the store its product; the number of listings whose product changed.

    `only`: the ids of the listings that are meant; it then costs what these cost, however large the store is.
    """
    identifier_index.refresh(now=now)
    values = _values(store) | {"now": now, "only": None if only is None else list(only)}
    with attributed(Source.MATCHING, now=now, run_id=run_id, born_since=born_since):
        dropped = sql.execute(match_sql.DROP_DELETED_BY_HAND, values)
        _find(values)
        changed = _write(values)
        _forget("match_mine", "match_fit")
    return dropped + changed


def preview(store: Store, *, now: datetime) -> Preview:
    """What `match` would change if the store were saved as it is in memory. Writes no listing.

    Attributes that no store has mapped yet are read into the index for it: once, a quarter of a minute for a
    million products.
    """
    identifier_index.refresh(now=now, also=identifier_index.sources_of(store))
    rows: dict[str, list[Change]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        _find(_values(store))
        cursor.execute(match_sql.PREVIEW)
        cursor.execute(match_sql.PREVIEW_COUNTS)
        counts = dict(cursor.fetchall())
        cursor.execute(match_sql.PREVIEW_ROWS, {"rows": PREVIEWED})
        for outcome, listing, sku, had, gets, several, detail in cursor.fetchall():
            change = Change(listing, sku, had or "", gets or "", several, detail)
            rows.setdefault(outcome, []).append(change)
        _forget("match_mine", "match_fit", "match_change")
    return Preview(counts, rows)


def _values(store: Store) -> dict[str, Any]:
    mapped = {column: getattr(store, column) for column in identifier_index.MAPPING.values()}
    place = {"store": store.pk, "website": store.website}
    return mapped | place | {"automatic": store.import_listings, "only": None}


def _find(values: dict[str, Any]) -> None:
    """Fill the temporary tables: the store's listings, and the products of the best rank of each."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(match_sql.MINE, values)
        cursor.execute("ANALYZE match_mine")
        cursor.execute(match_sql.FIT)
        for rank in match_sql.RANKS:
            cursor.execute(rank, values)
            cursor.execute("ANALYZE match_fit")


def _write(values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(match_sql.WRITE, values)
        changed: int = cursor.fetchone()[0]
    return changed


def _forget(*tables: str) -> None:
    """Drop temporary tables before their transaction ends: a caller's may go on, to another store."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")
