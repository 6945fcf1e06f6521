"""From asking to loaded, one step each run: one report, however often a worker dies; no fault loses any."""

from datetime import UTC, datetime, timedelta

import pytest

from amazon_channel.models import Store
from listings.models import Listing
from sync.amazon.answers import Report
from sync.amazon.errors import Throttled, Unreachable
from sync.amazon.report_list import recent_reports
from sync.amazon.throttle import redis_at
from sync.clients import amazon_for
from sync.models import ReportRequest
from sync.pull import held
from sync.pull.reports import ask, is_due, last_night, pull_reports

ALL, CANCELLED = ReportRequest.Kind.ALL_DATA, ReportRequest.Kind.CANCELLED


@pytest.fixture
def shop(connect):
    return connect("A1F83G8C2ARO7P")


@pytest.fixture
def run(make_work, clock):
    """run(shop) does the stage as the next run would, with the sandbox's and our clock in step."""

    def make(shop, amazon=None):
        clock.now = max(clock.now, datetime.now(UTC))
        work = make_work(shop.store, amazon=amazon or amazon_for(shop.account))
        pull_reports(work)
        return work.tally

    return make


def report(kind=ALL):
    return ReportRequest.objects.filter(kind=kind).latest("pk")


def fault(box, name, operation="*", **fields):
    box.control("POST", "/faults", {"name": name, "operation": operation, "count": 1, **fields})


def until_loaded(run, shop, box):
    """Runs until Amazon is done; a handful at most."""
    for _ in range(5):
        run(shop)
        if not ReportRequest.objects.under_way().filter(kind=ALL).exists():
            return
        box.control("POST", "/clock", {"advance": 120})
    pytest.fail("Amazon did not finish the report.")


def test_the_first_runs_bring_the_whole_picture(box, shop, run):
    for number in range(30):
        box.lists(shop.seller, f"MUG-{number}", price="9.99", quantity=number)
    until_loaded(run, shop, box)
    truth = box.truth(shop.seller)
    ours = {each.seller_sku: each for each in Listing.objects.all()}
    assert ours.keys() == truth.keys()
    assert {sku: str(row.price) for sku, row in ours.items()} == {
        sku: row["price"] for sku, row in truth.items()
    }
    assert {sku: row.quantity for sku, row in ours.items()} == {
        sku: row["quantity"] for sku, row in truth.items()
    }
    assert box.calls("createReport") == 1


def test_nothing_more_is_asked_before_the_next_night(box, shop, run, clock):
    box.lists(shop.seller, "MUG", price="9.99", quantity=1)
    until_loaded(run, shop, box)
    run(shop)
    asked = box.calls("createReport")
    run(shop)
    assert box.calls("createReport") == asked
    assert set(ReportRequest.objects.values_list("kind", flat=True)) == {ALL, CANCELLED}
    clock.advance(hours=25)
    assert is_due(shop.store, ALL, now=clock())


def test_a_report_can_be_asked_for_at_any_time_but_only_once(shop, clock):
    first = ask(shop.store, ALL, now=clock())
    assert ask(shop.store, ALL, now=clock()) == first
    assert ReportRequest.objects.count() == 1


def test_p29_a_crash_between_create_and_poll_makes_one_report(box, shop, run):
    class AnswerIsLost:
        """Amazon made the report, and the worker died before it could write down which."""

        def __init__(self, amazon):
            self.amazon = amazon

        def create_report(self, kind, marketplace_id):
            self.amazon.create_report(kind, marketplace_id)
            raise Unreachable("createReport", "the worker died")

    amazon = amazon_for(shop.account)
    box.lists(shop.seller, "MUG", price="9.99", quantity=1)
    with pytest.raises(Unreachable):
        run(shop, AnswerIsLost(amazon))
    assert (report().state, report().attempts, report().report_id) == ("asked", 1, "")
    until_loaded(run, shop, box)
    assert report().state == "loaded"
    assert box.calls("createReport") == 1


