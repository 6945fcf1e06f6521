"""Where things are kept: the checkout, its environment, and the state outside of it."""

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.problem import Problem

NAME = "amazon-channel"
CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
ABANDONED_AFTER = 600  # seconds; younger throw-away folders may still be on their way to their lock


def persistent_folder() -> Path:
    """The system's temporary folder that survives a restart; DEV_STATE_DIR names another."""
    if chosen := os.environ.get("DEV_STATE_DIR"):
        return Path(chosen)
    survives = Path("/var/tmp")
    return survives if os.access(survives, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


def state_folder() -> Path:
    """This checkout's own folder for the demo's data, made on first use; one for each user of the machine."""
    key = hashlib.sha256(f"{CHECKOUT} {os.getuid()}".encode()).hexdigest()[:12]
    folder = persistent_folder() / f"{NAME}-{key}"
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    found = folder.lstat()
    # The parent is open to everybody: a folder that somebody else laid out for us is not to be trusted.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Problem(
            f"{folder} belongs to somebody else. Remove it, or set DEV_STATE_DIR to a folder of yours."
        )
    return folder


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """A folder that is gone afterwards; what a killed predecessor left is swept first."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{NAME}-throwaway-", dir=persistent_folder()))
    folder.chmod(0o711)
    with locked(folder / "lock"):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove our throw-away folders that no living process holds."""
    for folder in persistent_folder().glob(f"{NAME}-throwaway-*"):
        try:
            status = folder.lstat()
            if status.st_uid == os.getuid() and time.time() - status.st_mtime > ABANDONED_AFTER:
                with locked(folder / "lock"):
                    shutil.rmtree(folder, ignore_errors=True)
        except (BlockingIOError, FileNotFoundError):
            continue


def kept_secret(path: Path, make: Callable[[], str] = secrets.token_urlsafe) -> str:
    """The secret kept in a file that only we can read, made on first use."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
    return path.read_text()


@contextmanager
def locked(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a lock file; BlockingIOError if another process has it and `wait` is false."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)
