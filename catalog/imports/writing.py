"""Compares what is staged with the catalog, and writes what differs; a dry run does all but the last step.

100,000 products of 20 values: reading and comparing 6 s, inserting 9 s; benchmarks/products.py measures both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from catalog.imports import definitions, known, statements
from catalog.imports.job import HEAVIEST, Job
from catalog.imports.merge import Places, Row, merged
from catalog.models import ProductImport

Links = dict[str, list[tuple[str, int]]]


class Again(Exception):
    """Somebody made one of the products meanwhile: the batch is compared anew."""


@dataclass
class _Product:
    """All that the file says of one SKU."""

    sku: str
    ids: list[int] = field(default_factory=list)  # of its staged rows
    bodies: list[dict[str, Any]] = field(default_factory=list)


def write(job: Job) -> None:
    """Compare batch by batch, in the order of the SKUs, from where the import stands."""
    places = definitions.places(job.options.websites)
    while skus := _next(job):
        job.go_on()
        try:
            with job.written():
                _write_batch(job, skus, places)
        except Again:
            continue
    job.save(stage=ProductImport.Stage.LINK)


def _next(job: Job) -> list[str]:
    with connection.cursor() as cursor:
        after = job.run.place.get("write", "")
        values = {"run": job.run.pk, "after": after, "most": job.batch, "heaviest": HEAVIEST}
        cursor.execute(statements.NEXT_SKUS, values)
        return [sku for (sku,) in cursor.fetchall()]


def _write_batch(job: Job, skus: list[str], places: Places) -> None:
    products = _staged(job, skus)
    rows = known.by_sku(skus)
    wanted = {sku: merged(rows.get(sku), product.bodies, places) for sku, product in products.items()}
    differing = {sku for sku, row in wanted.items() if sku in rows and row != rows[sku]}
    if differing and not job.run.dry_run:
        rows |= known.by_sku(sorted(differing), lock=True)  # nobody may change them between look and write
        wanted |= {sku: merged(rows.get(sku), products[sku].bodies, places) for sku in differing}
        differing = {sku for sku in differing if sku in rows and wanted[sku] != rows[sku]}
    relinked = _relinked(products, rows)
    new = [sku for sku in skus if sku not in rows]
    if not job.run.dry_run:
        _insert([{**wanted[sku], "sku": sku} for sku in new], job)
        _update([wanted[sku] for sku in sorted(differing)], job)
        _mark([pk for sku in relinked for pk in products[sku].ids])
    changed = len((differing | relinked) - set(new))
    job.save(
        created=len(new),
        changed=changed,
        unchanged=len(skus) - len(new) - changed,
        compared=len(skus),
        place={**job.run.place, "write": skus[-1]},
    )


def _staged(job: Job, skus: list[str]) -> dict[str, _Product]:
    found: dict[str, _Product] = {}
    with connection.cursor() as cursor:
        cursor.execute(statements.STAGED, {"run": job.run.pk, "skus": skus})
        for pk, sku, _line, body in cursor.fetchall():
            product = found.setdefault(sku, _Product(sku))
            product.ids.append(pk)
            product.bodies.append(json.loads(body))
    return found


def _relinked(products: dict[str, _Product], rows: dict[str, Row]) -> set[str]:
    """The products whose parts are not those that the file names."""
    saying = {
        sku: body
        for sku, product in products.items()
        for body in product.bodies
        if body.get("l") or body.get("add")
    }
    there = known.links_of([rows[sku]["id"] for sku in saying if sku in rows]) if saying else {}
    return {
        sku
        for sku, body in saying.items()
        if differs(body, there.get(rows[sku]["id"], {}) if sku in rows else {})
    }


def differs(body: dict[str, Any], there: Links) -> bool:
    """True if a product's parts are not those that are said. How often a variant is in it says nothing."""
    for kind, links in body.get("l", {}).items():
        old = [(sku, 1) if kind == "variant" else (sku, count) for sku, count in there.get(kind, [])]
        if old != [(sku, 1) if kind == "variant" else (sku, count) for sku, count in links]:
            return True
    mine = {(kind, sku) for kind, links in there.items() for sku, _count in links}
    return any((kind, sku) not in mine for sku, kind in body.get("add", ()))


def _insert(rows: list[Row], job: Job) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statements.INSERT, {"rows": _json(rows), "now": job.clock()})
            if cursor.rowcount != len(rows):
                raise Again


def _update(rows: list[Row], job: Job) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statements.UPDATE, {"rows": _json(rows), "now": job.clock()})


def _mark(ids: list[int]) -> None:
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(statements.MARK_RELINKS, {"ids": ids})


def _json(rows: list[Row]) -> str:
    return json.dumps(rows, ensure_ascii=False)
