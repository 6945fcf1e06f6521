"""Keeps a run's heartbeat and its stage's progress, and notices when the run was lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, connection

from sync.models import SyncRun, SyncStage
from sync.runs import RunLost, heartbeat

EVERY_SECONDS = 2.0  # progress is written at most this often
PULSE_SECONDS = 10.0


class Beat:
    """`beat(done, expected)` of one stage: writes at most every two seconds; RunLost after a takeover."""

    def __init__(self, run: SyncRun, stage: SyncStage, clock: Callable[[], datetime]) -> None:
        self._run, self._stage, self._clock = run, stage, clock
        self._written = float("-inf")

    def __call__(self, done: int, expected: int | None) -> None:
        if time.monotonic() - self._written < EVERY_SECONDS and done != expected:
            return
        self._written = time.monotonic()
        heartbeat(self._run, now=self._clock())
        SyncStage.objects.filter(pk=self._stage.pk).update(done=done, expected=expected)


@contextmanager
def pulse(run: SyncRun, clock: Callable[[], datetime]) -> Iterator[None]:
    """A thread with its own connection that keeps the heartbeat during long statements and downloads.

    It dies with the process, so a killed worker falls silent at once. When the run was taken over it only
    stops: the next beat or write of the stage raises RunLost.
    """
    stop = threading.Event()

    def keep() -> None:
        try:
            while not stop.wait(PULSE_SECONDS):
                heartbeat(run, now=clock())
        except (RunLost, DatabaseError):
            return
        finally:
            connection.close()

    thread = threading.Thread(target=keep, name=f"pulse-{run.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
