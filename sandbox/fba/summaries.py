"""FBA Inventory v1: getInventorySummaries.

Stock is one pool per seller, and a seller belongs to one region: all of North America shows the same.
"""

import base64
import json
import sqlite3
from typing import Any

from sandbox.box import Sandbox
from sandbox.clock import iso
from sandbox.fba.warehouse import own_marketplace
from sandbox.parameters import Parameter, read
from sandbox.routing import ApiError, Request, Response, answer, invalid_input

PAGE = 50
TOKEN_SECONDS = 30
LONGEST_BACK_MS = 548 * 86_400_000  # 18 months
PARAMETERS = (
    Parameter("details", "boolean", default=False),
    Parameter("granularityType", required=True, allowed=("Marketplace",)),
    Parameter("granularityId", required=True),
    Parameter("startDateTime", "time"),
    Parameter("sellerSkus", "csv", max_items=50),
    Parameter("sellerSku"),
    Parameter("nextToken"),
    Parameter("marketplaceIds", "csv", required=True, min_items=1, max_items=1),
)
FIND = """
SELECT fba_stock.*, coalesce(listing.title, product_name) AS title, coalesce(listing.asin, fba_stock.asin)
AS own_asin,
       coalesce(listing.condition, fba_stock.condition) AS own_condition
FROM fba_stock
LEFT JOIN listing ON listing.seller_id = fba_stock.seller_id AND listing.sku = fba_stock.sku
     AND listing.marketplace_id = :marketplace AND listing.deleted_at IS NULL
WHERE fba_stock.seller_id = :seller AND fba_stock.sku > :after
  AND (:since IS NULL OR fba_stock.updated_at > :since)
  AND (:skus IS NULL OR fba_stock.sku IN (SELECT value FROM json_each(:skus)))
ORDER BY fba_stock.sku LIMIT :limit
"""
CONDITIONS = {
    "new": "NewItem",
    "used_like": "UsedLikeNew",
    "used_very": "UsedVeryGood",
    "used_good": "UsedGood",
    "used_acceptable": "UsedAcceptable",
    "refurbished": "Refurbished",
    "collectible": "CollectibleGood",
}


def get_inventory_summaries(box: Sandbox, request: Request) -> Response:
    """getInventorySummaries: by SKU, 50 a page; the token of a page lives for 30 seconds."""
    asked, now = read(request, PARAMETERS), box.clock.now_ms()
    marketplace = own_marketplace(box, request.seller_id, asked["marketplaceIds"][0])
    if asked["granularityId"] != marketplace:
        raise invalid_input("granularityId must be the marketplace of marketplaceIds.")
    question = {
        "marketplace": marketplace,
        "seller": request.seller_id,
        "limit": PAGE + 1,
        "after": "",
        "skus": _skus(asked),
        "since": _since(asked["startDateTime"], now),
    }
    if asked["nextToken"]:
        question["after"] = _read_token(asked["nextToken"], question, now)
    with box.store.reading() as db:
        rows = db.execute(FIND, question).fetchall()
    shown: dict[str, Any] = {
        "payload": {
            "granularity": {"granularityType": "Marketplace", "granularityId": marketplace},
            "inventorySummaries": [_summary(row, details=asked["details"]) for row in rows[:PAGE]],
        }
    }
    if len(rows) > PAGE:
        shown["pagination"] = {"nextToken": _token(question, rows[PAGE - 1]["sku"], now)}
    return answer(shown)


def _summary(row: sqlite3.Row, *, details: bool) -> dict[str, Any]:
    inbound = row["inbound_working"] + row["inbound_shipped"] + row["inbound_receiving"]
    here = row["fulfillable"] + row["reserved"] + row["researching"] + row["unfulfillable"]
    shown = {
        "asin": row["own_asin"],
        "fnSku": row["fnsku"],
        "sellerSku": row["sku"],
        "condition": _condition(row["own_condition"]),
        "lastUpdatedTime": iso(row["updated_at"]),
        "productName": row["title"],
        "totalQuantity": here + inbound,
        "stores": [],
    }
    if details:
        shown["inventoryDetails"] = _details(row)
    return {name: value for name, value in shown.items() if value is not None}


def _details(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "fulfillableQuantity": row["fulfillable"],
        "inboundWorkingQuantity": row["inbound_working"],
        "inboundShippedQuantity": row["inbound_shipped"],
        "inboundReceivingQuantity": row["inbound_receiving"],
        "reservedQuantity": {
            "totalReservedQuantity": row["reserved"],
            "pendingCustomerOrderQuantity": row["reserved"],
            "pendingTransshipmentQuantity": 0,
            "fcProcessingQuantity": 0,
        },
        "researchingQuantity": {
            "totalResearchingQuantity": row["researching"],
            "researchingQuantityBreakdown": [
                {"name": "researchingQuantityInShortTerm", "quantity": row["researching"]},
                {"name": "researchingQuantityInMidTerm", "quantity": 0},
                {"name": "researchingQuantityInLongTerm", "quantity": 0},
            ],
        },
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": row["unfulfillable"],
            "customerDamagedQuantity": row["unfulfillable"],
            "warehouseDamagedQuantity": 0,
            "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0,
            "defectiveQuantity": 0,
            "expiredQuantity": 0,
        },
    }


def _condition(condition: str | None) -> str | None:
    return next((word for start, word in CONDITIONS.items() if (condition or "").startswith(start)), None)


def _skus(asked: dict[str, Any]) -> str | None:
    """startDateTime beats sellerSkus, and sellerSkus beats sellerSku, as documented."""
    if asked["startDateTime"] is not None:
        return None
    skus = asked["sellerSkus"] or ([asked["sellerSku"]] if asked["sellerSku"] else None)
    return json.dumps(skus) if skus else None


def _since(start: int | None, now: int) -> int | None:
    if start is not None and start < now - LONGEST_BACK_MS:
        raise invalid_input("startDateTime must not be earlier than 18 months ago.")
    return start


def _token(question: dict[str, Any], after: str, now: int) -> str:
    facts = [after, question["skus"], question["since"], question["marketplace"], now + TOKEN_SECONDS * 1000]
    return base64.urlsafe_b64encode(json.dumps(facts).encode()).decode()


def _read_token(token: str, question: dict[str, Any], now: int) -> str:
    try:
        after, skus, since, marketplace, expires = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError):
        raise ApiError(400, "InvalidInput", "Next token is not valid.") from None
    if (skus, since, marketplace) != (question["skus"], question["since"], question["marketplace"]):
        raise ApiError(400, "InvalidInput", "Next token belongs to a request with other parameters.")
    if now >= expires:
        raise ApiError(400, "InvalidInput", "Next token has expired.")
    return str(after)
