"""Finds products by what a person typed and chose: words, the start of a SKU, an ASIN or GTIN, facets."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q, QuerySet

from catalog.facets import ALL, counts_of
from catalog.identifiers import Kind, normalise
from catalog.models import Product, ProductIdentifier, ProductIndex
from catalog.pages.question import Question

MOST = 2_000  # products that are named one by one; more are found on the way
SORTED_AT_MOST = 100_000  # more are not sorted for a page: the order of SKUs is walked instead
ASIN_LENGTH = 10


class Found(NamedTuple):
    """The ids that fit, or None where there are too many to name and `rows` finds them on the way.

    `walk` says that the list is read in the order of SKUs and filtered, since it would be dearer to sort;
    `total` is how many fit, None where that is not known.
    """

    ids: list[int] | None
    rows: QuerySet[ProductIndex]
    walk: bool = False
    total: int | None = None


def find(question: Question) -> Found:
    """What fits the question. Each way to name a product is asked apart: OR would use no index."""
    narrowed = ProductIndex.objects.filter(facets__contains=question.facets) if question.facets else None
    rows = ProductIndex.objects.all() if narrowed is None else narrowed
    words = question.words
    if not words:
        return _of_facets(question, rows)
    numbered = _numbered(words, rows)
    ids = {*_first(rows.filter(_words(words))), *_first(rows.filter(_sku(words))), *numbered}
    if len(ids) <= MOST:
        return _named(sorted(ids))
    fits = rows.filter(_words(words) | _sku(words) | Q(pk__in=numbered))
    return Found(None, fits, walk=_rarest(question) > SORTED_AT_MOST)


def _of_facets(question: Question, rows: QuerySet[ProductIndex]) -> Found:
    """What has all facets. The kept counts say how many they are at most."""
    rarest = _rarest(question)
    ids = _first(rows)
    if len(ids) <= MOST:
        return _named(sorted(ids))
    exact = rarest if len(question.facets) == 1 else None
    return Found(None, rows, walk=rarest > SORTED_AT_MOST, total=exact)


def _named(ids: list[int]) -> Found:
    return Found(ids, ProductIndex.objects.filter(pk__in=ids), total=len(ids))


def _first(rows: QuerySet[ProductIndex]) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[: MOST + 1])


def _words(words: str) -> Q:
    """Every word, in any order, whatever the case."""
    condition = Q()
    for word in words.split():
        condition &= Q(words__contains_word=word)
    return condition


def _sku(words: str) -> Q:
    """SKUs are exact, but people type them in small letters."""
    typed = Q(sku__startswith=words)
    return typed if words == words.upper() else typed | Q(sku__startswith=words.upper())


def _numbered(words: str, rows: QuerySet[ProductIndex]) -> list[int]:
    """Products with this ASIN or GTIN."""
    number = words.replace("-", "").replace(" ", "").upper()
    named: set[int] = set()
    if len(number) == ASIN_LENGTH and number.isascii() and number.isalnum():
        named |= set(Product.objects.filter(asin=number).values_list("pk", flat=True)[:MOST])
        named |= _identified(ProductIdentifier.Kind.ASIN, number)
    if (gtin := normalise(Kind.GTIN, words)).value:
        named |= _identified(ProductIdentifier.Kind.GTIN, gtin.value)
    return _first(rows.filter(pk__in=named)) if named else []


def _identified(kind: str, value: str) -> set[int]:
    found = ProductIdentifier.objects.filter(kind=kind, value=value)
    return set(found.values_list("product_id", flat=True)[:MOST])


def _rarest(question: Question) -> int:
    """How many products have the rarest of the facets; all products where none is asked for."""
    return min(counts_of(question.facets or [ALL]).values())
