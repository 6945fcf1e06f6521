"""What a bulk edit may do to an attribute: its operations by type, and the bounds of its numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from catalog.bulk.sql import JUDGED
from catalog.models import Attribute, BulkEdit, Product
from catalog.pages.changelist import products_of
from catalog.pages.question import restored
from catalog.pages.search import find

Operation = BulkEdit.Operation
NUMBERS = {"integer", "decimal", "price", "weight"}
COLUMNS = (  # built-in attributes that many products can share
    *("enabled", "visibility", "condition", "tax_class", "sale_starts_on", "sale_ends_on"),
    *("price", "special_price", "special_from", "special_to", "cost", "msrp", "map_price"),
    *("weight", "length", "width", "height"),
)
NEVER_EMPTY = {"enabled", "visibility"}
HIGHEST = {"price": 10**10, "weight": 10**8, "decimal": 10**8}  # of built-in columns
PLACES = {"integer": 0, "price": 2}


class Judged(NamedTuple):
    """One product: what it has, what it would get, why not, and whether that is the same."""

    id: int
    sku: str
    was: Any
    wished: Any
    problem: str
    same: bool


def operations(attribute: Attribute) -> list[Operation]:
    """What makes sense for the attribute's type."""
    found = [Operation.SET]
    if attribute.column not in NEVER_EMPTY:
        found.append(Operation.CLEAR)
    if attribute.type in NUMBERS:
        found += [Operation.PLUS, Operation.PERCENT]
    if attribute.type == Attribute.Type.MULTI_SELECT:
        found += [Operation.INCLUDE, Operation.EXCLUDE]
    return found


def editable() -> QuerySet[Attribute]:
    """The attributes that can be edited in bulk."""
    return (Attribute.objects.filter(column="") | Attribute.objects.filter(column__in=COLUMNS)).order_by(
        "label"
    )


def values_of(edit: BulkEdit, attribute: Attribute) -> dict[str, Any]:
    """The parameters of the statements."""
    column = bool(attribute.column)
    kind = attribute.type
    high = HIGHEST.get(kind, 10**8) if column else 10**15
    return {
        "edit": edit.pk,
        "code": attribute.code,
        "attribute": attribute.pk,
        "is_column": column,
        "website": edit.website,
        "operation": edit.operation,
        "operand": json.dumps(edit.operand),
        "reckons": edit.operation in (Operation.PLUS, Operation.PERCENT),
        "places": PLACES.get(kind, 4)
        if edit.operation == Operation.PERCENT
        else (0 if kind == "integer" else 4),
        "low": 0 if column or kind in ("price", "weight") else -high,
        "high": high,
        "required": attribute.required and not edit.website,
        "unique": attribute.unique,
    }


def chosen(asked: dict[str, Any]) -> QuerySet[Product]:
    """The products that were asked for: named ones, or all that fit a question of the list."""
    if "ids" in asked:
        return Product.objects.filter(pk__in=asked["ids"])
    question = restored(asked["question"])
    return products_of(find(question) if question.narrowed else None)


def judged(edit: BulkEdit, attribute: Attribute, ids: Iterable[int]) -> list[Judged]:
    """What the edit would do to these products, by SKU. One query."""
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, values_of(edit, attribute) | {"ids": list(ids)})
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        row[2:4] = [json.loads(value) if isinstance(value, str) else value for value in row[2:4]]
    return [Judged(*row) for row in rows]
