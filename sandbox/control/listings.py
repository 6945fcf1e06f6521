"""Controls of listings: edit as a person in Seller Central would, raise issues, read the truth."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.box import Sandbox
from sandbox.clock import iso, parse_iso
from sandbox.control.body import fields, known_key
from sandbox.listings import changes
from sandbox.listings.attributes import money
from sandbox.marketplaces import MARKETPLACES
from sandbox.routing import Request, Response, Route, answer, invalid_input, not_found

COLUMNS = (
    "asin",
    "product_type",
    "title",
    "description",
    "image",
    "condition",
    "condition_note",
    "price",
    "gtin",
    "gtin_type",
    "fnsku",
    "is_parent",
    "parent_sku",
    "variation_theme",
    "is_created",
    "attributes",
)
OFFER_COLUMNS = ("channel", "quantity", "handling_days", "restock_date")
KNOWN = {"seller", "marketplace", "sku", "fba_fulfillable", *COLUMNS, *OFFER_COLUMNS}
MAX_PAGE = 10_000


def put(box: Sandbox, request: Request) -> Response:
    """PUT /_control/listings: make or change one, at once; the answer is its truth."""
    body = fields(request, "seller", "marketplace", "sku")
    if unknown := sorted(set(body) - KNOWN):
        raise invalid_input(f"A listing has no {', '.join(unknown)}. It has: {', '.join(sorted(KNOWN))}.")
    key, now = known_key(box, body), box.clock.now_ms()
    with box.store.writing() as db:
        facts = body if changes.find(db, key) else _newborn(key) | body
        changes.create(
            db, key, product_type=facts.get("product_type", "PRODUCT"), asin=facts.get("asin"), now=now
        )
        columns = {name: _column(name, facts[name], key[1]) for name in COLUMNS if name in facts}
        offer = {name: facts[name] for name in OFFER_COLUMNS if name in facts}
        changes.write(db, key, columns, offer, now=now)
        if "fba_fulfillable" in facts:
            _stock(db, key, facts["fba_fulfillable"], now)
        return answer(_truth(db, changes.find(db, key)))


def delete(box: Sandbox, request: Request) -> Response:
    """DELETE /_control/listings {seller, marketplace, sku, ghost?}."""
    body = fields(request, "seller", "marketplace", "sku")
    with box.store.writing() as db:
        key = known_key(box, body)
        if not changes.delete(db, key, now=box.clock.now_ms(), ghost=bool(body.get("ghost"))):
            raise not_found(f"There is no listing {key[2]}.")
    return answer({})


def truth(box: Sandbox, request: Request) -> Response:
    """GET /_control/listings?seller=&marketplace=&after=&limit=&deleted=true&format=lines."""
    seller, marketplace = request.first("seller"), request.first("marketplace")
    if not seller or not marketplace:
        raise invalid_input("Say whose listings: ?seller=…&marketplace=…")
    live = "1" if request.first("deleted") else "deleted_at IS NULL"
    sql = (
        f"SELECT * FROM shown_listing WHERE seller_id = ? AND marketplace_id = ? AND {live} AND sku > ?"
        " ORDER BY sku LIMIT ?"
    )
    if request.first("format") == "lines":
        lines = _lines(box, sql, (seller, marketplace, request.first("after"), -1))
        return Response(200, lines, [("Content-Type", "application/x-ndjson")])
    limit = min(int(request.first("limit", "1000")), MAX_PAGE)
    with box.store.reading() as db:
        rows = db.execute(sql, (seller, marketplace, request.first("after"), limit)).fetchall()
        found = [_truth(db, row) for row in rows]
    return answer({"listings": found, "next": rows[-1]["sku"] if len(rows) == limit else None})


def touch(box: Sandbox, request: Request) -> Response:
    """POST /_control/listings/touch {seller, marketplace, count}: new prices for the first `count` SKUs.

    lastUpdatedDate is spread a millisecond apart, the last one now.
    """
    body = fields(request, "seller", "marketplace", "count")
    with box.store.writing() as db:
        touched = db.execute(
            "UPDATE listing SET price = printf('%.2f', coalesce(price, 10) + 0.01),"
            " updated_at = ?1 - place FROM (SELECT rowid AS id, row_number() OVER (ORDER BY sku DESC) - 1"
            " AS place"
            " FROM (SELECT rowid, sku FROM listing WHERE seller_id = ?2 AND marketplace_id = ?3"
            " AND deleted_at IS NULL AND NOT is_parent ORDER BY sku LIMIT ?4)) WHERE listing.rowid = id",
            (box.clock.now_ms(), body["seller"], body["marketplace"], int(body["count"])),
        ).rowcount
    return answer({"touched": touched})


def raise_issue(box: Sandbox, request: Request) -> Response:
    """POST /_control/issues {seller, marketplace, sku, code, message?, severity?, actions? … quiet?}."""
    body = fields(request, "seller", "marketplace", "sku", "code")
    until = body.get("exempt_until")
    key, now = known_key(box, body), box.clock.now_ms()
    with box.store.writing() as db:
        db.execute(
            "INSERT OR REPLACE INTO issue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *key,
                str(body["code"]),
                body.get("message", f"Issue {body['code']}."),
                body.get("severity", "ERROR"),
                json.dumps(body.get("categories", ["INVALID_ATTRIBUTE"])),
                json.dumps(body.get("attribute_names", [])),
                json.dumps(body.get("actions", [])),
                body.get("exemption", "NOT_EXEMPT"),
                parse_iso(until) if until else None,
                now,
            ),
        )
        return _after_issue(db, key, body, now)


def lift_issue(box: Sandbox, request: Request) -> Response:
    """DELETE /_control/issues {seller, marketplace, sku, code?}: one issue, or all of the listing."""
    body = fields(request, "seller", "marketplace", "sku")
    key, now = known_key(box, body), box.clock.now_ms()
    with box.store.writing() as db:
        db.execute(
            "DELETE FROM issue WHERE seller_id = ? AND marketplace_id = ? AND sku = ?"
            " AND code = coalesce(?, code)",
            (*key, body.get("code")),
        )
        return _after_issue(db, key, body, now)


def _after_issue(db: sqlite3.Connection, key: changes.Key, body: dict[str, Any], now: int) -> Response:
    if not body.get("quiet"):
        db.execute(
            "UPDATE listing SET updated_at = ? WHERE seller_id = ? AND marketplace_id = ? AND sku = ?",
            (now, *key),
        )
    row = changes.find(db, key)
    if row is None:
        raise not_found(f"There is no listing {key[2]}.")
    return answer(_truth(db, row))


def _newborn(key: changes.Key) -> dict[str, Any]:
    digest = hashlib.sha256(key[2].encode()).hexdigest().upper()
    return {
        "title": f"Listing {key[2]}",
        "asin": "B0" + digest[:8],
        "condition": "new_new",
        "price": "10.00",
        "quantity": 1,
        "product_type": "HOME",
        "fnsku": None,
    }


def _column(name: str, value: Any, marketplace_id: str) -> Any:
    if name == "price" and value is not None:
        try:
            return money(Decimal(str(value)), MARKETPLACES[marketplace_id])
        except InvalidOperation:
            raise invalid_input(f"{value} is no price.") from None
    if name == "attributes":
        return json.dumps(value, ensure_ascii=False)
    return int(value) if isinstance(value, bool) else value


def _stock(db: sqlite3.Connection, key: changes.Key, fulfillable: int, now: int) -> None:
    seller_id, _, sku = key
    db.execute(
        "INSERT INTO fba_stock (seller_id, sku, fulfillable, updated_at) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET fulfillable = ?3, updated_at = ?4",
        (seller_id, sku, fulfillable, now),
    )
    changes.touch(db, seller_id, sku, now=now)


def _lines(box: Sandbox, sql: str, values: tuple[Any, ...]) -> Iterator[bytes]:
    with box.store.reading() as db, box.store.reading() as more:
        for row in db.execute(sql, values):
            yield json.dumps(_truth(more, row), ensure_ascii=False).encode() + b"\n"


def _truth(db: sqlite3.Connection, row: Any) -> dict[str, Any]:
    """Every fact of a listing, its status as the API and as the report say it, and its issues."""
    found = {name: row[name] for name in row.keys()}  # noqa: SIM118 – a Row is no mapping
    key = (row["seller_id"], row["marketplace_id"], row["sku"])
    issues = db.execute(
        "SELECT code, severity, actions, exemption FROM issue WHERE seller_id = ?"
        " AND marketplace_id = ? AND sku = ? ORDER BY code",
        key,
    )
    found["status"] = [name for name in ("BUYABLE", "DISCOVERABLE") if row[name.lower()]]
    found["issues"] = [{**dict(issue), "actions": json.loads(issue["actions"])} for issue in issues]
    found["attributes"] = json.loads(row["attributes"])
    for name in ("created_at", "updated_at", "deleted_at"):
        found[name] = None if row[name] is None else iso(row[name])
    return found


ROUTES = [
    Route("control listings", "PUT", "/_control/listings", put, "control"),
    Route("control listings", "DELETE", "/_control/listings", delete, "control"),
    Route("control listings", "GET", "/_control/listings", truth, "control"),
    Route("control listings", "POST", "/_control/listings/touch", touch, "control"),
    Route("control issues", "POST", "/_control/issues", raise_issue, "control"),
    Route("control issues", "DELETE", "/_control/issues", lift_issue, "control"),
]
