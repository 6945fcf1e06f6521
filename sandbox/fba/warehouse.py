"""The sandbox-only operations of FBA Inventory: put goods into Amazon's warehouses and take them out."""

import sqlite3
from typing import Any

from sandbox.box import Sandbox
from sandbox.listings.changes import touch
from sandbox.parameters import Parameter, read
from sandbox.routing import Request, Response, answer, invalid_input, not_found


def create_inventory_item(box: Sandbox, request: Request) -> Response:
    """createInventoryItem (sandbox only): a SKU without stock."""
    item = _checked(request.json(), texts=("sellerSku", "marketplaceId", "productName"))
    own_marketplace(box, request.seller_id, item["marketplaceId"])
    with box.store.writing() as db:
        db.execute(
            "INSERT INTO fba_stock (seller_id, sku, product_name, condition, updated_at) VALUES (?, ?, ?, "
            "'new_new', ?)"
            " ON CONFLICT (seller_id, sku) DO UPDATE SET product_name = excluded.product_name",
            (request.seller_id, item["sellerSku"], item["productName"], box.clock.now_ms()),
        )
    return answer({})


def add_inventory(box: Sandbox, request: Request) -> Response:
    """addInventory (sandbox only): once per idempotency token."""
    token = request.headers.get("x-amzn-idempotency-token", "")
    if not token:
        raise invalid_input("The header x-amzn-idempotency-token is required.")
    body = request.json()
    items = body.get("inventoryItems") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise invalid_input("inventoryItems must be a list.")
    checked = [_checked(item, texts=("sellerSku", "marketplaceId"), number="quantity") for item in items]
    with box.store.writing() as db:
        fresh = db.execute("INSERT OR IGNORE INTO fba_idempotency VALUES (?, ?)", (request.seller_id, token))
        if fresh.rowcount:
            for item in checked:
                own_marketplace(box, request.seller_id, item["marketplaceId"])
                _add(db, request.seller_id, item, box.clock.now_ms())
    return answer({})


def delete_inventory_item(box: Sandbox, request: Request) -> Response:
    """deleteInventoryItem (sandbox only)."""
    asked = read(request, (Parameter("marketplaceId", required=True),))
    own_marketplace(box, request.seller_id, asked["marketplaceId"])
    with box.store.writing() as db:
        gone = db.execute(
            "DELETE FROM fba_stock WHERE seller_id = ? AND sku = ?",
            (request.seller_id, request.path["sellerSku"]),
        )
        if not gone.rowcount:
            raise not_found(f"There is no inventory of {request.path['sellerSku']}.")
        touch(db, request.seller_id, request.path["sellerSku"], now=box.clock.now_ms())
    return answer({})


def _add(db: sqlite3.Connection, seller_id: str, item: dict[str, Any], now: int) -> None:
    changed = db.execute(
        "UPDATE fba_stock SET fulfillable = max(0, fulfillable + ?), updated_at = ? WHERE seller_id = ? "
        "AND sku = ?",
        (item["quantity"], now, seller_id, item["sellerSku"]),
    )
    if not changed.rowcount:
        raise not_found(f"There is no inventory of {item['sellerSku']}; make it with createInventoryItem.")
    touch(db, seller_id, item["sellerSku"], now=now)


def own_marketplace(box: Sandbox, seller_id: str, marketplace_id: str) -> str:
    """The marketplace, when the seller takes part in it; InvalidInput otherwise."""
    with box.store.reading() as db:
        own = db.execute(
            "SELECT 1 FROM participation WHERE seller_id = ? AND marketplace_id = ?",
            (seller_id, marketplace_id),
        ).fetchone()
    if own is None:
        raise invalid_input(f"The seller does not take part in {marketplace_id}.")
    return marketplace_id


def _checked(item: Any, *, texts: tuple[str, ...], number: str = "") -> dict[str, Any]:
    if not isinstance(item, dict) or not all(
        isinstance(item.get(name), str) and item[name] for name in texts
    ):
        raise invalid_input(f"Each item needs {', '.join(texts)}.")
    if number and (not isinstance(item.get(number), int) or isinstance(item[number], bool)):
        raise invalid_input(f"{number} must be a whole number.")
    return item
