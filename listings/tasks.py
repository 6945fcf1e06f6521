"""Doors for the workers: bulk deeds. A second delivery does nothing, a killed worker loses nothing."""

from __future__ import annotations

from contextlib import suppress

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from listings.bulk import work

KEPT = 60  # seconds that the queue keeps a message; after that the timetable sends it again


@shared_task(name="listings.carry_out_bulk_deed", ignore_result=True)
def carry_out_bulk_deed(*, deed_id: int) -> None:
    """Do what is left of a bulk deed; nothing if another worker is at it, or it is over."""
    if deed := work.claim(deed_id, now=timezone.now()):
        work.carry_out(deed)


@shared_task(name="listings.continue_bulk_deeds", ignore_result=True)
def continue_bulk_deeds() -> None:
    """Send the bulk deeds that wait for a worker, or have lost theirs."""
    for deed_id in work.waiting(now=timezone.now()):
        send(deed_id)


def send(deed_id: int) -> None:
    """Tell a worker. If the queue is not there, the timetable tells it later."""
    with suppress(OperationalError):
        carry_out_bulk_deed.apply_async(kwargs={"deed_id": deed_id}, expires=KEPT)
