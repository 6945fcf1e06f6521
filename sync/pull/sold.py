"""Amazon's rows of order metrics as days of sales; what no day can be made of is a misfit with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sync.quarantine import Misfit

KIND = "sales_day"
LARGEST = Decimal(10) ** 14


class Sold(NamedTuple):
    """What Amazon says of a day."""

    currency: str
    amount: Decimal
    orders: int
    units: int


def understand(rows: Iterable[dict[str, Any]], *, zone: ZoneInfo) -> tuple[dict[date, Sold], list[Misfit]]:
    """What was sold per day of that zone, and the rows that could not be understood."""
    told: dict[date, Sold] = {}
    misfits = []
    for row in rows:
        try:
            day = _day(row, zone)
            if day in told:
                raise _NotUnderstood("interval", f"{day} comes twice.")
            told[day] = _sold(row)
        except _NotUnderstood as problem:
            misfits.append(Misfit(KIND, key_of(row), row, problem.reason, problem.field))
    return told, misfits


class _NotUnderstood(Exception):
    """A row that is not as Amazon's model has it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def key_of(row: object) -> str:
    """What a row is called in quarantine: the interval it is about."""
    return str(row.get("interval") if isinstance(row, dict) else row)[:255]


def _day(row: object, zone: ZoneInfo) -> date:
    text = row.get("interval") if isinstance(row, dict) else None
    try:
        start = datetime.fromisoformat(str(text).split("--")[0])
    except ValueError:
        raise _NotUnderstood("interval", f"{text!r} is not an interval.") from None
    if start.tzinfo is None:
        raise _NotUnderstood("interval", f"{text!r} names no time zone.")
    return start.astimezone(zone).date()


def _sold(row: Mapping[str, Any]) -> Sold:
    money = row.get("totalSales")
    if not isinstance(money, dict):
        raise _NotUnderstood("totalSales", "The sum is missing.")
    currency = money.get("currencyCode")
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isalpha() and currency.isupper()):
        raise _NotUnderstood("currencyCode", f"{currency!r} is not a currency.")
    return Sold(currency, _amount(money.get("amount")), _count(row, "orderCount"), _count(row, "unitCount"))


def _amount(text: object) -> Decimal:
    try:
        amount = Decimal(text if isinstance(text, str) else "NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) >= LARGEST or amount != round(amount, 4):
        raise _NotUnderstood("amount", f"{text!r} is not an amount of money.")
    return amount


def _count(row: Mapping[str, Any], name: str) -> int:
    count = row.get(name)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count < 2**31:
        raise _NotUnderstood(name, f"{count!r} is not a number of orders or units.")
    return count
