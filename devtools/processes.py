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

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def dies_with_us(sign: signal.Signals) -> Callable[[], None]:
    """For Popen's preexec_fn: the kernel sends `sign` to the child when we are killed (Linux only)."""

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


def finish(child: "subprocess.Popen[bytes]", *, sign: signal.Signals, patience: float) -> None:
    """Ask a child that leads its own session to end, wait, then kill what is left of the session."""
    with suppress(ProcessLookupError):
        child.send_signal(sign)
    with suppress(subprocess.TimeoutExpired):
        child.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def foreground(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command on our terminal and return its exit status, as a shell would count it.

    Ctrl-C reaches the command from the terminal; we wait for it, so that services end after their user.
    """
    child = subprocess.Popen(command, env=env, cwd=cwd, preexec_fn=dies_with_us(signal.SIGTERM))

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
