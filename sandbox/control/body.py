"""Reads what a control call sends."""

from typing import Any

from sandbox.box import Sandbox
from sandbox.listings.changes import Key
from sandbox.routing import Request, invalid_input, not_found


def fields(request: Request, *required: str) -> dict[str, Any]:
    """The JSON object sent, with at least these fields; 400 otherwise."""
    body = request.json() if request.body else {}
    if not isinstance(body, dict):
        raise invalid_input("Send a JSON object.")
    if missing := [name for name in required if name not in body]:
        raise invalid_input(f"Send also: {', '.join(missing)}.")
    return body


def known_key(box: Sandbox, body: dict[str, Any]) -> Key:
    """Seller, marketplace and SKU of a body; 404 when that seller is not in that marketplace."""
    key = (str(body["seller"]), str(body["marketplace"]), str(body["sku"]))
    with box.store.reading() as db:
        if not db.execute(
            "SELECT 1 FROM participation WHERE seller_id = ? AND marketplace_id = ?", key[:2]
        ).fetchone():
            raise not_found(f"There is no seller {key[0]} in marketplace {key[1]}.")
    return key
