"""One page of products in the order of their SKUs. No COUNT, no OFFSET, no query a row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from catalog.models import Product
from catalog.pages.question import Place, Question
from catalog.pages.search import Found

PAGE_SIZE = 50
SHOWN = (  # attributes may be long, and the list shows none of them
    *("sku", "name", "type", "price", "special_price", "quantity", "manage_stock", "enabled"),
    *("websites", "image", "asin"),
)


class Page(NamedTuple):
    """At most one page of products, and where the neighbouring pages start ('': there is none)."""

    rows: list[Product]
    next: str
    previous: str


def read_page(question: Question, found: Found | None) -> Page:
    """The page that is asked for; `found` is None where the question narrows nothing."""
    place = question.place
    read = _read(found, place)
    if place.before:
        if len(read) <= PAGE_SIZE:
            return read_page(replace(question, place=Place()), found)
        shown = read[:PAGE_SIZE][::-1]
        return Page(shown, next=shown[-1].sku, previous=shown[0].sku)
    shown = read[:PAGE_SIZE]
    return Page(
        shown,
        next=shown[-1].sku if len(read) > PAGE_SIZE else "",
        previous=shown[0].sku if shown and place.after else "",
    )


def _read(found: Found | None, place: Place) -> list[Product]:
    """At most one more than a page, sorted outwards from the place."""
    backwards = bool(place.before)
    shown = Product.objects.only(*SHOWN)
    if found is None:
        return list(_sorted(_beyond(shown, place), "sku", backwards)[: PAGE_SIZE + 1])
    if found.ids is not None:
        named = shown.filter(pk__in=found.ids)
        return list(_sorted(_beyond(named, place), "sku", backwards)[: PAGE_SIZE + 1])
    rows = _beyond(found.rows, place)
    if not found.walk:
        # Sorting by an expression keeps the planner from walking the index of SKUs: products of one category
        # often stand together there, so that it may read the whole table before it meets the first of them.
        rows = rows.annotate(by=Concat(F("sku"), Value(""), output_field=TextField(db_collation="C")))
    ids = list(
        _sorted(rows, "sku" if found.walk else "by", backwards).values_list("pk", flat=True)[: PAGE_SIZE + 1]
    )
    products = shown.in_bulk(ids)
    return [products[pk] for pk in ids if pk in products]


def _beyond(rows: QuerySet[Any], place: Place) -> QuerySet[Any]:
    if place.before:
        return rows.filter(sku__lt=place.before)
    return rows.filter(sku__gt=place.after) if place.after else rows


def _sorted(rows: QuerySet[Any], by: str, backwards: bool) -> QuerySet[Any]:
    return rows.order_by(f"-{by}" if backwards else by)
