"""Sales v1: sums per hour, day, week, month and year, where the days begin, and what Amazon refuses."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sandbox.clock import to_ms
from sandbox.sales.ledger import Sale, add
from sandbox.sales.spans import midnight, spans
from tests.sandbox.conftest import CA, JP, UK, US

METRICS = "/sales/v1/orderMetrics"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stopped(box):
    box.inside.clock.freeze(to_ms(NOON))


def look(amazon, interval, marketplace=US, **query):
    asked = {"granularity": "Day", "granularityTimeZone": "America/Los_Angeles"} | query
    given = {name: value for name, value in asked.items() if value}
    return amazon.call("GET", METRICS, marketplaceIds=marketplace, interval=interval, **given)


def rows(amazon, interval, marketplace=US, **query):
    answer = look(amazon, interval, marketplace, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["payload"]


def sold(box, seller, at, cents, *, marketplace=US, sku="MUG", network="MFN", buyer="B2C", units=1):
    where = seller["selling_partner_id"], marketplace
    with box.inside.store.writing() as db:
        add(db, [Sale(*where, to_ms(at), sku, f"B0{sku:0>8}", network, buyer, 1, units, cents)])


def test_days_with_and_without_sales(box, seller, amazon):
    box.sells(seller, "2026-11-20", "45.90", orders=2, units=4)
    assert rows(amazon, "2026-11-20T00:00:00-08:00--2026-11-22T00:00:00-08:00") == [
        {
            "interval": "2026-11-20T00:00-08:00--2026-11-21T00:00-08:00",
            "unitCount": 4,
            "orderItemCount": 2,
            "orderCount": 2,
            "averageUnitPrice": {"amount": "11.48", "currencyCode": "USD"},
            "totalSales": {"amount": "45.9", "currencyCode": "USD"},
        },
        {
            "interval": "2026-11-21T00:00-08:00--2026-11-22T00:00-08:00",
            "unitCount": 0,
            "orderItemCount": 0,
            "orderCount": 0,
            "averageUnitPrice": {"amount": "0", "currencyCode": "USD"},
            "totalSales": {"amount": "0", "currencyCode": "USD"},
        },
    ]


def test_a_day_can_be_set_anew_and_marketplaces_keep_apart(box, seller, amazon):
    for amount in ("10", "12.5"):
        box.sells(seller, "2026-11-20", amount)
    box.sells(seller, "2026-11-20", "99", marketplace=CA)
    day = "2026-11-20T00:00:00-08:00--2026-11-21T00:00:00-08:00"
    assert [row["totalSales"]["amount"] for row in rows(amazon, day)] == ["12.5"]
    [canadian] = rows(amazon, day, CA)
    assert canadian["totalSales"] == {"amount": "99", "currencyCode": "CAD"}


def test_a_days_end_is_where_the_caller_says(box, connect):
    """One sale at 23:30 in Tokyo; in UTC it is still the afternoon."""
    seller = box.seller(JP)
    amazon = connect(box, seller)
    sold(box, seller, datetime(2026, 11, 21, 14, 30, tzinfo=UTC), 348_000, marketplace=JP)
    sold(box, seller, datetime(2026, 11, 21, 15, 30, tzinfo=UTC), 100_000, marketplace=JP)
    tokyo = {"granularityTimeZone": "Asia/Tokyo"}
    there = rows(amazon, "2026-11-21T00:00:00+09:00--2026-11-23T00:00:00+09:00", JP, **tokyo)
    assert [row["totalSales"]["amount"] for row in there] == ["3480", "1000"]
    utc = rows(amazon, "2026-11-21T00:00:00Z--2026-11-23T00:00:00Z", JP, granularityTimeZone="UTC")
    assert [row["totalSales"]["amount"] for row in utc] == ["4480", "0"]
    assert utc[0]["interval"] == "2026-11-21T00:00Z--2026-11-22T00:00Z"


def test_the_first_and_last_day_have_what_the_interval_has_of_them(box, seller, amazon):
    for hour in (9, 15):
        sold(box, seller, datetime(2026, 11, 20, hour, tzinfo=ZoneInfo("America/Los_Angeles")), 100)
    [row] = rows(amazon, "2026-11-20T12:00:00-08:00--2026-11-20T18:00:00-08:00")
    assert row["interval"] == "2026-11-20T00:00-08:00--2026-11-21T00:00-08:00"
    assert row["orderCount"] == 1


def test_filters(box, seller, amazon):
    at = datetime(2026, 11, 20, 20, tzinfo=UTC)
    sold(box, seller, at, 100)
    sold(box, seller, at, 200, sku="CUP", network="AFN")
    sold(box, seller, at, 400, sku="POT", buyer="B2B")

    def total(**query):
        [row] = rows(amazon, "2026-11-20T00:00:00-08:00--2026-11-21T00:00:00-08:00", **query)
        return Decimal(row["totalSales"]["amount"])

    assert (total(), total(sku="MUG"), total(asin="B000000CUP")) == (7, 1, 2)
    assert (total(fulfillmentNetwork="MFN"), total(fulfillmentNetwork="AFN")) == (5, 2)
    assert (total(buyerType="B2C"), total(buyerType="B2B"), total(buyerType="All")) == (3, 4, 7)


@pytest.mark.parametrize(
    ("granularity", "starts"),
    [
        ("Hour", ["2026-11-01T00:00-07:00", "2026-11-01T01:00-07:00", "2026-11-01T01:00-08:00"]),
        ("Day", ["2026-10-31T00:00-07:00", "2026-11-01T00:00-07:00", "2026-11-02T00:00-08:00"]),
        ("Week", ["2026-10-26T00:00-07:00", "2026-11-02T00:00-08:00", "2026-11-09T00:00-08:00"]),
        ("Month", ["2026-10-01T00:00-07:00", "2026-11-01T00:00-07:00", "2026-12-01T00:00-08:00"]),
        ("Year", ["2026-01-01T00:00-08:00", "2027-01-01T00:00-08:00", "2028-01-01T00:00-08:00"]),
    ],
)
def test_spans_over_the_end_of_summer_time(granularity, starts):
    zone = ZoneInfo("America/Los_Angeles")
    start = datetime.fromisoformat(
        "2026-11-01T00:30-07:00" if granularity == "Hour" else "2026-10-31T12:00-07:00"
    )
    cut = list(spans(start, datetime(2029, 1, 1, tzinfo=UTC), granularity, zone=zone))
    assert [begin.isoformat(timespec="minutes") for begin, _ in cut[:3]] == starts
    assert all(one[1] == two[0] for one, two in zip(cut, cut[1:], strict=False))


def test_weeks_may_begin_on_sunday_and_a_total_is_one_span():
    start, end = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC)
    weeks = list(spans(start, end, "Week", zone=UTC, first_day="Sunday"))
    assert [begin.day for begin, _ in weeks] == [15, 22]
    assert list(spans(start, end, "Total", zone=UTC)) == [(start, end)]


GOOD = "2026-11-20T00:00:00-08:00--2026-11-21T00:00:00-08:00"
OLD = "2026-10-01T00:00:00-07:00--2026-10-02T00:00:00-07:00"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"interval": "2026-11-20--2026-11-21"}, id="without a zone"),
        pytest.param({"interval": "2026-11-20T00:00:00-08:00"}, id="one date"),
        pytest.param({"interval": "2026-11-20T00:00-08:00--2026-11-21T00:00-08:00"}, id="without seconds"),
        pytest.param({"interval": "2026-02-30T00:00:00-08:00--2026-03-01T00:00:00-08:00"}, id="no such day"),
        pytest.param({"interval": "--".join(reversed(GOOD.split("--")))}, id="backwards"),
        pytest.param({"interval": "2024-11-01T00:00:00-07:00--2026-11-01T00:00:00-07:00"}, id="too old"),
        pytest.param({"interval": "2026-11-20T00:00:00-08:00--2036-11-21T00:00:00-08:00"}, id="too far"),
        pytest.param({"interval": "2026-11-20T00:00:00Z--2026-11-21T00:00:00Z"}, id="another zone's offset"),
        pytest.param({"interval": OLD, "granularity": "Hour"}, id="hours too old"),
        pytest.param({"granularityTimeZone": ""}, id="days of nowhere"),
        pytest.param({"granularityTimeZone": "Mars/Olympus"}, id="no such zone"),
        pytest.param({"granularity": "Minute"}, id="no such granularity"),
        pytest.param({"marketplaceIds": f"{US},{CA}"}, id="two marketplaces"),
        pytest.param({"marketplaceIds": UK}, id="a foreign marketplace"),
        pytest.param({"fulfillmentNetwork": "FBA"}, id="no such network"),
        pytest.param({"asin": "B0MUG00001", "sku": "MUG"}, id="ASIN and SKU"),
        pytest.param({"nextToken": "x"}, id="no such parameter"),
    ],
)  # fmt: skip
def test_questions_that_amazon_refuses(amazon, query):
    zone = {"granularityTimeZone": "America/Los_Angeles"}
    asked = {"marketplaceIds": US, "interval": GOOD, "granularity": "Day"} | zone | query
    answer = amazon.call("GET", METRICS, **{name: value for name, value in asked.items() if value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"


def test_rate_is_amazons(serve, connect):
    box = serve(throttle=1)
    amazon = connect(box, box.seller(US))
    now = datetime.now(UTC).replace(microsecond=0)
    interval = f"{(now - timedelta(days=1)).isoformat()}--{now.isoformat()}"
    seen = [look(amazon, interval, granularityTimeZone="UTC") for _ in range(16)]
    assert [answer.status_code for answer in seen] == [200] * 15 + [429]
    assert seen[0].headers["x-amzn-RateLimit-Limit"] == "0.5"


def test_a_control_that_cannot_be_meant(box, seller):
    with pytest.raises(AssertionError, match="Send day as YYYY-MM-DD"):
        box.sells(seller, "yesterday", "1")


DAYS = "SELECT date(at / 1000, 'unixepoch') AS day, sum(cents) AS cents FROM sale GROUP BY day ORDER BY day"


def test_the_demo_sold_the_same_on_the_same_days_whenever_it_starts(serve):
    def days():
        box = serve(scenario="demo")
        with box.inside.store.reading() as db:
            return {row["day"]: row["cents"] for row in db.execute(DAYS)}

    one, two = days(), days()
    common = sorted(one.keys() & two.keys())[2:-2]
    assert len(common) >= 70
    assert [one[day] for day in common] == [two[day] for day in common]


def test_every_demo_store_has_sold_in_every_day_of_two_months(serve, connect):
    box = serve(scenario="demo")
    zones = {US: "America/Los_Angeles", CA: "America/Los_Angeles", UK: "Europe/London", JP: "Asia/Tokyo"}
    now = datetime.now(UTC)
    for seller in box.control("GET", "/sellers"):
        amazon = connect(box, seller)
        for marketplace in seller["marketplaces"]:
            zone = zones.get(marketplace, "Europe/Berlin")
            today = now.astimezone(ZoneInfo(zone)).date()
            start, end = (midnight(day, ZoneInfo(zone)) for day in (today - timedelta(days=60), today))
            told = rows(
                amazon, f"{start.isoformat()}--{end.isoformat()}", marketplace, granularityTimeZone=zone
            )
            assert len(told) == 60
            assert all(row["unitCount"] >= row["orderCount"] > 0 for row in told)
