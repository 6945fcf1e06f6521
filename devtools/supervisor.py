"""The demo's processes: each in a session of its own with a log, watched together, ended in order."""

import http.client
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devtools.places import CHECKOUT
from devtools.problem import Problem
from devtools.processes import Process, finish, spawn

PATIENCE = 15.0  # seconds that a task in flight may take to come to its end
TOLD = 0  # no signal: it has its SIGTERM
HAND_BACK_WITHIN = 10.0  # seconds for a worker to put tasks that take longer back into the queue
STARTS_WITHIN = 60.0  # seconds until a process must answer
LINES_SHOWN = 20


@dataclass
class Supervisor:
    """Starts named processes; whoever uses it calls `stop` in the end, whatever happened."""

    logs: Path
    env: Mapping[str, str]
    patience: float = PATIENCE
    children: dict[str, Process] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str | Path], **settings: str) -> None:
        """Start a process that goes on; its output replaces that of its last start."""
        self.log(name).write_bytes(b"")
        self.children[name] = spawn(
            command, log=self.log(name), sign=signal.SIGTERM, env={**self.env, **settings}, cwd=CHECKOUT
        )

    def await_end(self, name: str) -> None:
        """Wait for a process that has to end well."""
        if self.children[name].wait():
            raise self.ended(name)
        del self.children[name]

    def log(self, name: str) -> Path:
        """The file that takes what the process says."""
        return self.logs / f"{name}.log"

    def await_line(self, name: str, text: str) -> None:
        """Wait until the process writes a line with this text."""
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if text in self.log(name).read_text(errors="replace"):
                return
            self.check()
            time.sleep(0.05)
        raise Problem(f"{name} did not get ready within {STARTS_WITHIN:.0f} s; see {self.log(name)}.")

    def await_answer(self, name: str, port: int, path: str) -> None:
        """Wait until the process answers a request for `path` with 200."""
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if status(port, path) == http.client.OK:
                return
            self.check()
            time.sleep(0.05)
        raise Problem(f"{name} did not answer within {STARTS_WITHIN:.0f} s; see {self.log(name)}.")

    def check(self) -> None:
        """Raise a Problem if one of them ended by itself."""
        for name, child in self.children.items():
            if child.poll() is not None:
                raise self.ended(name)

    def watch(self) -> None:
        """Return never: raise a Problem as soon as one of them ends by itself."""
        while True:
            self.check()
            time.sleep(0.5)

    def ended(self, name: str) -> Problem:
        """What to tell about a process that ended: its last words and where the others are."""
        words = self.log(name).read_text(errors="replace").splitlines()[-LINES_SHOWN:]
        code = self.children[name].returncode
        return Problem(
            "\n".join([*words, f"{name} ended by itself (status {code}); all of it is in {self.log(name)}."])
        )

    def stop(self, *stages: Sequence[str]) -> None:
        """End the named processes stage by stage, those of one stage together, and then any other."""
        for stage in (*stages, list(self.children)):
            going = {name: self.children.pop(name) for name in stage if name in self.children}
            for child in going.values():
                if child.poll() is None:
                    child.terminate()
            for child in going.values():
                # SIGQUIT tells a Celery worker to hand unfinished tasks back to the queue; others just end.
                # A second SIGTERM would tell it too, and what comes after it to drop everything at once.
                finish(child, {TOLD: self.patience, signal.SIGQUIT: HAND_BACK_WITHIN})


def status(port: int, path: str) -> int:
    """The status of an answer from our own machine, 0 if there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
