"""What was sold, kept row by row, and the sums of a span of time; no HTTP here."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """A few orders of one SKU at one moment (milliseconds), in hundredths of the marketplace's money."""

    seller_id: str
    marketplace_id: str
    at: int
    sku: str | None
    asin: str | None
    network: str  # MFN: shipped by the merchant, AFN: by Amazon
    buyer: str  # B2B, B2C
    orders: int
    units: int
    cents: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What a span of time brought."""

    orders: int
    units: int
    cents: int


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose sales are summed up, and which of them; None: all."""

    seller_id: str
    marketplace_id: str
    network: str | None = None
    buyer: str | None = None
    asin: str | None = None
    sku: str | None = None


SUM = """
SELECT coalesce(sum(orders), 0) AS orders, coalesce(sum(units), 0) AS units, coalesce(sum(cents), 0) AS cents
FROM sale
WHERE seller_id = ? AND marketplace_id = ? AND at >= ? AND at < ?
  AND coalesce(network = ?, 1) AND coalesce(buyer = ?, 1)
  AND (? IS NULL OR asin = ?) AND (? IS NULL OR sku = ?)
"""


def add(db: sqlite3.Connection, sales: Iterable[Sale]) -> None:
    """Note what was sold."""
    db.executemany("INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, sales))


def total(db: sqlite3.Connection, wish: Wish, start: int, end: int) -> Sum:
    """The sum from start (inclusive) to end (exclusive), in milliseconds."""
    where = (wish.seller_id, wish.marketplace_id, start, end)
    narrowed = (wish.network, wish.buyer, wish.asin, wish.asin, wish.sku, wish.sku)
    return Sum(*db.execute(SUM, where + narrowed).fetchone())


def replace(db: sqlite3.Connection, start: int, end: int, sale: Sale) -> None:
    """Forget what was sold in a span of time; one row stands for it from now on."""
    db.execute(
        "DELETE FROM sale WHERE seller_id = ? AND marketplace_id = ? AND at >= ? AND at < ?",
        (sale.seller_id, sale.marketplace_id, start, end),
    )
    add(db, [sale])


def cents_of(amount: str, units: int = 1) -> int:
    """A price as the sandbox keeps it, times some units, in hundredths."""
    return int(Decimal(amount) * 100 * units)
