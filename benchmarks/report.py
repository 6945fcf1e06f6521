"""A listings report of a million lines through the product's own load, beside what others do with it.

    python3 dev.py bench report [--lines N] [--quick]

Every load runs in a process of its own, so that its peak memory is its own. Ratios are to a raw COPY of the
same bytes, gunzip included, into an unlogged table without an index, measured before, between and after.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after setup
from django.db import connection  # noqa: E402
from isal import igzip  # noqa: E402

from amazon_channel.models import Account, Application, Store  # noqa: E402
from benchmarks import report_file, report_rivals, results  # noqa: E402
from listings.titles import fill_titles, titles_waiting  # noqa: E402
from sync.models import ReportRequest  # noqa: E402
from sync.pull import documents  # noqa: E402
from sync.pull.load import load  # noqa: E402

START = datetime(2026, 11, 1, tzinfo=UTC)
RIVAL_ROWS = 100_000
LOADS = [
    ("first load", "first.gz"),
    ("again, unchanged", "first.gz"),
    ("again, changed", "later.gz"),
    ("again, unchanged after that", "later.gz"),
]


@dataclass
class Loaded:
    """What one load took."""

    seconds: float
    memory: float  # MB at its peak
    wal: float  # MB
    written: int  # rows of the listings table
    tally: dict[str, int]


@dataclass
class Bench:
    """One run: its store, its files and what was measured."""

    folder: Path
    lines: int
    store: Store = field(default_factory=lambda: _store("ATVPDKIKX0DER"))
    raw: list[float] = field(default_factory=list)
    days: int = 0

    def copy_raw(self) -> None:
        """Measures (a) once more."""
        self.raw.append(_copy_raw(self.folder / "first.gz"))

    def load(self, name: str, store: Store | None = None) -> Loaded:
        """Loads one of the files in a process of its own."""
        self.days += 1
        request = _request(store or self.store, self.folder / name, at=START + timedelta(days=self.days))
        lsn, snapshot = _lsn(), _snapshot()
        command = [sys.executable, "-m", "benchmarks.report", "--load", str(request.pk)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        said = json.loads(done.stdout.splitlines()[-1])
        return Loaded(
            said["seconds"], said["memory"], (_lsn() - lsn) / 1e6, _written_since(snapshot), said["tally"]
        )


def main() -> None:
    """Runs the benchmark, or (inside it) one load."""
    parser = argparse.ArgumentParser(description=__doc__, prog="dev.py bench report")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="without the report of twice as many lines")
    parser.add_argument("--load", type=int, help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.load:
        _load_here(wish.load)
        return
    call_command("migrate", verbosity=0)
    with TemporaryDirectory() as folder:
        _run(Bench(Path(folder), wish.lines), quick=wish.quick)


def _run(bench: Bench, *, quick: bool) -> None:
    print("Writing the reports …", flush=True)
    size = _write_files(bench, quick=quick)
    loads: dict[str, Loaded] = {}
    bench.copy_raw()
    for name, file in LOADS:
        loads[name] = bench.load(file)
        print(f"{name}: {loads[name]}", flush=True)
        bench.copy_raw()
    rivals = _rivals(bench)
    words = _words(bench)
    if not quick:
        other = _store("A1F83G8C2ARO7P")
        loads["first load, twice the lines"] = bench.load("double.gz", other)
        loads["again, twice the lines"] = bench.load("double.gz", other)
    results.keep(
        "report",
        command=f"python3 dev.py bench report --lines {bench.lines}" + (" --quick" if quick else ""),
        notes=_notes(bench, size, loads, quick=quick),
        table=_table(bench, loads, rivals, words),
    )


def _write_files(bench: Bench, *, quick: bool) -> int:
    first = bench.folder / "first.gz"
    size = report_file.write(first, report_file.lines(bench.lines))
    report_file.write(bench.folder / "later.gz", report_file.a_day_later(first, every=100))
    report_file.write(bench.folder / "rivals.gz", report_file.lines(RIVAL_ROWS))
    if not quick:
        report_file.write(bench.folder / "double.gz", report_file.twice(first))
    return size


def _load_here(request_id: int) -> None:
    """One load in this process; says what it took."""
    request = ReportRequest.objects.select_related("store__account").get(pk=request_id)
    started = time.perf_counter()
    tally = load(request, now=request.asked_at + timedelta(hours=1))
    seconds = time.perf_counter() - started
    counts = {
        name: getattr(tally, name) for name in ("read", "new", "changed", "unchanged", "missing", "held")
    }
    print(json.dumps({"seconds": seconds, "memory": _peak_memory(), "tally": counts}))


def _peak_memory() -> float:
    """MB this process held at its peak. Not getrusage's figure, which a child inherits from its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _copy_raw(path: Path) -> float:
    columns = ", ".join(f'"{name}" text' for name in report_file.COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS raw_lines; CREATE UNLOGGED TABLE raw_lines ({columns})")
        started = time.perf_counter()
        with igzip.open(path, "rb") as source:  # type: ignore[no-untyped-call]
            copy = "COPY raw_lines FROM STDIN (FORMAT text, HEADER, ENCODING 'WIN1252')"
            cursor.copy_expert(copy, source, 1 << 20)
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE raw_lines")
    return seconds


def _rivals(bench: Bench) -> dict[str, float]:
    """What two other ways take for as many lines, on load again; measured on fewer and extrapolated."""
    store = _store("A2EUQ1WTGCTBG2")
    bench.load("rivals.gz", store)
    rows = report_rivals.rows_of(bench.folder / "rivals.gz", store)
    bulk = report_rivals.bulk_create(rows) / len(rows)
    few = rows[:: len(rows) // 5_000][:5_000]
    single = report_rivals.update_or_create(few) / len(few)
    return {"(b) bulk_create": bulk * bench.lines, "(c) update_or_create": single * bench.lines}


def _words(bench: Bench) -> float:
    """Filling the word search behind the load, for as many titles as one report has."""
    waiting = titles_waiting([bench.store.pk])
    started = time.perf_counter()
    written = fill_titles(chunks=10)
    return (time.perf_counter() - started) / max(written, 1) * min(waiting, bench.lines)


def _table(bench: Bench, loads: dict[str, Loaded], rivals: dict[str, float], words: float) -> str:
    raw = statistics.median(bench.raw)
    rows = [
        "| what | seconds | × (a) | peak memory MB | WAL MB | rows written |",
        "|---|---|---|---|---|---|",
    ]
    rows.append(f"| (a) raw COPY, unlogged, no index | {raw:.2f} | 1.00 | | | |")
    for name, took in loads.items():
        ratio = "" if "twice" in name else f"{took.seconds / raw:.2f}"
        costs = f"{took.memory:.0f} | {took.wal:.0f} | {took.written}"
        rows.append(f"| {name.strip()} | {took.seconds:.2f} | {ratio} | {costs} |")
    again = loads["again, changed"].seconds
    for name, seconds in rivals.items():
        rows.append(f"| {name} (extrapolated) | {seconds:.0f} | {seconds / raw:.0f} | | | |")
        rows.append(f"| … times as long as our load again | {seconds / again:.0f} | | | | |")
    rows.append(f"| word search filled behind the first load (extrapolated) | {words:.0f} | | | | |")
    return "\n".join(rows)


def _notes(bench: Bench, size: int, loads: dict[str, Loaded], *, quick: bool) -> str:
    said = (
        f"{bench.lines} lines of {size / bench.lines:.0f} bytes, {len(report_file.COLUMNS)} columns, gzip; "
        "every index of the pages in place. Changed: 1 % edited, 0.1 % new, 0.1 % gone. Raw COPY: median of "
        f"{len(bench.raw)}, {min(bench.raw):.2f}–{max(bench.raw):.2f} s. (b) is measured on {RIVAL_ROWS} "
        "rows, (c) on 5,000."
    )
    if quick:
        return said
    more = loads["again, twice the lines"].memory - loads["again, unchanged"].memory
    return f"{said} Each further line costs {more * 2**20 / bench.lines:.0f} bytes of memory on load again."


def _request(store: Store, path: Path, *, at: datetime) -> ReportRequest:
    request = ReportRequest.objects.create(
        store=store,
        kind=ReportRequest.Kind.ALL_DATA,
        state=ReportRequest.State.READY,
        asked_at=at,
        snapshot_at=at,
        content_type="text/plain;charset=Cp1252",
    )
    with path.open("rb") as source:
        documents.store(request, source)
    request.save()
    return request


def _store(marketplace_id: str) -> Store:
    application, _ = Application.objects.get_or_create(
        name="Benchmark", defaults={"client_id": "benchmark", "client_secret": "none", "sandbox": True}
    )
    account, _ = Account.objects.get_or_create(
        name="Benchmark",
        defaults={
            "region": "NA",
            "selling_partner_id": "ABENCH",
            "application": application,
            "refresh_token": "none",
            "authorised_at": START,
        },
    )
    return Store.objects.create(
        account=account,
        marketplace_id=marketplace_id,
        name=f"Benchmark {marketplace_id}",
        currency="USD",
        language="en_US",
        time_zone="America/Los_Angeles",
    )


def _lsn() -> int:
    return _number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")


def _snapshot() -> int:
    return _number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


def _written_since(snapshot: int) -> int:
    return _number("SELECT count(*) FROM listings_listing WHERE xmin::text::bigint >= %s", snapshot)


def _number(sql: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
