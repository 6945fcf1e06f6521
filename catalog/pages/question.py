"""What a person asks of the list of products: words, filters, a page. Kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from catalog.facets import CATEGORY, ENABLED, SET, TYPE, WEBSITE, Choice, facet

LONGEST = 200
MOST_CHOICES = 20
CHOICE = "a."  # a.color=blue narrows to blue products


class Place(NamedTuple):
    """The page after a SKU, the one before a SKU, or ('' both) the first."""

    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Question:
    """One view of the list."""

    words: str = ""
    type: str = ""
    attribute_set: str = ""
    website: str = ""
    enabled: str = ""
    category: int | None = None
    choices: tuple[Choice, ...] = ()
    place: Place = Place()

    @property
    def facets(self) -> list[str]:
        """The facets that a product must have."""
        plain = {
            TYPE: self.type,
            SET: self.attribute_set,
            WEBSITE: self.website,
            ENABLED: self.enabled,
            CATEGORY: self.category,
        }
        return [facet(kind, value) for kind, value in plain.items() if value not in ("", None)] + [
            str(choice) for choice in self.choices
        ]

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.facets)

    def address(self, **changes: Any) -> str:
        """The query string of this view with some things changed. The page falls away."""
        view = replace(self, **{"place": Place()} | changes)
        asked: list[tuple[str, object]] = [
            ("q", view.words),
            ("type", view.type),
            ("set", view.attribute_set),
            ("website", view.website),
            ("enabled", view.enabled),
            ("category", "" if view.category is None else view.category),
            *((CHOICE + choice.code, choice.value) for choice in view.choices),
            ("after", view.place.after),
            ("before", view.place.before),
        ]
        return "?" + urlencode([(name, value) for name, value in asked if value != ""])

    def chosen(self, code: str, value: str) -> tuple[Choice, ...]:
        """The choices with this one in place of another of its attribute; '' drops it."""
        others = tuple(choice for choice in self.choices if choice.code != code)
        return (*others, Choice(code, value)) if value else others

    def stored(self) -> dict[str, Any]:
        """As JSON; `restored` reads it."""
        return {
            "words": self.words,
            "type": self.type,
            "attribute_set": self.attribute_set,
            "website": self.website,
            "enabled": self.enabled,
            "category": self.category,
            "choices": [list(choice) for choice in self.choices],
        }


def restored(stored: Mapping[str, Any]) -> Question:
    """The question that `Question.stored` gave."""
    choices = tuple(Choice(*choice) for choice in stored["choices"])
    return Question(**{**stored, "choices": choices})


def ask(parameters: Mapping[str, str]) -> Question:
    """The question behind an address. What is not understood is left out, never an error."""

    def text(name: str, longest: int = LONGEST) -> str:
        return parameters.get(name, "").replace("\x00", "").strip()[:longest]

    category = text("category")
    choices = [
        Choice(name.removeprefix(CHOICE)[:60], text(name, 255))
        for name in parameters
        if name.startswith(CHOICE) and text(name)
    ]
    number = text("set", 18)
    return Question(
        words=text("q"),
        type=text("type", 12),
        attribute_set=number if number.isascii() and number.isdigit() else "",
        website=text("website", 50),
        enabled=text("enabled") if text("enabled") in ("0", "1") else "",
        category=int(category) if category.isascii() and category.isdigit() and len(category) < 19 else None,
        choices=tuple(choices[:MOST_CHOICES]),
        place=Place(
            parameters.get("after", "").replace("\x00", ""), parameters.get("before", "").replace("\x00", "")
        ),
    )
