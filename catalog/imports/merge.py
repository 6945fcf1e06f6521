"""A product as it is, and what a file says of it: the product as it will be. Only real differences count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.imports import adobe_parts, pictures
from catalog.imports.drafts import Path
from catalog.imports.reading import Options

Row = dict[str, Any]  # the columns of Product in JSON's words: amounts as texts, days in ISO 8601
LISTS = ("websites", "category_ids")  # whose order says nothing
EMPTY: Row = {
    "name": "",
    "type": "simple",
    "attribute_set_id": None,
    "asin": "",
    "condition": "",
    "enabled": True,
    "visibility": "both",
    "websites": [],
    "category_ids": [],
    "sale_starts_on": None,
    "sale_ends_on": None,
    "price": None,
    "special_price": None,
    "special_from": None,
    "special_to": None,
    "cost": None,
    "msrp": None,
    "map_price": None,
    "tax_class": "",
    "weight": None,
    "length": None,
    "width": None,
    "height": None,
    "manage_stock": True,
    "in_stock": True,
    "quantity": 0,
    "quantities": {},
    "image": "",
    "images": [],
    "attributes": {},
    "website_values": {},
    "axes": [],
    "options": [],
}
COLUMNS = tuple(EMPTY)
AMOUNTS = (
    "price",
    "special_price",
    "cost",
    "msrp",
    "map_price",
    "weight",
    "length",
    "width",
    "height",
)
DAYS = ("sale_starts_on", "sale_ends_on", "special_from", "special_to")


class Places(NamedTuple):
    """The ids behind the names that a file uses, and the websites of products that name none."""

    sets: Mapping[str, int]
    categories: Mapping[Path, int]
    websites: Sequence[str] = ()


def merged(known: Row | None, bodies: Sequence[Mapping[str, Any]], places: Places) -> Row:
    """The product after all that is said of it. What differs in spelling alone stays as it is."""
    row = dict(known if known is not None else EMPTY)
    if known is None:
        row["websites"] = list(places.websites)
    for body in bodies:
        if "c" in body:
            _take_columns(row, _in_ids(body["c"], places))
        row["attributes"] = _values(row["attributes"], body.get("a") or {}, keep_none=False)
        if site := body.get("w"):
            own = row["website_values"]
            values = _values(own.get(site["website"], {}), site["values"], keep_none=True)
            if values and values != own.get(site["website"]):
                row["website_values"] = {**own, site["website"]: values}
    return row


def alike(old: Any, new: Any) -> bool:
    """True if two values differ in nothing that an import could tell apart."""
    if old == new and isinstance(old, bool) == isinstance(new, bool):
        return True
    if old in ("", None) and new in ("", None):
        return True
    if isinstance(old, str) and isinstance(new, str):
        return old.replace("\r\n", "\n").strip() == new.replace("\r\n", "\n").strip()
    if isinstance(old, (int, float)) and not isinstance(old, bool) and isinstance(new, (int, str)):
        return str(old) == str(new)
    return False


def _values(old: Mapping[str, Any], new: Mapping[str, Any], *, keep_none: bool) -> dict[str, Any]:
    """Values by code after what is said; None takes a value away, or is kept as "nothing here"."""
    values = dict(old)
    for code, value in new.items():
        if value is None and not keep_none:
            values.pop(code, None)
        elif code not in values or not alike(values[code], value):
            values[code] = value
    return values


def _in_ids(said: Mapping[str, Any], places: Places) -> dict[str, Any]:
    columns = dict(said)
    if "attribute_set" in columns:
        columns["attribute_set_id"] = places.sets[columns.pop("attribute_set")]
    if "categories" in columns:
        paths = columns.pop("categories")
        columns["category_ids"] = [places.categories[tuple(path)] for path in paths]
    return columns


def _take_columns(row: Row, said: dict[str, Any]) -> None:
    _take_pictures(row, said)
    _take_options(row, said)
    for column, value in said.items():
        if column in LISTS:
            if sorted(row[column]) != sorted(value):
                row[column] = value
        elif column == "quantity" and row["quantities"] and "quantities" not in said:
            continue  # checked before: it would contradict the quantities of the sources
        elif not alike(row[column], value):
            row[column] = value


def _take_pictures(row: Row, said: dict[str, Any]) -> None:
    if "images" not in said:
        return
    new = (said.pop("image"), said.pop("images"))
    if pictures.canonical(row["image"], row["images"]) != pictures.canonical(*new):
        row["image"], row["images"] = new


def _take_options(row: Row, said: dict[str, Any]) -> None:
    """Options of the customer's choice and those of a bundle stand in one column, and come in two."""
    for name, is_bundle in (("custom_options", False), ("bundle_options", True)):
        if name not in said:
            continue
        new = said.pop(name)
        mine = [each for each in row["options"] if bool(each.get("bundle")) == is_bundle]
        others = [each for each in row["options"] if bool(each.get("bundle")) != is_bundle]
        if _comparable(respelt(mine), is_bundle) != _comparable(new, is_bundle):
            row["options"] = [*others, *({**each, "bundle": True} if is_bundle else each for each in new)]


def _comparable(options: list[dict[str, str]], is_bundle: bool) -> list[dict[str, str]]:
    """Options of a bundle without what its links say: how many, and in which order."""
    if not is_bundle:
        return options
    alone = [{name: value for name, value in each.items() if name != "default_qty"} for each in options]
    return sorted(alone, key=lambda each: sorted(each.items()))


def respelt(options: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Options as an import of their export would read them."""
    texts = [
        {name: str(value) for name, value in each.items() if name != "bundle" and value is not None}
        for each in options
    ]
    return adobe_parts.records_of(adobe_parts.shown_records(texts), Options())
