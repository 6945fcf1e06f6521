"""Thirty days against the thirty before, and the line they make: the arithmetic, as tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reporting.spark import points
from reporting.volume import DAYS, Money, change, volume

NEWEST = date(2026, 11, 24)
PER_CENT = [("100", "104.2", "4.2"), ("104.2", "100", "-4.0"), ("80", "80", "0.0"), ("3", "4", "33.3")]
PER_CENT += [
    ("100", "0", "-100.0"),
    ("0.01", "50", "499900.0"),
    ("8", "8.01", "0.1"),
    ("1000", "1000.4", "0.0"),
]


def sold(*, back=2 * DAYS, currency="GBP", **days):
    """Nothing on each day that far back, but these: sold(d1="9.99") is one day before the newest."""
    told = {NEWEST - timedelta(days=each): Money(currency, Decimal(0)) for each in range(back + 1)}
    return told | {
        NEWEST - timedelta(days=int(each[1:])): Money(currency, Decimal(amount))
        for each, amount in days.items()
    }


@pytest.mark.parametrize(("before", "now", "expected"), PER_CENT)
def test_change_in_per_cent(before, now, expected):
    assert change(Decimal(before), Decimal(now)) == Decimal(expected)


@pytest.mark.parametrize("before", ["0", "-5"])
def test_nothing_before_is_nothing_to_compare_with(before):
    assert change(Decimal(before), Decimal(7)) is None


def test_the_newest_day_is_not_over_and_in_no_period():
    """Today, the last and first of the thirty days, the first of the thirty before, and one beyond."""
    found = volume(sold(back=61, d0="1", d1="10", d30="100", d31="1000", d60="10000", d61="100000"))
    assert (found.amount, found.so_far) == (110, 1)
    assert found.change == Decimal("-99.0")
    assert (found.first, found.last) == (date(2026, 10, 25), date(2026, 11, 23))
    assert (len(found.days), found.days[0], found.days[-1]) == (30, 100, 10)


@pytest.mark.parametrize(
    ("back", "is_known", "is_compared"),
    [(60, True, True), (59, True, False), (30, True, False), (29, False, False), (0, False, False)],
)
def test_a_period_that_is_not_known_whole_is_not_told(back, is_known, is_compared):
    days = {"d10": "5"} | ({"d40": "4"} if back > 40 else {})
    found = volume(sold(back=back, **days))
    assert (found is not None) == is_known
    assert (found is not None and found.change is not None) == is_compared


def test_nothing_is_known_of_nothing():
    assert volume({}) is None


def test_no_sales_are_zero_and_not_unknown():
    found = volume(sold())
    assert (found.amount, found.change, set(found.days)) == (0, None, {Decimal(0)})


def test_a_day_without_a_figure_counts_as_nothing_sold():
    days = sold(d5="3", d6="4")
    del days[NEWEST - timedelta(days=5)]
    assert volume(days).amount == 4


@pytest.mark.parametrize(("day", "amount"), [(10, 5), (40, 15)])
def test_another_currency_is_never_added_nor_compared(day, amount):
    days = sold(d10="10", d20="5", d40="7")
    days[NEWEST - timedelta(days=day)] = Money("EUR", Decimal(1000))
    found = volume(days)
    assert (found.currency, found.amount, found.change) == ("GBP", amount, None)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        pytest.param([0, 0, 0], "2,30 60,30 118,30", id="flat at the bottom"),
        pytest.param([5, 5], "2,2 118,2", id="flat at the top"),
        pytest.param([0, 10, 5], "2,30 60,2 118,16", id="from nothing to the most"),
        pytest.param([-10, 10], "2,30 118,2", id="money given back"),
        pytest.param([7], "2,2", id="one"),
    ],
)
def test_points_of_the_line(numbers, expected):
    assert points([Decimal(number) for number in numbers]) == expected
