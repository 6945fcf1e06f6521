"""Sales by day: what is asked when, where days begin, figures that move, refusals that are told once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from amazon_channel.models import Store
from sync import cursors
from sync.amazon.client import Amazon
from sync.amazon.errors import Denied, Throttled
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.models import CallError, Finding, Quarantined, SyncRun
from sync.pull import sales
from sync.pull.sales import first_day, pull_sales
from sync.runs import RunLost
from sync.sales import SalesDay
from tests.sync.pull.sales_rows import row

UK, US, JP = "A1F83G8C2ARO7P", "ATVPDKIKX0DER", "A1VC38T7YXB528"
ZONES = {UK: "Europe/London", US: "America/Los_Angeles", JP: "Asia/Tokyo"}


@pytest.fixture
def shop(connect):
    return connect(UK)


@pytest.fixture
def shop_in(connect):
    """shop_in(JP) → a shop whose store lives in its marketplace's time zone."""

    def make(marketplace, region):
        made = connect(marketplace, region=region)
        made.store.time_zone = ZONES[marketplace]
        made.store.save()
        return made

    return make


@pytest.fixture
def pull(box, make_work, clock):
    """pull(store) → the stage's work, at the same moment here and at Amazon, without Amazon's limits."""

    def do(store):
        box.control("POST", "/clock", {"freeze": clock().isoformat()})
        work = make_work(store)
        calls = CallLog(work.run, clock)
        calls.tally = work.tally
        work.amazon = Amazon(
            credentials_of(store.account), throttle=Unthrottled(), tokens=TOKENS, observer=calls
        )
        try:
            pull_sales(work)
        finally:
            calls.flush()
        return work

    return do


def answered(box):
    """How often Amazon told its figures; an hour later the first token is spent, which costs a call more."""
    rows = box.control("GET", "/counters")
    return sum(row["calls"] for row in rows if (row["operation"], row["status"]) == ("getOrderMetrics", 200))


def days(**where):
    rows = SalesDay.objects.filter(**where).order_by("day")
    return {row.day.isoformat(): (row.currency, row.amount, row.orders, row.units) for row in rows}


def sold():
    return {day: amount for day, (_, amount, _, _) in days().items() if amount}


