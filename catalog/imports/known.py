"""Products as they are, in the words in which rows are compared and written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from catalog.imports import statements
from catalog.imports.merge import COLUMNS, Row

_JSON = ("quantities", "images", "attributes", "website_values", "options")


def by_sku(skus: list[str], *, lock: bool = False) -> dict[str, Row]:
    """The products with these SKUs; locked in the order of their ids if asked."""
    statement = statements.KNOWN_LOCKED if lock else statements.KNOWN_BY_SKU
    return {row["sku"]: row for row in _read(statement, skus=skus)}


def after(sku: str, most: int) -> list[Row]:
    """The next products in the order of their SKUs."""
    return list(_read(statements.KNOWN_AFTER, after=sku, most=most))


def links_of(ids: list[int]) -> dict[int, dict[str, list[tuple[str, int]]]]:
    """SKU and quantity of the parts of these products, by kind, in order."""
    found: dict[int, dict[str, list[tuple[str, int]]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statements.KNOWN_LINKS, {"ids": ids})
        for parent, kind, sku, quantity in cursor.fetchall():
            found.setdefault(parent, {}).setdefault(kind, []).append((sku, quantity))
    return found


def _read(statement: str, **values: Any) -> Iterable[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for pk, sku, *columns in cursor.fetchall():
            row: Row = dict(zip(COLUMNS, columns, strict=True))
            for name in _JSON:
                row[name] = json.loads(row[name])
            row["id"], row["sku"] = pk, sku
            yield row
