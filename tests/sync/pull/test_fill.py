"""What only a large first load does: chunks side by side, in one transaction that one beat looks out of."""

import pytest

from listings.models import Listing, ListingChange, TabCount, TitleBacklog
from sync import heartbeat
from sync.models import ReportRequest, SyncStage
from sync.pull import documents, fill, merge_report, reading
from sync.pull.load import load
from tests.conftest import NOON
from tests.sync.pull.report_files import HOUR, line, ready, text


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(fill, "FROM_BYTES", 0)
    monkeypatch.setattr(fill, "AT_ONCE", 3)
    monkeypatch.setattr(reading, "STAGED_AT_ONCE", 1)
    monkeypatch.setattr(documents, "PACKED_PIECE", 8)


def test_chunks_add_up(store):
    lines = [line(f"SKU-{n:02}", quantity=str(n + 1)) for n in range(10)]
    tally = load(ready(store, text(lines), at=NOON), now=NOON + HOUR)
    assert (tally.read, tally.new, tally.unchanged) == (10, 10, 0)
    assert {each.seller_sku: each.quantity for each in Listing.objects.all()} == {
        f"SKU-{n:02}": n + 1 for n in range(10)
    }
    assert TabCount.objects.get(tab="unmatched").listings == 10
    assert TitleBacklog.objects.exists()
    assert not ListingChange.objects.exists()


def test_rows_that_are_there_already_are_compared_not_inserted(store, make_listing):
    make_listing("SKU-3", title="Old title", read_at=NOON - HOUR, first_seen_at=NOON - HOUR)
    make_listing("CANDIDATE", first_seen_at=None)
    skus = ["SKU-1", "SKU-2", "SKU-3", "SKU-4", "CANDIDATE"]
    tally = load(ready(store, text(skus), at=NOON), now=NOON + HOUR)
    assert (tally.new, tally.changed) == (3, 2)
    assert Listing.objects.count() == 5
    assert Listing.objects.get(seller_sku="SKU-3").title == "Mug"
    assert Listing.objects.get(seller_sku="CANDIDATE").first_seen_at == NOON


@pytest.mark.django_db(transaction=True)
def test_an_error_in_a_later_chunk_leaves_nothing(store, monkeypatch):
    done = []

    def fails_on_the_third(*arguments):
        done.append(1)
        if len(done) == 3:
            raise OSError("gone")
        return original(*arguments)

    original = merge_report.fill
    monkeypatch.setattr(merge_report, "fill", fails_on_the_third)
    request = ready(store, text([f"SKU-{n * 7919}" for n in range(40)]), at=NOON)
    with pytest.raises(OSError, match="gone"):
        load(request, now=NOON + HOUR)
    assert not Listing.objects.exists()
    assert ReportRequest.objects.get().state == "ready"
    monkeypatch.setattr(merge_report, "fill", original)
    assert load(request, now=NOON + HOUR).new == 40


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_transaction_is_open(store, monkeypatch):
    monkeypatch.setattr(fill, "BEAT_SECONDS", 0)
    seen = []
    request = ready(store, text([f"SKU-{n}" for n in range(9)]), at=NOON)
    watched = ready(store, text(["X"]), at=NOON, kind=ReportRequest.Kind.CANCELLED)

    def beat(done, expected):
        ReportRequest.objects.filter(pk=watched.pk).update(attempts=done)
        seen.append(done)

    load(request, now=NOON + HOUR, beat=beat)
    assert seen[-1] == 9
    assert ReportRequest.objects.get(pk=watched.pk).attempts == 9


@pytest.mark.django_db(transaction=True)
def test_the_last_figure_is_exact_however_seldom_progress_is_told(store, make_work, monkeypatch):
    monkeypatch.setattr(fill, "BEAT_SECONDS", 3600)
    monkeypatch.setattr(heartbeat, "EVERY_SECONDS", 3600)
    work = make_work(store)
    stage = SyncStage.objects.create(run=work.run, store=store, name="reports", started_at=NOON)
    told = []

    def beat(done, expected):
        told.append((done, expected))
        written(done, expected)

    written = heartbeat.Beat(work.run, stage, work.clock)
    load(ready(store, text([f"SKU-{n}" for n in range(9)]), at=NOON), now=NOON + HOUR, beat=beat)
    stage.refresh_from_db()
    assert (stage.done, stage.expected) == (9, 9)
    assert len(told) == 2  # the first and the last
