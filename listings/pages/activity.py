"""The activity log of a listing: what changed, from what to what, when and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amazon_channel.models import User
from catalog.models import Product
from listings.models import Listing, ListingChange
from listings.pages import show

PAGE_SIZE = 50


class Line(NamedTuple):
    """One column's change."""

    label: str
    old: SafeString | str
    new: SafeString | str


class Entry(NamedTuple):
    """What one writer changed at one time."""

    at: datetime
    who: str
    run: int | None
    run_link: str
    lines: list[Line]


class Activity(NamedTuple):
    """A page of the log, newest first; `older` is the key of the next page, None on the last."""

    entries: list[Entry]
    older: int | None


def read_activity(listing: Listing, *, before: int | None = None) -> Activity:
    """At most 50 changed columns older than change number `before`, grouped by writer and time."""
    changes = ListingChange.objects.filter(listing=listing)
    if before is not None:
        changes = changes.filter(pk__lt=before)
    rows = list(changes.order_by("-pk")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    users = _named(shown)
    products = _products(shown)
    currency = listing.store.currency
    entries = [
        _entry([*group], users=users, products=products, currency=currency)
        for _key, group in groupby(shown, key=lambda c: (c.at, c.source, c.run_id, c.user_id))
    ]
    return Activity(entries, shown[-1].pk if len(rows) > PAGE_SIZE else None)


def _entry(
    changes: Sequence[ListingChange], *, users: dict[int, str], products: dict[str, str], currency: str
) -> Entry:
    first = changes[0]
    who = users.get(first.user_id, "") if first.user_id else ""
    lines = [_line(change, products, currency) for change in reversed(changes)]
    return Entry(
        first.at, who or show.source_label(first.source), first.run_id, _run_link(first.run_id), lines
    )


def _line(change: ListingChange, products: dict[str, str], currency: str) -> Line:
    def words(text: str | None) -> SafeString | str:
        if change.field == "product" and text:
            return products.get(text) or _("a product that is gone")
        if change.field == "tab" and text:
            return show.tab_badge(text)
        return show.logged(change.field, text, currency)

    return Line(label_of(change.field), words(change.old), words(change.new))


def label_of(field: str) -> str:
    """A column's name as the rest of the page calls it."""
    own = {"tab": _("Tab"), "status": _("Status"), "asin_search": _("Search for an ASIN")}
    if field in own:
        return own[field]
    try:
        return capfirst(str(Listing._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return field


def _run_link(run_id: int | None) -> str:
    """The page of the run; '' without a run, or where runs have no page."""
    if run_id is None:
        return ""
    try:
        return reverse("admin:sync_syncrun_change", args=[run_id])
    except NoReverseMatch:
        return ""


def _named(changes: Iterable[ListingChange]) -> dict[int, str]:
    ids = {change.user_id for change in changes if change.user_id}
    users = User.objects.filter(pk__in=ids) if ids else []
    return {user.pk: user.get_full_name() or user.username for user in users}


def _products(changes: Iterable[ListingChange]) -> dict[str, str]:
    ids = {text for c in changes if c.field == "product" for text in (c.old, c.new) if text}
    products = Product.objects.filter(pk__in=ids).only("sku") if ids else []
    return {str(product.pk): product.sku for product in products}
