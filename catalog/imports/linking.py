"""Writes which products are parts of which: those whose parts differ, once all products are there."""

from __future__ import annotations

from typing import Any

from django.db import connection

from catalog.imports import statements
from catalog.imports.job import Job
from catalog.models import ProductImport


def link(job: Job) -> None:
    """Make the parts of products those that the file names."""
    while skus := _next(job):
        job.go_on()
        with job.written():
            values = {"run": job.run.pk, "skus": skus, "now": job.clock()}
            _execute(statements.SAID_LINKS, values)
            for statement in (
                statements.DROP_LINKS,
                statements.MOVE_LINKS,
                statements.ADD_LINKS,
                statements.TOUCH,
                statements.FORGET_SAID_LINKS,
            ):
                _execute(statement, values)
            job.save(place={**job.run.place, "link": skus[-1]})
    job.save(stage=ProductImport.Stage.END)


def _next(job: Job) -> list[str]:
    with connection.cursor() as cursor:
        after = job.run.place.get("link", "")
        cursor.execute(statements.NEXT_RELINKS, {"run": job.run.pk, "after": after, "most": job.batch})
        return [sku for (sku,) in cursor.fetchall()]


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