def test_a_report_of_another_request_is_not_taken_for_the_lost_one(box, shop, run, clock):
    box.lists(shop.seller, "MUG", price="9.99", quantity=1)
    until_loaded(run, shop, box)
    first = report().report_id
    ask(shop.store, ALL, now=report().asked_at)
    ReportRequest.objects.filter(state="asked").update(attempts=1)
    run(shop)
    assert report().report_id not in {"", first}


def test_p8_recent_reports_are_of_this_kind_and_marketplace(box, connect):
    shop = connect("A1F83G8C2ARO7P", "A1PA6795UKMFR9")
    amazon = amazon_for(shop.account)
    uk, de = (store.marketplace_id for store in shop.stores)
    made = amazon.create_report(ALL, uk)
    amazon.create_report(ALL, de)
    since = datetime.now(UTC) - timedelta(hours=1)
    assert [each.report_id for each in recent_reports(amazon, ALL, uk, since=since)] == [made]
    assert recent_reports(amazon, CANCELLED, uk, since=since) == []


@pytest.mark.parametrize(("name", "reason"), [("report_cancelled", "cancelled"), ("report_fatal", "fatal")])
def test_p6_a_report_that_amazon_gives_up_is_held_and_changes_nothing(box, shop, run, name, reason):
    Listing.objects.bulk_create(make_rows(shop.store, [f"S{number}" for number in range(500)]))
    fault(box, name, "createReport")
    until_loaded(run, shop, box)
    assert (report().state, report().held_reason) == ("held", reason)
    assert Listing.objects.on_amazon().count() == 500
    assert not Listing.objects.missing().exists()


def make_rows(store, skus):
    now = datetime(2026, 11, 1, tzinfo=UTC)
    return [Listing(store=store, seller_sku=sku, first_seen_at=now, changed_at=now) for sku in skus]


def test_a_held_report_is_asked_for_again_after_an_hour_and_then_at_night(shop, clock):
    first = ask(shop.store, ALL, now=clock())
    held.hold(first, held.Held.CANCELLED, "…", now=clock())
    assert not is_due(shop.store, ALL, now=clock() + timedelta(minutes=59))
    assert is_due(shop.store, ALL, now=clock() + timedelta(hours=1))
    second = ask(shop.store, ALL, now=clock() + timedelta(hours=1))
    held.hold(second, held.Held.CANCELLED, "…", now=clock())
    assert not is_due(shop.store, ALL, now=clock() + timedelta(hours=3))
    assert is_due(shop.store, ALL, now=clock() + timedelta(hours=15))


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (("truncated_gzip", "documentDownload", {}), "truncated"),
        (("status_column_missing", "getReportDocument", {}), "no_status_column"),
        (("shrunk_report", "getReportDocument", {"keep": 0.1}), "shrunk"),
    ],
)
def test_p7_p9_p12_a_spoilt_report_is_held(box, shop, run, trouble, reason):
    name, operation, options = trouble
    for number in range(60):
        box.lists(shop.seller, f"MUG-{number}", price="9.99", quantity=3)
    until_loaded(run, shop, box)
    ask(shop.store, ALL, now=report().asked_at + timedelta(minutes=1))
    fault(box, name, operation, options=options)
    until_loaded(run, shop, box)
    assert (report().state, report().held_reason) == ("held", reason)
    assert not Listing.objects.missing().exists()
    assert set(Listing.objects.values_list("buyable", flat=True)) == {True}


@pytest.mark.parametrize("name", ["mislabelled_gzip", "mislabelled_charset"])
def test_p10_p12_a_wrong_label_does_no_harm(box, connect, run, name):
    shop = connect("A1VC38T7YXB528", region="FE")
    for number in range(20):
        box.lists(shop.seller, f"陶器-{number}", price="990", quantity=3, title="青いマグカップ")
    fault(box, name, "documentDownload")
    until_loaded(run, shop, box)
    assert report().state == "loaded"
    assert Listing.objects.get(seller_sku="陶器-7").title == "青いマグカップ"
    assert Listing.objects.count() == 20


