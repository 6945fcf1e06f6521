"""What Amazon answers as attributes that a table can hold: odd parts dropped, pictures named. Pure."""

from __future__ import annotations

import json
from hashlib import blake2b
from math import isfinite
from typing import Any

Attributes = dict[str, list[Any]]
LONGEST_NAME = 200
DEEPEST = 20
# Amazon's catalog calls pictures by variant, listings by attribute
PICTURES = {
    "MAIN": "main_product_image_locator",
    "SWCH": "swatch_product_image_locator",
    **{f"PT{number:02}": f"other_product_image_locator_{number}" for number in range(1, 9)},
}


def attributes_of(item: dict[str, Any]) -> Attributes:
    """The attributes of a listing or of an item of the catalog: lists of entries by name, nothing else."""
    said = item.get("attributes")
    if not isinstance(said, dict):
        return {}
    return {
        name: _clean(entries, 0)
        for name, entries in said.items()
        if isinstance(entries, list) and entries and 0 < len(name) <= LONGEST_NAME and name.isprintable()
    }


def catalog_attributes_of(item: dict[str, Any], marketplace_id: str) -> Attributes:
    """An item of the catalog as a listing would say it: its largest picture of each variant included."""
    return attributes_of(item) | _pictures(item, marketplace_id)


def product_type_of(item: dict[str, Any]) -> str:
    """The product type that the listing's summary names; '' for none."""
    summaries = item.get("summaries")
    for summary in summaries if isinstance(summaries, list) else []:
        found = summary.get("productType") if isinstance(summary, dict) else None
        if isinstance(found, str) and found:
            return found[:80]
    return ""


def digest(attributes: Attributes) -> int:
    """64 bits that change with the attributes, in the range of a bigint."""
    text = json.dumps(attributes, sort_keys=True, ensure_ascii=False)
    hashed = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "big", signed=True)


def _pictures(item: dict[str, Any], marketplace_id: str) -> Attributes:
    largest: dict[str, tuple[int, str]] = {}
    for group in _dicts(item.get("images")):
        if group.get("marketplaceId") not in (None, marketplace_id):
            continue
        for image in _dicts(group.get("images")):
            name, link = PICTURES.get(str(image.get("variant"))), image.get("link")
            if name and isinstance(link, str) and link:
                size = _pixels(image.get("height")) * _pixels(image.get("width"))
                largest[name] = max(largest.get(name, (-1, "")), (size, link))
    return {
        name: [{"media_location": _clean(link, 0), "marketplace_id": marketplace_id}]
        for name, (_size, link) in sorted(largest.items())
    }


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _pixels(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _clean(node: Any, depth: int) -> Any:
    """The node without what PostgreSQL's JSON cannot hold: NUL, lone surrogates, endless nesting."""
    if depth > DEEPEST:
        return None
    if isinstance(node, str):
        return node.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(node, list):
        return [_clean(each, depth + 1) for each in node]
    if isinstance(node, dict):
        return {_clean(key, depth): _clean(each, depth + 1) for key, each in node.items()}
    if isinstance(node, float) and not isfinite(node):
        return None
    return node if isinstance(node, bool | int | float) else None
