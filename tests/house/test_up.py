"""The demo as a newcomer meets it: it starts, answers, and ends with nothing left behind."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools.processes import free_port, taken

pytestmark = pytest.mark.journey

CHECKOUT = Path(__file__).resolve().parents[2]
LAST_LINE = "Ctrl-C stops everything; the data stay for the next start.\n"
READY_WITHIN = 60  # seconds


class Demo:
    """A running `dev.py up`: what it said until it was ready, and where it is."""

    def __init__(self, environment):
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, CHECKOUT / "dev.py", "up", "--port", str(self.port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun = time.monotonic()
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line == LAST_LINE:
                break
        self.ready_after = time.monotonic() - begun
        self.said = "".join(lines)

    def get(self, path):
        """Status and body of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    def stop(self):
        """Ctrl-C: exit status, and what was said."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


def survivors(state):
    """Processes that were started for this demo: each has inherited the place of its state."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"DEV_STATE_DIR={state}\0" in environ.read_text(errors="replace"):
                found.append((environ.parent / "cmdline").read_text())
        except OSError:
            continue  # somebody else's, or gone meanwhile
    return found


@pytest.mark.timeout(240)
def test_the_demo_starts_answers_and_ends(environment, state):
    demo = Demo(environment)
    try:
        assert demo.ready_after < READY_WITHIN, demo.said
        assert f"Amazon Channel is ready:  http://localhost:{demo.port}/\n" in demo.said
        assert "admin, operator, merchant, viewer (password: demo)" in demo.said
        assert demo.get("/readyz") == (200, '{"status": "ok", "failing": []}')
        status, page = demo.get("/login/?next=/")
        assert (status, 'name="password"' in page) == (200, True)
        sandbox = int(re.search(r"pretend Seller Central +http://127\.0\.0\.1:(\d+)/", demo.said)[1])
        assert taken(sandbox)
        joined = [sys.executable, CHECKOUT / "dev.py", "run", "--", "printenv", "BASE_URL"]
        told = subprocess.run(joined, env=environment, capture_output=True, text=True, check=True).stdout
        assert told == f"http://localhost:{demo.port}\n"
    finally:
        ended = demo.stop()
    assert ended == (0, "\nStopping …\nStopped.\n")
    assert survivors(state) == []
    assert not taken(demo.port)
    assert not taken(sandbox)
    (folder,) = state.glob("amazon-channel-*")
    assert not (folder / "running.json").exists()
    assert os.path.exists(folder / "sandbox.sqlite")
