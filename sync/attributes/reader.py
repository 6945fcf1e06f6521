"""Reads what listings say, 20 a call, asks Amazon's catalog for what they lack, and keeps both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from listings.amazon_attributes.entries import carried
from listings.amazon_attributes.models import NAME_LENGTH, AttributeReading
from sync.amazon.errors import AmazonError, Revoked, Throttled, Unauthorized
from sync.attributes import raw, sql
from sync.pull.items import hold
from sync.runs import fence
from sync.work import Work

A_CALL = 20
OF_ASINS = ("attributes", "images")
INCLUDED = ("summaries", "attributes")
ASIN = re.compile(r"[A-Z0-9]{10}", re.ASCII)


class Row(NamedTuple):
    """A listing to read."""

    listing_id: int
    seller_sku: str
    asin: str
    updated_at: datetime | None


class Told(NamedTuple):
    """What came for one listing. `catalog` is None where Amazon's catalog was not asked."""

    row: Row
    attributes: raw.Attributes
    catalog: raw.Attributes | None


@dataclass
class Reader:
    """One store's reading in one run.

    `roots` are the attributes that mappings need, `left` the listings that this run may still read. A catalog
    that does not answer stops no listing: the error is kept, and what was not asked is asked again.
    """

    work: Work
    reading: AttributeReading
    roots: list[str]
    left: int
    product_types: set[str] = field(default_factory=set)
    catalog_error: AmazonError | None = None

    def read(self, rows: Sequence[Row]) -> None:
        """Read and keep these, a call's worth at a time, each in a transaction of its own."""
        self.left -= len(rows)
        done = 0
        for some in calls(rows):
            self.work.beat(done, len(rows))
            items = self._ask(some)
            there = [row for row in some if row.seller_sku in items]
            own = {row.listing_id: raw.attributes_of(items[row.seller_sku]) for row in there}
            catalog = self._ask_catalog(there, own)
            told = [Told(row, own[row.listing_id], catalog.get(row.asin)) for row in there]
            self._keep(told, absent=[row.listing_id for row in some if row.seller_sku not in items])
            done += len(some)

    def settle(self, **columns: datetime | None) -> None:
        """Note how far the reading is, now that all before it is kept."""
        with transaction.atomic():
            fence(self.work.run)
            AttributeReading.objects.filter(pk=self.reading.pk).update(**columns)

    def _ask(self, some: Sequence[Row]) -> dict[str, dict[str, Any]]:
        skus = [row.seller_sku for row in some]
        page = self.work.amazon.search_listings(self.work.store.marketplace_id, skus=skus, included=INCLUDED)
        items = {item["sku"]: item for item in page.items if isinstance(item.get("sku"), str)}
        self.product_types |= {raw.product_type_of(item) for item in items.values()} - {""}
        return items

    def _ask_catalog(self, rows: Sequence[Row], own: dict[int, raw.Attributes]) -> dict[str, raw.Attributes]:
        """By ASIN, what the catalog says of the listings that lack something; {} for an ASIN it lacks."""
        lacking = [row for row in rows if any(name not in own[row.listing_id] for name in self.roots)]
        asins = sorted({row.asin for row in lacking if ASIN.fullmatch(row.asin)})
        if not asins or self.catalog_error:
            return {}
        marketplace_id = self.work.store.marketplace_id
        try:
            page = self.work.amazon.catalog.by_identifiers(marketplace_id, "ASIN", asins, included=OF_ASINS)
        except (Throttled, Revoked, Unauthorized):
            raise
        except AmazonError as error:
            self.catalog_error = error
            return {}
        found = {item["asin"]: raw.catalog_attributes_of(item, marketplace_id) for item in page.items}
        return {asin: found.get(asin, {}) for asin in asins}

    def _keep(self, told: Sequence[Told], *, absent: list[int]) -> None:
        work, now = self.work, self.work.clock()
        with transaction.atomic():
            fence(work.run)
            hold(work.store)
            with connection.cursor() as cursor:
                rows = json.dumps([_as_json(each) for each in told])
                cursor.execute(sql.KEEP, {"store": work.store.pk, "now": now, "rows": rows})
                changed = sum(changed for (changed,) in cursor.fetchall())
                cursor.execute(sql.TOUCH, {"now": now, "listings": absent})
            self._name(told)
        work.tally.read += len(told) + len(absent)
        work.tally.changed += changed
        work.tally.unchanged += len(told) - changed

    def _name(self, told: Sequence[Told]) -> None:
        """Note names of attributes that no listing of the store carried before."""
        known = set(self.reading.carried)
        said = {name for each in told for name in (*carried(each.attributes), *carried(each.catalog or {}))}
        new = {name for name in said - known if len(name) <= NAME_LENGTH}
        if new:
            names = sorted(new)
            with connection.cursor() as cursor:
                cursor.execute(sql.NAME, {"marketplace": self.work.store.marketplace_id, "names": names})
            self.reading.carried = sorted(known | new)
            AttributeReading.objects.filter(pk=self.reading.pk).update(carried=self.reading.carried)


def calls(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """What one call asks for: 20 SKUs, or one alone that has a comma, since commas part identifiers."""
    together = [row for row in rows if "," not in row.seller_sku]
    for start in range(0, len(together), A_CALL):
        yield together[start : start + A_CALL]
    yield from ([row] for row in rows if "," in row.seller_sku)


def _as_json(told: Told) -> dict[str, Any]:
    return {
        "listing_id": told.row.listing_id,
        "attributes": told.attributes,
        "catalog_attributes": told.catalog or {},
        "digest": raw.digest(told.attributes),
        "listing_updated_at": told.row.updated_at and told.row.updated_at.isoformat(),
        "catalog_read": told.catalog is not None,
    }
