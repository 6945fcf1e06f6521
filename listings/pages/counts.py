"""The numbers of the list page: listings per tab and status, what is on its way, and codes of open issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery

from listings.codes import Status, Tab
from listings.models import ListingIssue, TabCount
from listings.pages.question import OVERRIDES
from listings.pages.show import whole

ON_THE_WAY = (Status.LISTING, Status.RELISTING, Status.ENDING)
MOST_CODES = 100


class Counts(NamedTuple):
    """Exact numbers as the triggers keep them."""

    per_status: Mapping[tuple[str, str], int]
    per_store: Mapping[tuple[int, str], int]

    def on_tab(self, tab: str) -> int:
        """The listings of a tab; on Unmatched those that still wait, without the ignored."""
        return sum(
            number
            for (of_tab, status), number in self.per_status.items()
            if of_tab == tab and status != Status.IGNORED
        )

    @property
    def ignored(self) -> int:
        """Listings that a person does not want managed here."""
        return self.per_status.get((Tab.UNMATCHED, Status.IGNORED), 0)

    def statuses(self, tab: str) -> list[tuple[str, int]]:
        """The statuses of a tab that have listings, most first."""
        found = [
            (status, n) for (of_tab, status), n in self.per_status.items() if of_tab == tab and n and status
        ]
        return sorted(found, key=lambda entry: (-entry[1], entry[0]))

    def of_store(self, store_id: int) -> int:
        """All listings of a store."""
        return sum(self.per_store.get((store_id, tab), 0) for tab in Tab.values)

    @property
    def on_the_way(self) -> int:
        """Sent to Amazon or about to be, not yet confirmed."""
        return sum(n for (_, status), n in self.per_status.items() if status in ON_THE_WAY)

    @property
    def all(self) -> int:
        return sum(self.on_tab(tab) for tab in Tab.values) + self.ignored


def counts_of(store_ids: Sequence[int], *, seen: Sequence[int]) -> Counts:
    """The numbers of the stores asked for, and of every store seen for the switcher. One query."""
    per_status: Counter[tuple[str, str]] = Counter()
    per_store: Counter[tuple[int, str]] = Counter()
    asked = set(store_ids)
    rows = TabCount.objects.filter(store__in=seen).values_list("store_id", "tab", "status", "listings")
    for store, tab, status, number in rows:
        per_store[store, tab] += number
        if store in asked:
            per_status[tab, status] += number
    return Counts(per_status, per_store)


def first_tab(counts: Counts) -> str:
    """Active, or the first tab with something on it."""
    if counts.on_tab(Tab.ACTIVE):
        return Tab.ACTIVE
    return next((tab for tab in (*Tab.values, OVERRIDES) if counts.on_tab(tab)), Tab.ACTIVE)


class IssueCode(NamedTuple):
    """A code of open issues, how many issues carry it, and one of Amazon's texts for it."""

    code: str
    number: int
    example: str

    def __str__(self) -> str:
        return f"{self.code} – {self.example[:60]} ({whole(self.number)})"


def issue_codes(store_ids: Sequence[int]) -> list[IssueCode]:
    """The codes of open issues in these stores, most frequent first. 30 ms for 20,000 open issues."""
    open_issues = ListingIssue.objects.filter(store__in=store_ids, cleared_at=None)
    same_code = open_issues.filter(code=OuterRef("code")).values("message")[:1]
    codes = open_issues.values("code").annotate(number=Count("pk")).order_by("-number", "code")[:MOST_CODES]
    rows = codes.annotate(example=Subquery(same_code)).values_list("code", "number", "example")
    return [IssueCode(*row) for row in rows]
