"""Finds listings by what a person typed: the start of a SKU, an ASIN, or words of the title."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from listings.models import Listing
from listings.titles import with_words

MOST = 2_000  # matches that are named one by one; with more, the word is common and the tab itself is walked
ASIN_LENGTH = 10


class Found(NamedTuple):
    """The ids that match, or None where there are too many to name and `condition` finds them on the way."""

    ids: list[int] | None
    condition: Q


def find(store_ids: list[int], words: str) -> Found:
    """What matches in these stores. Three indexes are asked apart, since OR over them would use none."""
    of_stores = Listing.objects.filter(store__in=store_ids)
    sets: list[QuerySet[Listing, int]] = [
        of_stores.filter(_sku(words)).values_list("pk", flat=True)[: MOST + 1],
        with_words(store_ids, words).values_list("listing_id", flat=True)[: MOST + 1],  # type: ignore[list-item]
    ]
    if len(words) == ASIN_LENGTH and words.isalnum():
        sets.append(of_stores.filter(asin=words.upper()).values_list("pk", flat=True)[: MOST + 1])
    ids = {pk for found in sets for pk in found}
    if len(ids) > MOST:
        return Found(None, _sku(words) | Q(asin=words.upper()) | _title(words))
    return Found(sorted(ids), Q(pk__in=ids))


def found_per_tab(ids: list[int]) -> dict[str, int]:
    """How many of the found listings stand on each tab, overrides included."""
    rows = Listing.objects.filter(pk__in=ids)
    tabs = dict(rows.values_list("tab").annotate(Count("pk")).order_by())
    return tabs | {"overrides": rows.with_override().count()}


def _sku(words: str) -> Q:
    """SKUs are exact, but people type them in small letters."""
    typed = Q(seller_sku__startswith=words)
    return typed if words == words.upper() else typed | Q(seller_sku__startswith=words.upper())


def _title(words: str) -> Q:
    condition = Q()
    for word in words.split():
        condition &= Q(title__contains_word=word)
    return condition
