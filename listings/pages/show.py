"""Stored values as a person reads them: money, quantities, codes, times. HTML is escaped here, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Product
from listings.codes import Channel, Condition, InFlight, MatchedBy, Source, Status, Tab
from listings.models import Listing
from listings.models.asins import AsinSearch

UNKNOWN = "—"
WITHOUT_CENTS = {"JPY"}
SYMBOLS = {
    "USD": "$",
    "CAD": "CA$",
    "MXN": "MX$",
    "BRL": "R$",
    "GBP": "£",
    "EUR": "€",
    "JPY": "¥",
    "INR": "₹",
    "AUD": "A$",
    "SGD": "S$",
    "TRY": "₺",
}
TONES = {
    Tab.ACTIVE: "good",
    Tab.INACTIVE: "bad",
    Tab.INCOMPLETE: "warn",
    Tab.UNMATCHED: "info",
    Tab.READY: "ready",
    Tab.INELIGIBLE: "warn",
    Tab.ENDED: "calm",
}
STATUS_TONES = {
    Status.SEARCH_SUPPRESSED: "warn",
    Status.RELISTING: "info",
    Status.LISTING: "info",
    Status.ENDING: "info",
    Status.VARIATION_PARENT: "calm",
}


def money(amount: Decimal | str | None, currency: str) -> str:
    """£1,234.50; currencies without a sign of their own by code; — where the amount is unknown."""
    if amount is None or amount == "":
        return UNKNOWN
    places = 0 if currency in WITHOUT_CENTS else 2
    number = number_format(Decimal(amount), decimal_pos=places, use_l10n=True, force_grouping=True)
    sign = SYMBOLS.get(currency)
    return f"{sign}{number}" if sign else f"{currency}\N{NO-BREAK SPACE}{number}"


def whole(number: int | None) -> str:
    """A count with thousands marked; — where it is unknown, which is not 0."""
    return UNKNOWN if number is None else number_format(number, use_l10n=True, force_grouping=True)


def days(number: int) -> str:
    return ngettext("%s day", "%s days", number) % number


def tab_label(tab: str) -> str:
    if tab == "overrides":
        return _("Overrides")
    return str(Tab(tab).label) if tab in Tab.values else tab


def status_label(status: str) -> str:
    """The status in words; a status that has none (yet) as it is stored."""
    return str(Status(status).label) if status in Status.values else status


def condition_label(condition: str) -> str:
    if not condition:
        return UNKNOWN
    return str(Condition(condition).label) if condition in Condition.values else condition


def badge(text: str | Promise, tone: str) -> SafeString:
    return format_html('<span class="ls-badge ls-{}">{}</span>', tone, text)


def tab_badge(tab: str) -> SafeString:
    return badge(tab_label(tab), TONES.get(Tab(tab), "calm") if tab in Tab.values else "calm")


def status_badge(tab: str, status: str) -> SafeString:
    """The status in the colour of its tab, or in one of its own."""
    tone = STATUS_TONES.get(status) or TONES.get(tab, "calm")  # type: ignore[call-overload]
    return badge(status_label(status), tone)


def listing_badge(listing: Listing) -> SafeString:
    """The status; a product that is to be listed and was not sent yet says that it waits."""
    if listing.status == Status.READY and listing.published_at:
        return badge(_("Waits to be sent"), "info")
    return status_badge(listing.tab, listing.status)


def moment(at: datetime | None) -> SafeString | str:
    """A time in UTC, which the page's script turns into the reader's own zone."""
    if at is None:
        return UNKNOWN
    utc = at.astimezone(UTC)
    return format_html(
        '<time datetime="{}" data-local>{} UTC</time>', utc.isoformat(), f"{utc:%Y-%m-%d %H:%M}"
    )


def ago(at: datetime, now: datetime) -> SafeString:
    """How long ago, in one unit; the exact time on hover."""
    text = _("just now") if (now - at).total_seconds() < 60 else _("%s ago") % timesince(at, now, depth=1)
    return format_html('<time datetime="{}" data-hover>{}</time>', at.isoformat(), text)


def quantity(listing: Listing) -> SafeString | str:
    """What can be bought: Amazon's own stock for FBA, with a word; a variation parent has none."""
    if listing.is_parent:
        return UNKNOWN
    if listing.channel == Channel.FBA:
        stock = whole(listing.fba_quantity)
        return format_html('{} <span class="ls-word" title="{}">FBA</span>', stock, _("Shipped by Amazon"))
    return whole(listing.quantity)


def value(stored: Any) -> SafeString | str:
    """Any value that a rule read, in words."""
    if stored is None or stored == "":
        return UNKNOWN
    if isinstance(stored, bool):
        return _("Yes") if stored else _("No")
    if isinstance(stored, datetime):
        return moment(stored)
    if isinstance(stored, date):
        return stored.isoformat()
    if isinstance(stored, Product):
        return stored.sku
    return _word(stored) if isinstance(stored, str) else str(stored)


def _word(stored: str) -> str:
    return str(InFlight(stored).label) if stored in InFlight.values else status_label(stored)


LABELS = {
    "tab": Tab,
    "status": Status,
    "inactive_reason": Status,
    "ineligible_reason": Status,
    "lacking": Status,
    "condition": Condition,
    "override_condition": Condition,
    "channel": Channel,
    "matched_by": MatchedBy,
    "in_flight": InFlight,
}
YES_NO = {"true": True, "false": False}


def _label(field: str, text: str) -> str:
    choices = LABELS[field]
    return str(choices(text).label) if text in choices.values else text


def _time(text: str) -> SafeString | str:
    at = parse_datetime(text)
    return moment(at) if at else text


# How the change log's text of a column reads; every other column by `value`.
def _searched(text: str) -> str:
    return _("to be asked again") if text == "due" else str(dict(AsinSearch.Answer.choices).get(text, text))


READERS: dict[str, Callable[[str], SafeString | str]] = {
    **{field: partial(_label, field) for field in LABELS},
    **dict.fromkeys(("quantity", "fba_quantity"), lambda text: whole(int(text))),
    **dict.fromkeys(("handling_days", "override_handling_days"), lambda text: days(int(text))),
    "asin_search": _searched,
    **dict.fromkeys(
        ("missing_since", "gone_at", "ignored_at", "published_at", "ended_at", "submitted_at"), _time
    ),
}


def logged(field: str, text: str | None, currency: str) -> SafeString | str:
    """One side of a line of the change log, from the text that the trigger wrote."""
    if text is None or text == "":
        return UNKNOWN
    if field in ("price", "override_price"):
        return money(text, currency)
    if reader := READERS.get(field):
        return reader(text)
    return value(YES_NO.get(text, text))


def source_label(source: str) -> str:
    return str(Source(source).label) if source in Source.values else source or _("unknown")
