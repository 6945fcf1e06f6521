"""The demo: everything that Amazon Channel consists of on this machine, with a pretend Seller Central."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from devtools.environment import command_environment
from devtools.install import ensure_installed
from devtools.places import CHECKOUT, PYTHON, locked, state_folder
from devtools.postgres import KEPT, end_predecessor
from devtools.problem import Problem
from devtools.processes import free_port, taken
from devtools.services import own_services, services
from devtools.supervisor import Supervisor

LOGINS = ("admin", "operator", "merchant", "viewer")
PASSWORD = "demo"
RUNNING = "running.json"
# A worker's task may still need the sandbox, and a page the worker's queue.
STOP_ORDER = (("beat", "web", "worker"), ("sandbox",))


def up(port: int, *, fresh: bool) -> int:
    """Start the demo, show where it is, and keep it going until Ctrl-C; 0 as the exit status."""
    folder = state_folder()
    with the_only_one(folder):
        if taken(port):
            raise Problem(
                f"Port {port} is taken. Stop the program that listens there, or choose another port:"
                f" python3 dev.py up --port {port + 1}"
            )
        ensure_installed()
        if fresh:
            forget(folder)
        with ExitStack() as stack:
            supervisor = start(folder, port, stack)
            announce(port, supervisor)
            try:
                supervisor.watch()
            except KeyboardInterrupt:
                say("\nStopping …")
    say("Stopped.")
    return 0


def start(folder: Path, port: int, stack: ExitStack) -> Supervisor:
    """Start services, sandbox, web, worker and beat; what `stack` unwinds stops them in the right order."""
    addresses = stack.enter_context(services(folder, tuning=KEPT, keep=True))
    sandbox_port = kept_port(folder)
    settings = {
        **addresses,
        "BASE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SP_API_SANDBOX_URL": f"http://127.0.0.1:{sandbox_port}",
    }
    logs = folder / "log"
    logs.mkdir(exist_ok=True)
    supervisor = Supervisor(logs, command_environment(folder, settings))
    stack.callback(supervisor.stop, *STOP_ORDER)
    stack.enter_context(shared_with_run(folder, settings))
    supervisor.start("sandbox", sandbox_command(sandbox_port, folder / "sandbox.sqlite"))
    supervisor.start("migrate", manage("migrate", "--no-input"))
    supervisor.await_end("migrate")
    supervisor.await_line("sandbox", "READY ")
    supervisor.start("timetable", manage("sync_timetable"))
    celery = (PYTHON, "-m", "celery", "-A", "amazon_channel.celery:app")
    supervisor.start("worker", [*celery, "worker", "--loglevel=INFO", "--concurrency=2"], LOG_LEVEL="INFO")
    supervisor.start("beat", [*celery, "beat", "--loglevel=INFO", "--pidfile="])
    supervisor.start("web", web_command(port))
    supervisor.start("seed", manage("seed_demo"))
    for name in ("timetable", "seed"):  # while the others find their feet
        supervisor.await_end(name)
    supervisor.await_answer("web", port, "/healthz")
    supervisor.await_line("worker", " ready.")
    return supervisor


def manage(*words: str) -> Sequence[str | Path]:
    """A management command."""
    return [PYTHON, CHECKOUT / "manage.py", *words]


def sandbox_command(port: int, data: Path) -> Sequence[str | Path]:
    """The pretend Seller Central, its shop kept between starts and never at rest."""
    words = ("--port", str(port), "--scenario", "demo", "--lively", "--data", data)
    return [PYTHON, "-m", "sandbox", "serve", *words]


def web_command(port: int) -> Sequence[str | Path]:
    """The web server, on this machine's own address only; it takes changed code without a restart."""
    words = ("--workers=1", "--threads=8", "--reload", "--graceful-timeout=5", "--no-control-socket")
    log = "--logger-class=amazon_channel.web_log.WebLog"
    return [
        PYTHON,
        "-m",
        "gunicorn",
        f"--bind=127.0.0.1:{port}",
        *words,
        log,
        "amazon_channel.wsgi:application",
    ]


@contextmanager
def the_only_one(folder: Path) -> Iterator[None]:
    """Hold the checkout's demo for this process; a Problem if another one has it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder / "up.lock"))
        except BlockingIOError:
            raise Problem(
                "The demo of this checkout is up already in another terminal. Use it there, or stop it with"
                " Ctrl-C and run this again. For a second demo, use a second checkout and --port."
            ) from None
        (folder / RUNNING).unlink(missing_ok=True)  # a killed predecessor could not
        yield


@contextmanager
def shared_with_run(folder: Path, settings: dict[str, str]) -> Iterator[None]:
    """Let `dev.py run` in another terminal find this demo's services while they are there."""
    file = folder / RUNNING
    file.touch(mode=0o600)
    file.write_text(json.dumps(settings))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def running_demo() -> dict[str, str] | None:
    """The settings of this checkout's running demo, None if it is not up."""
    folder = state_folder()
    try:
        with locked(folder / "up.lock"):
            return None
    except BlockingIOError:
        pass
    try:
        settings: dict[str, str] = json.loads((folder / RUNNING).read_text())
    except (FileNotFoundError, ValueError):
        raise Problem(
            "The demo is just starting or stopping. Wait until it is done, and run this again."
        ) from None
    return settings


def forget(folder: Path) -> None:
    """Empty the demo's data; refused where the database or the queue is not ours to empty."""
    if not own_services():
        raise Problem(
            "--fresh would not touch what DATABASE_URL and REDIS_URL name. Unset both, or leave --fresh out."
        )
    end_predecessor(folder)
    for found in folder.iterdir():
        if found.name == "up.lock":
            continue
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink()


def kept_port(folder: Path) -> int:
    """The sandbox's port: the same at each start if it is free, since pictures are remembered by address."""
    file = folder / "sandbox-port"
    port = int(file.read_text()) if file.exists() else 0
    if not port or taken(port):
        port = free_port()
        file.write_text(str(port))
    return port


def announce(port: int, supervisor: Supervisor) -> None:
    """Tell where everything is and how to log in."""
    say(
        f"\nAmazon Channel is ready:  http://localhost:{port}/\n"
        f"  log in as               {', '.join(LOGINS)} (password: {PASSWORD})\n"
        f"  pretend Seller Central  {supervisor.env['SP_API_SANDBOX_URL']}/\n"
        f"  logs                    {supervisor.logs}\n"
        "Ctrl-C stops everything; the data stay for the next start."
    )


def say(text: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
