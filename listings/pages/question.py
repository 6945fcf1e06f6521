"""What a person asks of the list of listings: tab, stores, filters, words and page, read from the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from amazon_channel.keyset import Key, Place
from amazon_channel.models import Store, User
from listings.codes import Channel, Condition, Tab

OVERRIDES = "overrides"  # a filter over all tabs that stands beside them
TABS: tuple[str, ...] = (*Tab.values, OVERRIDES)
FILTERS = ("status", "code", "condition", "channel")
MARK = "e"  # Django's mark of a refused address; it means nothing here
LONGEST = 200  # characters of a search


@dataclass(frozen=True)
class Question:
    """One view of the list. `store` is None for all stores that the person sees."""

    stores: tuple[Store, ...]
    store: Store | None = None
    tab: str = Tab.ACTIVE
    words: str = ""
    status: str = ""
    code: str = ""
    condition: str = ""
    channel: str = ""
    place: Place = Place()

    @property
    def asked(self) -> tuple[Store, ...]:
        """The stores whose listings are shown."""
        return (self.store,) if self.store else self.stores

    @property
    def store_ids(self) -> list[int]:
        return [store.pk for store in self.asked]

    @property
    def filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    def address(self, **changes: object) -> str:
        """The query string of this view with some things changed. The page number falls away."""
        view = replace(self, **{"place": Place()} | changes)  # type: ignore[arg-type]
        asked: dict[str, object] = {
            "tab": view.tab,
            "store": view.store.pk if view.store else "",
            "q": view.words,
        }
        asked |= {name: getattr(view, name) for name in FILTERS}
        asked |= {"after": view.place.after or "", "before": view.place.before or ""}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def ask(parameters: Mapping[str, str], stores: Iterable[Store], default_tab: str) -> Question:
    """The question behind an address. What is not understood is left out, never an error."""
    seen = tuple(stores)
    tab = parameters.get("tab", "")
    return Question(
        stores=seen,
        store=asked_store(parameters, seen),
        tab=tab if tab in TABS else default_tab,
        words=parameters.get("q", "").replace("\x00", "").strip()[:LONGEST],
        status=parameters.get("status", "").replace("\x00", "")[:32],
        code=parameters.get("code", "").replace("\x00", "")[:40],
        condition=_one_of(Condition.values, parameters.get("condition", "")),
        channel=_one_of(Channel.values, parameters.get("channel", "")),
        place=Place(Key.parse(parameters.get("after", "")), Key.parse(parameters.get("before", ""))),
    )


def stores_seen(user: User) -> list[Store]:
    """The stores of the accounts this user is a member of, account by account."""
    stores = Store.objects.visible_to(user).filter(deleting_at=None).select_related("account")
    return list(stores.order_by("account__name", "name"))


def asked_store(parameters: Mapping[str, str], seen: Sequence[Store]) -> Store | None:
    """The store named in the address, if the person may see it."""
    name = parameters.get("store", "")
    return next((store for store in seen if str(store.pk) == name), None)


def _one_of(values: Sequence[str], word: str) -> str:
    return word if word in values else ""
