"""Amazon's product types into attributes: read when a person asks, once a week, or when they change.

Definitions are one marketplace's, not one seller's: what one account has read serves all. Two that read at
once write one after the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from listings.amazon_attributes.models import AmazonAttribute, AttributeReading, ProductTypeDefinition
from sync.amazon.answers import ProductType
from sync.attributes import schema, sql
from sync.attributes.merging import MERGED, forget, merge
from sync.runs import fence
from sync.work import Work

LOOKED_AT_EVERY = timedelta(days=1)  # one call: has Amazon's list a new version?
READ_EVERY = timedelta(days=7)
TYPES_AT_MOST = 40  # a run


def pull_definitions(work: Work, reading: AttributeReading, seen: set[str]) -> None:
    """Bring the definitions of the store's product types up to date; `seen` are types that just came up."""
    now = work.clock()
    if not _is_due(reading, seen, now=now):
        return
    listed = work.amazon.product_types(work.store.marketplace_id)
    types = sorted(seen | set(reading.product_types) | _types_of(work.store))
    AttributeReading.objects.filter(pk=reading.pk).update(product_types=types)
    due = _due(work.store, types, listed.version, now=now)
    for name in due[:TYPES_AT_MOST]:
        work.beat(work.tally.read, None)
        _read(work, name, listed.version)
    if len(due) > TYPES_AT_MOST:
        work.tally.message = _("Many product types are to be read: it goes on in the next run.")
        return
    with transaction.atomic():
        fence(work.run)
        AttributeReading.objects.filter(pk=reading.pk).update(types_read_at=now)


def _is_due(reading: AttributeReading, seen: set[str], *, now: datetime) -> bool:
    read_at = reading.types_read_at
    if read_at is None or now - read_at >= LOOKED_AT_EVERY or seen - set(reading.product_types):
        return True
    return reading.asked_at is not None and reading.asked_at > read_at


def _types_of(store: Store) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql.PRODUCT_TYPES, {"store": store.pk})
        return {name for (name,) in cursor.fetchall()}


def _due(store: Store, types: list[str], version: str, *, now: datetime) -> list[str]:
    """Which of the types were never read, a week ago, or before the list's present version."""
    known = ProductTypeDefinition.objects.filter(
        marketplace_id=store.marketplace_id,
        product_type__in=types,
        list_version=version,
        read_at__gt=now - READ_EVERY,
    )
    fresh = set(known.values_list("product_type", flat=True))
    return [name for name in types if name not in fresh]


def _read(work: Work, name: str, list_version: str) -> None:
    """Read one product type. An unreadable name or schema leaves it as it was, with a word in the tally."""
    marketplace_id = work.store.marketplace_id
    try:
        found = work.amazon.product_type(marketplace_id, name)
    except ValueError:
        found = None  # not a name that Amazon could have given
    known = None
    if found is not None and _checksum(marketplace_id, name) != found.checksum:
        try:
            known = schema.read(work.amazon.schema(found))
        except schema.Unreadable as error:
            work.tally.message = _("%(type)s: its definition cannot be read: %(why)s.") % {
                "type": name,
                "why": error,
            }
            found = None
    with transaction.atomic():
        fence(work.run)
        _lock(marketplace_id)
        if known is not None:
            _write(marketplace_id, name, known)
        _note(work, found, name=name, list_version=list_version)


def _checksum(marketplace_id: str, name: str) -> str:
    of_type = ProductTypeDefinition.objects.filter(marketplace_id=marketplace_id, product_type=name)
    return of_type.values_list("checksum", flat=True).first() or ""


def _note(work: Work, found: ProductType | None, *, name: str, list_version: str) -> None:
    facts = {"list_version": list_version, "read_at": work.clock()}
    if found is not None:
        facts |= {
            "title": found.title[:255],
            "version": found.version[:120],
            "checksum": found.checksum[:120],
        }
    ProductTypeDefinition.objects.update_or_create(
        marketplace_id=work.store.marketplace_id, product_type=name[:80], defaults=facts
    )


def _lock(marketplace_id: str) -> None:
    """One writer of a marketplace's attributes at a time, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"attributes {marketplace_id}"])


def _write(marketplace_id: str, product_type: str, known: list[schema.Known]) -> None:
    """Merge one type's attributes into those of the marketplace; only rows that differ are written."""
    names = [each.name for each in known if len(each.name) <= schema.LONGEST_NAME]
    there = {
        row.name: row for row in AmazonAttribute.objects.filter(marketplace_id=marketplace_id, name__in=names)
    }
    wanted = [
        merge(there.get(each.name), each, product_type=product_type, marketplace_id=marketplace_id)
        for each in known
        if len(each.name) <= schema.LONGEST_NAME
    ]
    former = AmazonAttribute.objects.filter(
        marketplace_id=marketplace_id, product_types__contains=[product_type]
    )
    dropped = [forget(row, product_type) for row in former.exclude(name__in=names)]
    differing = [row for row in (*wanted, *dropped) if row is not None]
    AmazonAttribute.objects.bulk_create(
        differing,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["marketplace_id", "name"],
        update_fields=MERGED,
    )
