"""Sales v1: getOrderMetrics. Every span asked for is answered, those without sales with zeros."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.box import Sandbox
from sandbox.clock import to_ms
from sandbox.fba.warehouse import own_marketplace
from sandbox.marketplaces import MARKETPLACES
from sandbox.parameters import Parameter, read
from sandbox.routing import Request, Response, answer, invalid_input
from sandbox.sales.ledger import Sum, Wish, total
from sandbox.sales.spans import FIRST_DAYS, GRANULARITIES, spans

PARAMETERS = (
    Parameter("marketplaceIds", "csv", required=True),
    Parameter("interval", required=True),
    Parameter("granularityTimeZone"),
    Parameter("granularity", required=True, allowed=GRANULARITIES),
    Parameter("buyerType", allowed=("B2B", "B2C", "All"), default="All"),
    Parameter("fulfillmentNetwork"),
    Parameter("firstDayOfWeek", allowed=FIRST_DAYS, default="Monday"),
    Parameter("asin"),
    Parameter("sku"),
)
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?(?:[+-]\d\d:\d\d|Z)"
INTERVAL = re.compile(f"({MOMENT})--({MOMENT})", re.ASCII)
"""Amazon wants seconds and a whole offset (issue 2050 of its models); what it answers has no seconds."""
HOURS_BACK = timedelta(days=30)
LONGEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Interval:
    """What is asked for: from start (inclusive) to end (exclusive), and where its days begin."""

    start: datetime
    end: datetime
    zone: tzinfo


def get_order_metrics(box: Sandbox, request: Request) -> Response:
    """getOrderMetrics: a row for each span that the interval touches."""
    asked = read(request, PARAMETERS)
    wish = _wish(box, request, asked)
    interval = _interval(asked, now=box.clock.now())
    currency = MARKETPLACES[wish.marketplace_id].currency
    rows = []
    with box.store.reading() as db:
        for begin, end in spans(
            interval.start,
            interval.end,
            asked["granularity"],
            zone=interval.zone,
            first_day=asked["firstDayOfWeek"],
        ):
            # The first and the last span are told whole, with what the interval has of them.
            inside = max(begin, interval.start), min(end, interval.end)
            found = total(db, wish, to_ms(inside[0]), to_ms(inside[1]))
            rows.append(_row(f"{_moment(begin)}--{_moment(end)}", found, currency))
    return answer({"payload": rows})


def _wish(box: Sandbox, request: Request, asked: dict[str, Any]) -> Wish:
    if len(asked["marketplaceIds"]) != 1:
        raise invalid_input("Only one marketplace can be specified.")
    if asked["fulfillmentNetwork"] not in (None, "MFN", "AFN"):
        raise invalid_input("fulfillmentNetwork must be MFN or AFN.")
    if asked["asin"] and asked["sku"]:
        raise invalid_input("Specify an ASIN or a SKU, not both.")
    return Wish(
        request.seller_id,
        own_marketplace(box, request.seller_id, asked["marketplaceIds"][0]),
        network=asked["fulfillmentNetwork"],
        buyer=None if asked["buyerType"] == "All" else asked["buyerType"],
        asin=asked["asin"],
        sku=asked["sku"],
    )


def _interval(asked: dict[str, Any], *, now: datetime) -> Interval:
    found = INTERVAL.fullmatch(asked["interval"])
    try:
        start, end = map(datetime.fromisoformat, found.groups() if found else ())
    except ValueError:
        raise invalid_input(
            "interval must be two absolute ISO 8601 date-times, seconds included, joined by two hyphens."
        ) from None
    if start >= end:
        raise invalid_input("The interval must end after it begins.")
    if start < now - (HOURS_BACK if asked["granularity"] == "Hour" else LONGEST):
        raise invalid_input(f"The interval begins too long ago for granularity {asked['granularity']}.")
    if end > now + LONGEST:
        raise invalid_input("The interval must not end more than two years from now.")
    return Interval(start, end, _zone(asked, start))


def _zone(asked: dict[str, Any], start: datetime) -> tzinfo:
    name = asked["granularityTimeZone"]
    if name is None:
        if asked["granularity"] not in ("Hour", "Total"):
            raise invalid_input("granularityTimeZone is required for a granularity greater than Hour.")
        assert start.tzinfo is not None
        return start.tzinfo
    try:
        zone = ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise invalid_input(f"There is no time zone {name}.") from None
    if start.astimezone(zone).utcoffset() != start.utcoffset():
        raise invalid_input("granularityTimeZone must align with the offset of the interval.")
    return zone


def _row(interval: str, found: Sum, currency: str) -> dict[str, Any]:
    sales = Decimal(found.cents) / 100
    average = sales / found.units if found.units else Decimal(0)
    return {
        "interval": interval,
        "unitCount": found.units,
        "orderItemCount": found.orders,
        "orderCount": found.orders,
        "averageUnitPrice": _money(average.quantize(Decimal("0.01"), ROUND_HALF_UP), currency),
        "totalSales": _money(sales, currency),
    }


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    """As in the model's examples: 12.5, 25 and 0, without zeros that say nothing."""
    plain = f"{amount:f}"
    return {"amount": plain.rstrip("0").rstrip(".") if "." in plain else plain, "currencyCode": currency}


def _moment(at: datetime) -> str:
    """As in the model's examples: 2018-05-01T00:00-07:00, seconds only where there are some."""
    text = at.isoformat(timespec="auto" if at.second or at.microsecond else "minutes")
    return text.replace("+00:00", "Z") if at.tzinfo is UTC or at.utcoffset() == timedelta(0) else text
