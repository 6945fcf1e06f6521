"""An attribute as a property of the JSON Schema: a list of objects, which selectors tell apart."""

from dataclasses import dataclass
from typing import Any

from sandbox.definitions.vocabulary import Attribute, choices
from sandbox.marketplaces import Marketplace

Json = dict[str, Any]
MARKETPLACE_ID = {"$ref": "#/$defs/marketplace_id"}
LANGUAGE_TAG = {"$ref": "#/$defs/language_tag"}
HERE, IN_WORDS = ["marketplace_id"], ["marketplace_id", "language_tag"]
LISTS = ("condition", "hazard", "country", "parentage", "water", "binding")
MEASURES = {"weight": "weight", "volume": "volume", "age": "age"}
LIMITS = {"text": "maxLength", "bytes": "maxUtf8ByteLength"}
SIDES = {
    "length": {"en": "Length", "de": "Länge", "ja": "長さ"},
    "width": {"en": "Width", "de": "Breite", "ja": "幅"},
    "height": {"en": "Height", "de": "Höhe", "ja": "高さ"},
}
PRICES = (
    "our_price",
    "discounted_price",
    "minimum_seller_allowed_price",
    "maximum_seller_allowed_price",
)
MAX_HANDLING_DAYS = 30
MAX_AMOUNT, MAX_COUNT, MAX_URL = 10_000_000, 2_147_483_647, 2000


@dataclass(frozen=True, slots=True)
class Place:
    """For which marketplace and in which language a schema is written."""

    marketplace: Marketplace
    language: str


def property_of(attribute: Attribute, place: Place) -> Json:
    """The schema of one attribute."""
    shape, _, length = attribute.shape.partition(":")
    selectors, required, properties = _members(attribute, shape, int(length or 0), place)
    shown = {
        "title": attribute.titles[place.language],
        "description": attribute.descriptions[place.language],
    }
    return {
        **shown,
        "type": "array",
        "minItems": 1,
        "minUniqueItems": 1,
        "maxUniqueItems": attribute.many,
        "selectors": selectors,
        "items": {
            "type": "object",
            "required": required,
            "properties": properties,
            "additionalProperties": False,
        },
    } | ({"examples": [attribute.example]} if attribute.example else {})


def _members(
    attribute: Attribute, shape: str, length: int, place: Place
) -> tuple[list[str], list[str], dict[str, Json]]:
    """Selectors, required members and members of an attribute's objects."""
    here: dict[str, Json] = {"marketplace_id": MARKETPLACE_ID}
    if shape in LIMITS:
        rule = {"type": "string", "minLength": 1, LIMITS[shape]: length}
        value = _value(attribute, place, rule)
        return IN_WORDS, ["language_tag", "value"], {"value": value, "language_tag": LANGUAGE_TAG} | here
    if shape in MEASURES:
        return HERE, ["unit", "value"], _measure(attribute.titles, MEASURES[shape], place) | here
    if shape == "dimensions":
        sides = {name: _side(titles, place) for name, titles in SIDES.items()}
        return HERE, [*SIDES], sides | here
    special = _SPECIAL.get(shape)
    if special is not None:
        return special(attribute, place)
    return HERE, ["value"], {"value": _value(attribute, place, _plain(shape, length, place))} | here


def _plain(shape: str, length: int, place: Place) -> Json:
    """What the value of a simple attribute may be."""
    if shape in LISTS:
        return choice(shape, place)
    rules: dict[str, Json] = {
        "code": {"type": "string", "minLength": 1, "maxLength": length},
        "boolean": {"type": "boolean"},
        "integer": {"type": "integer", "minimum": 0, "maximum": MAX_COUNT},
        "date": {"type": "string", "format": "date"},
        "asin": {"type": "string", "pattern": "^(B0[A-Z0-9]{8}|\\d{9}[\\dX])$", "maxLength": 10},
    }
    return rules[shape]


def choice(name: str, place: Place) -> Json:
    """One of a list of values, with their names in the language."""
    values = choices()[name]
    return {
        "type": "string",
        "enum": list(values),
        "enumNames": [names[place.language] for names in values.values()],
    }


def _value(attribute: Attribute, place: Place, rule: Json) -> Json:
    shown: Json = {
        "title": attribute.titles[place.language],
        "description": attribute.descriptions[place.language],
        "editable": "fixed" not in attribute.flags,
        "hidden": False,
    }
    return shown | rule | ({"examples": [attribute.example]} if attribute.example else {})


def _amount(title: str) -> Json:
    return {
        "title": title,
        "type": "number",
        "minimum": 0,
        "maximum": MAX_AMOUNT,
        "editable": True,
        "hidden": False,
    }


def _measure(titles: dict[str, str], units: str, place: Place) -> dict[str, Json]:
    unit = {"title": "Unit", "editable": True, "hidden": False} | choice(units, place)
    return {"value": _amount(titles[place.language]), "unit": unit}


