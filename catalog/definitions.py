"""Attributes as the rules of catalog.values want them: one definition each, options included."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from catalog.models import Attribute, AttributeOption
from catalog.values import Definition


def with_options(rows: QuerySet[Attribute]) -> QuerySet[Attribute]:
    """These attributes with their options in order, in two queries whatever their number."""
    return rows.prefetch_related(Prefetch("options", AttributeOption.objects.order_by("sort_order", "value")))


def attributes_of(codes: Iterable[str]) -> list[Attribute]:
    """The attributes with these codes, sorted by label; built-in ones are left out."""
    found = with_options(Attribute.objects.filter(column="", code__in=list(codes)))
    return sorted(found, key=lambda attribute: str(attribute).casefold())


def definition_of(attribute: Attribute, *, required: bool) -> Definition:
    """What a value of the attribute has to fit. Its options have to be prefetched, see `with_options`."""
    options = (
        frozenset(option.value for option in attribute.options.all())
        if attribute.has_options
        else frozenset()
    )
    return Definition(attribute.code, attribute.type, required, options)
