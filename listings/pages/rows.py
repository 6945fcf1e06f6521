"""One page of listings, newest change first, straight from the index of the tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import nsmallest

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from amazon_channel.keyset import Key, Page, Place, beyond, page_of
from amazon_channel.models import Store
from listings.codes import Status, Tab
from listings.models import Listing, ListingIssue
from listings.pages.question import OVERRIDES, Question
from listings.pages.search import Found

PAGE_SIZE = 50


def matching(question: Question, found: Found | None) -> QuerySet[Listing]:
    """Every listing the question asks for, unsorted; for actions on ticked rows."""
    return _narrow(Listing.objects.filter(store__in=question.store_ids), question, found)


def read_page(question: Question, found: Found | None) -> Page[Listing]:
    """The page, with each listing's store and product in place. One query, two over several stores."""

    def read(place: Place, limit: int) -> Sequence[Listing]:
        if _by_store(question, found):
            chosen = _merged(question, found, place, limit)
            rows: QuerySet[Listing] = Listing.objects.filter(pk__in=chosen)
        else:
            rows = beyond(matching(question, found), place, at="changed_at")[:limit]
        backwards = place.before is not None
        return sorted(rows.select_related("product", "asin_search"), key=key_of, reverse=not backwards)

    page = page_of(read, question.place, size=PAGE_SIZE, key=key_of)
    stores = {store.pk: store for store in question.asked}
    for listing in page.rows:
        listing.store = stores[listing.store_id]
    return page


def key_of(listing: Listing) -> Key:
    return Key(listing.changed_at, listing.pk)


def _merged(question: Question, found: Found | None, place: Place, limit: int) -> list[int]:
    """The ids of the first `limit` rows over several stores: each store's index is asked for its own first.

    One statement with a subquery a store, which reads at most stores × limit index entries; a plain IN
    over the stores would sort everything on the tab.
    """
    one_store = _narrow(Listing.objects.filter(store=OuterRef("pk")), question, found)
    first = beyond(one_store, place, at="changed_at")[:limit].values(
        entry=JSONObject(at="changed_at", id="id")
    )
    stores = Store.objects.filter(pk__in=question.store_ids).order_by("pk")
    per_store = stores.annotate(first=ArraySubquery(first)).values_list("first", flat=True)
    keys = (Key(datetime.fromisoformat(e["at"]), e["id"]) for entries in per_store for e in entries)
    if place.before is not None:
        return [key.id for key in nsmallest(limit, keys)]
    return [key.id for key in sorted(keys, reverse=True)[:limit]]


def _by_store(question: Question, found: Found | None) -> bool:
    """Whether the stores' indexes are asked one by one; named ids and issues are few and sorted at once."""
    named = found is not None and found.ids is not None
    return len(question.asked) > 1 and not named and not question.code


def _narrow(rows: QuerySet[Listing], question: Question, found: Found | None) -> QuerySet[Listing]:
    rows = rows.filter(overridden=True) if question.tab == OVERRIDES else rows.filter(tab=question.tab)
    if question.tab == Tab.UNMATCHED and not (question.words or question.status):
        rows = rows.exclude(status=Status.IGNORED)  # what still waits; a chip leads to the others
    for name in ("status", "condition", "channel"):
        if value := getattr(question, name):
            rows = rows.filter(**{name: value})
    if question.code:
        reported = ListingIssue.objects.filter(store__in=question.store_ids, code=question.code)
        rows = rows.filter(pk__in=reported.filter(cleared_at=None).values("listing"))
    return rows.filter(found.condition) if found else rows
