"""Values that only one product may have: who has them now."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from catalog.models import Attribute, Product
from catalog.values import Value

A_QUERY = 100


def lock(attribute: Attribute) -> None:
    """Let nobody else write values of this attribute until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4171002, hashtext(%s))", [attribute.code])


def taken_values(attribute: Attribute, values: Iterable[Value]) -> dict[str, int]:
    """By value as text, the product that has it. Asked through the index over all attributes."""
    wanted = list({str(value): value for value in values}.values())
    taken: dict[str, int] = {}
    for start in range(0, len(wanted), A_QUERY):
        some = [Q(attributes__contains={attribute.code: value}) for value in wanted[start : start + A_QUERY]]
        rows = Product.objects.filter(reduce(or_, some)).order_by("-pk").only("attributes")
        taken |= {str(row.attributes[attribute.code]): row.pk for row in rows}
    return taken