def versions():
    """Which transaction wrote each row last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT day::text, xmin::text || ctid::text FROM sync_salesday")
        return dict(cursor.fetchall())


def test_the_first_reading_covers_sixty_days_and_today(box, shop, pull):
    box.sells(shop.seller, "2026-11-23", "12.50", orders=1, units=2)
    box.sells(shop.seller, "2026-09-24", "99.99", orders=3, units=3)
    box.sells(shop.seller, "2026-09-23", "1000")
    work = pull(shop.store)
    assert len(days()) == 61
    assert {day: row for day, row in days().items() if row[2]} == {
        "2026-09-24": ("GBP", Decimal("99.99"), 3, 3),
        "2026-11-23": ("GBP", Decimal("12.50"), 1, 2),
    }
    assert days()["2026-11-01"] == ("GBP", Decimal(0), 0, 0)
    tally = work.tally
    assert (tally.read, tally.new, tally.changed, tally.quarantined) == (0, 0, 0, 0)
    assert answered(box) == 1


def test_once_an_hour_is_enough(box, shop, pull, clock):
    calls = []
    for _ in range(4):
        pull(shop.store)
        calls.append(answered(box))
        clock.advance(minutes=29)
    assert calls == [1, 1, 1, 2]


def test_a_figure_that_moves_is_written_and_no_other(box, shop, pull, clock):
    for day in ("2026-11-17", "2026-11-20", "2026-11-22"):
        box.sells(shop.seller, day, "10")
    pull(shop.store)
    before = versions()
    box.sells(shop.seller, "2026-11-17", "7.25", orders=1)  # an order was cancelled
    box.sells(shop.seller, "2026-11-23", "5", orders=1)
    clock.advance(hours=1)
    pull(shop.store)
    assert sold() == {
        "2026-11-17": Decimal("7.25"),
        "2026-11-20": Decimal(10),
        "2026-11-22": Decimal(10),
        "2026-11-23": Decimal(5),
    }
    after = versions()
    assert {day for day in after if after[day] != before.get(day)} == {"2026-11-17", "2026-11-23"}


def test_the_same_answer_again_writes_nothing(box, shop, pull, clock):
    box.sells(shop.seller, "2026-11-20", "10")
    pull(shop.store)
    before = versions()
    clock.advance(hours=1)
    pull(shop.store)
    assert answered(box) == 2
    assert versions() == before


def test_a_worker_that_is_killed_or_overtaken_leaves_all_or_nothing(box, shop, pull, clock, make_work):
    box.sells(shop.seller, "2026-11-20", "10")

    def overtaken(*arguments, **more):
        SyncRun.objects.filter(account=shop.account, finished_at=None).update(claims=9)
        return []

    work = make_work(shop.store, type("Amazon", (), {"daily_sales": overtaken})())
    with pytest.raises(RunLost):
        pull_sales(work)
    assert (days(), cursors.position(shop.store, sales.STAGE)) == ({}, None)
    pull(shop.store)
    assert sold() == {"2026-11-20": Decimal(10)}


def test_a_store_that_is_deleted_meanwhile_stays_deleted(shop, make_work):
    def deleted(*_, **__):
        Store.objects.filter(pk=shop.store.pk).delete()
        return [row("2026-11-22")]

    work = make_work(shop.store, type("Amazon", (), {"daily_sales": deleted})())
    with pytest.raises(RunLost):
        pull_sales(work)


def test_what_was_missed_while_nobody_read_is_caught_up(box, shop, pull, clock):
    pull(shop.store)
    box.sells(shop.seller, "2026-12-01", "10")
    clock.advance(days=40)
    pull(shop.store)
    assert sold() == {"2026-12-01": Decimal(10)}
    assert "2026-12-31" in days()
    assert len(days()) == 61 + 40 - 1 + 1


@pytest.mark.parametrize(
    ("marketplace", "region", "before", "after"),
    [
        pytest.param(JP, "FE", "2026-11-22T14:59:59Z", "2026-11-22T15:00:00Z", id="Tokyo"),
        pytest.param(US, "NA", "2026-11-23T07:59:59Z", "2026-11-23T08:00:00Z", id="Los Angeles"),
    ],
)
def test_a_day_ends_at_the_stores_midnight(*, shop_in, pull, clock, box, marketplace, region, before, after):
    shop = shop_in(marketplace, region)
    box.sells(shop.seller, "2026-11-22", "10")
    box.sells(shop.seller, "2026-11-23", "20")
    clock.now = datetime.fromisoformat(before)
    pull(shop.store)
    assert (max(days()), sold()) == ("2026-11-22", {"2026-11-22": Decimal(10)})
    clock.now = datetime.fromisoformat(after) + timedelta(hours=13)
    pull(shop.store)
    assert (max(days()), sold()) == ("2026-11-23", {"2026-11-22": Decimal(10), "2026-11-23": Decimal(20)})


def test_the_night_of_the_clock_change_has_one_day(shop_in, pull, clock, box):
    shop = shop_in(US, "NA")
    for day in ("2026-10-31", "2026-11-01", "2026-11-02"):
        box.sells(shop.seller, day, day[-2:])
    clock.now = datetime(2026, 11, 3, 12, tzinfo=UTC)
    pull(shop.store)
    assert sold() == {"2026-10-31": Decimal(31), "2026-11-01": Decimal(1), "2026-11-02": Decimal(2)}


def forbid(box):
    box.control("POST", "/faults", {"name": "forbidden", "operation": "getOrderMetrics", "count": None})


def test_a_missing_role_is_told_once_and_asked_for_again_later(box, shop, pull, clock):
    forbid(box)
    for _ in range(4):
        pull(shop.store)
        clock.advance(minutes=70)
    finding = Finding.objects.get()
    assert (finding.kind, finding.store, finding.resolved_at) == ("sales_denied", shop.store, None)
    assert "getOrderMetrics" in finding.detail
    assert CallError.objects.filter(status_code=403).count() <= 2  # one call and its one new token
    box.control("DELETE", "/faults")
    clock.advance(hours=3)
    pull(shop.store)
    assert len(days()) == 61
    finding.refresh_from_db()
    assert finding.resolved_at == clock()


def test_a_settled_refusal_is_asked_about_at_once(box, shop, pull, clock):
    forbid(box)
    pull(shop.store)
    box.control("DELETE", "/faults")
    Finding.objects.update(resolved_at=clock())
    pull(shop.store)
    assert len(days()) == 61


def test_what_amazon_cannot_tell_of_a_marketplace_is_told_once_too(box, shop, pull, clock):
    shop.store.marketplace_id = US  # the seller does not sell there: 400
    for _ in range(3):
        pull(shop.store)
        clock.advance(minutes=70)
    assert Finding.objects.get().kind == "sales_denied"
    assert CallError.objects.filter(status_code=400).count() == 1


def test_a_storm_of_403s_is_no_missing_role(box, shop, pull, make_work, clock):
    forbid(box)
    work = make_work(shop.store)
    account, at = shop.account, clock()
    CallError.objects.create(account=account, run=work.run, at=at, operation="getReport", status_code=403)
    work.amazon = Amazon(credentials_of(account), throttle=Unthrottled(), tokens=TOKENS)
    with pytest.raises(Denied):
        pull_sales(work)
    assert not Finding.objects.exists()


def test_a_limit_passes_through_and_keeps_the_place(box, shop, pull):
    box.control("POST", "/faults", {"name": "throttled", "operation": "getOrderMetrics"})
    with pytest.raises(Throttled):
        pull(shop.store)
    assert cursors.position(shop.store, sales.STAGE) is None


def test_a_row_nobody_understands_waits_in_quarantine_until_it_is(shop, make_work, clock):
    good, bad = row("2026-11-22"), row("2026-11-23", totalSales={"amount": "1,50", "currencyCode": "GBP"})

    def pulled(*rows):
        amazon = type("Amazon", (), {"daily_sales": lambda *_, **__: list(rows)})()
        work = make_work(shop.store, amazon)
        pull_sales(work)
        clock.advance(hours=1)
        return work.tally.quarantined

    assert pulled(good, bad) == 1
    assert sold() == {"2026-11-22": Decimal("9.90")}
    record = Quarantined.objects.get()
    assert (record.kind, record.field, record.key) == ("sales_day", "amount", bad["interval"])
    assert pulled(good, row("2026-11-23")) == 0
    record.refresh_from_db()
    assert record.resolved_at is not None
    assert sold()["2026-11-23"] == Decimal("9.90")


@pytest.mark.parametrize(
    ("last", "zone", "first"),
    [
        pytest.param(None, "Europe/London", "2026-09-24", id="never read"),
        pytest.param("2026-11-23T11:00Z", "Europe/London", "2026-11-16", id="an hour ago"),
        pytest.param("2026-11-01T11:00Z", "Europe/London", "2026-10-25", id="weeks ago"),
        pytest.param("2024-11-01T11:00Z", "Europe/London", "2025-11-23", id="years ago"),
        pytest.param("2026-11-24T11:00Z", "Europe/London", "2026-11-16", id="a clock that ran ahead"),
        pytest.param("2026-11-23T05:00Z", "America/Los_Angeles", "2026-11-15", id="evening before in LA"),
        pytest.param(None, "Pacific/Auckland", "2026-09-25", id="tomorrow already"),
    ],
)
def test_where_to_read_from(last, zone, first):
    moment = datetime.fromisoformat(last) if last else None
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert first_day(moment, now=now, zone=ZoneInfo(zone)) == date.fromisoformat(first)
