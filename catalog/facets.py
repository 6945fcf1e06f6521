"""What the list of products is narrowed by: a word for each thing, as catalog_reindex() writes them."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from catalog.models import FacetCount

ALL = ""
TYPE, SET, WEBSITE, ENABLED, CATEGORY, ATTRIBUTE = "t", "s", "w", "e", "c", "a"


class Choice(NamedTuple):
    """A value of an attribute that is used in navigation."""

    code: str
    value: str

    def __str__(self) -> str:
        return f"{ATTRIBUTE}:{self.code}={self.value}"


def facet(kind: str, value: object) -> str:
    """The word for one thing of a kind: facet(CATEGORY, 7) is c:7."""
    return f"{kind}:{value}"


def choice_of(word: str) -> Choice:
    """The attribute and value that a word of kind ATTRIBUTE stands for; a code has no = in it."""
    code, _equals, value = word.removeprefix(f"{ATTRIBUTE}:").partition("=")
    return Choice(code, value)


def counts(kind: str) -> dict[str, int]:
    """How many products have each facet of a kind; exact for what is indexed."""
    return _sums(FacetCount.objects.filter(facet__startswith=f"{kind}:"))


def counts_of(words: list[str]) -> dict[str, int]:
    """How many products have each of these facets; 0 where none has."""
    return dict.fromkeys(words, 0) | _sums(FacetCount.objects.filter(facet__in=words))


def in_categories() -> dict[int, int]:
    """How many products are in each category or below it; those of none are left out."""
    return {int(word.removeprefix(f"{CATEGORY}:")): number for word, number in counts(CATEGORY).items()}


def number_of(kind: str, column: str) -> Coalesce:
    """An annotation: how many products have the facet of a row of another table."""
    word = Concat(Value(f"{kind}:"), Cast(OuterRef(column), CharField()))
    summed = FacetCount.objects.filter(facet=word).order_by().values("facet").annotate(total=Sum("products"))
    return Coalesce(Subquery(summed.values("total")), 0, output_field=BigIntegerField())


def _sums(rows: QuerySet[FacetCount]) -> dict[str, int]:
    summed = rows.order_by().values_list("facet").annotate(total=Sum("products"))
    return {word: number for word, number in summed if number}
