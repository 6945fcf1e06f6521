"""Rows of the store as Items of the Listings Items API."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.clock import iso
from sandbox.listings.attributes import kept, of_row
from sandbox.marketplaces import MARKETPLACES
from sandbox.scenario.attributes import LOCATORS, of_good, pictures
from sandbox.scenario.goods import good_of, language_of

Row = sqlite3.Row
Json = dict[str, Any]
IMAGE_PIXELS = 1000


@dataclass(frozen=True, slots=True)
class Shelf:
    """What items are made of: the listing rows per SKU, and issues and children per (marketplace, SKU)."""

    rows: dict[str, list[Row]]
    issues: dict[tuple[str, str], list[Row]]
    children: dict[tuple[str, str], list[str]]
    base_url: str


def fetch(
    db: sqlite3.Connection, seller_id: str, marketplaces: list[str], skus: list[str], *, base_url: str
) -> Shelf:
    """Everything about these SKUs in these marketplaces, deleted ones left out unless they are ghosts."""
    holes = ",".join("?" * len(skus))
    places = ",".join("?" * len(marketplaces))
    where = f"seller_id = ? AND marketplace_id IN ({places}) AND sku IN ({holes})"
    values = (seller_id, *marketplaces, *skus)
    listings = db.execute(
        f"SELECT * FROM shown_listing WHERE {where} AND (deleted_at IS NULL OR is_ghost)", values
    ).fetchall()
    order = {marketplace: place for place, marketplace in enumerate(marketplaces)}
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(listings, key=lambda row: order[row["marketplace_id"]]):
        rows[row["sku"]].append(row)
    issues: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in db.execute(f"SELECT * FROM issue WHERE {where}", values):
        issues[row["marketplace_id"], row["sku"]].append(row)
    return Shelf(rows, issues, _children(db, listings), base_url)


def _children(db: sqlite3.Connection, listings: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in listings:
        if row["is_parent"]:
            children = db.execute(
                "SELECT sku FROM listing WHERE seller_id = ? AND parent_sku = ? AND marketplace_id = ?"
                " AND deleted_at IS NULL ORDER BY sku",
                (row["seller_id"], row["sku"], row["marketplace_id"]),
            )
            found[row["marketplace_id"], row["sku"]] = [child["sku"] for child in children]
    return found


def item(shelf: Shelf, sku: str, included: Iterable[str]) -> Json:
    """One Item with the data sets asked for."""
    rows = shelf.rows[sku]
    return {"sku": sku} | {name: _PARTS[name](shelf, rows) for name in included}


def _summaries(shelf: Shelf, rows: list[Row]) -> list[Json]:
    return [_summary(shelf, row) for row in rows if row["is_created"]]


def _summary(shelf: Shelf, row: Row) -> Json:
    summary = {
        "marketplaceId": row["marketplace_id"],
        "asin": row["asin"],
        "productType": row["product_type"],
        "conditionType": row["condition"],
        "status": [
            name
            for name, holds in (("BUYABLE", row["buyable"]), ("DISCOVERABLE", row["discoverable"]))
            if holds
        ],
        "fnSku": row["fnsku"],
        "itemName": row["title"],
        "createdDate": iso(row["created_at"]),
        "lastUpdatedDate": iso(row["updated_at"]),
    }
    if row["image"]:
        summary["mainImage"] = {
            "link": _link(shelf, row["image"]),
            "height": IMAGE_PIXELS,
            "width": IMAGE_PIXELS,
        }
    return {name: value for name, value in summary.items() if value is not None}


def _attributes(shelf: Shelf, rows: list[Row]) -> Json:
    merged: Json = {}
    for row in rows:
        for name, values in _known(row).items():
            # The offer is shared by the marketplaces of a region and stands once.
            if name != "fulfillment_availability" or name not in merged:
                merged.setdefault(name, []).extend(values)
    for name, values in merged.items():
        if name.endswith(LOCATORS):
            for image in values:
                image["media_location"] = _link(shelf, image.get("media_location", ""))
    return merged


def _known(row: Row) -> Json:
    """What the seller said of a listing, and of an ASIN of ours what Amazon's catalog adds to it."""
    marketplace = MARKETPLACES[row["marketplace_id"]]
    own = of_row(row, marketplace)
    good = good_of(row["asin"], language=language_of(marketplace.locale)) if row["asin"] else None
    if good is None:
        return own
    known = of_good(good, marketplace, marketplace.locale)
    return {**known, **pictures(row["image"] or "", marketplace), **own}