@pytest.mark.parametrize("name", ["duplicate_rows", "reordered_rows"])
def test_rows_twice_or_in_another_order_change_nothing(box, shop, run, clock, name):
    for number in range(40):
        box.lists(shop.seller, f"MUG-{number}", price="9.99", quantity=3)
    until_loaded(run, shop, box)
    before = list(Listing.objects.order_by("pk").values())
    ask(shop.store, ALL, now=clock())
    fault(box, name, "getReportDocument")
    until_loaded(run, shop, box)
    assert list(Listing.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "trouble",
    [
        ("cut_body", "documentDownload"),
        ("unavailable", "getReport"),
        ("throttled", "createReport"),
        ("throttled", "getReportDocument"),
    ],
)
def test_a_fault_on_the_way_only_delays(box, shop, run, settings, trouble):
    box.lists(shop.seller, "MUG", price="9.99", quantity=1)
    fault(box, *trouble)
    for _ in range(8):
        try:
            run(shop)
        except (Throttled, Unreachable):
            redis_at(settings.REDIS_URL).flushdb()  # as if the wait were over
        box.control("POST", "/clock", {"advance": 120})
    assert ReportRequest.objects.get(kind=ALL).state == "loaded"
    assert Listing.objects.get().seller_sku == "MUG"
    assert ReportRequest.objects.get(kind=ALL).attempts == 1


def test_cancelled_listings_are_asked_for_once_the_whole_picture_is_here(box, shop, run):
    box.lists(shop.seller, "MUG", price="9.99", quantity=1)
    box.lists(shop.seller, "OLD", price="9.99", quantity=1)
    box.unlists(shop.seller, "OLD")
    until_loaded(run, shop, box)
    for _ in range(4):
        run(shop)
        box.control("POST", "/clock", {"advance": 120})
    assert report(CANCELLED).state == "loaded"
    assert {each.seller_sku: each.tab for each in Listing.objects.all()} == {
        "MUG": "unmatched",
        "OLD": "ended",
    }


def test_no_cancelled_listings_is_nothing_to_look_at(box, shop, run):
    box.lists(shop.seller, "MUG", price="9.99", quantity=1)
    until_loaded(run, shop, box)
    fault(box, "report_cancelled", "createReport")
    for _ in range(3):
        run(shop)
        box.control("POST", "/clock", {"advance": 120})
    assert report(CANCELLED).state == "discarded"
    assert not ReportRequest.objects.held().exists()


def test_a_report_that_takes_over_a_day_is_given_up(shop, run, clock):
    class NeverDone:
        """An Amazon that is always busy."""

        def create_report(self, kind, marketplace_id):
            return "50001"

        def get_report(self, report_id):
            return Report(report_id, "IN_PROGRESS", "", None, None)

    run(shop, NeverDone())
    assert report().state == "waiting"
    clock.advance(hours=25)
    run(shop, NeverDone())
    assert report().state == "failed"
    assert report().held_detail


@pytest.mark.parametrize(
    ("zone", "now", "night"),
    [
        ("Europe/London", "2026-11-23T12:00:00+00:00", "2026-11-23T02:00:00+00:00"),
        ("America/Los_Angeles", "2026-11-23T09:59:00+00:00", "2026-11-22T10:00:00+00:00"),
        ("America/Los_Angeles", "2026-11-23T10:00:00+00:00", "2026-11-23T10:00:00+00:00"),
        ("Asia/Tokyo", "2026-11-23T12:00:00+00:00", "2026-11-22T17:00:00+00:00"),
    ],
)
def test_the_night_is_the_stores_own(zone, now, night):
    assert last_night(Store(time_zone=zone), now=datetime.fromisoformat(now)) == datetime.fromisoformat(night)
