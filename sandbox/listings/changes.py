"""How a listing changes: accepted submissions show after a while, a person's edits at once."""

import json
import secrets
import sqlite3
from typing import Any

from sandbox.box import Sandbox
from sandbox.listings import patches
from sandbox.listings.attributes import Attributes, of_row, to_columns, to_offer
from sandbox.marketplaces import MARKETPLACES

Key = tuple[str, str, str]
"""Seller, marketplace, SKU."""
DEFAULT_LAG_MS = 2000
QUIET = frozenset({"handling_days", "restock_date"})
"""Edits that do not move lastUpdatedDate, as at Amazon."""
KEPT_BY = {
    "LISTING_OFFER_ONLY": (
        "item_name",
        "product_description",
        "main_product_image_locator",
        "externally_assigned_product_identifier",
        "parentage_level",
        "child_parent_sku_relationship",
        "variation_theme",
    ),
    "LISTING_PRODUCT_ONLY": (
        "condition_type",
        "condition_note",
        "purchasable_offer",
        "fulfillment_availability",
    ),
}
"""What a put leaves as it was: an offer does not replace product facts, nor product facts the offer."""


def lag_ms(box: Sandbox) -> int:
    """How long an accepted change stays unseen."""
    return int(box.store.setting("lag_ms", str(DEFAULT_LAG_MS)))


def accept(box: Sandbox, key: Key, kind: str, payload: dict[str, Any]) -> None:
    """Keep a submission (put, patch, delete) until it is due."""
    with box.store.writing() as db:
        db.execute(
            "INSERT INTO pending_change (due_at, seller_id, marketplace_id, sku, kind, payload)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (box.clock.now_ms() + lag_ms(box), *key, kind, json.dumps(payload, ensure_ascii=False)),
        )


def apply_due(box: Sandbox) -> int:
    """Show every accepted change whose time has come; how many."""
    now = box.clock.now_ms()
    with box.store.reading() as db:
        due = db.execute("SELECT 1 FROM pending_change WHERE due_at <= ? LIMIT 1", (now,)).fetchone()
    if due is None:
        return 0
    with box.store.writing() as db:
        rows = db.execute("DELETE FROM pending_change WHERE due_at <= ? RETURNING *", (now,)).fetchall()
        for row in sorted(rows, key=lambda row: (row["due_at"], row["id"])):
            key = (row["seller_id"], row["marketplace_id"], row["sku"])
            _APPLY[row["kind"]](db, key, json.loads(row["payload"]), row["due_at"])
    return len(rows)


def find(db: sqlite3.Connection, key: Key) -> sqlite3.Row | None:
    """The listing as it shows now (a row of shown_listing); None when there is none or it was deleted."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM shown_listing WHERE seller_id = ? AND marketplace_id = ? AND sku = ?"
        " AND deleted_at IS NULL",
        key,
    ).fetchone()
    return row


def expected(db: sqlite3.Connection, key: Key) -> Attributes | None:
    """The attributes as they will be once all accepted changes show; None for no listing."""
    marketplace = MARKETPLACES[key[1]]
    row = find(db, key)
    result = of_row(row, marketplace) if row else None
    waiting = db.execute(
        "SELECT kind, payload FROM pending_change WHERE seller_id = ? AND marketplace_id = ?"
        " AND sku = ? ORDER BY due_at, id",
        key,
    )
    for change in waiting.fetchall():
        payload = json.loads(change["payload"])
        if change["kind"] == "put":
            result = payload["attributes"]
        elif change["kind"] == "delete":
            result = None
        elif result is not None:
            result = patches.apply(result, payload["patches"], marketplace=marketplace)
    return result


def write_attributes(db: sqlite3.Connection, key: Key, attributes: Attributes, *, now: int) -> None:
    """Store a listing's attributes as its columns and the shared offer."""
    columns = to_columns(attributes, MARKETPLACES[key[1]])
    write(db, key, columns, {} if columns["is_parent"] else to_offer(attributes), now=now)


def write(
    db: sqlite3.Connection, key: Key, columns: dict[str, Any], offer: dict[str, Any], *, now: int
) -> bool:
    """Change columns of a listing and of its shared offer; whether lastUpdatedDate moved."""
    seller_id, _, sku = key
    before = db.execute(
        "SELECT * FROM listing WHERE seller_id = ? AND marketplace_id = ? AND sku = ?", key
    ).fetchone()
    moved = any(before[name] != value for name, value in columns.items())
    if columns:
        names = ", ".join(f"{name} = ?" for name in columns)
        db.execute(
            f"UPDATE listing SET {names} WHERE seller_id = ? AND marketplace_id = ? AND sku = ?",
            (*columns.values(), *key),
        )
    if moved:
        db.execute(
            "UPDATE listing SET updated_at = ? WHERE seller_id = ? AND marketplace_id = ? AND sku = ?",
            (now, *key),
        )
    return write_offer(db, seller_id, sku, offer, now=now) or moved