def _issues(shelf: Shelf, rows: list[Row]) -> list[Json]:
    return [
        _issue(row)
        for listing in rows
        for row in shelf.issues.get((listing["marketplace_id"], listing["sku"]), [])
    ]


def _issue(row: Row) -> Json:
    issue: Json = {
        "code": row["code"],
        "message": row["message"],
        "severity": row["severity"],
        "categories": json.loads(row["categories"]),
        "marketplaceIds": [row["marketplace_id"]],
    }
    if names := json.loads(row["attribute_names"]):
        issue["attributeNames"] = names
    if actions := json.loads(row["actions"]):
        exemption = {"status": row["exemption"]}
        if row["exempt_until"] is not None:
            exemption["expiryDate"] = iso(row["exempt_until"])
        issue["enforcements"] = {
            "actions": [{"action": action} for action in actions],
            "exemption": exemption,
        }
    return issue


def _offers(shelf: Shelf, rows: list[Row]) -> list[Json]:
    return [offer for row in rows if not row["is_parent"] for offer in _row_offers(row)]


def _row_offers(row: Row) -> list[Json]:
    found = []
    if row["price"] is not None:
        found.append(_offer(row, "B2C", row["price"]))
    for other in kept(row).get("purchasable_offer", []):
        if other.get("audience") == "B2B" and other.get("our_price"):
            found.append(_offer(row, "B2B", str(other["our_price"][0]["schedule"][0]["value_with_tax"])))
    return found


def _offer(row: Row, kind: str, amount: str) -> Json:
    names = {"B2C": ("ALL", "Sell on Amazon"), "B2B": ("B2B", "Amazon Business")}
    value, display = names[kind]
    return {
        "marketplaceId": row["marketplace_id"],
        "offerType": kind,
        "price": {"currencyCode": row["currency"], "amount": amount},
        "audience": {"value": value, "displayName": display},
    }


def _availability(_shelf: Shelf, rows: list[Row]) -> list[Json]:
    row = rows[0]
    if row["is_parent"]:
        return []
    if row["channel"] == "DEFAULT":
        return [{"fulfillmentChannelCode": "DEFAULT", "quantity": row["quantity"]}]
    return [{"fulfillmentChannelCode": row["channel"]}]


def _relationships(shelf: Shelf, rows: list[Row]) -> list[Json]:
    return [{"marketplaceId": row["marketplace_id"], "relationships": _relations(shelf, row)} for row in rows]


def _relations(shelf: Shelf, row: Row) -> list[Json]:
    if row["is_parent"]:
        relation: Json = {"type": "VARIATION", "childSkus": shelf.children[row["marketplace_id"], row["sku"]]}
    elif row["parent_sku"]:
        relation = {"type": "VARIATION", "parentSkus": [row["parent_sku"]]}
    else:
        return []
    if row["variation_theme"]:
        names = [name.lower() for name in row["variation_theme"].split("/")]
        relation["variationTheme"] = {"theme": row["variation_theme"], "attributes": names}
    return [relation]


def _product_types(_shelf: Shelf, rows: list[Row]) -> list[Json]:
    return [{"marketplaceId": row["marketplace_id"], "productType": row["product_type"]} for row in rows]


def _procurement(_shelf: Shelf, _rows: list[Row]) -> list[Json]:
    # Vendors have cost prices; sellers have none.
    return []


def _link(shelf: Shelf, image: str) -> str:
    return shelf.base_url + image if image.startswith("/") else image


_PARTS: dict[str, Callable[[Shelf, list[Row]], Any]] = {
    "summaries": _summaries,
    "attributes": _attributes,
    "issues": _issues,
    "offers": _offers,
    "fulfillmentAvailability": _availability,
    "procurement": _procurement,
    "relationships": _relationships,
    "productTypes": _product_types,
}
INCLUDED_DATA = tuple(_PARTS)
"""The data sets of the model, in its order."""
