"""What Amazon would object to in a listing's attributes: rules from values to issues."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.listings.attributes import Attributes, our_price, price_of
from sandbox.marketplaces import Marketplace

Issue = dict[str, Any]

CONDITIONS = (
    "new_new",
    "new_open_box",
    "new_oem",
    "refurbished_refurbished",
    "used_like_new",
    "used_very_good",
    "used_good",
    "used_acceptable",
    "collectible_like_new",
    "collectible_very_good",
    "collectible_good",
    "collectible_acceptable",
    "club_club",
)
REQUIRED = {
    "LISTING": ("item_name", "condition_type", "purchasable_offer", "fulfillment_availability"),
    "LISTING_PRODUCT_ONLY": ("item_name",),
    "LISTING_OFFER_ONLY": (
        "merchant_suggested_asin",
        "condition_type",
        "purchasable_offer",
        "fulfillment_availability",
    ),
}
IDENTIFYING = (
    "merchant_suggested_asin",
    "externally_assigned_product_identifier",
    "parentage_level",
    "supplier_declared_has_product_identifier_exemption",
)
"""A new product needs one of these."""
PARENT_REQUIRED = ("item_name",)
ASIN = re.compile(r"B0[A-Z0-9]{8}|\d{9}[\dX]")
MAX_HANDLING_DAYS = 30


def issue(code: str, message: str, category: str, *attributes: str) -> Issue:
    """An ERROR issue in the API's shape."""
    found: Issue = {"code": code, "message": message, "severity": "ERROR", "categories": [category]}
    return found | ({"attributeNames": list(attributes)} if attributes else {})


def check(attributes: Attributes, *, requirements: str | None, marketplace: Marketplace) -> list[Issue]:
    """Every objection; requirements None (a patch) asks for nothing that is missing."""
    malformed = [
        issue("90244", f"The value of '{name}' is not a list of objects.", "INVALID_ATTRIBUTE", name)
        for name, value in attributes.items()
        if not isinstance(value, list) or not all(isinstance(element, dict) for element in value)
    ]
    if malformed:
        return malformed
    return [
        *_missing(attributes, requirements),
        *_foreign(attributes, marketplace),
        *_condition(attributes),
        *_identifiers(attributes, requirements),
        *_price(attributes, marketplace),
        *_availability(attributes),
    ]


def _missing(attributes: Attributes, requirements: str | None) -> list[Issue]:
    is_parent = any(element.get("value") == "parent" for element in attributes.get("parentage_level", []))
    names = PARENT_REQUIRED if is_parent else REQUIRED[requirements or "LISTING"]
    if requirements is None:
        return []
    return [
        issue("90220", f"'{name}' is required but not supplied.", "MISSING_ATTRIBUTE", name)
        for name in names
        if not attributes.get(name)
    ]


def _foreign(attributes: Attributes, marketplace: Marketplace) -> list[Issue]:
    return [
        issue(
            "90244",
            f"'{element['marketplace_id']}' is not the marketplace of this request.",
            "INVALID_ATTRIBUTE",
            name,
        )
        for name, value in attributes.items()
        for element in value
        if element.get("marketplace_id", marketplace.id) != marketplace.id
    ]


def _condition(attributes: Attributes) -> list[Issue]:
    return [
        issue(
            "90244",
            f"'{element.get('value')}' is not a valid value for 'condition_type'.",
            "INVALID_ATTRIBUTE",
            "condition_type",
        )
        for element in attributes.get("condition_type", [])
        if element.get("value") not in CONDITIONS
    ]


def _identifiers(attributes: Attributes, requirements: str | None) -> list[Issue]:
    found = [
        issue(
            "90244",
            f"'{element.get('value')}' is not an ASIN.",
            "INVALID_ATTRIBUTE",
            "merchant_suggested_asin",
        )
        for element in attributes.get("merchant_suggested_asin", [])
        if not ASIN.fullmatch(str(element.get("value")))
    ]
    barcodes = attributes.get("externally_assigned_product_identifier", [])
    found += [
        issue(
            "90111",
            f"'{element.get('value')}' is not a valid product identifier (check digit).",
            "INVALID_ATTRIBUTE",
            "externally_assigned_product_identifier",
        )
        for element in barcodes
        if not _is_barcode(str(element.get("value", "")))
    ]
    return [*found, *_unidentified(attributes, requirements)]


def _unidentified(attributes: Attributes, requirements: str | None) -> list[Issue]:
    if requirements not in ("LISTING", "LISTING_PRODUCT_ONLY"):
        return []
    if any(attributes.get(name) for name in IDENTIFYING):
        return []
    name = "externally_assigned_product_identifier"
    return [issue("90220", f"'{name}' is required but not supplied.", "MISSING_ATTRIBUTE", name)]


def _is_barcode(text: str) -> bool:
    if len(text) == 10:
        return bool(re.fullmatch(r"\d{9}[\dX]", text))
    if not re.fullmatch(r"\d{8}|\d{12,14}", text):
        return False
    digits = [int(digit) for digit in reversed(text)]
    return sum(digits[0::2], 3 * sum(digits[1::2])) % 10 == 0


def _price(attributes: Attributes, marketplace: Marketplace) -> list[Issue]:
    found = [
        issue(
            "90244",
            f"'{offer['currency']}' is not the currency of {marketplace.domain}: use {marketplace.currency}.",
            "INVALID_PRICE",
            "purchasable_offer",
        )
        for offer in attributes.get("purchasable_offer", [])
        if offer.get("currency", marketplace.currency) != marketplace.currency
    ]
    try:
        price = our_price(attributes)
        for offer in attributes.get("purchasable_offer", []):
            if offer.get("audience", "ALL") == "ALL":
                found += _bounds(offer, price)
    except InvalidOperation:
        found.append(issue("90244", "The price is not a number.", "INVALID_PRICE", "purchasable_offer"))
    return found


def _bounds(offer: dict[str, Any], price: Decimal | None) -> list[Issue]:
    if price is None:
        return []
    low = price_of(offer, "minimum_seller_allowed_price")
    high = price_of(offer, "maximum_seller_allowed_price")
    if price <= 0:
        return [issue("90117", "The price must be above 0.", "INVALID_PRICE", "purchasable_offer")]
    if low is not None and price < low:
        return [
            issue(
                "90215",
                f"The price {price} is below the minimum price {low}.",
                "INVALID_PRICE",
                "purchasable_offer",
            )
        ]
    if high is not None and price > high:
        return [
            issue(
                "90215",
                f"The price {price} is above the maximum price {high}.",
                "INVALID_PRICE",
                "purchasable_offer",
            )
        ]
    return []


def _availability(attributes: Attributes) -> list[Issue]:
    found = []
    for element in attributes.get("fulfillment_availability", []):
        channel = element.get("fulfillment_channel_code", "DEFAULT")
        quantity, days = element.get("quantity"), element.get("lead_time_to_ship_max_days")
        if channel != "DEFAULT" and not str(channel).startswith("AMAZON_"):
            found.append(f"'{channel}' is not a fulfillment channel code.")
        elif channel != "DEFAULT" and quantity is not None:
            found.append("The quantity of an offer fulfilled by Amazon cannot be set.")
        elif quantity is not None and not _is_count(quantity):
            found.append("The quantity must be a whole number of 0 or more.")
        if days is not None and not (_is_count(days) and days <= MAX_HANDLING_DAYS):
            found.append(f"The handling time must be 0 to {MAX_HANDLING_DAYS} days.")
    return [issue("90244", message, "INVALID_ATTRIBUTE", "fulfillment_availability") for message in found]


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
