"""What was sold, for the store cards: one query for all stores, figures as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from listings.pages.show import money
from reporting.spark import HEIGHT, WIDTH, ground, points
from reporting.volume import READ_BACK, Money, Volume, volume
from sync.sales import SalesDay

CURRENT_FOR = timedelta(days=1)  # how far the newest figure may be behind the store's today
BEYOND = Decimal(1000)  # per cent; a larger rise says no more


class SalesFigure(NamedTuple):
    """The last thirty days of a store in words, numbers and a line."""

    amount: str
    direction: str  # 'up', 'down', 'level', or '' where there is nothing to compare with
    change: str
    period: str  # 'October 26 to November 24'
    behind: str  # the day until which the figures go, where they are old
    so_far: str  # today, where the figures are of today
    points: str
    ground: str  # the area under the line
    told: str  # the line for those who do not see it
    width: int = WIDTH
    height: int = HEIGHT


def sales_figures(stores: Sequence[Store], *, now: datetime) -> dict[int, SalesFigure]:
    """Per store id; stores whose sales are not known yet are left out. One query."""
    since = now.date() - timedelta(days=READ_BACK)
    rows = SalesDay.objects.filter(store__in=[store.pk for store in stores], day__gte=since)
    sales: dict[int, dict[date, Money]] = {}
    for store_id, day, currency, amount in rows.values_list("store_id", "day", "currency", "amount"):
        sales.setdefault(store_id, {})[day] = Money(currency, amount)
    found = {store: volume(sales.get(store.pk, {})) for store in stores}
    return {store.pk: _figure(store, known, now=now) for store, known in found.items() if known}


def _figure(store: Store, known: Volume, *, now: datetime) -> SalesFigure:
    today = now.astimezone(ZoneInfo(store.time_zone)).date()
    direction, change = _trend(known.change)
    line = points(known.days)
    period = {"first": _day(known.first), "last": _day(known.last)}
    return SalesFigure(
        money(known.amount, known.currency),
        direction,
        change,
        _("%(first)s to %(last)s") % period,
        _day(known.last) if today - known.newest > CURRENT_FOR else "",
        money(known.so_far, known.currency) if known.newest == today else "",
        line,
        ground(line),
        _told(known, period),
    )


def _trend(change: Decimal | None) -> tuple[str, str]:
    if change is None:
        return "", ""
    direction = "up" if change > 0 else "down" if change < 0 else "level"
    if change >= BEYOND:
        return direction, _("over %s %%") % number_format(BEYOND, decimal_pos=0, force_grouping=True)
    return direction, f"{number_format(abs(change), decimal_pos=1)}\N{NO-BREAK SPACE}%"


def _told(known: Volume, period: dict[str, str]) -> str:
    if not any(known.days):
        return _("Nothing sold from %(first)s to %(last)s.") % period
    at_most, at_least = max(known.days), min(known.days)
    return _("Sales a day from %(first)s to %(last)s: between %(low)s and %(high)s, most on %(day)s.") % {
        **period,
        "low": money(at_least, known.currency),
        "high": money(at_most, known.currency),
        "day": _day(known.first + timedelta(days=known.days.index(at_most))),
    }


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
