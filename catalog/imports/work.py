"""A claimed import in this process: stage after stage from where it stands, and an end whatever happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.imports import checks, linking, runs, staging, statements, writing
from catalog.imports.errors import BadFile
from catalog.imports.job import Cancelled, Job, Lost
from catalog.models import ProductImport

log = structlog.get_logger(__name__)
State, Stage = ProductImport.State, ProductImport.Stage
STAGES: dict[str, Callable[[Job], None]] = {
    Stage.READ: staging.read,
    Stage.CHECK: checks.check,
    Stage.WRITE: writing.write,
    Stage.LINK: linking.link,
}
PULSE_SECONDS = 1.0


def _nobody(stage: str, seconds: float) -> None:
    """For imports that nobody measures."""


def carry_out(
    run: ProductImport,
    *,
    clock: Callable[[], datetime] = timezone.now,
    batch: int = 1_000,
    observe: Callable[[str, float], None] = _nobody,
) -> None:
    """Do what is left of an import that this process has claimed; `observe` learns what each stage took."""
    job = Job(run, clock, batch)
    with structlog.contextvars.bound_contextvars(import_id=run.pk):
        try:
            with _pulse(job):
                while run.stage != Stage.END:
                    stage, started = run.stage, time.perf_counter()
                    STAGES[stage](job)
                    observe(stage, time.perf_counter() - started)
                _count_left(job)
            runs.finish(run, State.DONE, now=clock())
        except Lost:
            log.warning("import lost to another worker")
        except Cancelled:
            runs.finish(run, State.CANCELLED, now=clock(), message=_stopped(run))
        except BadFile as bad:
            runs.finish(run, State.FAILED, now=clock(), error=bad.code, message=str(bad))
        except FileNotFoundError:
            gone = _("The file is no longer there. Send it again.")
            runs.finish(run, State.FAILED, now=clock(), error="file_gone", message=gone)
        except (OperationalError, InterfaceError):
            raise  # without a database the next worker goes on where this one stopped
        except Exception as error:
            log.exception("import broken")
            what = f"{type(error).__name__}: {error}"[:300]
            broken = _("Unexpected error: %s. The worker's log has the details.") % what
            runs.finish(run, State.FAILED, now=clock(), error="unexpected", message=broken)


def _count_left(job: Job) -> None:
    """How many products the file does not name; one count, in the worker."""
    now = ProductImport.objects.get(pk=job.run.pk)
    with connection.cursor() as cursor:
        cursor.execute(statements.COUNT_PRODUCTS)
        ((total,),) = cursor.fetchall()
    named = now.changed + now.unchanged + (0 if now.dry_run else now.created)
    job.save(left=max(0, total - named))


def _stopped(run: ProductImport) -> str:
    if run.dry_run or run.stage in (Stage.READ, Stage.CHECK):
        return _("Stopped before anything was written.")
    return _("Stopped in the middle. What was written stays; import the file again to go on.")


@contextmanager
def _pulse(job: Job) -> Iterator[None]:
    """A thread with its own connection that says "alive" during long statements; it dies with the process."""
    stop = threading.Event()

    def keep() -> None:
        try:
            while not stop.wait(PULSE_SECONDS):
                held = ProductImport.objects.filter(pk=job.run.pk, state=State.RUNNING, claims=job.run.claims)
                held.update(beat_at=job.clock())
        except DatabaseError:
            return
        finally:
            connection.close()

    thread = threading.Thread(target=keep, name=f"import-{job.run.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
