"""A listing's columns as the API's attributes, and back (shapes as in Amazon's product type schemas)."""

import json
import sqlite3
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.marketplaces import Marketplace

Attributes = dict[str, Any]
GTIN_TYPES = ("ean", "upc", "gtin", "isbn", "jan")
OFFER_SELECTORS = {"marketplace_id", "currency", "audience"}
DERIVED = (
    "item_name",
    "product_description",
    "condition_type",
    "condition_note",
    "merchant_suggested_asin",
    "externally_assigned_product_identifier",
    "main_product_image_locator",
    "parentage_level",
    "child_parent_sku_relationship",
    "variation_theme",
    "fulfillment_availability",
)
"""Attributes that live in columns; all others are kept as they came. purchasable_offer is half and half."""


def of_row(row: sqlite3.Row, marketplace: Marketplace) -> Attributes:
    """Every attribute of a listing (a row of shown_listing)."""
    here = {"marketplace_id": marketplace.id}
    text = {"language_tag": marketplace.locale, **here}
    found: Attributes = {
        "item_name": row["title"] and [{"value": row["title"], **text}],
        "product_description": row["description"] and [{"value": row["description"], **text}],
        "condition_type": row["condition"] and [{"value": row["condition"], **here}],
        "condition_note": row["condition_note"] and [{"value": row["condition_note"], **text}],
        "merchant_suggested_asin": row["asin"] and [{"value": row["asin"], **here}],
        "externally_assigned_product_identifier": row["gtin"]
        and [{"type": row["gtin_type"] or "ean", "value": row["gtin"], **here}],
        "main_product_image_locator": row["image"] and [{"media_location": row["image"], **here}],
        "variation_theme": row["variation_theme"] and [{"name": row["variation_theme"], **here}],
    }
    found |= _family(row, here)
    found["fulfillment_availability"] = None if row["is_parent"] else [_availability(row)]
    others = kept(row)
    found |= others
    found["purchasable_offer"] = _offers(others.get("purchasable_offer", []), row, marketplace)
    return {name: value for name, value in found.items() if value}


def kept(row: sqlite3.Row) -> Attributes:
    """The attributes that have no column."""
    text = row["attributes"]
    # Most listings have none, and a page of 20 is read often.
    found: Attributes = {} if text == "{}" else json.loads(text)
    return found


def _family(row: sqlite3.Row, here: dict[str, str]) -> Attributes:
    if row["is_parent"]:
        return {"parentage_level": [{"value": "parent", **here}]}
    if row["parent_sku"]:
        relation = {"child_relationship_type": "variation", "parent_sku": row["parent_sku"], **here}
        return {"parentage_level": [{"value": "child", **here}], "child_parent_sku_relationship": [relation]}
    return {}


def _availability(row: sqlite3.Row) -> dict[str, Any]:
    channel: dict[str, Any] = {"fulfillment_channel_code": row["channel"]}
    if row["channel"] == "DEFAULT":
        channel["quantity"] = row["quantity"]
    if row["handling_days"] is not None:
        channel["lead_time_to_ship_max_days"] = row["handling_days"]
    if row["restock_date"]:
        channel["restock_date"] = row["restock_date"]
    return channel


def _offers(kept: list[dict[str, Any]], row: sqlite3.Row, marketplace: Marketplace) -> list[dict[str, Any]]:
    main = next((offer for offer in kept if offer.get("audience", "ALL") == "ALL"), None)
    others = [offer for offer in kept if offer is not main]
    if row["price"] is not None:
        main = {
            "marketplace_id": marketplace.id,
            "currency": row["currency"],
            "audience": "ALL",
            **(main or {}),
            "our_price": [{"schedule": [{"value_with_tax": number(row["price"])}]}],
        }
    return [main, *others] if main else others


def number(text: str) -> int | float:
    """A decimal text as a JSON number: 19.99, 20."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def to_columns(attributes: Attributes, marketplace: Marketplace) -> dict[str, Any]:
    """The listing columns that these attributes say; what has no column goes to `attributes`.

    The attributes must have passed `validation`. The shared offer is apart: `to_offer`.
    """
    identifier = _first(attributes, "externally_assigned_product_identifier")
    parentage = _text(attributes, "parentage_level")
    price = our_price(attributes)
    kept = {name: value for name, value in attributes.items() if name not in DERIVED}
    offers = [_without_price(offer) for offer in attributes.get("purchasable_offer", [])]
    kept["purchasable_offer"] = [offer for offer in offers if set(offer) - OFFER_SELECTORS]
    return {
        "title": _text(attributes, "item_name"),
        "description": _text(attributes, "product_description"),
        "image": _text(attributes, "main_product_image_locator", "media_location"),
        "condition": _text(attributes, "condition_type"),
        "condition_note": _text(attributes, "condition_note"),
        "price": None if price is None else money(price, marketplace),
        "gtin": identifier.get("value"),
        "gtin_type": identifier.get("type"),
        "is_parent": int(parentage == "parent"),
        "parent_sku": _text(attributes, "child_parent_sku_relationship", "parent_sku"),
        "variation_theme": _text(attributes, "variation_theme", "name"),
        "attributes": json.dumps({k: v for k, v in kept.items() if v}, ensure_ascii=False),
    }


def to_offer(attributes: Attributes) -> dict[str, Any]:
    """Channel, quantity, handling days and restock date of the shared offer."""
    availability = _first(attributes, "fulfillment_availability")
    return {
        "channel": availability.get("fulfillment_channel_code", "DEFAULT"),
        "quantity": availability.get("quantity", 0),
        "handling_days": availability.get("lead_time_to_ship_max_days"),
        "restock_date": availability.get("restock_date"),
    }


def our_price(attributes: Attributes) -> Decimal | None:
    """The price to everyone, or None; InvalidOperation when it is no number."""
    for offer in attributes.get("purchasable_offer", []):
        if offer.get("audience", "ALL") == "ALL" and "our_price" in offer:
            return price_of(offer, "our_price")
    return None


def price_of(offer: dict[str, Any], name: str) -> Decimal | None:
    """The value of a price schedule of an offer, None when it has none; InvalidOperation for no number."""
    try:
        value = offer[name][0]["schedule"][0]["value_with_tax"]
    except (KeyError, IndexError, TypeError):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidOperation(value)
    return Decimal(repr(value))


def money(value: Decimal, marketplace: Marketplace) -> str:
    """Decimal text with the currency's places: 19.99, 1980 (yen)."""
    return str(value.quantize(Decimal(1) if marketplace.currency == "JPY" else Decimal("0.01")))


def _without_price(offer: dict[str, Any]) -> dict[str, Any]:
    if offer.get("audience", "ALL") != "ALL":
        return offer
    return {name: value for name, value in offer.items() if name != "our_price"}


def _first(attributes: Attributes, name: str) -> dict[str, Any]:
    values = attributes.get(name)
    return values[0] if isinstance(values, list) and values and isinstance(values[0], dict) else {}


def _text(attributes: Attributes, name: str, key: str = "value") -> str | None:
    value = _first(attributes, name).get(key)
    return value if isinstance(value, str) and value else None
