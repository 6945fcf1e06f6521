"""Sellers v1: in which marketplaces a seller takes part, and the account behind them."""

import json
import sqlite3
from typing import Any

from sandbox.box import Sandbox
from sandbox.marketplaces import MARKETPLACES
from sandbox.routing import Request, Response, Route, answer


def marketplace_participations(box: Sandbox, request: Request) -> Response:
    """getMarketplaceParticipations."""
    with box.store.reading() as db:
        return answer({"payload": _participations(db, request.seller_id)})


def account(box: Sandbox, request: Request) -> Response:
    """getAccount."""
    with box.store.reading() as db:
        seller = db.execute("SELECT * FROM seller WHERE seller_id = ?", (request.seller_id,)).fetchone()
        participations = _participations(db, request.seller_id)
    country = participations[0]["marketplace"]["countryCode"]
    payload: dict[str, Any] = {
        "marketplaceParticipationList": participations,
        "businessType": "PRIVATE_LIMITED",
        "sellingPlan": "PROFESSIONAL",
        "business": {
            "name": seller["name"],
            "registeredBusinessAddress": {"addressLine1": "1 Sandbox Street", "countryCode": country},
        },
    }
    return answer({"payload": payload | json.loads(seller["business"])})


def _participations(db: sqlite3.Connection, seller_id: str) -> list[dict[str, Any]]:
    rows = db.execute("SELECT * FROM participation WHERE seller_id = ? ORDER BY rowid", (seller_id,))
    return [_participation(row) for row in rows]


def _participation(row: sqlite3.Row) -> dict[str, Any]:
    marketplace = MARKETPLACES[row["marketplace_id"]]
    return {
        "marketplace": {
            "id": marketplace.id,
            "name": marketplace.name,
            "countryCode": marketplace.country,
            "defaultCurrencyCode": marketplace.currency,
            "defaultLanguageCode": marketplace.locale,
            "domainName": marketplace.domain,
        },
        "participation": {
            "isParticipating": bool(row["is_participating"]),
            "hasSuspendedListings": bool(row["has_suspended_listings"]),
        },
        "storeName": row["store_name"],
    }


ROUTES = [
    Route(
        "getMarketplaceParticipations",
        "GET",
        "/sellers/v1/marketplaceParticipations",
        marketplace_participations,
    ),
    Route("getAccount", "GET", "/sellers/v1/account", account),
]
