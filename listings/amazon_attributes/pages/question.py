"""What the address of the list asks for: a store, words, filters, and where the page starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from amazon_channel.models import Store

MAPPED = ("mapped", "unmapped", "inactive")
LONGEST = 200


@dataclass(frozen=True)
class Question:
    """What is asked for. `before` and `after` are names of attributes; at most one of them is set."""

    store: Store | None
    words: str = ""
    product_type: str = ""
    state: str = ""  # one of MAPPED
    need: str = ""  # 'required' or 'carried'
    after: str = ""
    before: str = ""

    @property
    def filtered(self) -> bool:
        return bool(self.product_type or self.state or self.need)

    def address(self, **changes: Any) -> str:
        """The address that asks this with some things changed; a change of filters goes to the first page."""
        asked = replace(self, **{"after": "", "before": "", **changes})
        values = {
            "store": asked.store.pk if asked.store else "",
            "q": asked.words,
            "type": asked.product_type,
            "state": asked.state,
            "need": asked.need,
            "after": asked.after,
            "before": asked.before,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


def ask(address: Mapping[str, Any], stores: Sequence[Store]) -> Question:
    """The question of an address; what it says wrongly is left out. The first store if it names none."""

    def said(name: str) -> str:
        return str(address.get(name, "")).replace("\x00", "").strip()[:LONGEST]

    return Question(
        store_of(said("store"), stores),
        words=said("q"),
        product_type=said("type"),
        state=said("state") if said("state") in MAPPED else "",
        need=said("need") if said("need") in ("required", "carried") else "",
        after=said("after"),
        before="" if said("after") else said("before"),
    )


def store_of(chosen: str, stores: Sequence[Store]) -> Store | None:
    """The store with this id, else the first one; None where there is none."""
    return next((store for store in stores if str(store.pk) == chosen), stores[0] if stores else None)
