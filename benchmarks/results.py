"""Keeps what was measured: date, command, machine and table, appended to RESULTS.md."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import django
from django.db import connection

RESULTS = Path(__file__).with_name("RESULTS.md")


def machine() -> str:
    """Cores, memory and versions: what figures depend on. No names and no paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, Django "
        f"{django.get_version()}, PostgreSQL {postgres}; load of the machine at the end {busy:.1f}"
    )


def keep(name: str, *, command: str, notes: str, table: str) -> None:
    """Prints a table and appends it to RESULTS.md."""
    print(f"\n{notes}\n\n{table}\n")
    heading = f"## {name} – {datetime.now(UTC):%Y-%m-%d} at {_version()}"
    entry = "\n\n".join((f"\n{heading}", f"`{command}`", machine(), notes, table)) + "\n"
    if not RESULTS.exists():
        RESULTS.write_text("# Results\n\nRatios are of one run; seconds depend on the machine.\n")
    with RESULTS.open("a", encoding="utf-8") as kept:
        kept.write(entry)


def _version() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "no commit"
