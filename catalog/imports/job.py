"""An import in the hands of one worker: its options, its progress, and whether it still has it.

Errors: Lost – another worker has taken the import over. Cancelled – a person wants it to stop.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F

from amazon_channel.models import User
from catalog.changes import Source, attributed
from catalog.imports.look import Layout
from catalog.imports.reading import Options, options_with
from catalog.imports.table import Table
from catalog.models import ProductImport

HEAVIEST = 4 << 20  # bytes that rows say, about, behind which a batch ends before it is full
Clock = Callable[[], datetime]


class Lost(Exception):
    """Another worker has this import, or it is finished: stop without writing anything more."""


class Cancelled(Exception):
    """A person asked it to stop; what is written stays written."""


@dataclass
class Job:
    """One claimed import. `batch` is how many rows or products one transaction covers."""

    run: ProductImport
    clock: Clock
    batch: int = 1_000

    def save(self, **columns: Any) -> None:
        """Keep progress, in the transaction of what it covers. Lost if the claim is no longer ours."""
        tallies = {
            name: F(name) + columns.pop(name)
            for name in ("rows", "refused", "created", "changed", "unchanged", "compared")
            if name in columns
        }
        held = ProductImport.objects.filter(
            pk=self.run.pk, state=ProductImport.State.RUNNING, claims=self.run.claims
        )
        if not held.update(beat_at=self.clock(), **columns, **tallies):
            raise Lost
        for name, value in columns.items():
            setattr(self.run, name, value)

    def go_on(self) -> None:
        """Between batches, outside a transaction: Cancelled if a person asked to stop."""
        asked = ProductImport.objects.filter(pk=self.run.pk, cancel_asked_at__isnull=False)
        if asked.exists():
            raise Cancelled

    @property
    def options(self) -> Options:
        return options_with(self.run.options)

    def written(self) -> AbstractContextManager[None]:
        """A transaction whose product changes are logged as this import's."""
        by = User.objects.filter(username=self.run.opened_by).values_list("pk", flat=True).first()
        return attributed(Source.IMPORT, now=self.clock(), user_id=by, number=self.run.pk)

    def table(self) -> Table:
        """The file as a table."""
        return table_of(self.run)


def path_of(run: ProductImport) -> Path:
    """Where the import's file is."""
    return Path(settings.IMPORT_DIR) / run.file


def table_of(run: ProductImport) -> Table:
    """The import's file as a table."""
    return Table(path_of(run), Layout(**run.layout))
