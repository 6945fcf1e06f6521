"""Django's list of objects without COUNT and OFFSET: search, navigation and pages of the products."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.pages.panel import Entry, Panel, read_panel
from catalog.pages.question import CHOICE, Place, Question, ask
from catalog.pages.rows import Page, read_page
from catalog.pages.search import Found, find


class Chip(NamedTuple):
    """One thing that narrows the list, with the address that drops it."""

    name: str
    value: str
    address: str


class ProductChangeList(ChangeList):
    """What the list's template shows. Everything it asks the database is asked here."""

    question: Question
    found: Found | None
    page: Page

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        """Everything the address asks for, unsorted: what actions on ticked rows choose from."""
        self.question = ask(request.GET)
        self.found = find(self.question) if self.question.narrowed else None
        return products_of(self.found)

    def get_results(self, request: HttpRequest) -> None:
        self.page = read_page(self.question, self.found)
        self.result_list = self.page.rows
        self.result_count = self.full_result_count = len(self.page.rows)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = bool(self.page.rows)
        self.has_filters = self.has_active_filters = False

    @cached_property
    def panel(self) -> Panel:
        return read_panel(self.question, self.found)

    @property
    def empty(self) -> bool:
        """Whether there is no product at all."""
        return not self.page.rows and not self.question.narrowed and not self.question.place.after

    @property
    def filters(self) -> list[tuple[str, str, list[Entry]]]:
        """The filters with their entries: name in the address, label, entries."""
        panel = self.panel
        return [
            ("type", _("Type"), panel.types),
            ("set", _("Attribute set"), panel.sets),
            ("website", _("Website"), panel.websites),
            ("enabled", _("State"), panel.enabled),
        ]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a new search keeps: the category and the choices of the navigation."""
        category = self.question.category
        kept = [(CHOICE + choice.code, choice.value) for choice in self.question.choices]
        return [*kept, *([("category", str(category))] if category is not None else [])]

    @property
    def chips(self) -> list[Chip]:
        """What narrows the list, one by one."""
        question = self.question
        chips = [Chip(_("Search"), question.words, question.address(words=""))] if question.words else []
        if question.category is not None:
            name = self.panel.path[-1].label if self.panel.path else _("unknown")
            chips.append(Chip(_("Category"), name, question.address(category=None)))
        for _name, label, entries in self.filters:
            chips += [Chip(label, entry.label, entry.address) for entry in entries if entry.chosen]
        for group in self.panel.groups:
            chips += [
                Chip(group.label, entry.label, entry.address) for entry in group.entries if entry.chosen
            ]
        return chips

    @property
    def filtered(self) -> bool:
        question = self.question
        return bool(question.type or question.attribute_set or question.website or question.enabled)

    @property
    def up_address(self) -> str:
        """One level up in the category tree."""
        path = self.panel.path
        above = int(path[-2].value) if len(path) > 1 else None
        return self.question.address(category=above)

    @property
    def next_address(self) -> str:
        return self.question.address(place=Place(after=self.page.next)) if self.page.next else ""

    @property
    def previous_address(self) -> str:
        return self.question.address(place=Place(before=self.page.previous)) if self.page.previous else ""


def products_of(found: Found | None) -> QuerySet[Product]:
    """The products of a question, unsorted; all of them where it narrows nothing."""
    if found is None:
        return Product.objects.all()
    if found.ids is not None:
        return Product.objects.filter(pk__in=found.ids)
    return Product.objects.filter(pk__in=found.rows.order_by().values("pk"))
