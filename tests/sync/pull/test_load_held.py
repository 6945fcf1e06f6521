"""Reports that change nothing until a person has looked."""

import gzip

import pytest

from listings.models import Listing
from sync.models import Finding, ReportRequest
from sync.pull import held
from sync.pull.load import load
from tests.conftest import NOON
from tests.sync.pull.report_files import COLUMNS, DAY, counted, line, text, versions

Kind = ReportRequest.Kind


# --- held


def hold_reason(pull, *arguments, **options):
    before = versions()
    tally, request = pull(*arguments, **options)
    assert (request.state, tally.held > 0) == ("held", True)
    assert versions() == before
    assert request.held_detail
    assert Finding.objects.filter(resolved_at=None).count() == 1
    return request.held_reason


@pytest.mark.parametrize(
    ("known", "left", "state"),
    [(3388, 115, "held"), (200, 160, "loaded"), (200, 159, "held"), (100, 75, "loaded"), (100, 74, "held")],
)
def test_p7_a_report_that_shrank_is_held(pull, known, left, state):
    skus = [f"S{number:04d}" for number in range(known)]
    pull(skus)
    _, request = pull(skus[:left], day=1)
    assert request.state == state
    assert Listing.objects.missing().count() == (0 if state == "held" else known - left)


def test_p7_what_was_held_says_the_numbers_and_can_be_accepted(pull):
    pull([f"S{number}" for number in range(100)])
    _, request = pull(["S0", "NEW"], day=1)
    assert request.held_reason == "shrunk"
    assert request.held_detail.startswith("Amazon had 100 listings here and this report lacks 99 of them")
    held.accept(request, by="Ann", now=NOON + 2 * DAY)
    assert (request.state, request.accepted_by) == ("ready", "Ann")
    tally = load(request, now=NOON + 2 * DAY)
    assert (tally.missing, tally.new) == (99, 1)
    assert not Finding.objects.filter(resolved_at=None).exists()


def test_a_discarded_report_changes_nothing_and_can_be_loaded_after_all(pull):
    pull([f"S{number}" for number in range(100)])
    _, request = pull(["S0"], day=1)
    held.discard(request, by="Ann", now=NOON + 2 * DAY)
    assert (request.state, Listing.objects.missing().count()) == ("discarded", 0)
    with pytest.raises(held.CannotSettle):
        held.accept(request, by="Ann", now=NOON + 2 * DAY)


def test_p9_no_status_column_is_held(pull):
    pull(["MUG"])
    columns = COLUMNS[:-1]
    assert (
        hold_reason(pull, [line("MUG", columns, price="1.00")], columns=columns, day=1) == "no_status_column"
    )


def test_no_sku_column_is_held_and_cannot_be_accepted(pull):
    columns = [name for name in COLUMNS if name != "seller-sku"]
    assert hold_reason(pull, [line("MUG", columns)], columns=columns) == "no_sku_column"
    with pytest.raises(held.CannotSettle, match="nothing in this report to load"):
        held.accept(ReportRequest.objects.get(), by="Ann", now=NOON)


@pytest.mark.parametrize("content", [b"", b"<?xml version='1.0'?><Error>Request has expired</Error>"])
def test_what_is_not_a_report_is_held(pull, content):
    pull(["MUG"])
    assert hold_reason(pull, [], content=content or gzip.compress(b""), day=1) == "no_sku_column"


@pytest.mark.parametrize("cut", [5, 30, 2000])
def test_p12_a_truncated_file_is_held_never_a_short_catalogue(pull, cut):
    skus = [f"S{number * 7919 % 10007}" for number in range(2000)]
    pull(skus)
    whole = gzip.compress(text(skus).encode())
    assert hold_reason(pull, [], content=whole[: len(whole) - cut], day=1) == "truncated"


def test_a_truncated_report_that_is_accepted_adds_but_takes_nothing_away(pull):
    skus = [f"S{number * 7919 % 10007}" for number in range(2000)]
    pull(skus)
    changed = gzip.compress(text([line(sku, price="1.00") for sku in skus]).encode())
    _, request = pull([], content=changed[: len(changed) // 2], day=1)
    held.accept(request, by="Ann", now=NOON + 2 * DAY)
    tally = load(request, now=NOON + 2 * DAY)
    assert 0 < tally.changed < 2000
    assert tally.missing == 0


def test_a_later_report_settles_what_was_held(pull):
    pull([f"S{number}" for number in range(100)])
    _, request = pull(["S0"], day=1)
    pull([f"S{number}" for number in range(100)], day=2)
    request.refresh_from_db()
    assert request.state == "discarded"
    assert not Finding.objects.filter(resolved_at=None).exists()


def test_an_empty_report_of_a_small_store_is_valid(pull):
    pull(["MUG"])
    assert counted(pull([], day=1)[0]) == (0, 0, 0, 0, 1, 0, 0)
