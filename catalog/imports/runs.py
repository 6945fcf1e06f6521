"""Imports as rows: opened, started, claimed, cancelled, ended. PostgreSQL decides every race.

open_file ──► draft ──start──► waiting ──claim──► running ──finish──► done, failed or cancelled
                                            ▲        │
                                            └────────┘  a worker that fell silent is taken over

Errors: NotPossible – the deed makes no sense for an import in this state; the message says what does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from amazon_channel.changes import record
from catalog.imports import files, look, statements
from catalog.imports.errors import BadFile
from catalog.imports.formats import recognised
from catalog.imports.reading import Options
from catalog.imports.table import Table
from catalog.models import ProductImport

State, Stage = ProductImport.State, ProductImport.Stage
FRESH: dict[str, Any] = {
    "stage": Stage.READ,
    "place": {},
    "error": "",
    "message": "",
    "made": {},
    "notes": {},
    "claimed_at": None,
    "beat_at": None,
    "cancel_asked_at": None,
    "finished_at": None,
} | dict.fromkeys(("rows", "staged", "compared", "created", "changed", "unchanged", "refused", "left"), 0)


class NotPossible(Exception):
    """The import cannot be started or stopped now; the message says why."""


def open_file(name: str, pieces: Iterable[bytes], *, by: str, now: datetime) -> ProductImport:
    """Keep a file and recognise it. BadFile, and nothing is kept, if it is none that can be read."""
    kept = files.keep(pieces)
    try:
        path = Path(settings.IMPORT_DIR) / kept
        came_as = look.normalise(path)
        layout = look.layout_of(path)
        table = Table(path, layout)
        return ProductImport.objects.create(
            name=Path(name).name[:200] or "file",
            file=kept,
            size=path.stat().st_size,
            format=recognised(table.header),
            layout=layout._asdict(),
            came_as=came_as if layout.kind == "csv" and came_as else layout.encoding,
            opened_by=by,
            opened_at=now,
        )
    except BaseException:
        files.forget(kept)
        raise


def start(
    run: ProductImport, options: Options, *, dry_run: bool, by: str, now: datetime, to_worker: bool = True
) -> ProductImport:
    """Let a worker read the file with these options, for the first time or again. NotPossible while it is."""
    with transaction.atomic():
        held = ProductImport.objects.select_for_update().get(pk=run.pk)
        if held.is_open:
            raise NotPossible(_("This import is under way already."))
        if not held.file:
            raise NotPossible(_("The file is no longer kept. Send it again."))
        _clear(held)
        was = held.get_state_display()
        for column, value in FRESH.items():
            setattr(held, column, value)
        held.options, held.dry_run, held.state = asdict(options), dry_run, State.WAITING
        held.save()
        deed = _("dry run") if dry_run else _("import")
        record(held, [("state", was, f"{held.get_state_display()} ({deed})")], by=by, now=now)
        if to_worker:
            transaction.on_commit(lambda: send(held.pk))
    return held


def cancel(run: ProductImport, *, by: str, now: datetime) -> None:
    """Stop an import: at once if no worker has it, otherwise behind the batch it is at."""
    with transaction.atomic():
        held = ProductImport.objects.select_for_update().get(pk=run.pk)
        if not held.is_open:
            raise NotPossible(_("This import is not under way."))
        was = held.get_state_display()
        held.cancel_asked_at = now
        if held.state == State.WAITING:
            held.state, held.finished_at = State.CANCELLED, now
        held.save(update_fields=["cancel_asked_at", "state", "finished_at"])
        record(held, [("state", was, str(State.CANCELLED.label))], by=by, now=now)


def remove(run: ProductImport, *, by: str, now: datetime) -> None:
    """Forget an import and its file; the products stay."""
    with transaction.atomic():
        held = ProductImport.objects.select_for_update().get(pk=run.pk)
        if held.is_open:
            raise NotPossible(_("Cancel this import before you delete it."))
        record(held, [(_("deleted"), str(held), "")], by=by, now=now)
        _clear(held)
        name = held.file
        held.delete()
        transaction.on_commit(lambda: files.forget(name))


def claim(run_id: int, *, now: datetime) -> ProductImport | None:
    """Take an import for this worker; None if another one runs, or has it, or it is over.

    A running import whose worker has been silent for SYNC_STALE_SECONDS is taken over and goes on where it
    stopped.
    """
    stale = now - stale_after()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, beat_at__lt=stale)
    try:
        with transaction.atomic():
            taken = ProductImport.objects.filter(free, pk=run_id).update(
                state=State.RUNNING, claims=F("claims") + 1, beat_at=now
            )
            if not taken:
                return None
            ProductImport.objects.filter(pk=run_id, claimed_at=None).update(claimed_at=now)
    except IntegrityError:  # another import runs: one_running_import
        return None
    return ProductImport.objects.get(pk=run_id)


def claimable(*, now: datetime) -> Sequence[int]:
    """The imports a worker might take: the one that lost its worker, then those that wait, oldest first."""
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, beat_at__lt=now - stale_after())
    return list(
        ProductImport.objects.filter(free).order_by("state", "opened_at", "pk").values_list("pk", flat=True)
    )


def finish(run: ProductImport, state: str, *, now: datetime, error: str = "", message: str = "") -> bool:
    """End a claimed import; False if another worker has it. What was staged is deleted."""
    with transaction.atomic():
        ended = ProductImport.objects.filter(pk=run.pk, state=State.RUNNING, claims=run.claims).update(
            state=state, finished_at=now, error=error[:24], message=message
        )
        if ended:
            with connection.cursor() as cursor:
                cursor.execute(statements.CLEAR_STAGED, {"run": run.pk})
    return bool(ended)


def stale_after() -> timedelta:
    """How long a worker may be silent before another takes its import over: no batch takes as long."""
    return timedelta(seconds=max(settings.SYNC_STALE_SECONDS, 2))


def send(run_id: int) -> None:
    """Ask a worker for it. Without a broker the timetable asks again within the minute."""
    try:
        current_app.send_task("catalog.import_products", kwargs={"run_id": run_id})
    except OperationalError:
        return


def _clear(run: ProductImport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements.CLEAR_STAGED, {"run": run.pk})
        cursor.execute(statements.CLEAR_REFUSALS, {"run": run.pk})


__all__ = ["BadFile", "NotPossible", "cancel", "claim", "claimable", "finish", "open_file", "start"]
