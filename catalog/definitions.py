"""Attributes as the rules of catalog.values want them: one definition each, options included."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from catalog.models import Attribute, AttributeOption, AttributeSet
from catalog.values import Definition


def with_options(rows: QuerySet[Attribute]) -> QuerySet[Attribute]:
    """These attributes with their options in order, in two queries whatever their number."""
    return rows.prefetch_related(Prefetch("options", AttributeOption.objects.order_by("sort_order", "value")))


def attributes_of(attribute_set: AttributeSet | None, also: Iterable[str] = ()) -> list[Attribute]:
    """The attributes of a set, and those that `also` names, sorted by label; built-in ones are left out."""
    rows = Attribute.objects.filter(column="")
    wanted = rows.filter(code__in=list(also))
    if attribute_set is not None:
        wanted = rows.filter(sets=attribute_set) | wanted
    found = with_options(rows.filter(pk__in=wanted.values("pk")))
    return sorted(found, key=lambda attribute: str(attribute).casefold())


def definition_of(attribute: Attribute, *, required: bool) -> Definition:
    """What a value of the attribute has to fit. Its options have to be prefetched, see `with_options`."""
    options = (
        frozenset(option.value for option in attribute.options.all())
        if attribute.has_options
        else frozenset()
    )
    return Definition(attribute.code, attribute.type, required, options)
