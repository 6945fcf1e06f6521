"""A product type's JSON Schema as a list of attributes. Pure.

Amazon's vocabulary (meta-schema 2019-09): every attribute is an array of objects, with selectors
(marketplace_id, language_tag …) beside the value; compound ones hold objects or arrays again, whose parts
become attributes of their own here, named behind a dot as in listings.amazon_attributes.entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from listings.amazon_attributes.entries import DEEPEST, HOLDERS, SELECTORS
from listings.amazon_attributes.units import measures

Schema = dict[str, Any]
MOST_CHOICES = 500
MOST_ATTRIBUTES = 5_000
LONGEST_NAME = 200
DATES = ("date", "date-time")


class Unreadable(ValueError):
    """This is no schema of a product type."""


class Known(NamedTuple):
    """One attribute as a product type defines it."""

    name: str
    title: str
    description: str
    kind: str  # a word of AmazonAttribute.Kind
    several: bool
    longest: int | None
    choices: list[dict[str, str]]
    units: list[str]
    required: bool


def read(schema: Any) -> list[Known]:
    """Every attribute of the schema, compound ones as their parts. Unreadable for anything else."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict) or not properties:
        raise Unreadable("it has no properties")
    required = _always_required(schema)
    found: list[Known] = []
    for name, definition in properties.items():
        if isinstance(definition, dict) and len(found) < MOST_ATTRIBUTES:
            top = _Top(name, _text(definition.get("title")), name in required, schema)
            found += _leaves(definition, name, top, depth=0, several=_several(definition))
    return found


class _Top(NamedTuple):
    """The attribute that a leaf is a part of."""

    name: str
    title: str
    required: bool
    schema: Schema
    part: str = ""  # what the leaf is called within it


def _leaves(node: Schema, name: str, top: _Top, *, depth: int, several: bool) -> Iterator[Known]:
    if depth > DEEPEST:
        return
    node = _followed(node, top.schema)
    if isinstance(node.get("items"), dict):
        yield from _leaves(node["items"], name, top, depth=depth + 1, several=several or _several(node))
        return
    properties = node.get("properties")
    if not isinstance(properties, dict):
        yield _known(node, {}, name, top, several=several)
        return
    holder = next((key for key in HOLDERS if isinstance(properties.get(key), dict)), None)
    if holder is not None:
        yield _known(properties[holder], properties, name, top, several=several)
        return
    for key, inner in properties.items():
        if key not in SELECTORS and isinstance(inner, dict):
            part = _text(inner.get("title")) or key.replace("_", " ").capitalize()
            inside = top._replace(part=part)
            yield from _leaves(inner, f"{name}.{key}", inside, depth=depth + 1, several=several)


def _known(node: Schema, beside: Schema, name: str, top: _Top, *, several: bool) -> Known:
    """The attribute from the node of its value; `beside` are the value's neighbours, as its unit."""
    node = _followed(node, top.schema)
    inner = node["items"] if isinstance(node.get("items"), dict) else node
    branches = [_followed(each, top.schema) for each in _branches(inner)]
    choices = next((found for each in branches if (found := _choices(each))), [])
    units = [each["value"] for each in _choices(_all_of(beside.get("unit"), top.schema))]
    title = ": ".join(filter(None, (top.title, top.part)))
    return Known(
        name=name,
        title=(title or _text(node.get("title")) or name)[:255],
        description=_text(node.get("description")),
        kind=_kind(branches, beside, units, name=name, has_choices=bool(choices)),
        several=several or inner is not node,
        longest=max(
            (each["maxLength"] for each in branches if _is_count(each.get("maxLength"))), default=None
        ),
        choices=choices[:MOST_CHOICES],
        units=units,
        required=top.required,
    )


def _kind(branches: list[Schema], beside: Schema, units: list[str], *, name: str, has_choices: bool) -> str:
    types = {kind for each in branches for kind in _types(each)}
    formats = {each.get("format") for each in branches}
    numeric = types & {"number", "integer"}
    if "media_location" in beside or name.rpartition(".")[2] == "media_location":
        kind = "picture"
    elif numeric and ("currency" in beside or name.endswith(".value_with_tax")):
        kind = "money"
    elif numeric and units and measures(units) == "weight":
        kind = "weight"
    elif formats & set(DATES):
        kind = "date"
    elif types == {"boolean"}:
        kind = "boolean"
    elif numeric and not has_choices:
        kind = "integer" if types == {"integer"} else "decimal"
    else:
        kind = "choice" if has_choices else "text" if types else ""
    return kind


def _always_required(schema: Schema) -> set[str]:
    """What every listing of the type needs; what is needed under conditions only is not among it."""
    names = set(_words(schema.get("required")))
    for part in schema.get("allOf") or []:
        if isinstance(part, dict) and "if" not in part:
            names |= set(_words(part.get("required")))
    return names


def _followed(node: Schema, schema: Schema) -> Schema:
    """The node itself, or what its $ref within the document points to."""
    for _step in range(DEEPEST):
        reference = node.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return node
        found: Any = schema
        for part in reference[2:].split("/"):
            found = found.get(part) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            return node
        node = found | {key: value for key, value in node.items() if key != "$ref"}
    return node


def _branches(node: Schema) -> list[Schema]:
    """The node and the alternatives that it allows (anyOf, oneOf), one level down."""
    found = [node]
    for key in ("anyOf", "oneOf", "allOf"):
        found += [each for each in node.get(key) or [] if isinstance(each, dict)]
    return found


def _all_of(node: Any, schema: Schema) -> Schema:
    """A node with its alternatives' choices on top, where it has none of its own."""
    if not isinstance(node, dict):
        return {}
    node = _followed(node, schema)
    return next((each for each in _branches(node) if each.get("enum")), node)


def _choices(node: Schema) -> list[dict[str, str]]:
    values, titles = node.get("enum"), node.get("enumNames")
    if not isinstance(values, list):
        return []
    names = titles if isinstance(titles, list) and len(titles) == len(values) else values
    pairs = zip(values, names, strict=True)
    return [{"value": str(value), "title": str(title)} for value, title in pairs if isinstance(value, str)]


def _several(node: Schema) -> bool:
    """More than one value for one marketplace and language: Amazon bounds the others to one."""
    most = node.get("maxUniqueItems", node.get("maxItems"))
    return node.get("type") == "array" and isinstance(most, int) and most > 1


def _types(node: Schema) -> list[str]:
    kind = node.get("type")
    return _words(kind) if isinstance(kind, list) else _words([kind])


def _words(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _text(value: Any) -> str:
    return value.strip().replace("\x00", "") if isinstance(value, str) else ""
