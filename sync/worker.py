"""A claimed run in this process: its client, its log context, its heartbeat, and an end whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from sync.call_log import CallLog
from sync.clients import amazon_for
from sync.heartbeat import pulse
from sync.models import SyncRun
from sync.run import execute
from sync.runs import RunLost, finish

log = structlog.get_logger(__name__)


def carry_out(run: SyncRun, *, clock: Callable[[], datetime] = timezone.now) -> timedelta | None:
    """Execute a run that this process has claimed. How long it must wait for Amazon's limits; None: ended."""
    with structlog.contextvars.bound_contextvars(run_id=run.pk, account_id=run.account_id):
        try:
            calls = CallLog(run, clock)
            with pulse(run, clock):
                finished = execute(run, amazon_for(run.account, observer=calls), calls=calls, clock=clock)
        except RunLost:
            log.warning("run lost to another worker")
        except ImproperlyConfigured as error:
            _fail(run, str(error), now=clock())
        except Exception as error:
            log.exception("run broken")
            what = f"{type(error).__name__}: {error}"[:300]
            _fail(run, _("Unexpected error: %s. The worker's log has the details.") % what, now=clock())
        else:
            if not finished:
                resume_at = SyncRun.objects.values_list("resume_at", flat=True).get(pk=run.pk)
                return max(resume_at - clock(), timedelta(0)) if resume_at else timedelta(0)
            log.info("run finished", seconds_in_calls=round(calls.seconds, 3))
        return None


def _fail(run: SyncRun, message: str, *, now: datetime) -> None:
    # Without a database, or without our hold, the next worker takes the run over once its heartbeat is stale.
    with suppress(RunLost, DatabaseError):
        finish(run, outcome=SyncRun.Outcome.FAILED, message=message, now=now)
