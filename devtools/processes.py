"""Children that never outlive us: how they are started, watched in the foreground, and ended."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

PR_SET_PDEATHSIG = 1
Process: TypeAlias = "subprocess.Popen[bytes]"
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(command: Sequence[str | Path], *, log: Path, sign: signal.Signals, **options: Any) -> Process:
    """Start a child in a session of its own whose output is added to `log`; the rest goes to Popen.

    The kernel sends it `sign` when we are killed ourselves (Linux only).
    """
    with log.open("ab") as output:
        settings = {"stdin": subprocess.DEVNULL, "cwd": "/", **options}
        return subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=dies_with_us(sign),  # noqa: PLW1509 - dev.py has no threads
            **settings,
        )


def dies_with_us(sign: signal.Signals) -> Callable[[], None]:
    """What a child has to do between fork and exec so that the kernel sends it `sign` at our death."""

    def arm() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, sign, 0, 0, 0)

    return arm


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def taken(port: int) -> bool:
    """Whether somebody listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def finish(child: Process, patience: Mapping[int, float]) -> None:
    """End a child that leads its own session: each sign in turn with so many seconds, then kill what is left.

    Only the child itself is asked: a signal to the whole session would also hit its pool and lose the task in
    flight. A second Ctrl-C does not cut this short.
    """
    with handling(lambda number, frame: None):
        for sign, seconds in patience.items():
            with suppress(ProcessLookupError):
                child.send_signal(sign)
            with suppress(subprocess.TimeoutExpired):
                child.wait(seconds)
                break
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def foreground(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command on our terminal and return its exit status, as a shell would count it.

    Ctrl-C reaches the command from the terminal; we wait for it, so that services end after their user.
    """
    arm = dies_with_us(signal.SIGTERM)
    child = subprocess.Popen(command, env=env, cwd=cwd, preexec_fn=arm)  # noqa: PLW1509 - dev.py has no threads

    def pass_on(number: int, frame: FrameType | None) -> None:
        del frame
        if number != signal.SIGINT or not sys.stdin.isatty():
            child.send_signal(number)

    with handling(pass_on):
        status = child.wait()
    return status if status >= 0 else 128 - status


@contextmanager
def handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Let `handler` answer Ctrl-C, a closed terminal and a polite kill for a while."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Treat a closed terminal and a polite kill as Ctrl-C, so that everything is put away."""
    del number, frame
    raise KeyboardInterrupt
