"""What Amazon's catalog knows of an ASIN in a marketplace: its own row, or else the first listing of it."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.catalog_items.barcodes import SPELLINGS, with_check
from sandbox.marketplaces import Marketplace
from sandbox.scenario.goods import Good, good_of, language_of

Row = sqlite3.Row
FIRST_LISTING = """
SELECT * FROM listing WHERE asin = ? AND marketplace_id = ? ORDER BY deleted_at IS NOT NULL, rowid LIMIT 1
"""
LISTED_CHILDREN = """
SELECT DISTINCT asin FROM listing
WHERE seller_id = ? AND parent_sku = ? AND marketplace_id = ? AND asin IS NOT NULL AND deleted_at IS NULL
ORDER BY asin
"""
LISTED_PARENT = """
SELECT asin, variation_theme FROM listing WHERE seller_id = ? AND sku = ? AND marketplace_id = ?
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An ASIN of the catalog in one marketplace, in one language; texts may be empty."""

    asin: str
    marketplace: Marketplace
    product_type: str
    title: str
    brand: str
    image: str
    gtin: str  # 14 digits
    gcid: str
    is_parent: bool
    parents: list[str]
    children: list[str]
    theme: str
    good: Good | None
    own: dict[str, Any]  # attributes that a seller gave


def entry_of(db: sqlite3.Connection, asin: str, marketplace: Marketplace, *, locale: str) -> Entry | None:
    """What the catalog knows of an ASIN there; None when there is no such ASIN."""
    row = db.execute(
        "SELECT * FROM catalog_item WHERE marketplace_id = ? AND asin = ?", (marketplace.id, asin)
    ).fetchone()
    if row is not None:
        return _known(db, row, marketplace, language_of(locale))
    row = db.execute(FIRST_LISTING, (asin, marketplace.id)).fetchone()
    return None if row is None else _listed(db, row, marketplace, language_of(locale))


def _known(db: sqlite3.Connection, row: Row, marketplace: Marketplace, language: str) -> Entry:
    children = db.execute(
        "SELECT asin FROM catalog_item WHERE parent_asin = ? AND marketplace_id = ? ORDER BY asin",
        (row["asin"], marketplace.id),
    )
    good = good_of(row["asin"], language=language)
    # The catalog keeps titles in the marketplace's own language; in another one the good itself tells.
    is_foreign = good is not None and language != language_of(marketplace.locale)
    return Entry(
        row["asin"],
        marketplace,
        row["product_type"],
        good.title if good is not None and is_foreign else row["title"],
        row["brand"] or (good.brand if good else ""),
        row["image"] or "",
        row["gtin"] or "",
        row["gcid"] or "",
        bool(row["is_parent"]),
        [row["parent_asin"]] if row["parent_asin"] else [],
        [child["asin"] for child in children],
        row["variation_theme"] or "",
        good,
        {},
    )


def _listed(db: sqlite3.Connection, row: Row, marketplace: Marketplace, language: str) -> Entry:
    own = json.loads(row["attributes"])
    good = good_of(row["asin"], language=language)
    parent = _parent(db, row)
    children = db.execute(LISTED_CHILDREN, (row["seller_id"], row["sku"], marketplace.id))
    return Entry(
        row["asin"],
        marketplace,
        row["product_type"],
        row["title"] or (good.title if good else ""),
        _text(own, "brand") or (good.brand if good else ""),
        row["image"] or "",
        _gtin14(row["gtin"] or ""),
        "",
        bool(row["is_parent"]),
        [parent["asin"]] if parent is not None and parent["asin"] else [],
        [child["asin"] for child in children] if row["is_parent"] else [],
        row["variation_theme"] or (parent["variation_theme"] if parent is not None else "") or "",
        good,
        own,
    )


def _parent(db: sqlite3.Connection, row: Row) -> Row | None:
    if not row["parent_sku"]:
        return None
    found: Row | None = db.execute(
        LISTED_PARENT, (row["seller_id"], row["parent_sku"], row["marketplace_id"])
    ).fetchone()
    return found


def _gtin14(text: str) -> str:
    """A listing's barcode as 14 digits; empty for none, and for what is no barcode."""
    if len(text) == 10 and text[:9].isdigit():
        return with_check("978" + text[:9]).zfill(14)
    return text.zfill(14) if text.isdigit() and len(text) in SPELLINGS else ""


def _text(attributes: dict[str, Any], name: str) -> str:
    values = attributes.get(name)
    value = values[0].get("value") if isinstance(values, list) and values else None
    return value if isinstance(value, str) else ""
