"""The delta against the sandbox: cursor, overlap, windows, faults, throttling (P3, P4, P5, P30, P52)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from listings.models import Listing
from sync import cursors
from sync.amazon.client import Amazon
from sync.amazon.errors import Throttled, Unreachable
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.models import Finding
from sync.pull import windows
from sync.pull.delta import pull_delta

UK = "A1F83G8C2ARO7P"


@pytest.fixture
def shop(connect):
    return connect(UK)


@pytest.fixture
def pull(shop, make_work, clock):
    """Pull the delta as of now; the work, for its tally."""

    def run():
        clock.now = timezone.now() + timedelta(seconds=10)
        work = make_work(shop.store)
        calls = CallLog(work.run, clock)
        calls.tally = work.tally
        work.amazon = Amazon(
            credentials_of(shop.account), throttle=Unthrottled(), tokens=TOKENS, observer=calls
        )
        try:
            pull_delta(work)
        finally:
            calls.flush()
        return work

    return run


def prices():
    return dict(Listing.objects.values_list("seller_sku", "quantity"))


def fault(box, name, **options):
    box.control("POST", "/faults", {"name": name, "operation": "searchListingsItems", **options})


def test_what_changed_since_the_last_run_is_read(box, shop, pull):
    box.lists(shop.seller, "MUG-1", quantity=3)
    first = pull()
    box.lists(shop.seller, "MUG-1", quantity=1)
    box.lists(shop.seller, "MUG-2", quantity=7)
    second = pull()
    assert prices() == {"MUG-1": 1, "MUG-2": 7}
    assert [(w.tally.new, w.tally.changed, w.tally.unchanged) for w in (first, second)] == [
        (1, 0, 0),
        (1, 1, 0),
    ]
    assert 0 < second.tally.lag_seconds < 60


def test_nothing_changed_costs_one_call_and_no_row(box, shop, pull):
    box.lists(shop.seller, "MUG-1", quantity=3)
    pull()
    again = pull()
    assert (again.tally.calls, again.tally.new, again.tally.changed, again.tally.unchanged) == (1, 0, 0, 1)


def test_a_change_that_amazon_shows_late_is_caught_by_the_overlap(box, shop, pull):
    pull()
    cursors.move(shop.store, "delta", cursors.position(shop.store, "delta") + timedelta(seconds=100))
    box.lists(shop.seller, "MUG-1", quantity=3)
    pull()
    assert prices() == {"MUG-1": 3}


def test_more_than_a_thousand_changes_come_in_windows(box, shop, pull):
    for number in range(1100):
        box.lists(shop.seller, f"SKU-{number:04}", quantity=number)
    pull()
    assert prices() == {f"SKU-{number:04}": number for number in range(1100)}


@pytest.mark.parametrize(
    ("name", "findings"),
    [
        pytest.param("repeated_page", ["repeated_page"], id="the same page again (P3)"),
        pytest.param("endless_token", ["endless_token"], id="a token that never ends (P5)"),
        pytest.param("duplicate_rows", [], id="rows twice (P52)"),
        pytest.param("reordered_rows", [], id="rows in another order"),
        pytest.param("expired_token", [], id="token expires on page 2 (P30)"),
    ],
)
def test_odd_pages_lose_and_double_nothing(box, shop, pull, name, findings):
    for number in range(50):
        box.lists(shop.seller, f"SKU-{number:02}", quantity=number)
    # An endless token shows only where the pages should end, and goes on.
    fault(box, name, **({"skip": 2, "count": None} if name == "endless_token" else {"skip": 1}))
    pull()
    assert prices() == {f"SKU-{number:02}": number for number in range(50)}
    assert list(Finding.objects.filter(resolved_at=None).values_list("kind", flat=True)) == findings
    box.control("DELETE", "/faults")
    pull()
    assert not Finding.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize("name", ["server_error", "unavailable", "cut_body"])
def test_a_broken_answer_moves_the_cursor_no_further_than_what_was_written(box, shop, pull, name):
    pull()
    before = cursors.position(shop.store, "delta")
    for number in range(50):
        box.lists(shop.seller, f"SKU-{number:02}", quantity=number)
    fault(box, name, skip=1)
    with pytest.raises(Unreachable):
        pull()
    assert Listing.objects.count() == 20  # the page that came before
    assert (
        cursors.position(shop.store, "delta") == Listing.objects.latest("amazon_updated_at").amazon_updated_at
    )
    assert cursors.position(shop.store, "delta_target") >= before
    pull()
    assert Listing.objects.count() == 50
    assert cursors.position(shop.store, "delta_target") is None


def test_a_throttled_run_makes_progress_each_time(box, shop, pull):
    for number in range(100):
        box.lists(shop.seller, f"SKU-{number:02}", quantity=number)
    counts = []
    for _ in range(3):
        fault(box, "throttled", skip=2, count=1)
        with pytest.raises(Throttled):
            pull()
        counts.append(Listing.objects.count())
    assert counts == sorted(set(counts))


def test_a_repeated_page_without_end_never_moves_the_cursor(box, shop, pull):
    pull()
    before = cursors.position(shop.store, "delta")
    for number in range(50):
        box.lists(shop.seller, f"SKU-{number:02}", quantity=number)
    fault(box, "repeated_page", count=None)
    with pytest.raises(windows.Unfinished, match="20 of 50"):
        pull()
    assert cursors.position(shop.store, "delta") == before
    box.control("DELETE", "/faults")
    pull()
    assert Listing.objects.count() == 50


def test_a_store_begins_when_it_was_connected(shop, pull):
    work = pull()
    assert cursors.position(shop.store, "delta") <= work.clock()
    assert isinstance(cursors.position(shop.store, "delta"), datetime)