def write_offer(db: sqlite3.Connection, seller_id: str, sku: str, offer: dict[str, Any], *, now: int) -> bool:
    """Change the offer that the region's marketplaces share; moves lastUpdatedDate in all of them."""
    if not offer:
        return False
    before = db.execute("SELECT * FROM offer WHERE seller_id = ? AND sku = ?", (seller_id, sku)).fetchone()
    if before is None:
        db.execute("INSERT INTO offer (seller_id, sku) VALUES (?, ?)", (seller_id, sku))
    names = ", ".join(f"{name} = ?" for name in offer)
    db.execute(f"UPDATE offer SET {names} WHERE seller_id = ? AND sku = ?", (*offer.values(), seller_id, sku))
    moved = any(before is None or before[name] != value for name, value in offer.items() if name not in QUIET)
    if moved:
        touch(db, seller_id, sku, now=now)
    return moved


def touch(db: sqlite3.Connection, seller_id: str, sku: str, *, now: int) -> None:
    """Move lastUpdatedDate of a SKU in every marketplace."""
    db.execute(
        "UPDATE listing SET updated_at = ? WHERE seller_id = ? AND sku = ? AND deleted_at IS NULL",
        (now, seller_id, sku),
    )


def create(db: sqlite3.Connection, key: Key, *, product_type: str, asin: str | None, now: int) -> None:
    """A bare listing, or a deleted one come back."""
    marketplace = MARKETPLACES[key[1]]
    db.execute(
        "DELETE FROM listing WHERE seller_id = ? AND marketplace_id = ? AND sku = ?"
        " AND deleted_at IS NOT NULL",
        key,
    )
    db.execute(
        "INSERT OR IGNORE INTO listing (seller_id, marketplace_id, sku, product_type, asin, currency,"
        " listing_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key, product_type, asin, marketplace.currency, secrets.token_hex(6).upper(), now, now),
    )


def delete(db: sqlite3.Connection, key: Key, *, now: int, ghost: bool = False) -> bool:
    """Take a listing off; a ghost still answers in the API. Whether there was one."""
    gone = db.execute(
        "UPDATE listing SET deleted_at = ?, updated_at = ?, is_ghost = ? WHERE seller_id = ?"
        " AND marketplace_id = ? AND sku = ? AND deleted_at IS NULL",
        (now, now, int(ghost), *key),
    )
    if gone.rowcount:
        db.execute("DELETE FROM issue WHERE seller_id = ? AND marketplace_id = ? AND sku = ?", key)
        db.execute(
            "DELETE FROM offer WHERE seller_id = ?1 AND sku = ?2 AND NOT EXISTS (SELECT 1 FROM listing"
            " WHERE seller_id = ?1 AND sku = ?2 AND (deleted_at IS NULL OR is_ghost))",
            (key[0], key[2]),
        )
    return gone.rowcount > 0


def _put(db: sqlite3.Connection, key: Key, payload: dict[str, Any], now: int) -> None:
    attributes, product_type = payload["attributes"], payload["productType"]
    row = find(db, key)
    if row is None:
        create(db, key, product_type=product_type, asin=payload["asin"], now=now)
        shown = _from_catalog(db, key)
    else:
        shown = of_row(row, MARKETPLACES[key[1]])
    for name in KEPT_BY.get(payload["requirements"], ()):
        if name in shown:
            attributes.setdefault(name, shown[name])
    write_attributes(db, key, attributes, now=now)


def _from_catalog(db: sqlite3.Connection, key: Key) -> Attributes:
    # An offer on an ASIN shows the catalog's title and picture: its own, or those of any listing of it.
    known = db.execute(
        "SELECT known.title, known.image FROM catalog_item AS known JOIN listing AS mine"
        " USING (marketplace_id, asin) WHERE mine.seller_id = ? AND mine.marketplace_id = ? AND mine.sku = ?",
        key,
    ).fetchone()
    known = (
        known
        or db.execute(
            "SELECT known.title, known.image FROM listing AS known JOIN listing AS mine"
            " ON mine.asin = known.asin AND known.title IS NOT NULL"
            " WHERE mine.seller_id = ? AND mine.marketplace_id = ? AND mine.sku = ?"
            " ORDER BY known.marketplace_id = mine.marketplace_id DESC LIMIT 1",
            key,
        ).fetchone()
    )
    if known is None:
        return {}
    return {"item_name": [{"value": known["title"]}]} | (
        {"main_product_image_locator": [{"media_location": known["image"]}]} if known["image"] else {}
    )


def _patch(db: sqlite3.Connection, key: Key, payload: dict[str, Any], now: int) -> None:
    row = find(db, key)
    if row is not None:
        marketplace = MARKETPLACES[key[1]]
        attributes = patches.apply(of_row(row, marketplace), payload["patches"], marketplace=marketplace)
        write_attributes(db, key, attributes, now=now)


def _delete(db: sqlite3.Connection, key: Key, _payload: dict[str, Any], now: int) -> None:
    delete(db, key, now=now)


_APPLY = {"put": _put, "patch": _patch, "delete": _delete}
