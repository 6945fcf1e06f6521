"""What products made from listings are like: the settings of a store or of one deed. Pure.

Source: reference product, "Create new catalog product". Its SKU there is the ASIN; here it is the seller SKU
unless asked otherwise (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

SELLER_SKU, ASIN = "seller_sku", "asin"
LONGEST_SKU = 64


@dataclass(frozen=True)
class NewProducts:
    """Settings for products made from listings; kept as JSON in Store.new_products."""

    enabled: bool = True
    websites: tuple[str, ...] = ()
    category_ids: tuple[int, ...] = ()
    attribute_set: int | None = None
    visibility: str = "nowhere"
    tax_class: str = ""
    sku: str = SELLER_SKU

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> NewProducts:
        """The settings in a JSON object; what is not there stays at its default."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        for name in ("websites", "category_ids"):
            if name in values:
                values[name] = tuple(values[name])
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """What `read` reads again."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}


def gtin_home(gtin: str, roles: Mapping[str, str]) -> tuple[str, str] | None:
    """The attribute that a GTIN of 14 digits goes into, and how it is written there; None if none fits.

    `roles` are the store's attributes: {"upc": …, "ean": …, "isbn": …}, '' for none.
    """
    if len(gtin) != 14 or gtin[0] != "0":
        return None
    if gtin.startswith(("0978", "0979")) and roles["isbn"]:
        return roles["isbn"], gtin[1:]
    if gtin.startswith("00") and roles["upc"]:
        return roles["upc"], gtin[2:]
    return (roles["ean"], gtin[1:]) if roles["ean"] else None


def usable_sku(sku: str) -> bool:
    """Whether a product can have this SKU."""
    return 0 < len(sku) <= LONGEST_SKU and not any(ord(letter) < 32 for letter in sku)
