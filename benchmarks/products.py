"""Products from Adobe Commerce's CSV through the product's own import, beside django-import-export.

    python3 dev.py bench products [--products N] [--quick]

Every import runs in a process of its own, so that its peak memory is its own: memory is flat if a file five
or ten times as long needs no more of it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import product_file, product_rivals, results  # noqa: E402
from catalog.imports import export, runs  # noqa: E402
from catalog.imports.choices import default_options  # noqa: E402
from catalog.imports.look import PIECE  # noqa: E402
from catalog.imports.work import carry_out  # noqa: E402
from catalog.models import Product, ProductLink  # noqa: E402

RIVAL_ROWS = 2_000


@dataclass
class Imported:
    """What one import took."""

    seconds: float
    cpu: float  # seconds of this process alone, whatever else the machine does
    memory: float  # MB at its peak
    rows: int
    created: int
    changed: int
    unchanged: int
    refused: int
    stages: dict[str, float]


def main() -> None:
    """Runs the benchmark, or (inside it) one import."""
    parser = argparse.ArgumentParser(description=__doc__, prog="dev.py bench products")
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true", help="without the other library")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--dry-run", action="store_true", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.file:
        print(json.dumps(asdict(_import_here(wish.file, dry_run=wish.dry_run))))
        return
    call_command("migrate", verbosity=0)
    with TemporaryDirectory() as folder:
        _run(Path(folder), wish.products, quick=wish.quick)


def _run(folder: Path, count: int, *, quick: bool) -> None:
    fifth, whole, other = folder / "fifth.csv", folder / "whole.csv", folder / "other.csv"
    product_file.write(fifth, product_file.rows(count // 5))
    size = product_file.write(whole, product_file.rows(count))
    product_file.write(other, product_file.rows(count, dearer=100))
    took: dict[str, Imported] = {}
    took[f"first import, {count // 5:,} products"] = _import(fifth)
    _empty()
    took[f"dry run, {count:,} products"] = _import(whole, "--dry-run")
    took[f"first import, {count:,} products"] = _import(whole)
    took["again, unchanged"] = _import(whole)
    took["again, 1 % dearer"] = _import(other)
    written, seconds = _export(folder / "export.csv")
    took["its own export, unchanged"] = _import(folder / "export.csv")
    _empty()
    product_file.write(other, product_file.rows(2 * count))
    took[f"first import, {2 * count:,} products"] = _import(other)
    rival = None if quick else _rival(folder)
    results.keep(
        "products",
        command=f"python3 dev.py bench products --products {count}" + (" --quick" if quick else ""),
        notes=_notes(count, size, took),
        table=_table(count, took, written, seconds, rival),
    )


def _import(path: Path, *more: str) -> Imported:
    command = [sys.executable, "-m", "benchmarks.products", "--file", str(path), *more]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    imported = Imported(**json.loads(done.stdout.splitlines()[-1]))
    print(path.name, *more, imported, flush=True)
    return imported


def _import_here(path: Path, *, dry_run: bool) -> Imported:
    settings.IMPORT_DIR = path.parent / "imports"
    settings.DEBUG = False  # as in production: with it every statement would be remembered
    with path.open("rb") as source:
        pieces = iter(lambda: source.read(PIECE), b"")
        run = runs.open_file(path.name, pieces, by="", now=timezone.now())
    options = default_options()
    started, busy = time.perf_counter(), time.process_time()
    runs.start(run, options, dry_run=dry_run, by="", now=timezone.now(), to_worker=False)
    claimed = runs.claim(run.pk, now=timezone.now())
    if claimed is None:
        raise SystemExit("The import was not to be had.")
    stages: dict[str, float] = {}
    carry_out(claimed, observe=lambda stage, seconds: stages.update({stage: round(seconds, 2)}))
    seconds = time.perf_counter() - started
    run.refresh_from_db()
    if run.state != "done":
        raise SystemExit(f"{run.state}: {run.message}")
    tallies = {name: getattr(run, name) for name in ("rows", "created", "changed", "unchanged", "refused")}
    return Imported(seconds, time.process_time() - busy, _peak_memory(), stages=stages, **tallies)


def _peak_memory() -> float:
    """MB this process held at its peak."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _empty() -> None:
    ProductLink.objects.all()._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_product")


def _export(path: Path) -> tuple[int, float]:
    started = time.perf_counter()
    with path.open("w", encoding="utf-8", newline="") as target:
        target.writelines(export.lines())
    return Product.objects.count(), time.perf_counter() - started


def _rival(folder: Path) -> float:
    """Seconds a row that django-import-export takes, for the same columns as far as it can hold them."""
    path = folder / "rival.csv"
    product_file.write(path, product_file.rows(RIVAL_ROWS))
    _empty()
    return product_rivals.import_export(path) / RIVAL_ROWS


def _table(count: int, took: dict[str, Imported], written: int, seconds: float, rival: float | None) -> str:
    lines = [
        "| what | seconds | its own CPU | rows/s | peak memory MB | created / changed / unchanged | of it |"
    ]
    lines.append("|---|---|---|---|---|---|---|")
    for name, each in took.items():
        stages = ", ".join(f"{stage} {spent:.1f}" for stage, spent in each.stages.items())
        tally = f"{each.created} / {each.changed} / {each.unchanged}"
        speed = each.rows / each.seconds
        lines.append(
            f"| {name} | {each.seconds:.1f} | {each.cpu:.1f} | {speed:,.0f} | {each.memory:.1f} | {tally} |"
            f" {stages} |"
        )
    lines.append(f"| export of {written:,} products | {seconds:.1f} | | {written / seconds:,.0f} | | | |")
    if rival is not None:
        lines.append(
            f"| django-import-export, {RIVAL_ROWS} rows, extrapolated to {count:,} | {rival * count:.0f} |"
            f" | {1 / rival:,.0f} | | | |"
        )
    return "\n".join(lines)


def _notes(count: int, size: int, took: dict[str, Imported]) -> str:
    first = [each for name, each in took.items() if name.startswith("first import")]
    small, *larger = sorted(first, key=lambda each: each.rows)
    grown = [
        f"{each.memory - small.memory:+.1f} MB ({each.memory / small.memory - 1:+.1%})" for each in larger
    ]
    columns = len(product_file.COLUMNS)
    return (
        f"{count:,} products, {size / count:.0f} bytes each, {columns} columns; every index of the pages "
        f"in place. Peak memory against a fifth of the products: {grown[0]}, ten times as many: {grown[1]}."
    )


if __name__ == "__main__":
    main()
