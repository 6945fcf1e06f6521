"""Which listings a bulk deed is about: all that an address of the list asks for, or a store's wishes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict

from amazon_channel.models import Store, User
from listings.bulk.kinds import TAKE_BACK
from listings.models import BulkDeed, Listing
from listings.pages.counts import counts_of, first_tab
from listings.pages.question import Question, ask, stores_seen
from listings.pages.rows import matching
from listings.pages.search import find
from listings.querysets import ListingQuerySet


def asked_by(address: str, user: User) -> Question:
    """The question behind an address of the list, as this person sees it."""
    stores = stores_seen(user)
    seen = [store.pk for store in stores]
    return ask(QueryDict(urlsplit(address).query), stores, first_tab(counts_of(seen, seen=seen)))


def rows_of(question: Question) -> ListingQuerySet:
    """All listings that the question asks for, whatever page of them it shows."""
    found = find(question.store_ids, question.words) if question.words else None
    rows: ListingQuerySet = matching(question, found)  # type: ignore[assignment]
    return rows


def all_of(question: Question) -> dict[str, Any]:
    """The fields of a deed on all that a question asks for."""
    return {"asked": {"question": question.address()}, "store_ids": question.store_ids}


def all_of_store(store: Store) -> dict[str, Any]:
    """The fields of a deed on a store: on what is ready to be listed there, or waits to be sent."""
    return {"asked": {"store": store.pk}, "store_ids": [store.pk]}


def chosen(deed: BulkDeed, user: User) -> ListingQuerySet:
    """The listings that the deed is about now: of the stores it was asked for, what the person still sees."""
    rows = Listing.objects.visible_to(user).filter(store__in=deed.store_ids)
    if "store" in deed.asked:
        return rows.wished() if deed.kind == TAKE_BACK else rows.ready_to_list()
    return rows & rows_of(asked_by(deed.asked["question"], user))
