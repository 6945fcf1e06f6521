"""Who is writing products: what the triggers put beside every change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

SETTINGS = ("catalog.source", "catalog.number", "channel.at", "channel.user")


class Source(models.TextChoices):
    """By what means a product was changed."""

    FORM = "form", _("Product page")
    IMPORT = "import", _("Import")
    BULK_EDIT = "bulk_edit", _("Bulk edit")
    UNDO = "undo", _("Bulk edit undone")
    LISTING = "listing", _("Made from a listing")
    AMAZON = "amazon", _("Amazon's attributes")
    STRUCTURE = "structure", _("Catalog settings")


@contextmanager
def attributed(
    source: Source, *, now: datetime, user_id: int | None = None, number: int | None = None
) -> Iterator[None]:
    """A transaction whose product changes are logged with this source, time and user.

    `number` is that of the import or bulk edit. Afterwards an outer `attributed` holds again.
    """
    values = (source.value, str(number or ""), now.isoformat(), str(user_id or ""))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(["current_setting(%s, true)"] * 4), SETTINGS)
        before = [value or "" for value in cursor.fetchone()]
        _put(cursor, values)
        yield
        _put(cursor, before)


def _put(cursor: Any, values: tuple[str, ...] | list[str]) -> None:
    pairs = [each for pair in zip(SETTINGS, values, strict=True) for each in pair]
    cursor.execute("SELECT " + ", ".join(["set_config(%s, %s, true)"] * 4), pairs)
