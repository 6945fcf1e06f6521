"""Gross market volume: what was sold in the last thirty whole days, against the thirty before them.

Days that are over are compared with days that are over: today would make every morning look like a fall.
Another currency is never added; days sold in one count as nothing, and then nothing is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

DAYS = 30
READ_BACK = 2 * DAYS + 4  # days: two periods, today, and a few for figures that came late


class Money(NamedTuple):
    """What was sold on a day."""

    currency: str
    amount: Decimal


class Volume(NamedTuple):
    """What the last thirty whole days brought. `newest`: the day that was not over when Amazon was asked."""

    currency: str
    amount: Decimal
    change: Decimal | None  # per cent, one decimal; None where there is nothing to compare with
    days: tuple[Decimal, ...]  # oldest first
    newest: date
    so_far: Decimal  # on the newest day

    @property
    def first(self) -> date:
        """The first of the thirty days."""
        return self.newest - timedelta(days=DAYS)

    @property
    def last(self) -> date:
        """The last of the thirty days."""
        return self.newest - timedelta(days=1)


def volume(sales: Mapping[date, Money]) -> Volume | None:
    """The volume by sales per day; None as long as they do not reach back thirty whole days."""
    if not sales or min(sales) > (newest := max(sales)) - timedelta(days=DAYS):
        return None
    currency = sales[newest].currency
    earlier, later = (_period(sales, newest, back, currency) for back in (2 * DAYS, DAYS))
    amount = sum(later, Decimal(0))
    reaches_back = min(sales) <= newest - timedelta(days=2 * DAYS)
    one_currency = all(money.currency == currency for money in sales.values())
    return Volume(
        currency,
        amount,
        change(sum(earlier, Decimal(0)), amount) if reaches_back and one_currency else None,
        later,
        newest,
        sales[newest].amount,
    )


def _period(sales: Mapping[date, Money], newest: date, back: int, currency: str) -> tuple[Decimal, ...]:
    """Thirty days from so many days back, a day without a figure as nothing sold."""
    days = (sales.get(newest - timedelta(days=back - number)) for number in range(DAYS))
    return tuple(money.amount if money and money.currency == currency else Decimal(0) for money in days)


def change(before: Decimal, now: Decimal) -> Decimal | None:
    """By how much per cent it rose or fell; None where nothing was sold before."""
    if before <= 0:
        return None
    return ((now - before) / before * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
