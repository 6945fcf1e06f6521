"""What a listing says under the name of an attribute, out of Amazon's nested entries. Pure.

Amazon writes every attribute as a list of objects, one for each marketplace, language and the like:
{"color": [{"value": "Red", "language_tag": "en_GB", "marketplace_id": "A1F8…"}]}. Compound ones nest further:
{"item_dimensions": [{"length": {"value": 10, "unit": "centimeters"}}]}, which is item_dimensions.length here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from catalog.values import plain

SELECTORS = frozenset({"marketplace_id", "language_tag", "currency", "audience", "unit"})
HOLDERS = ("value", "media_location")  # keys under which an object says its one value
DEEPEST = 6
EVERYBODY = "ALL"  # the audience of a price that is not for business customers only


class Place(NamedTuple):
    """Where a value is read for: a store's marketplace and language (en_GB)."""

    marketplace_id: str
    language: str


class Said(NamedTuple):
    """One value as Amazon says it, as text: numbers in their one spelling, yes/no as 'true' and 'false'."""

    text: str
    unit: str = ""
    currency: str = ""
    language: str = ""


class OtherLanguage(Exception):
    """Amazon says something, but not in the store's language."""


def said(attributes: Mapping[str, Any], name: str, place: Place) -> list[Said]:
    """What is said under the name, for the place's marketplace and in its language; [] for nothing.

    The exact language beats the same language of another country, and that one what has no language at all.
    OtherLanguage where only others are left: a text that shoppers of this store do not read is no value here.
    """
    root, *path = name.split(".")
    found = list(_walk(attributes.get(root), path, place, Said("")))
    return _in_language(found, place.language)


def carried(attributes: Mapping[str, Any]) -> list[str]:
    """The names of all attributes in it that hold a value, compound ones as their parts."""
    names: dict[str, None] = {}
    for root, entries in attributes.items():
        for name in _names(root, entries, 0):
            names[name] = None
    return list(names)


def _walk(node: Any, path: list[str], place: Place, context: Said) -> Iterator[Said]:
    if isinstance(node, list):
        for each in node:
            yield from _walk(each, path, place, context)
    elif isinstance(node, dict):
        if node.get("marketplace_id") not in (None, place.marketplace_id):
            return
        if node.get("audience") not in (None, EVERYBODY):
            return
        context = _context(node, context)
        if path:
            yield from _walk(node.get(path[0]), path[1:], place, context)
        else:
            yield from (context._replace(text=text) for text in _held(node))
    elif not path and (text := as_text(node)):
        yield context._replace(text=text)


def _context(node: dict[str, Any], context: Said) -> Said:
    """Unit, currency and language hold for everything below the object that names them."""
    return Said(
        "",
        str(node.get("unit") or context.unit),
        str(node.get("currency") or context.currency),
        str(node.get("language_tag") or context.language),
    )


def _held(node: dict[str, Any]) -> list[str]:
    for key in HOLDERS:
        if key in node:
            held = node[key] if isinstance(node[key], list) else [node[key]]
            return [text for each in held if (text := as_text(each))]
    return []


def as_text(value: Any) -> str:
    """A JSON scalar as text; '' for what is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return plain(Decimal(repr(value)))
    return value.strip() if isinstance(value, str) else ""


def _in_language(found: list[Said], language: str) -> list[Said]:
    wanted = language.replace("-", "_").lower()
    spoken = {each: each.language.replace("-", "_").lower() for each in found}
    levels = (
        [each for each in found if spoken[each] == wanted],
        [each for each in found if spoken[each] and spoken[each].split("_")[0] == wanted.split("_")[0]],
        [each for each in found if not spoken[each]],
    )
    best = next((level for level in levels if level), [])
    if found and not best:
        raise OtherLanguage(", ".join(sorted({each.language for each in found})))
    return list(dict.fromkeys(best))


def _names(name: str, node: Any, depth: int) -> Iterator[str]:
    """The dotted names of everything below a node that holds a value."""
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for each in node:
            yield from _names(name, each, depth + 1)
    elif isinstance(node, dict):
        if any(as_text(node.get(key)) or isinstance(node.get(key), list) for key in HOLDERS):
            yield name
            return
        for key, inner in node.items():
            if key not in SELECTORS:
                yield from _names(f"{name}.{key}", inner, depth + 1)
    elif as_text(node):
        yield name
