"""Doors for the workers: ids in; claim, carry out, finish. A second delivery of any of them does nothing."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from catalog.bulk.tasks import carry_out_bulk_edit, catch_up
from catalog.imports import files, runs
from catalog.imports.work import carry_out

__all__ = ["carry_out_bulk_edit", "catch_up", "continue_imports", "import_products", "purge_imports"]


@shared_task(name="catalog.import_products", ignore_result=True)
def import_products(*, run_id: int) -> None:
    """Import a file; nothing if another worker has it. The next that waits comes after it."""
    run = runs.claim(run_id, now=timezone.now())
    if run is not None:
        carry_out(run)
        continue_imports()


@shared_task(name="catalog.continue_imports", ignore_result=True)
def continue_imports() -> None:
    """Send the import whose turn it is: the oldest that waits, or one that lost its worker."""
    for run_id in runs.claimable(now=timezone.now())[:1]:
        runs.send(run_id)


@shared_task(name="catalog.purge_imports", ignore_result=True)
def purge_imports() -> None:
    """Delete files that are older than IMPORT_KEEP_DAYS."""
    files.purge(now=timezone.now())
