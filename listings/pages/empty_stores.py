"""Stores that have nothing on Amazon yet: what they have comes from the catalog alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef

from amazon_channel.models import Store
from listings.codes import CANDIDATE_TABS, Tab
from listings.models import Listing

OTHER_TABS = [tab for tab in Tab if tab not in CANDIDATE_TABS]


def known_candidates() -> Exists:
    """For a query of stores: whether Amazon knows a row on the tabs of candidates. Asks a small index."""
    known = {"first_seen_at__isnull": False, "tab__in": CANDIDATE_TABS}
    return Exists(Listing.objects.filter(store=OuterRef("pk"), **known))


def has_other_tabs(per_store: Mapping[tuple[int, str], int], store_id: int) -> bool:
    """Whether a tab of what is or was on Amazon has something; `per_store` counts by store and tab."""
    return any(per_store.get((store_id, tab), 0) for tab in OTHER_TABS)


def nothing_on_amazon(per_store: Mapping[tuple[int, str], int], store: Store) -> bool:
    """Whether Amazon never had a listing of this store. The counts settle it nearly always, else a query."""
    if has_other_tabs(per_store, store.pk):
        return False
    return Store.objects.filter(~known_candidates(), pk=store.pk).exists()
