"""Items of Amazon's catalog as candidates for a listing. Pure: JSON in, items out.

What has an unexpected shape is left out, never guessed at: a candidate is shown to a person in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalog import gtin as gtins
from listings.asins.answers import Item

NUMBER_TYPES = frozenset({"EAN", "GTIN", "ISBN", "JAN", "UPC"})
IN_SUMMARY = ("color", "size", "style")


def item_of(said: dict[str, Any], marketplace_id: str) -> Item:
    """The item as it is in one marketplace."""
    summary = _of(said, "summaries", marketplace_id)
    relations = _relations(said, marketplace_id)
    theme = _object(next((each["variationTheme"] for each in relations if each.get("variationTheme")), None))
    children = [asin for each in relations for asin in _texts(each.get("childAsins"))]
    parents = [asin for each in relations for asin in _texts(each.get("parentAsins"))]
    return Item(
        asin=str(said["asin"]),
        title=_text(summary.get("itemName")),
        brand=_text(summary.get("brand"))[:255],
        image=_main_image(said, marketplace_id),
        product_type=_text(_of(said, "productTypes", marketplace_id).get("productType"))[:80],
        identifiers=tuple(_identifiers(said, marketplace_id)),
        is_parent=bool(children) or summary.get("itemClassification") == "VARIATION_PARENT",
        parent_asin=parents[0][:10] if parents else "",
        theme=_text(theme.get("theme"))[:120],
        values=_values(said, summary, _texts(theme.get("attributes"))),
        children=tuple(dict.fromkeys(children)),
    )


def gtins_of(item: Item) -> frozenset[str]:
    """The item's numbers as GTINs of 14 digits, so that they can be held against what was asked for."""
    return frozenset(_gtin(number) for kind, number in item.identifiers if kind in NUMBER_TYPES)


def _gtin(number: str) -> str:
    digits = number.replace("-", "").replace(" ", "")
    return gtins.gtin_of_isbn_10(digits) if gtins.is_isbn_10(digits) else digits.zfill(gtins.LENGTH)


def _of(said: dict[str, Any], part: str, marketplace_id: str) -> dict[str, Any]:
    """What a part says of the marketplace; {} if it says nothing."""
    rows = [row for row in _objects(said.get(part)) if row.get("marketplaceId") == marketplace_id]
    return rows[0] if rows else {}


def _identifiers(said: dict[str, Any], marketplace_id: str) -> Iterable[tuple[str, str]]:
    """What stands as its identifiers, and what its attributes name besides: a GCID may stand only there."""
    seen = set()
    for kind, number in (*_shown(said, marketplace_id), *_assigned(said, marketplace_id)):
        if kind and number and kind != "SKU" and number not in seen:
            seen.add(number)
            yield kind[:20], number[:40]


def _shown(said: dict[str, Any], marketplace_id: str) -> Iterable[tuple[str, str]]:
    for each in _objects(_of(said, "identifiers", marketplace_id).get("identifiers")):
        yield _text(each.get("identifierType")), _text(each.get("identifier"))


def _assigned(said: dict[str, Any], marketplace_id: str) -> Iterable[tuple[str, str]]:
    attributes = _object(said.get("attributes"))
    for each in _objects(attributes.get("externally_assigned_product_identifier")):
        if each.get("marketplace_id", marketplace_id) == marketplace_id:
            yield _text(each.get("type")).upper(), _text(each.get("value"))


def _relations(said: dict[str, Any], marketplace_id: str) -> list[dict[str, Any]]:
    """Variations only: a case of twelve holds other items, but is no choice among them."""
    rows = _objects(_of(said, "relationships", marketplace_id).get("relationships"))
    return [row for row in rows if row.get("type") == "VARIATION"]


def _main_image(said: dict[str, Any], marketplace_id: str) -> str:
    """The main picture nearest to what a list shows, as a reference; '' for none."""
    images = _objects(_of(said, "images", marketplace_id).get("images"))
    main = [each for each in images if each.get("variant") == "MAIN" and _text(each.get("link"))]
    if not main:
        return ""
    return _text(min(main, key=lambda each: abs(int(each.get("height") or 0) - 150))["link"])


def _values(said: dict[str, Any], summary: dict[str, Any], names: list[str]) -> dict[str, str]:
    """What tells a variant from its siblings: the values of the theme's attributes."""
    attributes = _object(said.get("attributes"))
    values = {}
    for name in names:
        rows = _objects(attributes.get(name))
        value = rows[0].get("value") if rows else None
        if value is None and name in IN_SUMMARY:
            value = summary.get(name)
        if isinstance(value, str | int | float):
            values[name[:60]] = str(value)[:120]
    return values


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.replace("\x00", "") if isinstance(value, str) else ""
