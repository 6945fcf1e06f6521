"""dev.py in a room of its own: its state, ports and processes apart from those of the person who tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def state():
    """A folder for dev.py's state. Not tmp_path: as root, PostgreSQL's account must be able to enter it."""
    parent = "/var/tmp" if os.access("/var/tmp", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="amazon-channel-dev-test-", dir=parent))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def environment(state):
    """Ours without the services that the tests themselves run on, so that dev.py starts its own."""
    dropped = {"DATABASE_URL", "REDIS_URL", "FIELD_KEYS", "SECRET_KEY", "REPORT_DIR", "IMPORT_DIR", "DEBUG"}
    return {name: value for name, value in os.environ.items() if name not in dropped} | {
        "DEV_STATE_DIR": str(state)
    }


@pytest.fixture(scope="module")
def dev(environment):
    """dev("run", "--", "true"): the finished process, its output as text."""

    def run(*words, checkout=CHECKOUT, **settings):
        return subprocess.run(
            [sys.executable, checkout / "dev.py", *words],
            env=environment | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run


@pytest.fixture
def bare_checkout(tmp_path):
    """What dev.py needs of a checkout on a machine where nothing is installed yet."""
    for name in ("devtools", "requirements"):
        shutil.copytree(CHECKOUT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "dev.py", tmp_path / "dev.py")
    return tmp_path
