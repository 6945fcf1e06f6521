"""The supervisor: processes end in order, none is left, and one that ends by itself is told of."""

import os
import signal
import sys
import time

import pytest

from devtools.problem import Problem
from devtools.processes import finish, free_port, spawn
from devtools.supervisor import Supervisor

POLITE = """
import signal, sys, time
def end(number, frame):
    with open({diary!r}, "a") as diary: diary.write({name!r} + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
while True: time.sleep(1)
"""
SLOW = """
import signal, sys, time
def end(number, frame):
    time.sleep(0.3); sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
while True: time.sleep(1)
"""
BUSY = """
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: os.write(1, b"told\\n"))
signal.signal(signal.SIGQUIT, lambda *_: (os.write(1, b"told to hand back\\n"), os._exit(0)))
print("up", flush=True)
while True: time.sleep(1)
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGQUIT, signal.SIG_IGN)
if os.fork() == 0: time.sleep(60)
print("up", flush=True); time.sleep(60)
"""
POOL = """
import os, signal, sys, time
child = os.fork()
if child == 0:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(1))  # the task in flight would be lost
    time.sleep(1); os._exit(0)
def end(number, frame):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(1, f"task ended with {status}\\n".encode())  # print() might be at work already
    os._exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
while True: time.sleep(1)
"""


@pytest.fixture
def supervisor(tmp_path):
    supervisor = Supervisor(tmp_path, dict(os.environ))
    yield supervisor
    supervisor.stop()


def python(script):
    return [sys.executable, "-c", script]


def start(supervisor, *names):
    diary = str(supervisor.logs / "diary")
    for name in names:
        supervisor.start(name, python(POLITE.format(diary=diary, name=name)))
    for name in names:
        supervisor.await_line(name, "up")
    return supervisor.logs / "diary"


def test_stages_end_one_after_the_other(supervisor):
    diary = start(supervisor, "sandbox", "worker", "web")
    supervisor.stop(["worker"], ["web"], ["sandbox"])
    assert diary.read_text().split() == ["worker", "web", "sandbox"]


def test_what_no_stage_names_ends_last(supervisor):
    diary = start(supervisor, "other", "worker")
    supervisor.stop(["worker"])
    assert diary.read_text().split() == ["worker", "other"]


def test_only_the_parent_is_asked_so_its_task_comes_to_an_end(supervisor):
    supervisor.start("worker", python(POOL))
    supervisor.await_line("worker", "up")
    supervisor.stop(["worker"])
    assert "task ended with 0" in supervisor.log("worker").read_text()


def test_it_is_told_once_to_end_and_once_to_hand_back(supervisor):
    """To a Celery worker a second sign to end is one to hand back, and a third one to drop what it has."""
    for name, script in (("slow", SLOW), ("busy", BUSY)):
        supervisor.start(name, python(script))
        supervisor.await_line(name, "up")
    supervisor.patience = 0.5
    supervisor.stop(["slow", "busy"])
    said = supervisor.log("busy").read_text().splitlines()
    assert said == ["up", "told", "told to hand back"]


def test_a_stubborn_process_and_its_children_are_killed(tmp_path):
    log = tmp_path / "log"
    child = spawn(python(STUBBORN), log=log, sign=signal.SIGTERM)
    while "up" not in log.read_text():
        os.sched_yield()
    begun = time.monotonic()
    finish(child, {signal.SIGTERM: 0.2})
    assert time.monotonic() - begun < 2
    assert child.returncode == -signal.SIGKILL
    assert ends(child.pid)


def ends(session):
    """Whether the whole session comes to its end; init may take a moment to collect an orphan."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        os.sched_yield()
    return False


def test_a_process_that_ends_by_itself_is_told_of_with_its_last_words(supervisor):
    supervisor.start("web", python("print('no such table'); raise SystemExit(3)"))
    with pytest.raises(Problem) as problem:
        supervisor.watch()
    log = supervisor.log("web")
    assert str(problem.value) == f"no such table\nweb ended by itself (status 3); all of it is in {log}."


def test_a_step_that_fails_stops_the_start(supervisor):
    supervisor.start("seed", python("raise SystemExit(4)"))
    with pytest.raises(Problem, match=r"seed ended by itself \(status 4\)"):
        supervisor.await_end("seed")


def test_a_step_that_ends_well_is_no_longer_watched(supervisor):
    supervisor.start("seed", python("print('done')"))
    supervisor.await_end("seed")
    supervisor.check()


def test_an_answer_is_awaited(supervisor, tmp_path):
    (tmp_path / "healthz").write_text("ok")
    port = free_port()
    words = ["-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(tmp_path)]
    supervisor.start("web", [sys.executable, *words])
    supervisor.await_answer("web", port, "/healthz")
    assert "GET /healthz" in supervisor.log("web").read_text()
