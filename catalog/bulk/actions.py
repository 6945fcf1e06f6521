"""What a person does with bulk edits: start one, undo one.

Errors: NotNow – it is not applied yet, or undone already.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from amazon_channel.models import User
from catalog.bulk import work
from catalog.bulk.tasks import send
from catalog.models import BulkEdit


class NotNow(Exception):
    """An edit can be undone once, when it is applied."""


def start(edit: BulkEdit, *, by: User, now: datetime, few: bool) -> BulkEdit:
    """Keep the edit and carry it out: at once if it is of few products, else in a worker."""
    edit.at, edit.by, edit.user_id = now, by.get_username(), by.pk
    edit.save()
    return _go(edit, now=now, few=few)


def undo(edit: BulkEdit, *, by: User, now: datetime) -> BulkEdit:
    """Give every product back what it had, except where somebody changed it since."""
    with transaction.atomic():
        row = BulkEdit.objects.select_for_update().get(pk=edit.pk)
        if row.state != BulkEdit.State.APPLIED or not row.written:
            raise NotNow
        row.state, row.finished_at = BulkEdit.State.UNDOING, None
        row.user_id = by.pk
        row.save(update_fields=["state", "finished_at", "user_id"])
    return _go(row, now=now, few=row.written <= work.AT_ONCE)


def _go(edit: BulkEdit, *, now: datetime, few: bool) -> BulkEdit:
    if few and (mine := work.claim(edit.pk, now=now)):
        return work.carry_out(mine, now=now)
    number: Any = edit.pk
    transaction.on_commit(lambda: send(number))
    return edit
