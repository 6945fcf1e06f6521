"""Stopping the demo loses no task: one that is in flight ends first, or is done by the next start."""

import os
import sys
import threading
import uuid
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

from devtools.supervisor import Supervisor

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def worker(tmp_path, redis):
    """A supervisor, and a real worker in whose hands a task is."""
    queue = f"held-{uuid.uuid4().hex}"
    env = dict(os.environ) | {"HELD_QUEUE": queue, "PYTHONPATH": str(CHECKOUT / "tests" / "house")}
    # This process's own: workers of tests beside it would hand back what is in flight here.
    env["REDIS_URL"] = settings.REDIS_URL
    env.pop("DJANGO_SETTINGS_MODULE", None)
    supervisor = Supervisor(tmp_path, env)
    start(supervisor)
    with Celery("sender", broker=settings.REDIS_URL) as sender:
        sender.send_task("hold", args=[str(tmp_path)], queue=queue)
    supervisor.await_line("worker", "task begins")
    yield supervisor
    (tmp_path / "go").touch()
    supervisor.stop()


def start(supervisor):
    words = ("-A", "held_task", "worker", "--loglevel=INFO", "--concurrency=1", "--without-mingle")
    supervisor.start("worker", [sys.executable, "-m", "celery", *words])
    supervisor.await_line("worker", " ready.")


def test_a_task_in_flight_comes_to_its_end(worker, tmp_path):
    let_go = threading.Timer(0.5, (tmp_path / "go").touch)
    let_go.start()
    worker.stop(["worker"])
    let_go.join()
    assert (tmp_path / "ended").read_text() == "once\n"


def test_a_task_that_takes_too_long_is_done_by_the_next_start(worker, tmp_path):
    worker.patience = 0.5
    worker.stop(["worker"])
    assert not (tmp_path / "ended").exists()
    (tmp_path / "go").touch()
    start(worker)
    worker.await_line("worker", "task ends")
    assert (tmp_path / "ended").read_text() == "once\n"
