"""One page of a store's Amazon attributes with their mappings, sorted by name."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import F, Q

from listings.amazon_attributes.models import (
    AmazonAttribute,
    AttributeMapping,
    AttributeReading,
    ProductTypeDefinition,
)
from listings.amazon_attributes.pages.question import Question
from listings.amazon_attributes.querysets import AmazonAttributeQuerySet

PAGE_SIZE = 50
TYPES_SHOWN = 2


class Line(NamedTuple):
    """One row of the list."""

    amazon: AmazonAttribute
    mapping: AttributeMapping | None
    types: list[str]  # titles of the first product types that know it
    more_types: int
    required: bool
    carried: bool


class Page(NamedTuple):
    """At most 50 rows, and the names where the neighbouring pages start ('': there is none)."""

    lines: list[Line]
    next: str
    previous: str
    product_types: list[tuple[str, str]]  # name, title; what the filter offers
    reading: AttributeReading | None


def read_page(question: Question) -> Page:
    """The page that is asked for, in four queries whatever its size."""
    store = question.store
    if store is None:
        return Page([], "", "", [], None)
    reading = AttributeReading.objects.filter(store=store).first()
    types = reading.product_types if reading else []
    titles = dict(
        ProductTypeDefinition.objects.filter(
            marketplace_id=store.marketplace_id, product_type__in=types
        ).values_list("product_type", "title")
    )
    rows = _matching(question, reading)
    found, further, earlier = _cut(rows, question)
    mappings = {
        mapping.amazon_attribute_id: mapping
        for mapping in AttributeMapping.objects.filter(
            store=store, amazon_attribute__in=found
        ).select_related("attribute")
    }
    carried = set(reading.carried) if reading else set()
    lines = [_line(row, mappings.get(row.pk), types, titles, carried) for row in found]
    return Page(lines, further, earlier, sorted((name, titles.get(name) or name) for name in types), reading)


def _line(
    row: AmazonAttribute,
    mapping: AttributeMapping | None,
    types: list[str],
    titles: dict[str, str],
    carried: set[str],
) -> Line:
    known = [titles.get(name) or name for name in row.product_types if name in types]
    required = any(name in types for name in row.required_by)
    shown = known[:TYPES_SHOWN]
    return Line(row, mapping, shown, len(known) - len(shown), required, row.name in carried)


def _matching(question: Question, reading: AttributeReading | None) -> AmazonAttributeQuerySet:
    store = question.store
    assert store is not None
    types = reading.product_types if reading else []
    carried = reading.carried if reading else []
    rows = AmazonAttribute.objects.all().of_store(store, product_types=types, carried=carried)
    for word in question.words.split():
        mapped = store.attribute_mappings.filter(attribute__code__icontains=word).values("amazon_attribute")
        rows = rows.filter(Q(name__icontains=word) | Q(title__icontains=word) | Q(pk__in=mapped))
    if question.product_type:
        rows = rows.filter(product_types__contains=[question.product_type])
    if question.state == "inactive":
        rows = rows.filter(pk__in=store.attribute_mappings.filter(active=False).values("amazon_attribute"))
    elif question.state:
        rows = rows.mapped_in(store, mapped=question.state == "mapped")
    if question.need == "carried":
        rows = rows.filter(name__in=carried)
    elif question.need == "required":
        asked = [question.product_type] if question.product_type else types
        rows = rows.filter(required_by__overlap=asked)
    return rows.defer("choices")


def _cut(rows: AmazonAttributeQuerySet, question: Question) -> tuple[list[AmazonAttribute], str, str]:
    """The rows of the page, the name after which the next begins, the name before which the previous ends."""
    if question.before:
        back = list(rows.filter(name__lt=question.before).order_by(F("name").desc())[: PAGE_SIZE + 1])
        found = back[:PAGE_SIZE][::-1]
        return found, found[-1].name if found else "", found[0].name if len(back) > PAGE_SIZE else ""
    if question.after:
        rows = rows.filter(name__gt=question.after)
    ahead = list(rows.order_by("name")[: PAGE_SIZE + 1])
    found = ahead[:PAGE_SIZE]
    further = found[-1].name if len(ahead) > PAGE_SIZE else ""
    return found, further, found[0].name if question.after and found else ""
