"""One attribute as several product types define it: what all of them allow together."""

from __future__ import annotations

from listings.amazon_attributes.models import AmazonAttribute
from sync.attributes.schema import MOST_CHOICES, Known

MERGED = [
    "title",
    "description",
    "kind",
    "several",
    "longest",
    "choices",
    "units",
    "product_types",
    "required_by",
]


def merge(
    row: AmazonAttribute | None, known: Known, *, product_type: str, marketplace_id: str
) -> AmazonAttribute | None:
    """The row with this type's definition in it; None if it says nothing new.

    What only this type knows is replaced; what others know too is widened, text being what holds everything.
    """
    others = [] if row is None else [name for name in row.product_types if name != product_type]
    merged = AmazonAttribute(
        marketplace_id=marketplace_id,
        name=known.name,
        title=known.title,
        description=known.description,
        kind=known.kind,
        several=known.several,
        longest=known.longest,
        choices=known.choices,
        units=known.units,
    )
    if row is not None and others:
        _widen(merged, row)
    required = {name for name in row.required_by if name != product_type} if row is not None else set()
    merged.product_types = sorted({*others, product_type})
    merged.required_by = sorted(required | ({product_type} if known.required else set()))
    return None if row is not None and _facts(row) == _facts(merged) else merged


def forget(row: AmazonAttribute, product_type: str) -> AmazonAttribute:
    """The row without a type that no longer knows the attribute, to be written over itself by its name."""
    row.pk = None
    row.product_types = [name for name in row.product_types if name != product_type]
    row.required_by = [name for name in row.required_by if name != product_type]
    return row


def _widen(merged: AmazonAttribute, row: AmazonAttribute) -> None:
    if row.kind and row.kind != merged.kind:
        merged.kind = AmazonAttribute.Kind.TEXT if merged.kind else row.kind
    merged.several = merged.several or row.several
    merged.longest = max(filter(None, [merged.longest, row.longest]), default=None)
    by_value = {each["value"]: each for each in (*row.choices, *merged.choices)}
    merged.choices = list(by_value.values())[:MOST_CHOICES]
    merged.units = list(dict.fromkeys([*row.units, *merged.units]))


def _facts(row: AmazonAttribute) -> list[object]:
    return [getattr(row, name) for name in MERGED]
