"""What a catalog attribute made from one of Amazon's would be like: its code and its type. Pure."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from listings.amazon_attributes.units import measures

LONGEST_CODE = 60
LONG_TEXT = 255  # longer texts do not fit on one line
TYPES = {
    "integer": "integer",
    "decimal": "decimal",
    "money": "price",
    "weight": "weight",
    "boolean": "boolean",
    "date": "date",
    "picture": "media",
}
# Amazon's attribute → the built-in one that means the same
USUAL = {
    "item_name": "name",
    "merchant_suggested_asin": "asin",
    "condition_type": "condition",
    "list_price": "msrp",
    "purchasable_offer.our_price.schedule.value_with_tax": "price",
    "main_product_image_locator": "image",
    "item_weight": "weight",
    "item_package_weight": "weight",
    "item_dimensions.length": "length",
    "item_dimensions.width": "width",
    "item_dimensions.height": "height",
}
# which types of the catalog can hold which of Amazon's at all; text holds everything
FITTING = {
    "text": {"text", "long_text", "select", "multi_select", "date", "integer", "decimal"},
    "choice": {"text", "long_text", "select", "multi_select", "boolean"},
    "integer": {"text", "integer", "decimal", "price", "weight", "select"},
    "decimal": {"text", "decimal", "price", "weight", "integer"},
    "money": {"text", "price", "decimal"},
    "weight": {"text", "weight", "decimal"},
    "boolean": {"text", "boolean", "select"},
    "date": {"text", "date"},
    "picture": {"text", "media"},
}


class About(NamedTuple):
    """What is known of an Amazon attribute."""

    name: str
    kind: str
    several: bool = False
    longest: int | None = None


def plain_code(name: str) -> str:
    """The name in the catalog's spelling: item_dimensions.length → item_dimensions_length."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "amazon"
    if not plain[0].isalpha():
        plain = f"amazon_{plain}"
    return plain[:LONGEST_CODE].rstrip("_")


def code_for(name: str, taken: Container[str]) -> str:
    """A code that is free: the plain one, or with a number behind it."""
    plain = plain_code(name)
    code, number = plain, 2
    while code in taken:
        code = f"{plain[: LONGEST_CODE - len(str(number)) - 1]}_{number}"
        number += 1
    return code


def type_for(about: About) -> str:
    """The catalog's type that holds all the attribute can say."""
    if about.kind == "choice":
        return "multi_select" if about.several else "select"
    if about.kind == "text" and (about.several or (about.longest or 0) > LONG_TEXT):
        return "long_text"
    return TYPES.get(about.kind, "text")


def fits(kind: str, catalog_type: str) -> bool:
    """Whether a catalog attribute of that type can take such values; what is not known may try."""
    return catalog_type in FITTING.get(kind, {catalog_type})


def measure_of(kind: str, catalog_type: str, units: list[str]) -> str:
    """'weight' or 'length' where the merchant has to say in which unit the catalog keeps it; '' otherwise."""
    numbers = catalog_type in ("decimal", "weight", "integer", "price")
    return measures(units) if units and numbers and kind in ("decimal", "integer", "weight") else ""
