"""What the catalog knows while a file is read: attributes, options, sets … and what the file adds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalog.imports.drafts import Path

Make = list[Any]  # ["attribute", code, type, scope, label], ["option", code, value], ["set", name], …
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}\Z")
NO_OPTIONS: frozenset[str] = frozenset()


class Known(NamedTuple):
    """An attribute: what its values have to fit, and where they may differ."""

    type: str
    scope: str = "global"
    required: bool = False
    column: str = ""
    made: bool = False  # by this import, so that its type and scope may still grow


@dataclass
class Schema:
    """Grows while a file is read: what is missing is noted once, with the row that needs it first."""

    attributes: dict[str, Known] = field(default_factory=dict)
    options: dict[str, set[str]] = field(default_factory=dict)
    sets: dict[str, set[str]] = field(default_factory=dict)  # name → codes
    websites: set[str] = field(default_factory=set)
    views: dict[str, str] = field(default_factory=dict)  # store view → website
    categories: set[Path] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    made_attributes: int = 0

    def website_of(self, view: str) -> str:
        """The website of a store view: as noted, of its own name, of its prefix, or the only one; else ''."""
        if website := self.views.get(view):
            return website
        if view in self.websites:
            return view
        prefix = view.replace("-", "_").split("_")[0]
        if prefix in self.websites:
            return prefix
        return next(iter(self.websites)) if len(self.websites) == 1 else ""

    def apply(self, makes: Iterable[Make]) -> None:
        """Take over what a row adds."""
        for kind, *words in makes:
            getattr(self, f"_make_{kind}")(*words)

    def _make_attribute(self, code: str, type_: str, scope: str, _label: str = "") -> None:
        if code not in self.attributes:
            self.made_attributes += 1
        self.attributes[code] = Known(type_, scope, made=True)

    def _make_option(self, code: str, value: str) -> None:
        self.options.setdefault(code, set()).add(value)

    def _make_set(self, name: str) -> None:
        self.sets.setdefault(name, set())

    def _make_member(self, name: str, code: str) -> None:
        self.sets.setdefault(name, set()).add(code)

    def _make_website(self, code: str) -> None:
        self.websites.add(code)

    def _make_view(self, view: str, website: str) -> None:
        self.views[view] = website

    def _make_category(self, *names: str) -> None:
        self.categories.add(tuple(names))

    def _make_source(self, code: str) -> None:
        self.sources.add(code)
