"""What a person does with bulk deeds: start one, stop it, let a failed one go on.

Errors: NotNow – it is over, or there is nothing left to go on with.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction

from amazon_channel.models import User
from listings import tasks
from listings.bulk import work
from listings.bulk.choice import chosen
from listings.models import BulkDeed, BulkDeedBatch

State = BulkDeed.State


class NotNow(Exception):
    """A deed can be stopped while it is open, and go on only if it failed."""


def start(
    kind: str, choice: Mapping[str, Any], *, by: User, now: datetime, plan: Mapping[str, Any] | None = None
) -> BulkDeed:
    """Keep the deed and carry it out: at once on few listings, else in a worker.

    `choice` comes from listings.bulk.choice. The same asked twice is one deed while it is under way.
    """
    deed = BulkDeed(kind=kind, at=now, by=by.get_username(), user_id=by.pk, plan=dict(plan or {}), **choice)
    under_way = BulkDeed.objects.open().filter(kind=kind, asked=deed.asked, plan=deed.plan, user_id=by.pk)
    if same := under_way.first():
        return same
    few = len(chosen(deed, by).order_by().values("pk")[: work.AT_ONCE + 1]) <= work.AT_ONCE
    deed.save()
    if few and (mine := work.claim(deed.pk, now=now)):
        with suppress(OperationalError):  # a deadlock, say: the timetable goes on with it
            return work.carry_out(mine, clock=lambda: now)
        return mine
    transaction.on_commit(lambda: tasks.send(deed.pk))
    return deed


@transaction.atomic
def stop(deed: BulkDeed, *, now: datetime) -> None:
    """Do nothing more. The batch that a worker is at is still done; what was done stays."""
    row = BulkDeed.objects.select_for_update().get(pk=deed.pk)
    if not row.is_open:
        raise NotNow
    row.state, row.finished_at, row.worked_at = State.STOPPED, now, None
    row.save(update_fields=["state", "finished_at", "worked_at"])
    left = row.batches.select_for_update(skip_locked=True).values_list("pk", flat=True)
    BulkDeedBatch.objects.filter(pk__in=list(left)).delete()


def go_on(deed: BulkDeed) -> None:
    """Try what is left of a failed deed again, in a worker."""
    failed = BulkDeed.objects.filter(pk=deed.pk, state=State.FAILED)
    state = State.WORKING if deed.batches.exists() else State.CHOOSING
    if not failed.update(state=state, finished_at=None, worked_at=None, problem=""):
        raise NotNow
    transaction.on_commit(lambda: tasks.send(deed.pk))
