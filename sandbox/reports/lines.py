"""The lines of each report, one by one, from the store: a report of any length is never held whole."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.reports.columns import ALL_DATA, CANCELLED, COLUMNS, FBA_INVENTORY, SUPPRESSED, header
from sandbox.reports.dialects import Dialect, dialect_of

DAY = 86_400_000
CONDITION_NUMBERS = {
    "used_like_new": "1",
    "used_very_good": "2",
    "used_good": "3",
    "used_acceptable": "4",
    "collectible_like_new": "5",
    "collectible_very_good": "6",
    "collectible_good": "7",
    "collectible_acceptable": "8",
    "club_club": "9",
    "refurbished_refurbished": "10",
    "new_new": "11",
    "new_open_box": "12",
    "new_oem": "13",
}
FIND_LISTINGS = """
SELECT title, description, coalesce(listing_id, ''), sku, coalesce(price, ''),
       iif(channel = 'DEFAULT' AND NOT is_parent, quantity, ''), created_at, image,
       CASE WHEN asin IS NOT NULL THEN '1' WHEN gtin IS NULL THEN ''
            WHEN gtin_type = 'isbn' THEN '2' WHEN gtin_type = 'upc' THEN '3' ELSE '4' END,
       condition_note, condition, coalesce(asin, ''), coalesce(asin, gtin, ''),
       iif(channel = 'DEFAULT' AND NOT is_parent, '0', ''), channel, report_status
FROM shown_listing
WHERE seller_id = ? AND marketplace_id = ? AND deleted_at IS NULL AND (is_created OR title IS NOT NULL)
ORDER BY sku
"""
FIND_CANCELLED = """
SELECT title, description, sku, price, image, condition, condition_note, asin
FROM listing WHERE seller_id = ? AND marketplace_id = ? AND deleted_at > ?
"""
FIND_SUPPRESSED = """
SELECT listing.sku, asin, title, condition, code, message, categories, raised_at
FROM issue JOIN listing USING (seller_id, marketplace_id, sku)
WHERE issue.seller_id = ? AND issue.marketplace_id = ? AND instr(actions, 'SEARCH_SUPPRESSED')
  AND deleted_at IS NULL
  AND (exemption = 'NOT_EXEMPT' OR (exemption = 'EXEMPT_UNTIL_EXPIRY_DATE' AND exempt_until <= clock_ms()))
"""
FIND_FBA = """
SELECT fba_stock.sku, fba_stock.fnsku, fba_stock.asin, coalesce(listing.title, product_name),
       coalesce(listing.condition, fba_stock.condition), listing.price,
       iif(channel = 'DEFAULT', 'Yes', 'No'), iif(channel = 'DEFAULT', quantity, NULL), 'Yes',
       fulfillable + unfulfillable + reserved + researching, fulfillable, unfulfillable, reserved,
       fulfillable + unfulfillable + reserved + researching
           + inbound_working + inbound_shipped + inbound_receiving,
       '0.04', inbound_working, inbound_shipped, inbound_receiving, researching, 0, 0
FROM fba_stock
JOIN listing ON listing.seller_id = fba_stock.seller_id AND listing.sku = fba_stock.sku
     AND listing.marketplace_id = ? AND listing.deleted_at IS NULL
LEFT JOIN offer ON offer.seller_id = fba_stock.seller_id AND offer.sku = fba_stock.sku
WHERE fba_stock.seller_id = ?
"""
REASONS = {
    "MISSING_IMAGE": "Missing image",
    "INVALID_IMAGE": "Invalid image",
    "MISSING_ATTRIBUTE": "Missing information",
    "INVALID_ATTRIBUTE": "Invalid information",
    "INVALID_PRICE": "Invalid price",
    "MISSING_PRICE": "Missing price",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose report, of which marketplace, as of when; `base_url` is where the sandbox's own pictures are."""

    seller_id: str
    marketplace_id: str
    now: int
    base_url: str


def lines_of(db: sqlite3.Connection, report_type: str, scopes: list[Scope]) -> Iterator[str]:
    """The header and the lines, tab-separated and unquoted, without line ends; the first scope's language."""
    dialect = dialect_of(scopes[0].marketplace_id)
    yield "\t".join(header(report_type, language=dialect.language))
    for scope in scopes:
        yield from WRITERS[report_type](db, scope, dialect)


