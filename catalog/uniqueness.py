"""Whether another product already has a value that must be unique, by its index."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from catalog.models import Product
from catalog.values import Value


def lock(code: str) -> None:
    """Let nobody else write values of this unique attribute until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4171002, hashtext(%s))", [code])


def holders(code: str, value: Value, *, besides: Iterable[int] = ()) -> list[str]:
    """The SKUs of at most three products, besides these, whose attribute `code` has this value."""
    rows = Product.objects.filter(attributes__contains={code: value}).exclude(pk__in=list(besides))
    return list(rows.order_by().values_list("sku", flat=True)[:3])
