"""Django's list of objects without COUNT and OFFSET: the tabs, filters and pages of the listings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from amazon_channel.keyset import Page, Place
from amazon_channel.models import Store
from listings.codes import Channel, Condition, Status, Tab
from listings.models import Listing
from listings.pages import show
from listings.pages.columns import columns_of, rows_of
from listings.pages.counts import Counts, counts_of, first_tab
from listings.pages.deeds import Offer, bulk_deeds
from listings.pages.empty import WHY_EMPTY
from listings.pages.empty_stores import nothing_on_amazon
from listings.pages.missing import missing_attributes
from listings.pages.question import OVERRIDES, TABS, Question, ask, asked_store, stores_seen
from listings.pages.rows import matching, read_page
from listings.pages.search import Found, find, found_per_tab
from listings.titles import titles_waiting


class TabLink(NamedTuple):
    """One tab across the top. `number` is None where a search found too much to count."""

    tab: str
    label: str
    number: int | None
    address: str
    current: bool


class Choice(NamedTuple):
    """One entry of a filter."""

    value: str
    label: str
    chosen: bool


class Filter(NamedTuple):
    """One filter: its name in the address, its label, and its entries besides "all"."""

    name: str
    label: str
    choices: Sequence[Choice]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.chosen), None)


class ListingChangeList(ChangeList):
    """What the list's template shows. Everything it asks the database is asked here."""

    question: Question
    counts: Counts
    found: Found | None
    page: Page[Listing]

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        """Everything the address asks for, unsorted: what actions on ticked rows choose from."""
        stores = stores_seen(request.user)  # type: ignore[arg-type]
        store = asked_store(request.GET, stores)
        seen = [store_.pk for store_ in stores]
        self.counts = counts_of([store.pk] if store else seen, seen=seen)
        self.question = ask(request.GET, stores, first_tab(self.counts))
        words = self.question.words
        self.found = find(self.question.store_ids, words) if words else None
        return matching(self.question, self.found)

    def get_results(self, request: HttpRequest) -> None:
        self.page = read_page(self.question, self.found)
        self.result_list = self.page.rows
        self.result_count = self.full_result_count = len(self.page.rows)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = bool(self.page.rows)
        self.has_filters = self.has_active_filters = False

    @cached_property
    def columns(self) -> list[Any]:
        return list(columns_of(self.question.tab, several_stores=len(self.question.asked) > 1))

    @cached_property
    def rows(self) -> list[Any]:
        lacking = [listing for listing in self.page.rows if listing.status == Status.MISSING_DATA]
        names = missing_attributes(lacking) if lacking else {}
        for listing in lacking:
            listing.missing_names = names.get(listing.pk, [])  # type: ignore[attr-defined]
        return list(rows_of(self.page.rows, self.columns, timezone.now()))

    @cached_property
    def bulk_deeds(self) -> list[Offer]:
        """What can be done to the ticked rows."""
        return bulk_deeds(self.question.tab, self.question.status)

    @property
    def ignored(self) -> tuple[int, str]:
        """How many listings are ignored, and the address that shows them; (0, "") where that is no matter."""
        question = self.question
        if question.tab != Tab.UNMATCHED or question.status == Status.IGNORED:
            return 0, ""
        return self.counts.ignored, question.address(status=Status.IGNORED)

    @cached_property
    def tabs(self) -> list[TabLink]:
        """The tabs with exact counts: of all listings, or of what the search found."""
        question = self.question
        found = found_per_tab(self.found.ids) if self.found and self.found.ids is not None else None

        def number(tab: str) -> int | None:
            if self.found is None:
                return self.counts.on_tab(tab)
            return None if found is None else found.get(tab, 0)

        return [
            TabLink(
                tab,
                show.tab_label(tab),
                number(tab),
                question.address(tab=tab, status=""),
                tab == question.tab,
            )
            for tab in TABS
        ]

    @cached_property
    def elsewhere(self) -> list[TabLink]:
        """Other tabs where the search found something."""
        return [tab for tab in self.tabs if self.found and tab.number and not tab.current]

    @cached_property
    def filters(self) -> list[Filter]:
        question = self.question
        statuses = [
            (status, f"{show.status_label(status)} ({show.whole(number)})")
            for status, number in self.counts.statuses(question.tab)
        ]
        everything: list[tuple[str, str, list[tuple[str, Any]]]] = [
            ("status", _("Status"), statuses),
            ("code", _("Issue"), []),  # counting codes is dear: the page asks for them when the filters open
            ("condition", _("Condition"), list(Condition.choices)),
            ("channel", _("Shipped by"), list(Channel.choices)),
        ]
        return [
            Filter(name, label, choices_of(entries, getattr(question, name)))
            for name, label, entries in everything
            if question.tab != OVERRIDES or name != "status"
        ]

    @property
    def chips(self) -> list[tuple[Filter, str]]:
        """The filters in force, each with the address that drops it."""
        return [(f, self.question.address(**{f.name: ""})) for f in self.filters if f.chosen]

    @property
    def plain_address(self) -> str:
        """This tab and store without search and filters."""
        return self.question.address(words="", status="", code="", condition="", channel="")

    @property
    def stores(self) -> list[tuple[Store | None, str, int]]:
        """The store switcher: all, then each with its address and its number of listings."""
        question = self.question
        each = [
            (store, question.address(store=store, status="", code=""), self.counts.of_store(store.pk))
            for store in question.stores
        ]
        return [(None, question.address(store=None, status="", code=""), sum(e[2] for e in each)), *each]

    @property
    def next_address(self) -> str:
        return self.question.address(place=Place(after=self.page.next)) if self.page.next else ""

    @property
    def previous_address(self) -> str:
        return self.question.address(place=Place(before=self.page.previous)) if self.page.previous else ""

    @cached_property
    def titles_waiting(self) -> int:
        """Titles that the word search has not seen yet."""
        return titles_waiting(self.question.store_ids)

    @cached_property
    def starting(self) -> Store | None:
        """The one store that is looked at, if it has nothing on Amazon yet."""
        store = self.question.store or (self.question.stores[0] if len(self.question.stores) == 1 else None)
        return store if store and nothing_on_amazon(self.counts.per_store, store) else None

    @property
    def why_empty(self) -> str:
        return str(WHY_EMPTY[self.question.tab])


def choices_of(entries: Sequence[tuple[str, Any]], chosen: str) -> list[Choice]:
    """The entries of a filter; a chosen value that is not among them is added, so that it can be dropped."""
    choices = [Choice(value, str(label), value == chosen) for value, label in entries]
    if chosen and not any(choice.chosen for choice in choices):
        choices.append(Choice(chosen, show.status_label(chosen), True))
    return choices