def count_of(db: sqlite3.Connection, report_type: str, scopes: list[Scope], *, at_most: int) -> int:
    """How many rows the report's table holds, counted no further than `at_most`."""
    table = "fba_stock" if report_type == FBA_INVENTORY else "listing"
    row = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE seller_id = ? LIMIT ?)",
        (scopes[0].seller_id, at_most),
    ).fetchone()
    return int(row[0])


def _template(report_type: str, *filled: str) -> str:
    """A line with a %s for each column in use, in their order; the others stay blank."""
    assert [name for name in COLUMNS[report_type] if name in filled] == list(filled)
    return "\t".join("%s" if name in filled else "" for name in COLUMNS[report_type])


ALL_DATA_LINE = _template(
    ALL_DATA,
    "item-name",
    "item-description",
    "listing-id",
    "seller-sku",
    "price",
    "quantity",
    "open-date",
    "image-url",
    "item-is-marketplace",
    "product-id-type",
    "item-note",
    "item-condition",
    "asin1",
    "product-id",
    "pending-quantity",
    "fulfillment-channel",
    "merchant-shipping-group",
    "status",
)
CANCELLED_LINE = _template(
    CANCELLED,
    "item-name",
    "item-description",
    "seller-sku",
    "price",
    "image-url",
    "item-is-marketplace",
    "product-id-type",
    "item-note",
    "item-condition",
    "asin1",
    "product-id",
)


def _all_data(db: sqlite3.Connection, scope: Scope, dialect: Dialect) -> Iterator[str]:
    date, groups = dialect.date, {"DEFAULT": dialect.shipping_group}
    for row in db.execute(FIND_LISTINGS, (scope.seller_id, scope.marketplace_id)):
        title, description, listing_id, sku, price, quantity, created_at, image, *rest = row
        id_type, note, condition, asin, product_id, pending, channel, status = rest
        number = CONDITION_NUMBERS.get(condition, "")
        head = (_plain(title), _plain(description), listing_id, sku, price, quantity, date(created_at))
        tail = (product_id, pending, channel, groups.get(channel, ""), status)
        yield ALL_DATA_LINE % (*head, _picture(image, scope), "y", id_type, _plain(note), number, asin, *tail)


def _cancelled(db: sqlite3.Connection, scope: Scope, dialect: Dialect) -> Iterator[str]:
    for row in db.execute(FIND_CANCELLED, (scope.seller_id, scope.marketplace_id, scope.now - 30 * DAY)):
        title, description, sku, price, image, condition, note, asin = row
        yield CANCELLED_LINE % (
            _plain(title),
            _plain(description),
            sku,
            price or "",
            _picture(image, scope),
            "y",
            "1" if asin else "",
            _plain(note),
            CONDITION_NUMBERS.get(condition, ""),
            asin or "",
            asin or "",
        )


def _suppressed(db: sqlite3.Connection, scope: Scope, dialect: Dialect) -> Iterator[str]:
    for row in db.execute(FIND_SUPPRESSED, (scope.seller_id, scope.marketplace_id)):
        sku, asin, title, condition, _, message, categories, raised_at = row
        reason = next((word for name, word in REASONS.items() if name in categories), "Other")
        yield "\t".join(
            (
                "Search Suppressed",
                reason,
                sku,
                asin or "",
                _plain(title),
                condition_word(condition),
                dialect.date(raised_at),
                _plain(message),
            )
        )


def _fba_inventory(db: sqlite3.Connection, scope: Scope, dialect: Dialect) -> Iterator[str]:
    for row in db.execute(FIND_FBA, (scope.marketplace_id, scope.seller_id)):
        sku, fnsku, asin, title, condition, *rest = row
        line = (sku, fnsku, asin, _plain(title), condition_word(condition), *rest)
        yield "\t".join("" if value is None else str(value) for value in line)


def condition_word(condition: str | None) -> str:
    """New, Used, Collectible, Refurbished, Club: the first word of a condition type."""
    return (condition or "").partition("_")[0].capitalize()


def _plain(text: str | None) -> str:
    """Text for an unquoted file: its tabs and line ends become blanks."""
    return " ".join(text.split()) if text and ("\t" in text or "\n" in text or "\r" in text) else text or ""


def _picture(image: str | None, scope: Scope) -> str:
    return scope.base_url + image if image and image.startswith("/") else image or ""


Writer = Callable[[sqlite3.Connection, Scope, Dialect], Iterator[str]]
WRITERS: dict[str, Writer] = {
    ALL_DATA: _all_data,
    CANCELLED: _cancelled,
    SUPPRESSED: _suppressed,
    FBA_INVENTORY: _fba_inventory,
}
