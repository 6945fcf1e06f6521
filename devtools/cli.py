"""The command line: which command does what, and how a problem is shown."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from devtools.environment import command_environment, new_field_key
from devtools.install import ensure_installed
from devtools.places import CHECKOUT, PYTHON, throwaway_folder
from devtools.postgres import VOLATILE, benchmark_tuning
from devtools.problem import Problem
from devtools.processes import foreground
from devtools.services import services


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit status for the shell."""
    ours, rest = split(arguments)
    wish = parser().parse_args(ours)
    wish.rest = rest
    try:
        ensure_installed()
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
    commands.add_parser("test", help="run the tests; arguments go to pytest")
    commands.add_parser("run", help="run a command with services and settings: run -- CMD")
    bench = commands.add_parser("bench", help="run a benchmark by name; what follows goes to it")
    bench.add_argument("name")
    return root


def test(wish: argparse.Namespace) -> int:
    """pytest, with services of its own."""
    with throwaway(VOLATILE) as env:
        return foreground([PYTHON, "-m", "pytest", *wish.rest], env=env, cwd=CHECKOUT)


def run(wish: argparse.Namespace) -> int:
    """Any command, with services of its own."""
    if not wish.rest:
        raise Problem("Say what to run, for example: python3 dev.py run -- python manage.py shell")
    with throwaway(VOLATILE) as env:
        try:
            return foreground(wish.rest, env=env, cwd=CHECKOUT)
        except FileNotFoundError:
            raise Problem(f"There is no command {wish.rest[0]!r}. Check its spelling.") from None


def bench(wish: argparse.Namespace) -> int:
    """A benchmark, on services as durable as production's."""
    if not (CHECKOUT / "benchmarks" / f"{wish.name}.py").exists():
        names = sorted(path.stem for path in (CHECKOUT / "benchmarks").glob("[a-z]*.py"))
        raise Problem(f"There is no benchmark {wish.name!r}. Choose one of: {', '.join(names) or 'none yet'}.")
    with throwaway(benchmark_tuning()) as env:
        command = [PYTHON, "-m", f"benchmarks.{wish.name}", *wish.rest]
        return foreground(command, env={**env, "DEBUG": "false"}, cwd=CHECKOUT)


@contextmanager
def throwaway(tuning: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a command whose services and files are gone afterwards."""
    with throwaway_folder() as folder, services(folder, tuning=tuning, keep=False) as addresses:
        yield command_environment(addresses, folder=folder, field_key=new_field_key())


COMMANDS = {"test": test, "run": run, "bench": bench}
