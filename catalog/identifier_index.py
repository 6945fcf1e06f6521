"""The products' identifiers as matching joins with them: derived, and kept in step with the stores' mappings.

A pass compares what the mapped attributes say with what the index holds, and writes the difference in one
transaction: killed at any instant, nothing has changed. Products changed since the last pass are compared,
and once a day all of them, for changes that left no time. See docs/decisions/0007-identifiers-index.md.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from amazon_channel.models import Store
from catalog import identifier_sql as sql
from catalog.identifiers import VERSION, Identifier, Kind, Problem, Repair, normalise
from catalog.models import IdentifierSource, ProductIdentifier

Role = ProductIdentifier.Role


class Source(NamedTuple):
    """An attribute in a role."""

    role: str
    attribute: str


# role → the column of Store that names its attribute
MAPPING = {
    Role.SELLER_SKU: "sku_attribute",
    Role.ASIN: "asin_attribute",
    Role.UPC: "upc_attribute",
    Role.EAN: "ean_attribute",
    Role.ISBN: "isbn_attribute",
    Role.GCID: "gcid_attribute",
}
KINDS = {role.value: Kind(role.value) for role in MAPPING}
FOUND_AS = {role: "gtin" if role in ("upc", "ean", "isbn") else role for role in KINDS}
ITSELF = Source(Role.SELLER_SKU.value, "sku")  # the table of products is its own index of SKUs

ALL_AGAIN = timedelta(days=1)
KEPT = timedelta(hours=1)  # what only a preview asked for
MARGIN = "5 minutes"  # between the clocks of those who change products and the database's
AT_ONCE = 20_000  # rows in memory
GROWN = 10_000  # rows written that make the planner's picture of the index wrong
LONGEST = 255
# Of several repairs the one that is told: the one that a person would doubt first.
TOLD = (
    Repair.EXPONENT,
    Repair.ZEROS,
    Repair.SHORT_UPC,
    Repair.OTHER_ISBN,
    Repair.DECIMALS,
    Repair.LABEL,
    Repair.SIGNS,
)


def sources_of(store: Store) -> set[Source]:
    """The attributes that a store, saved or not, maps to roles; without SKUs, which need no index."""
    mapped = {Source(role.value, getattr(store, column)) for role, column in MAPPING.items()}
    return {source for source in mapped if source.attribute} - {ITSELF}


def refresh(*, now: datetime, also: Iterable[Source] = ()) -> int:
    """Bring the index in step with products and mappings; the number of rows written.

    `also` names sources that no store maps yet, for a preview; they are kept for an hour.
    """
    with transaction.atomic():
        kept = _held(_mapped() | set(also), now)
        until = _horizon()
        whole = [each for each in kept if _wants_all(each, now)]
        changed = [each for each in kept if each not in whole]
        anew = any(each.rules not in (0, VERSION) for each in whole)
        with connection.cursor() as cursor:
            cursor.execute(sql.STAGE)
        staged = _stage(whole, since=None, anew=anew)
        since = min((each.read_until for each in changed if each.read_until), default=None)
        staged += _stage(changed, since=since)
        written = _merge() if staged else 0
        _remember(whole, kept, until=until, now=now)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE identifier_change")
            if written >= GROWN:
                cursor.execute("ANALYZE catalog_productidentifier")
    return written


def _mapped() -> set[Source]:
    named = Store.objects.order_by().values_list(*MAPPING.values()).distinct()
    found = {
        Source(role.value, name) for row in named for role, name in zip(MAPPING, row, strict=True) if name
    }
    return found - {ITSELF}


def _held(wanted: set[Source], now: datetime) -> list[IdentifierSource]:
    """The rows of the wanted sources, locked against other passes; what nobody wants any more goes."""
    known = {Source(*each) for each in IdentifierSource.objects.values_list("role", "attribute")}
    rows = [IdentifierSource(**each._asdict(), asked_at=now) for each in sorted(wanted - known)]
    IdentifierSource.objects.bulk_create(rows, ignore_conflicts=True)
    held = list(IdentifierSource.objects.select_for_update().order_by("role", "attribute"))
    gone = [
        each
        for each in held
        if Source(each.role, each.attribute) not in wanted and each.asked_at <= now - KEPT
    ]
    if gone:
        with connection.cursor() as cursor:
            cursor.execute(sql.DROP_UNMAPPED, _columns(gone))
        IdentifierSource.objects.filter(pk__in=[each.pk for each in gone]).delete()
    return [each for each in held if Source(each.role, each.attribute) in wanted]


def _wants_all(source: IdentifierSource, now: datetime) -> bool:
    return (
        source.read_until is None
        or source.compared_at is None
        or source.compared_at <= now - ALL_AGAIN
        or source.rules != VERSION
    )


def _horizon() -> datetime:
    """Products that change from now on, or are being changed, bear a time of change behind this one."""
    with connection.cursor() as cursor:
        cursor.execute(sql.HORIZON, {"margin": MARGIN})
        found: datetime = cursor.fetchone()[0]
    return found


def _stage(sources: list[IdentifierSource], *, since: datetime | None, anew: bool = False) -> int:
    """Copy what differs to the staging table, read; the number of rows."""
    if not sources:
        return 0
    staged = 0
    values = _columns(sources) | {"since": since, "anew": anew}
    for rows in _differing(values):
        lines = "".join([_line(*row) for row in rows])
        with connection.cursor() as cursor:
            cursor.copy_expert(sql.COPY, io.BytesIO(lines.encode()), 1 << 20)
        staged += len(rows)
    return staged


def _differing(values: dict[str, Any]) -> Iterator[list[tuple[int, str, str, str, str]]]:
    """Batches through a cursor of the server's, so that a million rows are never in memory."""
    with connection.connection.cursor(name="identifiers") as cursor:
        cursor.execute(sql.DIFFERING, values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _line(product: int, role: str, attribute: str, website: str, text: str) -> str:
    """A row in COPY's text format."""
    found = read(role, text)
    repaired = next((each.value for each in TOLD if each in found.repairs), "")
    raw, value = text[:LONGEST], found.value
    if "\\" in raw or "\t" in raw or "\n" in raw or "\r" in raw:
        raw, value = _escaped(raw), _escaped(value)
    problem = found.problem.value if found.problem else ""
    place = f"{product}\t{role}\t{attribute}\t{_escaped(website)}\t{FOUND_AS[role]}"
    return f"{place}\t{raw}\t{value}\t{repaired}\t{problem}\n"


def read(role: str, text: str) -> Identifier:
    """The identifier that a text is in this role. One that is too long to be kept is none."""
    kind = KINDS[role]
    return Identifier(kind, "", (), Problem.LENGTH) if len(text) > LONGEST else normalise(kind, text)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _merge() -> int:
    written = 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE identifier_change")
        for statement in (sql.DROP_EMPTIED, sql.CHANGE, sql.ADD):
            cursor.execute(statement)
            written += cursor.rowcount
    return written


def _remember(
    whole: list[IdentifierSource], kept: list[IdentifierSource], *, until: datetime, now: datetime
) -> None:
    for each in kept:
        each.asked_at, each.read_until, each.rules = now, until, VERSION
        if each in whole:
            each.compared_at = now
    IdentifierSource.objects.bulk_update(kept, ["asked_at", "read_until", "rules", "compared_at"])


def _columns(sources: list[IdentifierSource]) -> dict[str, Any]:
    return {
        "roles": [each.role for each in sources],
        "attributes": [each.attribute for each in sources],
    }
