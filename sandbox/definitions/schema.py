"""The JSON Schema of a product type: which attributes there are, and which of them must be given."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sandbox.definitions.shapes import Place, property_of
from sandbox.definitions.vocabulary import NEEDED, Attribute, ProductType, attributes, product_types
from sandbox.marketplaces import MARKETPLACES, Marketplace
from sandbox.scenario.goods import language_of

Json = dict[str, Any]
META_SCHEMA_ID = "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1"
SCHEMA_ID = "https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/"
META_SCHEMA = Path(__file__).with_name("meta_schema.json")
IDENTIFYING = (
    "merchant_suggested_asin",
    "supplier_declared_has_product_identifier_exemption",
    "externally_assigned_product_identifier",
)
VARIATIONS = ("child_parent_sku_relationship", "parentage_level", "variation_theme")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which schema is asked for: of what, where, in which words, and how strict."""

    product_type: str
    marketplace_id: str
    locale: str
    requirements: str  # LISTING, LISTING_PRODUCT_ONLY, LISTING_OFFER_ONLY
    enforced: str  # ENFORCED, NOT_ENFORCED
    parentage: str = ""  # NONE, CHILD, PARENT; empty: any


def shown_attributes(wish: Wish) -> list[Attribute]:
    """The attributes of the product type that belong to the requirements and the parentage level."""
    found = []
    for each in product_types()[wish.product_type].attributes:
        is_offer = each.group == "offer" or "offer" in each.flags
        if wish.requirements == "LISTING_OFFER_ONLY" and not is_offer:
            continue
        if wish.requirements == "LISTING_PRODUCT_ONLY" and each.group == "offer":
            continue
        if wish.parentage == "NONE" and each.name in VARIATIONS:
            continue
        if wish.parentage == "PARENT" and (is_offer or each.name == "externally_assigned_product_identifier"):
            continue
        found.append(each)
    return found


@lru_cache(maxsize=64)
def schema_bytes(wish: Wish) -> bytes:
    """The document, always the same for the same wish: its checksum is a promise."""
    return json.dumps(_schema(wish), ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=1)
def meta_schema_bytes() -> bytes:
    """The document that describes Amazon's own keywords."""
    return META_SCHEMA.read_bytes()


def _schema(wish: Wish) -> Json:
    kind, marketplace = product_types()[wish.product_type], MARKETPLACES[wish.marketplace_id]
    place = Place(marketplace, language_of(wish.locale))
    shown = shown_attributes(wish)
    schema: Json = {
        "$schema": META_SCHEMA_ID,
        "$id": SCHEMA_ID + kind.name,
        "$comment": f"Amazon product type definition schema for '{kind.name}' product type.",
        "$defs": _defs(marketplace),
        "type": "object",
        "properties": {each.name: property_of(each, place) for each in shown},
        "additionalProperties": False,
    }
    if wish.enforced == "ENFORCED":
        schema |= _requirements(wish, kind, [each.name for each in shown])
    return schema


def _defs(marketplace: Marketplace) -> Json:
    def hidden(value: str, name: str) -> Json:
        return {
            "type": "string",
            "anyOf": [{"type": "string"}, {"type": "string", "enum": [value], "enumNames": [name]}],
            "default": value,
            "editable": False,
            "hidden": True,
            "examples": [value],
        }

    return {
        "marketplace_id": hidden(marketplace.id, marketplace.name),
        "language_tag": hidden(marketplace.locale, marketplace.locale),
    }


def _requirements(wish: Wish, kind: ProductType, shown: list[str]) -> Json:
    """What must be given always, by all but variation parents, and what depends on something else."""
    needed = {each.name for each in attributes() if "required" in each.flags}
    if wish.requirements == "LISTING_OFFER_ONLY":
        return {"required": [name for name in shown if name in needed or name == "merchant_suggested_asin"]}
    offer = {each.name for each in attributes() if each.group == "offer"}
    of_goods = needed & offer | set(NEEDED.get(kind.category, ()))
    always = [name for name in shown if name in needed - of_goods]
    unless_parent = [name for name in shown if name in of_goods]
    if wish.parentage == "PARENT":
        return {"required": [*always, "parentage_level", "variation_theme"]}
    if wish.parentage:
        child = ["child_parent_sku_relationship", "parentage_level"] if wish.parentage == "CHILD" else []
        return {"required": [*always, *unless_parent, *child], "allOf": [_identified(is_parent_known=True)]}
    return {
        "required": always,
        "allOf": [
            _identified(is_parent_known=False),
            {
                "if": _with_value("parentage_level", "parent"),
                "then": {"required": ["variation_theme"]},
                "else": {"required": unless_parent},
            },
            {
                "if": _with_value("parentage_level", "child"),
                "then": {"required": ["child_parent_sku_relationship"]},
            },
        ],
    }


def _identified(*, is_parent_known: bool) -> Json:
    """A product needs a barcode, an ASIN or an exemption; a parent needs none."""
    needs: Json = {"anyOf": [{"required": [name]} for name in IDENTIFYING]}
    if is_parent_known:
        return needs
    return {"if": _with_value("parentage_level", "parent"), "else": needs}


def _with_value(name: str, value: str) -> Json:
    item = {"required": ["value"], "properties": {"value": {"enum": [value]}}}
    return {"required": [name], "properties": {name: {"contains": item}}}
