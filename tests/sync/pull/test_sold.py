"""Rows of order metrics become days, or misfits that say why not."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sync.pull.sold import Sold, understand
from tests.sync.pull.sales_rows import row


def money(amount, currency="GBP"):
    return {"totalSales": {"amount": amount, "currencyCode": currency}}


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"interval": None}, "interval"),
        ({"interval": "yesterday"}, "interval"),
        ({"interval": "2026-11-22T00:00--2026-11-23T00:00"}, "interval"),
        ({"totalSales": None}, "totalSales"),
        (money("9.9", None), "currencyCode"),
        (money("9.9", "pounds"), "currencyCode"),
        (money("NaN"), "amount"),
        (money("Infinity"), "amount"),
        (money(None), "amount"),
        (money(9.9), "amount"),
        (money("0.00001"), "amount"),
        (money("1e15"), "amount"),
        ({"orderCount": -1}, "orderCount"),
        ({"orderCount": True}, "orderCount"),
        ({"unitCount": "3"}, "unitCount"),
        ({"unitCount": 2**31}, "unitCount"),
    ],
)
def test_rows_that_are_not_understood(other, field):
    told, misfits = understand([row("2026-11-22") | other], zone=ZoneInfo("UTC"))
    assert (told, [misfit.field for misfit in misfits]) == ({}, [field])


def test_what_is_no_row_and_what_comes_twice():
    told, misfits = understand(["nonsense", row("2026-11-22"), row("2026-11-22")], zone=ZoneInfo("UTC"))
    assert told == {date(2026, 11, 22): Sold("GBP", Decimal("9.9"), 2, 3)}
    assert [misfit.reason for misfit in misfits] == ["None is not an interval.", "2026-11-22 comes twice."]


@pytest.mark.parametrize(
    ("interval", "zone", "day"),
    [
        ("2026-11-22T00:00+09:00--2026-11-23T00:00+09:00", "Asia/Tokyo", "2026-11-22"),
        ("2026-11-21T15:00Z--2026-11-22T15:00Z", "Asia/Tokyo", "2026-11-22"),
        ("2026-11-22T00:00-08:00--2026-11-23T00:00-08:00", "America/Los_Angeles", "2026-11-22"),
        ("2026-11-23T00:00:00-08:00--2026-11-23T04:00:00-08:00", "America/Los_Angeles", "2026-11-23"),
    ],
)
def test_which_day_an_interval_is(interval, zone, day):
    told, _ = understand([row("2026-11-22", interval=interval)], zone=ZoneInfo(zone))
    assert [each.isoformat() for each in told] == [day]
