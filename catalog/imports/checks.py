"""What only all rows of a file together can tell: parts that are nowhere, rings of parts, unique values.

Rows that fail are refused before a single product is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.imports import definitions, statements
from catalog.imports.errors import Refusal, Refused
from catalog.imports.formats import reader_for
from catalog.imports.job import Job
from catalog.imports.rings import in_rings
from catalog.imports.staging import copy_refusals
from catalog.models import Attribute, ProductImport

BATCHES = 10  # of rows that are refused at once
Row = tuple[int, int, str, str]  # id, line, column, value
Reason = Callable[[], str]


def check(job: Job) -> None:
    """Refuse what fails, add to the catalog what the rest needs, go on to compare; all of it or nothing."""
    job.go_on()
    with transaction.atomic():
        _query(statements.ANALYZE)
        makes = definitions.makes_of(job.run)  # of rows that are refused now, too: others count on them
        refused = _refuse_all(job)
        _query(statements.SPREAD, run=job.run.pk)
        if not job.run.dry_run:
            definitions.add(makes)
        twins = [sku for (sku,) in _rows(statements.TWINS, run=job.run.pk)]
        ((staged,),) = _rows(statements.COUNT_STAGED, run=job.run.pk)
        job.save(
            stage=ProductImport.Stage.WRITE,
            refused=refused,
            staged=staged,
            made={**job.run.made, **definitions.counts_of(makes)},
            notes={**job.run.notes, "twins": twins},
        )


def _refuse_all(job: Job) -> int:
    """How many lines were refused. A refusal may take the ground from under another row: again until none."""
    _query(statements.RESOLVE_REFS, run=job.run.pk)
    lines: set[int] = set()
    for code in Attribute.objects.filter(unique=True, column="").values_list("code", flat=True):
        for statement in (statements.TWICE_IN_FILE, statements.TWICE_IN_CATALOG):
            lines |= _refuse(job, statement, _not_unique, code=code)
    lines |= _refuse(job, statements.STOCK_OF_SOURCES, _kept_by_source)
    while True:
        found = _refuse(job, statements.LOST_VIEWS, _no_product)
        found |= _refuse(job, statements.LOST_CHILDREN, _no_parent)
        found |= _refuse(job, statements.LOST_PARTS, _no_part)
        rings = in_rings((parent, child) for parent, child in _rows(statements.EDGES, run=job.run.pk))
        if rings:
            found |= _refuse(job, statements.IN_RING, _in_ring, skus=sorted(rings))
        if not found:
            return len(lines)
        lines |= found


def _refuse(job: Job, statement: str, reason: Reason, **values: Any) -> set[int]:
    """Take the rows that it finds out and note why, some at a time; their lines."""
    lines: set[int] = set()
    most = BATCHES * job.batch
    while rows := _rows(statement + statements.AT_MOST, run=job.run.pk, most=most, **values):
        lines |= _take_out(job, rows, reason)
        if len(rows) < most:
            break
    return lines


def _take_out(job: Job, rows: list[Row], reason: Reason) -> set[int]:
    reader = reader_for(job.run.format, job.table().header, job.options)
    text = reason()
    copy_refusals(
        job.run,
        [
            Refusal.of(line, Refused(reader.column_of(column), value or "", text))
            for _pk, line, column, value in rows
        ],
    )
    _query(statements.DROP_STAGED, ids=[pk for pk, *_rest in rows])
    return {line for _pk, line, *_rest in rows}


def _not_unique() -> str:
    return _("Another product has this value, and it must be unique.")


def _kept_by_source() -> str:
    return _("Its stock is kept by source. Say how much is at each in source_quantities.")


def _no_product() -> str:
    return _(
        "There is no such product, neither in the catalog nor in the file; this row holds a store view's."
    )


def _no_parent() -> str:
    return _("There is no such product, neither in the catalog nor among the rows that can be imported.")


def _no_part() -> str:
    return _("This part is neither in the catalog nor among the rows that can be imported.")


def _in_ring() -> str:
    return _("The product would be a part of itself by way of its parts. Take one of the links out.")


def _rows(statement: str, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Any] = cursor.fetchall()
        return found


def _query(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
