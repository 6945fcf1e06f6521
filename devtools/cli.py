"""The command line: which command does what, and how a problem is shown."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from devtools.demo import running_demo, up
from devtools.environment import command_environment, search_path
from devtools.install import ensure_installed
from devtools.places import CHECKOUT, PYTHON, state_folder, throwaway_folder
from devtools.postgres import VOLATILE, benchmark_tuning
from devtools.problem import Problem
from devtools.processes import foreground, handling, interrupt
from devtools.services import services

WATCH_THE_CLOCK = ("tests/journeys/test_throttled_account.py", "tests/house/test_up.py")
SERVERS = ["--servers"]  # pytest's option for those tests that touch PostgreSQL or Redis


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit status for the shell."""
    ours, rest = split(arguments)
    wish = parser().parse_args(ours)
    wish.rest = rest
    try:
        with handling(interrupt):
            return COMMANDS[wish.command](wish)
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Our own words, and the words that belong to the command that we start."""
    words = list(arguments)
    if words[:1] == ["test"]:
        return words[:1], words[1:]
    if words[:1] == ["bench"]:
        return words[:2], words[2:]
    if words[:1] == ["run"] and "--" in words:
        return words[: words.index("--")], words[words.index("--") + 1 :]
    return words, []


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    root = argparse.ArgumentParser(prog="dev.py", description="Amazon Channel on your own machine.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser(
        "up", help="start the demo: services, sandbox, web, worker, beat; Ctrl-C stops all"
    )
    demo.add_argument("--port", type=int, default=8000, help="where the pages are (8000)")
    demo.add_argument("--fresh", action="store_true", help="begin with empty data")
    commands.add_parser("test", help="run the tests; arguments go to pytest")
    commands.add_parser("run", help="run a command with services and settings: run -- CMD")
    bench = commands.add_parser("bench", help="run a benchmark by name; what follows goes to it")
    bench.add_argument("name")
    return root


def test(wish: argparse.Namespace) -> int:
    """pytest, with services of its own; last and alone what watches the clock."""
    cores = str(min(os.cpu_count() or 1, 4))
    pytest: list[str | Path] = [PYTHON, "-m", "pytest"]
    with throwaway(VOLATILE) as env:
        if wish.rest and wish.rest != SERVERS:
            return foreground([*pytest, *wish.rest], env=env, cwd=CHECKOUT)
        apart = [f"--ignore={path}" for path in WATCH_THE_CLOCK]
        side_by_side = ["-n", cores, "--dist", "worksteal", "--durations=10", "--durations-min=5", *apart]
        status = foreground([*pytest, *side_by_side, *wish.rest], env=env, cwd=CHECKOUT)
        return foreground([*pytest, *WATCH_THE_CLOCK, *wish.rest], env=env, cwd=CHECKOUT) or status


def run(wish: argparse.Namespace) -> int:
    """Any command: with the demo's services and data while it is up, else with empty ones of its own."""
    if not wish.rest:
        raise Problem("Say what to run, for example: python3 dev.py run -- python manage.py shell")
    ensure_installed()
    if shutil.which(wish.rest[0], path=search_path()) is None:
        raise Problem(f"There is no command {wish.rest[0]!r}. Check its spelling.")
    with demo_or_throwaway() as env:
        return foreground(wish.rest, env=env, cwd=CHECKOUT)


def bench(wish: argparse.Namespace) -> int:
    """A benchmark, on services as durable as production's."""
    if wish.name not in (names := benchmarks()):
        raise Problem(
            f"There is no benchmark {wish.name!r}. Choose one of: {', '.join(names) or 'none yet'}."
        )
    with throwaway(benchmark_tuning()) as env:
        command = [PYTHON, "-m", f"benchmarks.{wish.name}", *wish.rest]
        production = {"BASE_URL": "http://localhost", **env, "DEBUG": "false"}
        return foreground(command, env=production, cwd=CHECKOUT)


def benchmarks() -> list[str]:
    """Names of the benchmarks: modules that can be run, and packages that can."""
    folder = CHECKOUT / "benchmarks"
    alone = [path.stem for path in folder.glob("*.py") if "__main__" in path.read_text()]
    return sorted(alone + [path.parent.name for path in folder.glob("*/__main__.py")])


@contextmanager
def throwaway(tuning: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a command whose services and files are gone afterwards."""
    ensure_installed()
    with throwaway_folder() as folder, services(folder, tuning=tuning, keep=False) as addresses:
        yield command_environment(folder, addresses)


@contextmanager
def demo_or_throwaway() -> Iterator[dict[str, str]]:
    """The running demo's environment, else one whose services are gone afterwards."""
    if settings := running_demo():
        yield command_environment(state_folder(), settings)
    else:
        with throwaway(VOLATILE) as env:
            yield env


COMMANDS = {
    "up": lambda wish: up(wish.port, fresh=wish.fresh),
    "test": test,
    "run": run,
    "bench": bench,
}
