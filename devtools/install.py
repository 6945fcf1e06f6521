"""Makes the checkout's environment and fills it from the hashed lock, once for each state of the lock."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from devtools.places import CHECKOUT, PYTHON, VENV
from devtools.problem import Problem

LOCK = CHECKOUT / "requirements" / "dev.lock"
INSTALLER_LOCK = CHECKOUT / "requirements" / "installer.lock"
MARKER = VENV / "installed-from"
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--require-hashes", "-r")
# Compiling costs seconds once, and saves one at each start of each process: pip does it unasked, uv does not.
UV = ("-m", "uv", "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes", "-r")


def ensure_installed() -> None:
    """Leave an environment that has exactly what the lock names; nothing is done if it is there already."""
    if up_to_date():
        return
    with one_at_a_time():
        if not up_to_date():
            make_environment()
            fill_environment()
            MARKER.write_text(wanted())


def wanted() -> str:
    """What the marker must say: the digest of the locks and this Python's version."""
    locks = LOCK.read_bytes() + INSTALLER_LOCK.read_bytes()
    return f"{hashlib.sha256(locks).hexdigest()} {sys.version_info.major}.{sys.version_info.minor}\n"


def up_to_date() -> bool:
    """Whether the environment was completely installed from these locks and its Python is still there."""
    try:
        return MARKER.read_text() == wanted() and PYTHON.exists()
    except OSError:
        return False


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started at once must not both install: the second waits for the first."""
    with LOCK.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Create .venv with pip inside, or keep one that runs on the same version of Python."""
    if serves():
        return
    # Debian splits the module: `venv` may be there while `ensurepip`, without which it fails, is not.
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Problem(
            "Python's venv module is missing. Install it, for example with"
            f" 'apt-get install python{version}-venv', and run dev.py again."
        )
    say(f"Creating {VENV.name} …")
    done = run([sys.executable, "-m", "venv", "--clear", VENV])
    if done.returncode:
        raise Problem(
            f"{VENV} could not be created: {last_line(done)}. Delete it if it is there, and run dev.py again."
        )


def serves() -> bool:
    """Whether .venv has a Python of our version and pip to go on with."""
    version = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return PYTHON.exists() and run([PYTHON, "-c", version]).returncode == 0


def fill_environment() -> None:
    """Install the lock with uv, which is four times as fast, or with pip where there is no uv."""
    say("Installing what the lock names; this happens once …")
    if run([PYTHON, *PIP, INSTALLER_LOCK]).returncode == 0:
        done = run([PYTHON, *UV, LOCK])
        if done.returncode == 0:
            return
    done = run([PYTHON, *PIP, LOCK])
    if done.returncode:
        raise Problem(
            f"The packages could not be installed: {last_line(done)}. If this machine has no network now,"
            " connect it (or set the proxy that pip needs) and run dev.py again; it goes on where it stopped."
        )


def run(command: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
    """Run a step of the installation with its output kept for the error message."""
    env = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    env.pop("PYTHONPATH", None)
    try:
        return subprocess.run(
            command,
            env=env,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:  # a Python that was uninstalled since
        return subprocess.CompletedProcess(list(command), 127, "", str(error))


def last_line(done: "subprocess.CompletedProcess[str]") -> str:
    """The line of an installer's output that tells what failed, without its 'ERROR: ' and its full stop."""
    lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ").rstrip(".") if lines else "no reason given"


def say(text: str) -> None:
    """Progress goes to standard error: a command's own output stays clean."""
    sys.stderr.write(f"{text}\n")
