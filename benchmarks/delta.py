"""Many accounts with many changed listings each, pulled by the delta over HTTP: python3 dev.py bench delta.

The sandbox, the database and the workers share the machine. Amazon's limits are left out (the throttle lets
everything pass), so that what is measured is what stands between the limits and us.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("RESULTS.md")
UK = "A1F83G8C2ARO7P"
PYTHON = sys.executable
TICKS = os.sysconf("SC_CLK_TCK")
HEADING = "## Delta"


def main() -> int:
    """Set up, pull everything once as new, change it at Amazon, pull it again; print and keep the figures."""
    wish = options()
    if wish.worker:
        return worker()
    from benchmarks.delta_accounts import connect, open_runs  # after the environment is known

    idle = f"{os.getloadavg()[0]:.1f}"
    with sandbox() as (url, process):
        os.environ["SP_API_SANDBOX_URL"] = url
        subprocess.run([PYTHON, "manage.py", "migrate", "--no-input", "-v0"], check=True)
        say(f"{wish.accounts} sellers with {wish.listings} listings each …")
        sellers = [control(url, "/sellers", seller(number, wish)) for number in range(wish.accounts)]
        connect(sellers, marketplace=UK)
        figures = {}
        for name in ("new", "changed", "nothing changed"):
            if name == "changed":
                touch(url, sellers, wish.listings)
            open_runs(since_ever=name == "new")
            say(f"pulling: {name} …")
            figures[name] = measure(wish.workers, process.pid)
    report(figures, wish, idle=idle)
    return 0


def options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="dev.py bench delta", description=__doc__)
    parser.add_argument("--accounts", type=int, default=100)
    parser.add_argument("--listings", type=int, default=1000, help="changed ones of each account")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def seller(number: int, wish: argparse.Namespace) -> dict[str, Any]:
    """What the sandbox is to make."""
    return {"marketplaces": [UK], "name": f"Seller {number}", "listings": wish.listings, "seed": number}


def touch(url: str, sellers: list[dict[str, Any]], listings: int) -> None:
    """A new price for every listing, then a pause: the last seconds are left to a later run."""
    for one in sellers:
        body = {"seller": one["selling_partner_id"], "marketplace": UK, "count": listings}
        touched = control(url, "/listings/touch", body)["touched"]
        if touched != listings:
            sys.exit(f"Only {touched} of {listings} listings could be changed.")
    time.sleep(4)


@contextmanager
def sandbox() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A sandbox of its own without limits, and its process."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["-m", "sandbox", "serve", "--scenario", "empty", "--throttle", "0"]
        command = [PYTHON, *words, "--data", f"{folder}/sandbox.sqlite"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                line = process.stdout.readline() if process.stdout else ""
                yield line.removeprefix("READY ").strip(), process
            finally:
                process.terminate()


def control(url: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask the sandbox for something that only a test may ask."""
    request = urllib.request.Request(  # noqa: S310 - the sandbox's own address
        f"{url}/_control{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=600) as response:  # noqa: S310
        return dict(json.load(response))


def measure(workers: int, sandbox_pid: int) -> dict[str, float]:
    """Let the workers do all open runs; seconds by part, added up over the workers."""
    began, sandbox_began = time.perf_counter(), cpu_of(sandbox_pid)
    processes = [
        subprocess.Popen(
            [PYTHON, "-m", "benchmarks.delta", "--worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(workers)
    ]
    for process in processes:
        process.stdout.readline()  # type: ignore[union-attr]  # started, nothing done yet
    began, sandbox_began = time.perf_counter(), cpu_of(sandbox_pid)
    outputs = []
    for process in processes:
        process.stdin.write("go\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    for process in processes:
        outputs.append(json.loads(process.communicate()[0]))
    wall = time.perf_counter() - began
    total = {name: sum(output[name] for output in outputs) for name in outputs[0]}
    return {**total, "wall": wall, "sandbox_cpu": cpu_of(sandbox_pid) - sandbox_began}


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has used; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def worker() -> int:
    """A worker process: claims runs until none is left, and says where its time went."""
    from benchmarks.delta_accounts import work_off

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(work_off()))
    return 0


def report(figures: dict[str, dict[str, float]], wish: argparse.Namespace, *, idle: str) -> None:
    """Print the figures and put them into RESULTS.md in place of the earlier ones."""
    lines = [
        HEADING,
        "",
        f"`python3 dev.py bench delta --accounts {wish.accounts} --listings {wish.listings}"
        f" --workers {wish.workers}`",
        f"on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {sys.version.split()[0]};"
        f" sandbox, PostgreSQL, Valkey and workers on the same machine, no throttle. Load before: {idle}.",
        "",
        "| listings | listings/s | wall | our code | client | waiting for the sandbox | database |"
        " CPU of workers | CPU of the sandbox |",
        "|---|---|---|---|---|---|---|---|---|",
        *(row(name, figure) for name, figure in figures.items()),
        "",
        "Our code, client, waiting and database are shares of the workers' time, which adds up to 100 %.",
        "",
    ]
    text = RESULTS.read_text() if RESULTS.exists() else "# Results\n\n"
    before, _, rest = text.partition(HEADING + "\n")
    after = rest.partition("\n## ")[2]
    RESULTS.write_text(before.rstrip() + "\n\n" + "\n".join(lines) + (f"\n## {after}" if after else ""))
    say("\n".join(lines))


def row(name: str, figure: dict[str, float]) -> str:
    """One line of the table."""
    whole = figure["busy"]
    parts = [figure[part] / whole for part in ("ours", "client", "http", "database")]
    shares = " | ".join(f"{part:.0%}" for part in parts)
    return (
        f"| {figure['listings']:,.0f} {name} | {figure['listings'] / figure['wall']:,.0f}"
        f" | {figure['wall']:.1f} s"
        f" | {shares} | {figure['worker_cpu']:.1f} s | {figure['sandbox_cpu']:.1f} s |"
    )


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
