"""Workers of the journeys: started from the nursery, killed at a call of theirs to Amazon."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.utils import timezone

from amazon_channel.celery import app
from amazon_channel.models import Account
from sync import runs
from sync.amazon.throttle import BackOff
from sync.models import SyncRun

NURSERY = Path(__file__).with_name("nursery.py")
CHECKOUT = Path(__file__).parents[2]


class Workers:
    """One worker at a time: Celery main process and its children, in a process group of their own."""

    def __init__(self, nursery):
        self._nursery = nursery
        self.group = 0

    def start(self, *, processes=2):
        self.group = int(self._ask(f"start {processes}"))

    def stop(self):
        """As at the end of a test: at once."""
        self.kill()
        self.reap()

    def kill(self):
        """SIGKILL for all of them, from whichever thread."""
        os.killpg(self.group, signal.SIGKILL)

    def reap(self):
        """Wait until the worker is dead; the signal that ended it, negative."""
        self.group, status = 0, int(self._ask("reap"))
        return status

    def _ask(self, word):
        self._nursery.stdin.write(f"{word}\n")
        self._nursery.stdin.flush()
        return self._nursery.stdout.readline()


@contextmanager
def workers(log):
    """Workers on the test's own database, broker and sandbox; what they say goes to the file `log`."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    env = os.environ | {
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": settings.REDIS_URL,
        "SP_API_SANDBOX_URL": settings.SP_API_SANDBOX_URL,
        "REPORT_DIR": str(settings.REPORT_DIR),
        "PYTHONPATH": str(CHECKOUT),
    }
    cache.clear()
    app.control.purge()
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, NURSERY],
            env=env,
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as nursery,
    ):
        running = Workers(nursery)
        try:
            yield running
        finally:
            if running.group:
                running.stop()
            nursery.stdin.close()
            nursery.wait(timeout=20)
            app.control.purge()


class Trap:
    """Sits before the sandbox and kills a worker a moment after a certain one of its calls."""

    def __init__(self):
        self.struck = threading.Event()
        self._lock = threading.Lock()
        self._calls_left = 0
        self._arming = (0.0, None)

    def arm(self, *, calls, moment, kill):
        """Kill `moment` seconds after the worker's next so many calls have come in."""
        with self._lock:
            self.struck.clear()
            self._calls_left, self._arming = calls, (moment, kill)

    def before(self, app_):
        """The sandbox's WSGI application with the trap before it."""

        def answer(environ, start_response):
            if not environ["PATH_INFO"].startswith("/_control"):
                self._count()
            return app_(environ, start_response)

        return answer

    def _count(self):
        with self._lock:
            self._calls_left -= 1
            if self._calls_left != 0:
                return
            moment, kill = self._arming
        threading.Timer(moment, self._strike, [kill]).start()

    def _strike(self, kill):
        kill()
        self.struck.set()


def open_runs():
    """A Sync now for every account."""
    for account in Account.objects.order_by("pk"):
        runs.open_run(account, trigger=SyncRun.Trigger.USER, now=timezone.now())


def a_while_passes():
    """For those who wait: heartbeats of the dead are stale, back-offs over, and what was sent may be again.

    How long they had to wait depends on how long the test took so far, so it is longer than any of it.
    """
    span = timedelta(seconds=settings.SYNC_STALE_SECONDS + BackOff().cap + 1)
    SyncRun.objects.open().update(heartbeat_at=F("heartbeat_at") - span, resume_at=F("resume_at") - span)
    cache.clear()


def until(holds, *, pace=None):
    """Wait until it holds; True then, False after two minutes, which only what never will needs."""
    waiting, deadline = threading.Event(), time.monotonic() + 120
    while not holds():
        if time.monotonic() > deadline:
            return False
        if pace is not None:
            pace.step()
        waiting.wait(0.05)
    return True


def until_all_are_done(among=None, *, pace=None):
    """Wait until workers have ended all open runs, or those of a set."""
    among = SyncRun.objects.all() if among is None else among
    unfinished = among.filter(finished_at=None)
    if not until(lambda: not unfinished.exists(), pace=pace):
        pytest.fail(f"Runs that no worker ends: {list(unfinished.values())}")


class Pace:
    """How slow the machine is for everybody while something else is measured: seconds for a fixed step."""

    def __init__(self):
        self._took = []

    def step(self):
        """A few milliseconds of computing."""
        begun = time.perf_counter()
        sha256(bytes(2_000_000)).digest()
        self._took.append(time.perf_counter() - begun)

    @property
    def seconds(self):
        return sum(self._took) / len(self._took)
