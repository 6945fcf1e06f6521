"""The demo as a newcomer meets it: it starts soon, for anybody, and ends with nothing left behind."""

import http.client
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from devtools.processes import free_port, taken

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

CHECKOUT = Path(__file__).resolve().parents[2]
LAST_LINE = "Ctrl-C stops everything; the data stay for the next start.\n"
READY_WITHIN = 60  # seconds, where the database has to be made and the demo to be seeded
WARM_WITHIN = 10  # seconds, where all of that is there
NOT_COPIED = (".venv", ".git", "var", "__pycache__", ".*_cache")


@dataclass(frozen=True)
class Person:
    """Somebody at a checkout of theirs: what goes before each command, and where their state is."""

    checkout: Path
    environment: dict[str, str]
    becomes: tuple[str, ...] = ()

    @property
    def state(self):
        return Path(self.environment["DEV_STATE_DIR"])

    def command(self, *words):
        return [*self.becomes, sys.executable, str(self.checkout / "dev.py"), *words]

    def dev(self, *words):
        """A command of dev.py that ends by itself."""
        return subprocess.run(
            self.command(*words), env=self.environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def ourselves(environment):
    return Person(CHECKOUT, environment)


@pytest.fixture
def somebody(environment, state):
    """An account without rights, at a copy of the checkout that it may not write into; installed is ours."""
    if os.getuid() != 0:
        pytest.skip("only root can become somebody else; the other test runs as an ordinary user already")
    setpriv = shutil.which("setpriv") or pytest.skip("there is no setpriv, which changes the account")
    nobody = pwd.getpwnam("nobody")
    home, copy = state / "home", state / "checkout"
    home.mkdir(mode=0o711)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (copy / ".venv").symlink_to(CHECKOUT / ".venv")
    becomes = (setpriv, f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    if not _reach_python(becomes):
        # Where this Python lies in a folder of root's own, the account may look in there: read, never write.
        becomes += ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
        if not _reach_python(becomes):
            pytest.skip(f"no ordinary account can run {sys.executable}")
    return Person(copy, environment | {"DEV_STATE_DIR": str(home), "HOME": str(home)}, becomes)


def _reach_python(becomes):
    version = f"import os, sys; sys.exit(os.getuid() == 0 or sys.version_info[:3] != {sys.version_info[:3]})"
    return subprocess.run([*becomes, sys.executable, "-c", version], check=False).returncode == 0


class Demo:
    """A running `dev.py up`: what it said until it was ready, and where it is."""

    def __init__(self, person):
        self.port = free_port()
        self.process = subprocess.Popen(
            person.command("up", "--port", str(self.port)),
            env=person.environment,
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


@pytest.mark.parametrize("who", ["ourselves", "somebody"])
def test_the_demo_starts_answers_and_ends(request, who):
    person = request.getfixturevalue(who)
    demo = Demo(person)
    try:
        assert demo.ready_after < READY_WITHIN, demo.said
        assert f"Amazon Channel is ready:  http://localhost:{demo.port}/\n" in demo.said
        assert "admin, operator, merchant, viewer (password: demo)" in demo.said
        assert demo.get("/readyz") == (200, '{"status": "ok", "failing": []}')
        status, page = demo.get("/login/?next=/")
        assert (status, 'name="password"' in page) == (200, True)
        sandbox = int(re.search(r"pretend Seller Central +http://127\.0\.0\.1:(\d+)/", demo.said)[1])
        assert taken(sandbox)
        told = person.dev("run", "--", "printenv", "BASE_URL")
        assert (told.returncode, told.stdout) == (0, f"http://localhost:{demo.port}\n")
        second = person.dev("up", "--port", str(free_port()))
        assert second.returncode == 1
        assert second.stderr.startswith("The demo of this checkout is up already in another terminal.")
        assert demo.get("/healthz")[0] == 200  # the second one took nothing away
    finally:
        ended = demo.stop()
    assert ended == (0, "\nStopping …\nStopped.\n")
    assert survivors(person.state) == []
    assert not taken(demo.port)
    assert not taken(sandbox)
    (folder,) = person.state.glob("amazon-channel-*")
    assert not (folder / "running.json").exists()
    assert os.path.exists(folder / "sandbox.sqlite")


def test_a_warm_demo_is_ready_within_ten_seconds(ourselves):
    """Measured from outside, as a person waits: from the command to the line that says where it is."""
    if not list(ourselves.state.glob("amazon-channel-*/sandbox.sqlite")):
        Demo(ourselves).stop()
    loaded = os.getloadavg()[0] > (os.cpu_count() or 1)
    demo = Demo(ourselves)
    demo.stop()
    if demo.ready_after > WARM_WITHIN and loaded:
        # Others had more work for this machine than it has cores, so the figure was theirs as well as ours:
        # it is taken once more. The bound stays, and a start that is too slow by itself fails both times.
        demo = Demo(ourselves)
        demo.stop()
    assert demo.said.endswith(LAST_LINE)
    assert demo.ready_after <= WARM_WITHIN, demo.said
