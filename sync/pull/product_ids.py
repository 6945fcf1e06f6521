"""The product id that a report's line or an item names, as a GTIN. Pure.

Amazon keeps whatever the seller once typed, so wrong digits are no fault of the line: they are no GTIN.
Sources: Amazon's page of inventory files (product-id-type) and its product type schemas.
"""

from __future__ import annotations

from typing import Any

from catalog.gtin import gtin_of_asin
from catalog.identifiers import Kind, normalise

NAMED = {kind.value: kind for kind in (Kind.EAN, Kind.UPC, Kind.ISBN, Kind.GTIN)}
TYPES = {"2": Kind.ISBN, "3": Kind.UPC, "4": Kind.EAN} | NAMED  # 1 is the ASIN
ATTRIBUTE = "externally_assigned_product_identifier"


def of_line(product_id: str, id_type: str, *, asin: str) -> str:
    """The GTIN of a line's product id, else of the book whose ISBN-10 its ASIN is; '' without either."""
    kind = TYPES.get(id_type) or TYPES.get(id_type.strip().lower())
    said = normalise(kind, product_id).value if kind else ""
    return said or gtin_of_asin(asin)


def of_item(attributes: dict[str, Any], marketplace_id: str, *, asin: str) -> str:
    """The first right product id of this marketplace, else as of_line. Attributes are free-form JSON."""
    values = attributes.get(ATTRIBUTE)
    for entry in values if isinstance(values, list) else []:
        if not isinstance(entry, dict) or entry.get("marketplace_id") not in (None, marketplace_id):
            continue
        kind, value = NAMED.get(str(entry.get("type")).lower()), entry.get("value")
        if kind and isinstance(value, str) and (gtin := normalise(kind, value).value):
            return gtin
    return gtin_of_asin(asin)