def _side(titles: dict[str, str], place: Place) -> Json:
    return {
        "title": titles[place.language],
        "type": "object",
        "required": ["unit", "value"],
        "properties": _measure(titles, "length", place),
        "additionalProperties": False,
    }


def _identifier(attribute: Attribute, place: Place) -> tuple[list[str], list[str], dict[str, Json]]:
    value = _value(attribute, place, {"type": "string", "minLength": 8, "maxLength": 14})
    kind = {"title": "Type", "editable": False, "hidden": False} | choice("identifier", place)
    members = {"type": kind, "value": value, "marketplace_id": MARKETPLACE_ID}
    return ["marketplace_id", "type"], ["type", "value"], members


def _image(attribute: Attribute, place: Place) -> tuple[list[str], list[str], dict[str, Json]]:
    rule = {"type": "string", "format": "uri", "minLength": 1, "maxLength": MAX_URL}
    members = {"media_location": _value(attribute, place, rule), "marketplace_id": MARKETPLACE_ID}
    return HERE, ["media_location"], members


def _money(attribute: Attribute, place: Place) -> tuple[list[str], list[str], dict[str, Json]]:
    step = {"multipleOf": 1 if place.marketplace.currency == "JPY" else 0.01}
    members: dict[str, Json] = {
        "value": _amount(attribute.titles[place.language]) | step,
        "currency": _currency(place),
        "marketplace_id": MARKETPLACE_ID,
    }
    return ["marketplace_id", "currency"], ["currency", "value"], members


def _currency(place: Place) -> Json:
    return {"title": "Currency", "type": "string", "enum": [place.marketplace.currency], "hidden": True}


def _offer(attribute: Attribute, place: Place) -> tuple[list[str], list[str], dict[str, Json]]:
    audience = {"title": "Audience", "editable": False, "hidden": False} | choice("audience", place)
    members: dict[str, Json] = {"audience": audience, "currency": _currency(place)}
    members |= {name: _price(name.replace("_", " ").capitalize()) for name in PRICES}
    for name in ("start_at", "end_at"):
        moment = {"type": "string", "format": "date-time"}
        members[name] = {"type": "object", "required": ["value"], "properties": {"value": moment}}
    members["quantity_discount_plan"] = {"type": "array"}
    members["marketplace_id"] = MARKETPLACE_ID
    return ["marketplace_id", "currency", "audience"], ["currency", "our_price"], members


def _price(title: str) -> Json:
    moment = {"type": "string"}
    schedule = {
        "type": "object",
        "required": ["value_with_tax"],
        "properties": {"value_with_tax": _amount(title), "start_at": moment, "end_at": moment},
        "additionalProperties": False,
    }
    steps = {"type": "array", "minItems": 1, "items": schedule}
    item = {
        "type": "object",
        "required": ["schedule"],
        "properties": {"schedule": steps},
        "additionalProperties": False,
    }
    return {"title": title, "type": "array", "minItems": 1, "maxItems": 1, "items": item}


def _availability(attribute: Attribute, place: Place) -> tuple[list[str], list[str], dict[str, Json]]:
    channel = {"title": "Channel", "editable": False, "hidden": False} | choice("channel", place)
    members: dict[str, Json] = {
        "fulfillment_channel_code": channel,
        "quantity": {"title": "Quantity", "type": "integer", "minimum": 0, "maximum": MAX_COUNT},
        "lead_time_to_ship_max_days": {
            "title": "Handling Time",
            "type": "integer",
            "minimum": 0,
            "maximum": MAX_HANDLING_DAYS,
        },
        "restock_date": {"title": "Restock Date", "type": "string", "format": "date"},
        "is_inventory_available": {"title": "Inventory Always Available", "type": "boolean"},
    }
    return ["fulfillment_channel_code"], ["fulfillment_channel_code"], members


def _family(attribute: Attribute, place: Place) -> tuple[list[str], list[str], dict[str, Json]]:
    kind = {"title": "Relationship", "type": "string", "enum": ["variation", "package"]}
    sku = _value(attribute, place, {"type": "string", "minLength": 1, "maxLength": 40})
    members = {"child_relationship_type": kind, "parent_sku": sku, "marketplace_id": MARKETPLACE_ID}
    return [*HERE, "child_relationship_type"], ["child_relationship_type"], members


def _theme(attribute: Attribute, place: Place) -> tuple[list[str], list[str], dict[str, Json]]:
    name = _value(attribute, place, choice("theme", place))
    return HERE, ["name"], {"name": name, "marketplace_id": MARKETPLACE_ID}


_SPECIAL = {
    "identifier": _identifier,
    "image": _image,
    "money": _money,
    "offer": _offer,
    "availability": _availability,
    "family": _family,
    "theme": _theme,
}
