"""Values that only one product may have: who has them, by the index over all attributes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from catalog.models import Product
from catalog.values import Value

A_QUERY = 100


def lock(code: str) -> None:
    """Let nobody else write values of this unique attribute until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4171002, hashtext(%s))", [code])


def holders(code: str, value: Value, *, besides: Iterable[int] = ()) -> list[str]:
    """The SKUs of at most three products, besides these, whose attribute `code` has this value."""
    rows = Product.objects.filter(attributes__contains={code: value}).exclude(pk__in=list(besides))
    return list(rows.order_by().values_list("sku", flat=True)[:3])


def taken(code: str, values: Iterable[Value]) -> dict[str, int]:
    """By value as text, the product that has it; of several the one that had it first."""
    wanted = list({str(value): value for value in values}.values())
    found: dict[str, int] = {}
    for start in range(0, len(wanted), A_QUERY):
        some = [Q(attributes__contains={code: value}) for value in wanted[start : start + A_QUERY]]
        rows = Product.objects.filter(reduce(or_, some)).order_by("-pk").only("attributes")
        found |= {str(row.attributes[code]): row.pk for row in rows}
    return found
