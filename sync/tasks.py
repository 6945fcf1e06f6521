"""Doors for the workers: ids in; claim, call, finish. A second delivery of any of them does nothing."""

from __future__ import annotations

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from amazon_channel import copies
from listings.titles import fill_titles
from sync import retention, runs
from sync.connect.renewals import renewal_findings
from sync.deletion import continue_deletions
from sync.pull import documents
from sync.worker import carry_out

__all__ = [
    "continue_deletions",
    "index_titles",
    "note_renewals",
    "purge",
    "purge_report_files",
    "run_sync",
    "tick",
]

SENT_AGAIN_AFTER = 60  # seconds; a message that the broker lost is sent anew
WAITS_IN_QUEUE = 60.0  # seconds a waiting run is kept by the broker; a longer wait is the tick's


@shared_task(name="sync.tick", ignore_result=True)
def tick() -> None:
    """Open the runs that are due, and send those that a worker may take now."""
    now = timezone.now()
    copies.guard(now=now)
    runs.open_due(now=now)
    runs.abandon_idle(now=now)
    for run in runs.claimable(now=now):
        # While the workers are busy a tick must not send the same run again every ten seconds.
        if cache.add(f"sync:sent:{run.pk}:{run.claims}", 1, SENT_AGAIN_AFTER):
            runs.send(run.pk)


@shared_task(name="sync.run_sync", ignore_result=True)
def run_sync(*, run_id: int) -> None:
    """Claim a run and carry it out; nothing if another worker has it, or it is finished or must wait."""
    run = runs.claim(run_id, now=timezone.now())
    if run is None:
        return
    wait = carry_out(run)
    if wait is not None and wait.total_seconds() <= WAITS_IN_QUEUE:
        runs.send(run_id, countdown=wait.total_seconds() + 0.2)


@shared_task(name="sync.index_titles", ignore_result=True)
def index_titles() -> None:
    """Let the word search catch up with the loads."""
    fill_titles()


@shared_task(name="sync.note_renewals", ignore_result=True)
def note_renewals() -> None:
    """Say which authorisations end soon."""
    renewal_findings(timezone.now())


@shared_task(name="sync.purge", ignore_result=True)
def purge() -> None:
    """Delete runs, errors, changes and findings that are older than LOG_KEEP_DAYS."""
    retention.purge(now=timezone.now())


@shared_task(name="sync.purge_report_files", ignore_result=True)
def purge_report_files() -> None:
    """Delete report files that are older than REPORT_KEEP_DAYS: daily, however often LOG_PURGE says."""
    documents.purge_report_files(timezone.now())
