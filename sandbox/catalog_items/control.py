"""Controls of Amazon's catalog: an ASIN that no seller lists comes into it, or goes."""

from typing import Any

from sandbox.box import Sandbox
from sandbox.catalog_items.barcodes import SPELLINGS
from sandbox.control.body import fields
from sandbox.marketplaces import MARKETPLACES
from sandbox.routing import Request, Response, answer, invalid_input, not_found

COLUMNS = (
    "product_type",
    "title",
    "brand",
    "image",
    "gtin",
    "gcid",
    "is_parent",
    "parent_asin",
    "variation_theme",
)
KNOWN = {"marketplace", "asin", *COLUMNS}


def put(box: Sandbox, request: Request) -> Response:
    """PUT /_control/catalog {marketplace, asin, title?, brand?, gtin? …}: makes it, or makes it anew."""
    body = fields(request, "marketplace", "asin")
    if unknown := sorted(set(body) - KNOWN):
        raise invalid_input(f"The catalog has no {', '.join(unknown)}. It has: {', '.join(sorted(KNOWN))}.")
    if body["marketplace"] not in MARKETPLACES:
        raise invalid_input(f"There is no marketplace {body['marketplace']}.")
    facts = {"product_type": "PRODUCT", "title": f"Item {body['asin']}", "is_parent": False} | body
    values = (body["marketplace"], body["asin"], *(_column(name, facts.get(name)) for name in COLUMNS))
    with box.store.writing() as db:
        db.execute(
            f"INSERT OR REPLACE INTO catalog_item (marketplace_id, asin, {', '.join(COLUMNS)})"
            f" VALUES ({', '.join('?' * len(values))})",
            values,
        )
    return answer({})


def delete(box: Sandbox, request: Request) -> Response:
    """DELETE /_control/catalog {marketplace, asin}; what a seller lists stays in it all the same."""
    body = fields(request, "marketplace", "asin")
    with box.store.writing() as db:
        gone = db.execute(
            "DELETE FROM catalog_item WHERE marketplace_id = ? AND asin = ?",
            (body["marketplace"], body["asin"]),
        ).rowcount
    if not gone:
        raise not_found(f"Amazon's catalog has no {body['asin']} of its own.")
    return answer({})


def _column(name: str, value: Any) -> Any:
    if name == "gtin" and value:
        if not str(value).isdigit() or len(str(value)) not in SPELLINGS:
            raise invalid_input(f"{value} is no barcode: send 8, 12, 13 or 14 digits.")
        return str(value).zfill(14)
    return int(value) if isinstance(value, bool) else value
