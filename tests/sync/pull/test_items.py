"""Items into rows: what differs is written, issues need two reads to end, misfits are kept."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from listings.codes import Source
from listings.models import Listing, ListingChange, ListingIssue
from sync import cursors, quarantine
from sync.models import Quarantined, SyncRun
from sync.pull.items import Mark, write
from sync.quarantine import StillNotUnderstood
from sync.runs import RunLost
from tests.conftest import NOON
from tests.sync.pull.test_facts import BLOCKED, SEARCH, SHOWN, SOLD, issue, item


def put(work, *items, marks=()):
    return write(work, items, source=Source.SEARCH, marks=marks)


def columns(sku="MUG-1", *names):
    return Listing.objects.values_list(*names).get(seller_sku=sku)


def test_a_new_item_becomes_a_row(make_work, store):
    work = make_work(store)
    put(work, item(sku="Tasse, groß/3 & ½"))
    row = Listing.objects.get()
    assert (row.seller_sku, row.price, row.quantity, row.tab) == (
        "Tasse, groß/3 & ½",
        Decimal("9.99"),
        3,
        "unmatched",
    )
    assert (row.first_seen_at, row.read_at, row.read_from, row.changed_at) == (NOON, NOON, "search", NOON)
    assert (work.tally.read, work.tally.new, work.tally.unchanged) == (1, 1, 0)


def test_the_same_item_again_writes_nothing(make_work, store, clock):
    put(make_work(store), item(issues=[BLOCKED]))
    before = columns("MUG-1", "changed_at", "read_at")
    clock.advance(minutes=5)
    work = make_work(store)
    put(work, item(issues=[BLOCKED]))
    assert columns("MUG-1", "changed_at", "read_at") == before
    assert (work.tally.changed, work.tally.unchanged) == (0, 1)
    assert ListingIssue.objects.get().last_seen_at == NOON
    assert not ListingChange.objects.exists()


def test_only_rows_that_differ_are_written_and_logged(make_work, store, clock):
    put(make_work(store), item(), item(sku="MUG-2"))
    Listing.objects.update(line_digest=7)
    clock.advance(minutes=5)
    work = make_work(store)
    put(work, item(quantity=2), item(sku="MUG-2"))
    assert columns("MUG-1", "quantity", "line_digest", "changed_at") == (2, None, clock())
    assert columns("MUG-2", "line_digest", "changed_at") == (7, NOON)
    logged = ListingChange.objects.values_list("field", "old", "new", "source", "run_id", "at")
    assert list(logged) == [("quantity", "3", "2", "search", work.run.pk, clock())]


def test_the_later_of_two_rows_of_a_sku_wins(make_work, store):
    work = make_work(store)
    put(work, item(quantity=3), item(quantity=1))
    assert (columns("MUG-1", "quantity"), work.tally.new) == ((1,), 1)


def test_p18_case_twins_stay_apart(make_work, store):
    put(make_work(store), item(sku="abc"), item(sku="ABC"))
    assert set(Listing.objects.values_list("seller_sku", flat=True)) == {"abc", "ABC"}


def test_a_row_that_was_gone_comes_back(make_work, store, make_listing):
    make_listing("MUG-1", gone_at=NOON, missing_since=NOON)
    put(make_work(store), item())
    assert columns("MUG-1", "gone_at", "missing_since", "tab") == (None, None, "unmatched")


def test_other_stores_and_our_own_columns_are_left_alone(make_work, store, make_listing):
    other = type(store).objects.create(
        account=store.account, marketplace_id="A1PA6795UKMFR9", name="DE", currency="EUR"
    )
    make_listing("MUG-1", store=other, quantity=9)
    make_listing("MUG-1", ended_at=NOON, override_note="fragile", lacking="no_asin")
    put(make_work(store), item())
    assert Listing.objects.get(store=other).quantity == 9
    row = Listing.objects.get(store=store)
    assert (row.ended_at, row.override_note, row.lacking) == (NOON, "fragile", "no_asin")


def test_amazons_stock_is_forgotten_once_the_merchant_ships(make_work, store, make_listing):
    make_listing("MUG-1", channel="FBA", fba_quantity=4)
    put(make_work(store), item())
    row = Listing.objects.get()
    assert (row.channel, row.fba_quantity) == ("FBM", None)


def test_p14_an_empty_summary_with_an_error_is_incomplete_not_ended(make_work, store):
    put(make_work(store), item(summaries=[], offers=[], issues=[issue("ERROR", code="13013")]))
    assert columns("MUG-1", "amazon_incomplete", "gone_at", "buyable") == (True, None, False)


def test_fba_stock_of_zero_is_the_reason_where_amazon_ships(make_work, store, make_listing):
    make_listing("MUG-1", channel="FBA", fba_quantity=0)
    put(make_work(store), item(SHOWN, quantity=None, channel="AMAZON_EU"))
    assert columns("MUG-1", "inactive_reason", "quantity", "fba_quantity") == ("no_stock_at_amazon", None, 0)


def test_issues_are_kept_one_by_one(make_work, store):
    wrong_colour = issue("WARNING", "INVALID_ATTRIBUTE", code="8541", attributeNames=["size", "color"])
    put(make_work(store), item(SHOWN, issues=[BLOCKED, wrong_colour, wrong_colour]))
    found = ListingIssue.objects.order_by("code").values_list(
        "code", "severity", "categories", "attribute_names", "enforcements", "exemption"
    )
    assert list(found) == [
        ("8541", "WARNING", ["INVALID_ATTRIBUTE"], ["color", "size"], [], ""),
        ("90220", "ERROR", [], [], ["LISTING_SUPPRESSED"], "NOT_EXEMPT"),
    ]


def test_p16_an_issue_ends_only_when_two_runs_miss_it(make_work, store, clock):
    put(make_work(store), item(SHOWN, issues=[BLOCKED]))
    assert columns("MUG-1", "inactive_reason") == ("blocked",)

    clock.advance(minutes=5)
    work = make_work(store)
    for _ in range(2):  # two reads of one run are one look
        clock.advance(seconds=1)
        put(work, item(SHOWN))
    found = ListingIssue.objects.get()
    assert (found.absent_since, found.cleared_at) == (NOON + timedelta(minutes=5, seconds=1), None)
    assert columns("MUG-1", "inactive_reason") == ("blocked",)

    clock.advance(minutes=5)
    put(make_work(store), item(SHOWN))
    found.refresh_from_db()
    assert found.cleared_at == clock()
    assert columns("MUG-1", "inactive_reason") == ("",)


def test_an_issue_that_flickers_is_the_same_issue(make_work, store, clock):
    for issues in ([SEARCH], [], [SEARCH]):
        put(make_work(store), item(SOLD, issues=issues))
        assert columns("MUG-1", "search_suppressed") == (True,)
        clock.advance(minutes=5)
    found = ListingIssue.objects.get()
    assert (found.first_seen_at, found.absent_since, found.cleared_at) == (NOON, None, None)


def test_a_listing_that_sells_again_is_active_at_once(make_work, store, clock):
    put(make_work(store), item(SHOWN, issues=[BLOCKED]))
    clock.advance(minutes=5)
    put(make_work(store), item(SOLD))
    assert columns("MUG-1", "buyable", "inactive_reason") == (True, "")


def test_one_bad_record_is_kept_and_the_rest_goes_on(make_work, store, clock):
    bad = item(sku="BAD", offers=[{"marketplaceId": store.marketplace_id, "offerType": "B2X"}])
    work = make_work(store)
    put(work, bad, item())
    kept = Quarantined.objects.get()
    assert (kept.key, kept.field, kept.reason) == (
        "BAD",
        "offers.offerType",
        "offers.offerType B2X is not known",
    )
    assert json.loads(kept.payload) == bad
    assert (work.tally.new, work.tally.quarantined, work.tally.read) == (1, 1, 2)

    work = make_work(store)
    put(work, bad)
    assert work.tally.quarantined == 0  # known already
    put(work, item(sku="BAD"))
    kept.refresh_from_db()
    assert kept.resolved_at == clock()


def test_a_record_that_is_understood_by_now_is_written_on_retry(make_work, store, clock):
    put(make_work(store), item(sku="BAD", issues=[issue("FATAL")]))
    kept = Quarantined.objects.get()
    with pytest.raises(StillNotUnderstood, match="FATAL is not known"):
        quarantine.retry(kept, now=NOON)
    kept.payload = json.dumps(item(sku="BAD"))
    quarantine.retry(kept, now=NOON)
    kept.refresh_from_db()
    assert (kept.resolved_at, Listing.objects.get().seller_sku) == (NOON, "BAD")


def test_rows_and_cursor_move_together_or_not_at_all(make_work, store, clock):
    work = make_work(store)
    put(work, item(), marks=[Mark("delta", NOON)])
    assert cursors.position(store, "delta") == NOON
    SyncRun.objects.update(claims=2)  # another worker has taken the run over
    with pytest.raises(RunLost):
        put(work, item(quantity=1), marks=[Mark("delta", NOON + timedelta(minutes=5))])
    assert (cursors.position(store, "delta"), columns("MUG-1", "quantity")) == (NOON, (3,))


def test_a_search_without_a_product_id_keeps_the_report_s(make_work, store):
    put(make_work(store), item())
    Listing.objects.update(gtin="04006381333931")
    work = make_work(store)
    put(work, item())
    assert (work.tally.unchanged, columns("MUG-1", "gtin")) == (1, ("04006381333931",))
    other = item(
        attributes={"externally_assigned_product_identifier": [{"type": "upc", "value": "036000291452"}]}
    )
    put(make_work(store), other)
    assert columns("MUG-1", "gtin") == ("00036000291452",)
