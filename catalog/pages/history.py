"""The history of a product in words: what changed, from what to what, when, by whom and by what means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amazon_channel.models import User
from catalog.changes import Source
from catalog.conditions import CONDITIONS
from catalog.labels import in_language
from catalog.models import Attribute, AttributeSet, Category, Product, ProductChange

PAGE_SIZE = 50
LONGEST = 300
NOTHING = "—"
PAGES = {
    Source.BULK_EDIT.value: "admin:catalog_bulkedit_change",
    Source.UNDO.value: "admin:catalog_bulkedit_change",
    Source.IMPORT.value: "admin:catalog_productimport_change",
}
CHOICES = {"type": Product.Type.choices, "visibility": Product.Visibility.choices, "condition": CONDITIONS}


class Line(NamedTuple):
    """One value's change."""

    label: str
    website: str
    old: str
    new: str


class Entry(NamedTuple):
    """What one writer changed at one time. `link` leads to the bulk edit or import; '' for other means."""

    at: datetime
    who: str
    means: str
    link: str
    lines: list[Line]


class History(NamedTuple):
    """A page of the history, newest first; `older` is where the next page begins, None on the last."""

    entries: list[Entry]
    older: int | None


def read_history(product: Product, *, before: int | None = None) -> History:
    """At most 50 changed values older than change number `before`, grouped by writer and time."""
    changes = ProductChange.objects.filter(product=product)
    if before is not None:
        changes = changes.filter(pk__lt=before)
    rows = list(changes.order_by("-pk")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    words = Words(shown)
    entries = [
        words.entry([*group])
        for _key, group in groupby(shown, key=lambda c: (c.at, c.source, c.number, c.user_id))
    ]
    return History(entries, shown[-1].pk if len(rows) > PAGE_SIZE else None)


class Words:
    """The names that some changes need, read at once: users, attributes, sets, categories."""

    def __init__(self, changes: Sequence[ProductChange]) -> None:
        ids = {change.user_id for change in changes if change.user_id}
        users = User.objects.filter(pk__in=ids) if ids else []
        self.users = {user.pk: user.get_full_name() or user.username for user in users}
        codes = {change.field for change in changes}
        attributes = Attribute.objects.filter(code__in=codes) if codes else []
        self.labels = {row.code: in_language(row.labels, str(row)) for row in attributes}
        self.sets = self._named(changes, "attribute_set", AttributeSet)
        self.categories = self._named(changes, "category_ids", Category)

    @staticmethod
    def _named(
        changes: Sequence[ProductChange], field: str, model: type[AttributeSet | Category]
    ) -> dict[str, str]:
        told = [text for c in changes if c.field == field for text in (c.old, c.new) if text]
        ids = {each for text in told for each in text.split(",")}
        return {str(row.pk): row.name for row in model._default_manager.filter(pk__in=ids)} if ids else {}

    def entry(self, changes: Sequence[ProductChange]) -> Entry:
        first = changes[0]
        who = (self.users.get(first.user_id) if first.user_id else "") or ""
        lines = [self.line(change) for change in reversed(changes)]
        return Entry(first.at, who or _("The system"), means_of(first), link_of(first), lines)

    def line(self, change: ProductChange) -> Line:
        if not change.field:
            label = _("Added") if change.old is None else _("Deleted")
            return Line(label, "", self.value("sku", change.old), self.value("sku", change.new))
        old, new = self.value(change.field, change.old), self.value(change.field, change.new)
        return Line(self.label(change.field), change.website, old, new)

    def label(self, field: str) -> str:
        if field in self.labels:
            return self.labels[field]
        try:
            return str(capfirst(str(Product._meta.get_field(field).verbose_name)))  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return field

    def value(self, field: str, text: str | None) -> str:
        """One side of a change, from the text that the trigger wrote."""
        if text is None or text == "":
            return NOTHING
        if field == "attribute_set":
            return self.sets.get(text, text)
        if field == "category_ids":
            return ", ".join(self.categories.get(each, each) for each in text.split(","))
        choices: dict[Any, Any] = dict(CHOICES.get(field, []))
        return str(choices.get(text) or plainly(text))[:LONGEST]


def link_of(change: ProductChange) -> str:
    """The page of the bulk edit or import that made a change."""
    page = PAGES.get(change.source)
    return reverse(page, args=[change.number]) if page and change.number else ""


def means_of(change: ProductChange) -> str:
    """By what means a change came, with the number of the import or bulk edit."""
    known = str(Source(change.source).label) if change.source in Source.values else change.source
    return f"{known} {change.number}" if change.number and known else known


def plainly(text: str) -> str:
    """A stored text as people write it: yes and no, numbers without needless zeros, lists with commas."""
    if text in ("true", "false"):
        return _("Yes") if text == "true" else _("No")
    if text[:1] in "[{":
        try:
            return _listed(json.loads(text))
        except ValueError:
            return text
    if "." in text and text.replace(".", "", 1).isdigit():
        try:
            return f"{Decimal(text).normalize():f}"
        except InvalidOperation:
            return text
    return text


def _listed(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name}: {_listed(each)}" for name, each in value.items() if each not in ("", [], None)
        )
    if isinstance(value, list):
        return "; ".join(_listed(each) for each in value) or NOTHING
    return str(value)
