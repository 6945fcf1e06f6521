"""Doors for the workers: bulk edits, and the index that follows large changes."""

from __future__ import annotations

from contextlib import suppress

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalog import index
from catalog.bulk import work


@shared_task(name="catalog.carry_out_bulk_edit", ignore_result=True)
def carry_out_bulk_edit(*, number: int) -> None:
    """Do what is left of a bulk edit; nothing if another worker is at it, or it is finished."""
    now = timezone.now()
    if edit := work.claim(number, now=now):
        work.carry_out(edit, now=now)


@shared_task(name="catalog.catch_up", ignore_result=True)
def catch_up() -> None:
    """Let the index of products follow large changes, and go on with bulk edits that lost their worker."""
    index.catch_up()
    for edit in work.open_edits().order_by("pk"):
        send(edit.pk)


def send(number: int) -> None:
    """Tell a worker. If the queue is not there, the timetable tells it later."""
    with suppress(OperationalError):
        carry_out_bulk_edit.delay(number=number)
