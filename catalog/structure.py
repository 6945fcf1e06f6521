"""Deeds on what the catalog is made of: an attribute or a website that goes with its values.

Errors: Unconfirmed – the code was not typed as it is; TooMany – more products have values than go at once;
Named – stores name it in their settings.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from amazon_channel.changes import record
from amazon_channel.models import User
from catalog.changes import Source, attributed
from catalog.models import Attribute, Website
from catalog.usage import (
    DELETED_AT_ONCE,
    FORGET,
    FORGET_WEBSITE,
    products_having,
    stores_naming,
    with_own_values,
)


class Unconfirmed(Exception):
    """The attribute has values, and its code was not typed to confirm."""


class TooMany(Exception):
    """More products have values than are changed in one statement."""


class Named(Exception):
    """Stores name it in their settings."""


def delete_attribute(attribute: Attribute, *, typed: str, by: User, now: datetime) -> int:
    """Delete an attribute, its options, and every product's values of it; the number of products changed."""
    with attributed(Source.STRUCTURE, now=now, user_id=by.pk), connection.cursor() as cursor:
        row = Attribute.objects.select_for_update().get(pk=attribute.pk)
        if stores_naming(row).exists():
            raise Named
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


def forget_website(website: Website, *, by: User, now: datetime) -> int:
    """Drop the values that products have of their own on a website; how many. Their history stays."""
    with attributed(Source.STRUCTURE, now=now, user_id=by.pk), connection.cursor() as cursor:
        if with_own_values(website, most=DELETED_AT_ONCE + 1) > DELETED_AT_ONCE:
            raise TooMany
        cursor.execute(FORGET_WEBSITE, {"code": website.code, "now": now})
        changed: int = cursor.rowcount
    return changed
