"""The columns of each tab, after the reference product's table, and what stands in them.

Columns do not sort: the list stands in the order of its index, newest change first, and any other order would
read the whole tab. Filters narrow it instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from listings.codes import Status, Tab
from listings.models import Listing
from listings.models.asins import AsinSearch
from listings.pages import show
from listings.pages.question import OVERRIDES

Text = SafeString | str
EMPTY_FRAME = mark_safe('<span class="ls-picture"></span>')
ASIN_STATUSES = (Status.NO_ASIN, Status.SEVERAL_MATCHES, Status.HAS_VARIANTS)
DOT = mark_safe('<span class="ls-dot">·</span>')


class Column(NamedTuple):
    """One column: its name in the markup, its header, and its cell for a listing at a time."""

    name: str
    header: str | Promise
    cell: Callable[[Listing, datetime], Text]


def _sku(listing: Listing, now: datetime) -> Text:
    return format_html('<span class="ls-sku">{}</span>', listing.seller_sku)


def _asin(listing: Listing, now: datetime) -> Text:
    return format_html('<span class="ls-code">{}</span>', listing.asin) if listing.asin else show.UNKNOWN


def title_of(listing: Listing) -> str:
    """Amazon's title; the product's name where Amazon has none yet."""
    return listing.title or (listing.product.name if listing.product else "") or _("(no title)")


def picture_of(listing: Listing) -> SafeString:
    """A framed picture; an empty frame where there is none or it does not load."""
    return framed(listing.image or (listing.product.image if listing.product else ""))


def framed(source: str) -> SafeString:
    """A picture in its frame; only web addresses are shown."""
    if not source.startswith(("https://", "http://")):
        return EMPTY_FRAME
    return format_html(
        '<span class="ls-picture"><img src="{}" alt="" loading="lazy" referrerpolicy="no-referrer"></span>',
        source,
    )


def _name(listing: Listing, now: datetime) -> Text:
    title = title_of(listing)
    return format_html(
        '<div class="ls-name">{}<div class="ls-name-text"><a href="{}" title="{}" class="ls-title">{}</a>'
        '<span class="ls-sub">{}</span></div></div>',
        picture_of(listing),
        reverse("admin:listings_listing_change", args=[listing.pk]),
        title,
        title,
        format_html_join(DOT, "{}", ((part,) for part in _sub(listing, now))),
    )


def _sub(listing: Listing, now: datetime) -> Iterable[Text]:
    """The small line below the title: the reason where the tab has no status column, and the last change."""
    if listing.tab == Tab.INELIGIBLE:
        yield format_html("<b>{}</b>", show.status_label(listing.status))
    if listing.tab == Tab.INCOMPLETE and (words := _lacking(listing)):
        yield format_html("<b>{}</b>", words)
    if listing.status == Status.SEVERAL_PRODUCTS:
        yield _("%(n)s products fit by %(what)s") % {
            "n": listing.fitting_products,
            "what": listing.match_detail,
        }
    if listing.missing_since and not listing.gone_at:
        yield _("not in Amazon's last report")
    yield show.ago(listing.changed_at, now)


def _lacking(listing: Listing) -> str:
    """What an incomplete listing waits for, if more can be said than its status does."""
    names: list[str] = getattr(listing, "missing_names", [])
    if names:
        return ", ".join(name.replace("_", " ") for name in names)
    search: AsinSearch | None = getattr(listing, "asin_search", None)
    if search is None or listing.status not in ASIN_STATUSES:
        return ""
    if "asin" in search.question and search.answer in ("", "unknown"):
        words = _("%s is being checked") if search.answer == "" else _("Amazon does not know %s")
        asin: str = search.question["asin"]
        return words % asin
    if search.answer in ("several", "variants"):
        return ngettext("%d item to choose from", "%d items to choose from", search.found) % search.found
    return _("to be looked up in Amazon's catalog") if search.answer == "" else ""


def _condition(listing: Listing, now: datetime) -> Text:
    return show.condition_label(listing.condition)


def _price(listing: Listing, now: datetime) -> Text:
    return show.money(listing.price, listing.store.currency)


def _quantity(listing: Listing, now: datetime) -> Text:
    return show.quantity(listing)


def _status(listing: Listing, now: datetime) -> Text:
    return show.listing_badge(listing)


def _inactive(listing: Listing, now: datetime) -> Text:
    return show.tab_badge(listing.tab)


def _inactive_reason(listing: Listing, now: datetime) -> Text:
    if listing.status == Status.REFUSED and listing.refusal:
        return format_html('<span class="ls-clamp" title="{}">{}</span>', listing.refusal, listing.refusal)
    return show.status_label(listing.status)


def _store(listing: Listing, now: datetime) -> Text:
    store = listing.store
    return format_html(
        '<span class="ls-store" title="{}">{} {}</span>',
        store.account.name,
        store.marketplace.flag,
        store.name,
    )


def _override_condition(listing: Listing, now: datetime) -> Text:
    return (
        show.condition_label(listing.override_condition) if listing.override_condition else _("Not selected")
    )


def _override_note(listing: Listing, now: datetime) -> Text:
    return format_html('<span class="ls-clamp" title="{0}">{0}</span>', listing.override_note)


def _override_handling(listing: Listing, now: datetime) -> Text:
    days = listing.override_handling_days
    return "" if days is None else show.days(days)


def _override_price(listing: Listing, now: datetime) -> Text:
    if listing.override_price is None:
        return _("N/A")
    return show.money(listing.override_price, listing.store.currency)


SKU = Column("sku", gettext_lazy("Amazon SKU"), _sku)
ASIN = Column("asin", gettext_lazy("ASIN"), _asin)
NAME = Column("name", gettext_lazy("Product listing name"), _name)
STORE = Column("store", gettext_lazy("Store"), _store)
CONDITION = Column("condition", gettext_lazy("Condition"), _condition)
PRICE = Column("price", gettext_lazy("Price"), _price)
LISTING_PRICE = Column("price", gettext_lazy("Listing price"), _price)
QUANTITY = Column("quantity", gettext_lazy("Amazon quantity"), _quantity)
STATUS = Column("status", gettext_lazy("Status"), _status)

_OFFER = (CONDITION, PRICE, QUANTITY)
PER_TAB: dict[str, Sequence[Column]] = {
    Tab.INCOMPLETE: (*_OFFER, STATUS),
    Tab.UNMATCHED: (CONDITION, LISTING_PRICE, QUANTITY, STATUS),
    Tab.READY: (*_OFFER, STATUS),
    Tab.ACTIVE: (*_OFFER, STATUS),
    Tab.INACTIVE: (
        *_OFFER,
        Column("status", gettext_lazy("Status"), _inactive),
        Column("reason", gettext_lazy("Inactive reason"), _inactive_reason),
    ),
    OVERRIDES: (
        Column("override-condition", gettext_lazy("Condition override"), _override_condition),
        Column("override-note", gettext_lazy("Seller notes override"), _override_note),
        Column("override-handling", gettext_lazy("Handling override"), _override_handling),
        Column("override-price", gettext_lazy("List price override"), _override_price),
    ),
    Tab.INELIGIBLE: _OFFER,
    Tab.ENDED: (*_OFFER, STATUS),
}


def columns_of(tab: str, *, several_stores: bool) -> list[Column]:
    """The columns of a tab, with the store where listings of several are shown."""
    return [SKU, ASIN, NAME, *([STORE] if several_stores else []), *PER_TAB[tab]]


class Row(NamedTuple):
    """One line of the table. `version` changes with the listing, so that the page can mark what moved."""

    listing: Listing
    version: str
    cells: list[tuple[Column, Text]]


def rows_of(listings: Iterable[Listing], columns: Sequence[Column], now: datetime) -> list[Row]:
    return [
        Row(
            listing,
            listing.changed_at.isoformat(),
            [(column, column.cell(listing, now)) for column in columns],
        )
        for listing in listings
    ]
