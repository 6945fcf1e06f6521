"""What stands beside the list of products: the navigation with its counts, and the filters' entries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from catalog.labels import in_language
from catalog.models import Product
from catalog.pages.panel_sql import OF_ALL, OF_SOME
from catalog.pages.question import Question
from catalog.pages.search import MOST, Found

VALUES = 12  # of an attribute; the commonest
GROUPS = 24  # attributes; those that most products have
NODES = 60  # categories of one level


class Entry(NamedTuple):
    """One thing to narrow by. `number` is how many products are left then, None where that is not known."""

    value: str
    label: str
    number: int | None
    address: str
    chosen: bool = False


@dataclass
class Group:
    """The values of one attribute that products have."""

    code: str
    label: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Panel:
    """Everything beside the list. `partly` says that numbers were counted among the first products only."""

    groups: list[Group]
    types: list[Entry]
    sets: list[Entry]
    websites: list[Entry]
    enabled: list[Entry]
    nodes: list[Entry]
    path: list[Entry]
    waiting: int
    total: int | None
    partly: bool = False
    more: int = 0  # attributes that are left out


def read_panel(question: Question, found: Found | None) -> Panel:
    """The panel for a question; one query, two where too many products fit to name them."""
    ids, partly = _counted(found)
    values = {"category": question.category, "values": VALUES, "nodes": NODES, "ids": ids}
    with connection.cursor() as cursor:
        cursor.execute(OF_ALL if ids is None else OF_SOME, values)
        rows = [_Row(*row) for row in cursor.fetchall()]
    panel = _Drawing(question, rows).panel()
    panel.groups, panel.more = commonest(panel.groups)
    panel.partly = partly
    if found is not None:
        panel.total = found.total
    return panel


def commonest(groups: list[Group], *, most: int = GROUPS) -> tuple[list[Group], int]:
    """The groups that narrow the list or that most products have, and how many are left out.

    Whoever narrows the list sees others: those of what is left.
    """

    def weight(group: Group) -> tuple[bool, int]:
        return (
            any(entry.chosen for entry in group.entries),
            sum(entry.number or 0 for entry in group.entries),
        )

    kept = sorted(groups, key=weight, reverse=True)[:most]
    kept += [group for group in groups if weight(group)[0] and group not in kept]
    return [group for group in groups if group in kept], len(groups) - len(kept)


def _counted(found: Found | None) -> tuple[list[int] | None, bool]:
    """The products among which is counted (None: all), and whether these are only some of those that fit."""
    if found is None or found.ids is not None:
        return (None if found is None else found.ids), False
    return list(found.rows.order_by().values_list("pk", flat=True)[:MOST]), True


class _Row(NamedTuple):
    kind: str
    code: str
    value: str
    label: str
    labels: Any
    words: Any
    extra: str
    products: Any
    place: int


def _said(labels: str | None) -> dict[str, str]:
    """Labels by language; the cursor gives JSON as text."""
    return json.loads(labels) if labels else {}


class _Drawing:
    """Makes entries of the statement's rows."""

    def __init__(self, question: Question, rows: Sequence[_Row]) -> None:
        self.question = question
        self.rows: dict[str, list[_Row]] = {}
        for row in rows:
            self.rows.setdefault(row.kind, []).append(row)
        self.plain = {(row.code, row.value): int(row.products) for row in self.rows.get("plain", [])}

    def panel(self) -> Panel:
        return Panel(
            groups=self.groups(),
            types=[
                self.entry("type", value, str(label), self.plain.get(("t", value), 0))
                for value, label in Product.Type.choices
            ],
            sets=[
                self.entry("attribute_set", r.code, r.label, int(r.products))
                for r in self.rows.get("set", [])
            ],
            websites=[
                self.entry("website", r.code, r.label, int(r.products)) for r in self.rows.get("website", [])
            ],
            enabled=[
                self.entry("enabled", value, label, self.plain.get(("e", value), 0))
                for value, label in (("1", _("Enabled")), ("0", _("Disabled")))
            ],
            nodes=[self.node(row) for row in self.rows.get("node", [])],
            path=[self.node(row) for row in self.rows.get("path", [])],
            waiting=int(self.rows["waiting"][0].products) if "waiting" in self.rows else 0,
            total=self.plain.get(("", ""), 0),
        )

    def groups(self) -> list[Group]:
        made: dict[str, Group] = {}
        for row in self.rows.get("choice", []):
            group = made.setdefault(
                row.code, Group(row.code, in_language(_said(row.labels), row.label or row.code))
            )
            group.entries.append(self.choice(row))
        for choice in self.question.choices:
            group = made.setdefault(choice.code, Group(choice.code, choice.code))
            if not any(entry.chosen for entry in group.entries):
                address = self.question.address(choices=self.question.chosen(choice.code, ""))
                group.entries.append(Entry(choice.value, choice.value, 0, address, chosen=True))
        return sorted(made.values(), key=lambda group: group.label.casefold())

    def choice(self, row: _Row) -> Entry:
        chosen = any(choice == (row.code, row.value) for choice in self.question.choices)
        wanted = self.question.chosen(row.code, "" if chosen else row.value)
        label = in_language(_said(row.words), row.value)
        if row.extra == "boolean":
            label = _("Yes") if row.value == "true" else _("No")
        return Entry(row.value, label, int(row.products), self.question.address(choices=wanted), chosen)

    def entry(self, name: str, value: str, label: str, number: int) -> Entry:
        chosen = getattr(self.question, name) == value
        address = self.question.address(**{name: "" if chosen else value})
        return Entry(value, str(label), number, address, chosen)

    def node(self, row: _Row) -> Entry:
        chosen = self.question.category == int(row.code)
        return Entry(
            row.code, row.label, int(row.products), self.question.address(category=int(row.code)), chosen
        )
