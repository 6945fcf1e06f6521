"""Loads again, twice, by halves; cancelled listings; quarantined lines read again."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import OperationalError

from listings.models import Listing, TabCount
from sync.models import Quarantined, ReportRequest
from sync.pull import documents, held
from sync.pull.load import load, read_again
from tests.conftest import NOON
from tests.sync.pull.report_files import COLUMNS, DAY, HOUR, counted, line, ready, text, the, versions

Kind = ReportRequest.Kind


# --- load again, twice, and by halves


def test_loading_again_restores_nothing_that_was_read_since(pull):
    _, first = pull(["MUG", "PAN"])
    pull([line("MUG", price="15.00"), "PAN", "NEW"], day=1)
    held.load_again(first, by="Ann", now=NOON + 2 * DAY)
    assert counted(load(first, now=NOON + 2 * DAY))[1:5] == (0, 0, 2, 0)
    assert the("MUG").price == Decimal("15.00")


def test_a_report_that_another_worker_loaded_meanwhile_changes_nothing(pull, store):
    request = ready(store, text(["MUG"]), at=NOON)
    ReportRequest.objects.filter(pk=request.pk).update(state="loaded")
    assert counted(load(request, now=NOON)) == (0, 0, 0, 0, 0, 0, 0)
    assert not Listing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_load_that_dies_at_any_statement_has_done_nothing(pull, store):
    pull([f"S{number}" for number in range(50)])
    before, counts = versions(), list(TabCount.objects.values_list("tab", "listings"))
    lines = [
        line("S0", price="1.00"),
        *(f"S{number}" for number in range(1, 49)),
        "NEW",
        line("S2", price="7"),
    ]
    request = ready(store, text(lines), at=NOON + DAY)

    class Dies:
        """Cuts the load at its n-th statement."""

        def __init__(self, at):
            self.left = at

        def __call__(self, execute, sql, params, many, context):
            self.left -= 1
            if self.left < 0 and "report_line, pg_temp" not in sql:
                raise OperationalError("killed")
            return execute(sql, params, many, context)

    deaths = 0
    for at in range(100):
        try:
            with connection.execute_wrapper(Dies(at)):
                load(request, now=NOON + DAY + HOUR)
            break
        except OperationalError:
            deaths += 1
            assert (versions(), list(TabCount.objects.values_list("tab", "listings"))) == (before, counts)
            request.refresh_from_db()
            assert request.state == "ready"
    assert deaths > 15
    assert (the("S0").price, the("S49").missing_since) == (Decimal("1.00"), NOON + DAY)


def test_counts_are_exact_after_any_load(pull):
    pull(["MUG", "PAN", line("POT", status="Incomplete")])
    pull(["MUG", "NEW"], day=1)
    counts = {(each.tab, each.status): each.listings for each in TabCount.objects.exclude(listings=0)}
    assert counts == {("unmatched", "awaiting_product"): 4}


# --- cancelled listings


def test_cancelled_listings_nobody_knew_are_ended_once(pull, make_listing):
    columns = [name for name in COLUMNS if name not in {"open-date", "fulfillment-channel", "status"}]
    pull(["LIVE"])
    make_listing("CANDIDATE", first_seen_at=None)
    lines = [line(sku, columns) for sku in ("LIVE", "OLD", "CANDIDATE")]
    tally, request = pull(lines, columns=columns, kind=Kind.CANCELLED, day=1)
    assert (tally.new, request.state) == (1, "loaded")
    assert (the("OLD").tab, the("OLD").status, the("OLD").gone_at) == ("ended", "removed", NOON + DAY)
    assert (the("LIVE").gone_at, the("CANDIDATE").gone_at) == (None, None)
    assert pull(lines, columns=columns, kind=Kind.CANCELLED, day=2)[0].new == 0
    pull(["LIVE", "OLD"], day=3)
    assert the("OLD").gone_at is None


# --- quarantine, retried


def test_a_quarantined_line_is_read_again_from_the_kept_file(pull):
    pull(["PAN", line("MUG", price="cheap"), line("  ")])
    entries = {entry.key: entry for entry in Quarantined.objects.all()}
    with pytest.raises(ValueError, match="not a price"):
        read_again(entries["MUG"], now=NOON + DAY)
    with pytest.raises(ValueError, match="the line has no SKU"):
        read_again(entries["line 4"], now=NOON + DAY)
    # As if the parser had been mended: the price can be read now.
    request = entries["MUG"].report
    documents.store(request, io.BytesIO(text(["PAN", line("MUG", price="12.50"), line("MUG-2")]).encode()))
    read_again(entries["MUG"], now=NOON + DAY)
    assert (the("MUG").price, Listing.objects.count()) == (Decimal("12.50"), 2)


def test_a_line_whose_file_is_gone_waits_for_the_next_report(pull):
    _, request = pull([line("MUG", price="cheap")])
    documents.path_of(request).unlink()
    with pytest.raises(ValueError, match="no longer kept"):
        read_again(Quarantined.objects.get(), now=NOON + DAY)
