"""Counts the calls of a run for its stages, and keeps those that went wrong as rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from sync.amazon.answers import Call
from sync.models import CallError, SyncRun
from sync.work import Tally

log = structlog.get_logger(__name__)

KEPT_PER_STAGE = 50  # a storm of errors is one story, not thousands of rows


class CallLog:
    """What the client tells of each HTTP attempt. Not shared between threads."""

    def __init__(self, run: SyncRun, clock: Callable[[], datetime]) -> None:
        self._run, self._clock = run, clock
        self._errors: list[CallError] = []
        self.tally = Tally()
        self.seconds = 0.0

    def called(self, call: Call) -> None:
        """Count one attempt; note it if it failed."""
        self.tally.calls += 1
        self.tally.throttled += call.throttled
        self.seconds += call.seconds
        log.debug(
            "call",
            operation=call.operation,
            status=call.status_code,
            code=call.code,
            request_id=call.request_id,
            seconds=round(call.seconds, 3),
        )
        if call.failed and len(self._errors) < KEPT_PER_STAGE:
            self._errors.append(self._error(call))

    def flush(self) -> None:
        """Write what went wrong since the last flush."""
        CallError.objects.bulk_create(self._errors)
        self._errors = []

    def _error(self, call: Call) -> CallError:
        return CallError(
            account_id=self._run.account_id,
            run=self._run,
            at=self._clock(),
            operation=call.operation[:60],
            status_code=call.status_code,
            code=call.code[:80],
            message=call.message,
            request_id=call.request_id[:80],
            retryable=call.retryable,
        )
