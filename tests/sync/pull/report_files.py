"""Small listings reports for the tests of the load, and how to look at what a load did."""

import gzip
import io
from datetime import timedelta

from django.db import connection

from listings.models import Listing
from sync.models import ReportRequest
from sync.pull import documents

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COLUMNS = [
    "item-name",
    "seller-sku",
    "price",
    "quantity",
    "open-date",
    "item-condition",
    "asin1",
    "fulfillment-channel",
    "status",
]
CELLS = {
    "item-name": "Mug",
    "price": "9.99",
    "quantity": "3",
    "open-date": "2013-01-07 07:35:42 PST",
    "item-condition": "11",
    "asin1": "B012345678",
    "fulfillment-channel": "DEFAULT",
    "status": "Active",
}


def line(sku, columns=COLUMNS, **cells):
    """A line: line("MUG", price="12.50", item_name="Blue mug")."""
    cells = CELLS | {"seller-sku": sku} | {name.replace("_", "-"): value for name, value in cells.items()}
    return "\t".join(cells.get(name, "") for name in columns)


def text(lines, columns=COLUMNS):
    """Header and lines; a bare SKU stands for its usual line."""
    rows = [each if "\t" in each else line(each, columns) for each in lines]
    return "".join(f"{row}\r\n" for row in ["\t".join(columns), *rows])


def ready(store, content, *, at, kind=ReportRequest.Kind.ALL_DATA, content_type="text/plain;charset=UTF-8"):
    """A READY request whose file holds this content (text, or bytes as they come)."""
    raw = gzip.compress(content.encode()) if isinstance(content, str) else content
    request = ReportRequest.objects.create(
        store=store,
        kind=kind,
        state="ready",
        asked_at=at,
        snapshot_at=at,
        fetched_at=at,
        content_type=content_type,
    )
    documents.store(request, io.BytesIO(raw))
    request.save()
    return request


def counted(tally):
    return (
        tally.read,
        tally.new,
        tally.changed,
        tally.unchanged,
        tally.missing,
        tally.held,
        tally.quarantined,
    )


def the(sku):
    return Listing.objects.get(seller_sku=sku)


def versions():
    """Changes whenever a row is written, whatever it says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text, ctid::text FROM listings_listing ORDER BY id")
        return cursor.fetchall()
