"""The two ways a Django project usually takes to bring a report into a table."""

from __future__ import annotations

import csv
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from isal import igzip

from amazon_channel.models import Store
from listings.changes import attributed
from listings.codes import Source
from listings.models import Listing

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FACTS = ("title", "price", "quantity", "asin", "channel", "amazon_status", "buyable", "read_at", "changed_at")
BATCH = 5_000


def rows_of(path: Path, store: Store) -> list[dict[str, Any]]:
    """The report's rows as a model's columns."""
    with igzip.open(path, "rt", encoding="cp1252") as source:  # type: ignore[no-untyped-call]
        return [_row(line, store) for line in csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _row(line: dict[str, str], store: Store) -> dict[str, Any]:
    return {
        "store": store,
        "seller_sku": line["seller-sku"],
        "title": line["item-name"],
        "price": line["price"] or None,
        "quantity": line["quantity"] or None,
        "asin": line["asin1"],
        "channel": "FBM" if line["fulfillment-channel"] == "DEFAULT" else "FBA",
        "amazon_status": line["status"],
        "buyable": line["status"] == "Active",
        "read_at": NOW,
        "changed_at": NOW,
    }


def bulk_create(rows: list[dict[str, Any]]) -> float:
    """Seconds of bulk_create(update_conflicts) in batches, for rows that exist."""
    started = time.perf_counter()
    with attributed(Source.REPORT, now=NOW):
        Listing.objects.bulk_create(
            [Listing(**row) for row in rows],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["store", "seller_sku"],
            update_fields=FACTS,
        )
    return time.perf_counter() - started


def update_or_create(rows: list[dict[str, Any]]) -> float:
    """Seconds of update_or_create row by row, each in its own transaction, for rows that exist."""
    started = time.perf_counter()
    for row in rows:
        key = {"store": row["store"], "seller_sku": row["seller_sku"]}
        Listing.objects.update_or_create(**key, defaults={name: row[name] for name in FACTS})
    return time.perf_counter() - started
