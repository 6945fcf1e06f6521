"""Deeds on what the catalog is made of: an attribute that goes with its values.

Errors: Unconfirmed – the code was not typed as it is; TooMany – more products have values than go at once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from amazon_channel.changes import record
from amazon_channel.models import User
from catalog.changes import Source, attributed
from catalog.models import Attribute
from catalog.usage import DELETED_AT_ONCE, FORGET, products_having


class Unconfirmed(Exception):
    """The attribute has values, and its code was not typed to confirm."""


class TooMany(Exception):
    """More products have values than are changed in one statement."""


def delete_attribute(attribute: Attribute, *, typed: str, by: User, now: datetime) -> int:
    """Delete an attribute, its options, and every product's values of it; the number of products changed."""
    with attributed(Source.STRUCTURE, now=now, user_id=by.pk), connection.cursor() as cursor:
        row = Attribute.objects.select_for_update().get(pk=attribute.pk)
        having = products_having(row.code, most=DELETED_AT_ONCE + 1)
        if having > DELETED_AT_ONCE:
            raise TooMany
        if having and typed != row.code:
            raise Unconfirmed
        cursor.execute(FORGET, {"code": row.code, "now": now})
        changed: int = cursor.rowcount
        record(row, [("deleted", row.code, "")], by=by.get_username(), now=now)
        row.delete()
    return changed
