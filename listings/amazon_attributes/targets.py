"""A mapping's catalog attribute as the rule wants it, and what a product has there now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from amazon_channel.models import Store
from catalog.models import Attribute, AttributeOption, Product
from catalog.values import Definition, Value, plain
from listings.amazon_attributes.entries import Place
from listings.amazon_attributes.models import AttributeMapping
from listings.amazon_attributes.verdicts import Target, is_empty

# Built-in columns that Amazon may fill. SKU, stock, websites and what is on sale are the merchant's alone.
COLUMNS = (
    "name",
    "asin",
    "condition",
    "price",
    "msrp",
    "map_price",
    "weight",
    "length",
    "width",
    "height",
    "image",
)


def place_of(store: Store) -> Place:
    return Place(store.marketplace_id, store.language)


def may_be_filled(attribute: Attribute) -> bool:
    """Whether Amazon's values may go there at all."""
    return not attribute.column or attribute.column in COLUMNS


def targets_of(mappings: Iterable[AttributeMapping]) -> dict[int, Target]:
    """The target of each mapping by its id; one query for the options of all of them."""
    mappings = list(mappings)
    choosing = [mapping.attribute_id for mapping in mappings if mapping.attribute.has_options]
    options: dict[int, dict[str, str]] = {}
    for option in AttributeOption.objects.filter(attribute__in=choosing).order_by("-sort_order", "-value"):
        found = options.setdefault(option.attribute_id, {})
        # in reverse order and values after labels: the first option in order wins, a value beats any label
        found |= {str(label).casefold(): option.value for label in option.labels.values() if label}
    for option in AttributeOption.objects.filter(attribute__in=choosing).order_by("-sort_order", "-value"):
        options[option.attribute_id][option.value.casefold()] = option.value
    return {mapping.pk: target_of(mapping, options.get(mapping.attribute_id, {})) for mapping in mappings}


def target_of(mapping: AttributeMapping, options: dict[str, str]) -> Target:
    """`options` finds an option's value by value or label, in small letters."""
    attribute = mapping.attribute
    return Target(
        Definition(attribute.code, attribute.type),
        overwrite=mapping.overwrite,
        active=mapping.active,
        options=options,
        add_options=mapping.add_options,
        unit=mapping.unit,
        currency=mapping.store.currency,
        in_column=bool(attribute.column),
        **_bounds(attribute.column),
    )


def current(product: Product, attribute: Attribute, website: str) -> Value:
    """What the catalog has: the website's own value where there is one, else the value for all."""
    if website:
        own: Value = (product.website_values.get(website) or {}).get(attribute.code)
        if not is_empty(own):
            return own
    if attribute.column:
        return as_value(getattr(product, attribute.column))
    value: Value = product.attributes.get(attribute.code)
    return value


def as_value(held: Any) -> Value:
    """A column's content as an attribute's value is written in JSON."""
    if isinstance(held, Decimal):
        return plain(held)
    if isinstance(held, date):
        return held.isoformat()
    return held  # type: ignore[no-any-return]


def _bounds(column: str) -> dict[str, Any]:
    """The longest text or the largest number that a built-in column holds."""
    if not column:
        return {}
    field = Product._meta.get_field(column)
    if isinstance(field, models.DecimalField):
        return {"largest": Decimal(10) ** (field.max_digits - field.decimal_places) - 1}
    return {"longest": getattr(field, "max_length", None)}
