"""A listings report into the listings: what is written, what is kept, what is held, and nothing by halves."""

import gzip
import io
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.db.utils import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from listings.codes import Source
from listings.models import Listing, ListingChange, TabCount
from sync.models import Finding, Quarantined, ReportRequest
from sync.pull import documents, held, merge_report
from sync.pull.known import GREATEST, Known
from sync.pull.load import load, read_again
from tests.conftest import NOON
from tests.sync.pull.report_files import COLUMNS, line, ready, text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Kind = ReportRequest.Kind


@pytest.fixture(autouse=True)
def report_dir(settings, tmp_path):
    settings.REPORT_DIR = tmp_path


@pytest.fixture
def pull(store):
    """pull([lines], day=1) loads a report taken so many days after the first, an hour after it was taken."""

    def make(lines, *, day=0, columns=COLUMNS, content=None, **options):
        request = ready(store, content or text(lines, columns), at=NOON + day * DAY, **options)
        tally = load(request, now=NOON + day * DAY + HOUR, run_id=7)
        request.refresh_from_db()
        return tally, request

    return make


def counted(tally):
    return (
        tally.read,
        tally.new,
        tally.changed,
        tally.unchanged,
        tally.missing,
        tally.held,
        tally.quarantined,
    )


def the(sku):
    return Listing.objects.get(seller_sku=sku)


def versions():
    """Changes whenever a row is written, whatever it says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text, ctid::text FROM listings_listing ORDER BY id")
        return cursor.fetchall()


def test_a_first_load_writes_what_amazon_shows(pull, store):
    tally, request = pull(
        [line("MUG", price="12.50", item_name="Café mug"), line("PAN", status="Inactive", quantity="0")]
    )
    assert counted(tally) == (2, 2, 0, 0, 0, 0, 0)
    mug = the("MUG")
    assert (mug.store, mug.title, mug.price, mug.quantity) == (store, "Café mug", Decimal("12.50"), 3)
    assert (mug.asin, mug.condition, mug.channel, mug.buyable) == ("B012345678", "new_new", "FBM", True)
    assert (mug.first_seen_at, mug.read_at, mug.read_from) == (NOON, NOON, "report")
    assert (mug.changed_at, mug.tab) == (NOON + HOUR, "unmatched")
    assert (the("PAN").buyable, the("PAN").inactive_reason) == (False, "no_stock_at_amazon")
    assert (request.state, request.lines, request.charset) == ("loaded", 2, "utf-8")


def test_the_same_report_again_writes_no_row(pull):
    pull(["MUG", "PAN"])
    before = versions()
    tally, _ = pull(["MUG", "PAN"], day=1)
    assert counted(tally) == (2, 0, 0, 2, 0, 0, 0)
    assert versions() == before


def test_only_what_differs_is_written(pull):
    pull(["MUG", "PAN", "CUP"])
    pan = the("PAN").changed_at
    tally, _ = pull([line("MUG", price="12.50"), "PAN", "POT", "CUP"], day=1)
    assert counted(tally) == (4, 1, 1, 2, 0, 0, 0)
    assert (the("MUG").price, the("MUG").changed_at) == (Decimal("12.50"), NOON + DAY + HOUR)
    assert the("PAN").changed_at == pan
    (change,) = ListingChange.objects.filter(field="price")
    assert (change.old, change.new, change.source, change.run_id) == ("9.99", "12.50", Source.REPORT, 7)


def test_the_order_of_lines_means_nothing(pull):
    pull(["MUG", "PAN", "CUP"])
    before = versions()
    assert pull(["CUP", "MUG", "PAN"], day=1)[0].unchanged == 3
    assert versions() == before


def test_a_changed_header_compares_every_line_in_full(pull):
    pull(["MUG"])
    columns = [*COLUMNS[:-1], "item-note", "status"]
    tally, _ = pull([line("MUG", columns)], day=1, columns=columns)
    assert counted(tally) == (1, 0, 0, 1, 0, 0, 0)
    assert the("MUG").changed_at == NOON + HOUR


def test_facts_the_report_does_not_know_stay(pull):
    pull(["MUG"])
    known = {"discoverable": True, "product_type": "MUG", "image": "https://m/1.jpg", "fba_quantity": 4,
             "extra": {"search": {"points": 3}}}  # fmt: skip
    Listing.objects.update(**known)
    pull([line("MUG", price="12.50", item_name="", asin1="")], day=1)
    mug = the("MUG")
    assert {name: getattr(mug, name) for name in known} == known
    assert (mug.price, mug.title, mug.asin) == (Decimal("12.50"), "Mug", "B012345678")


def test_unknown_columns_are_kept_beside_what_others_kept(pull):
    columns = [*COLUMNS, "Colour"]
    pull([line("MUG", columns, Colour="blue")], columns=columns)
    Listing.objects.update(extra={"report": {"Colour": "blue"}, "search": {"points": 3}})
    pull([line("MUG", columns, Colour="green")], columns=columns, day=1)
    assert the("MUG").extra == {"report": {"Colour": "green"}, "search": {"points": 3}}
    pull(["MUG"], day=2)
    assert the("MUG").extra == {"search": {"points": 3}}


def test_a_blank_quantity_is_unknown(pull):
    pull(["MUG"])
    pull([line("MUG", quantity="", fulfillment_channel="AMAZON_EU")], day=1)
    assert (the("MUG").quantity, the("MUG").channel) == (None, "FBA")


def test_out_of_stock_comes_and_goes_and_other_reasons_stay(pull):
    sold_out = line("MUG", quantity="0", status="Inactive")
    pull([sold_out])
    assert the("MUG").inactive_reason == "no_stock_at_amazon"
    pull([line("MUG", quantity="5", status="Inactive")], day=1)
    assert the("MUG").inactive_reason == ""
    Listing.objects.update(inactive_reason="blocked")
    pull([line("MUG", quantity="6", status="Inactive")], day=2)
    assert the("MUG").inactive_reason == "blocked"
    pull([line("MUG", quantity="6")], day=3)
    assert (the("MUG").inactive_reason, the("MUG").buyable) == ("", True)


def test_a_draft_is_incomplete(pull):
    pull([line("MUG", status="Incomplete")])
    assert (the("MUG").amazon_incomplete, the("MUG").buyable) == (True, False)


def test_p13_what_amazons_search_said_later_stays(pull):
    pull(["MUG", "PAN"])
    Listing.objects.filter(seller_sku="MUG").update(
        price="15.00", read_at=NOON + DAY + HOUR, read_from="search", line_digest=None
    )
    tally, _ = pull([line("MUG", price="9.99"), "PAN"], day=1)
    assert counted(tally) == (2, 0, 0, 2, 0, 0, 0)
    assert (the("MUG").price, the("MUG").read_from) == (Decimal("15.00"), "search")
    pull([line("MUG", price="9.99"), "PAN"], day=2)
    assert (the("MUG").price, the("MUG").read_from) == (Decimal("9.99"), "report")


def test_a_row_the_delta_wrote_is_compared_in_full(pull):
    pull(["MUG"])
    Listing.objects.update(price="15.00", line_digest=None)
    tally, _ = pull(["MUG"], day=1)
    assert (tally.changed, the("MUG").price) == (1, Decimal("9.99"))
    assert the("MUG").line_digest is not None


def test_p13_absent_is_missing_not_ended_and_comes_back(pull):
    pull(["MUG", "PAN"])
    tally, _ = pull(["PAN"], day=1)
    assert counted(tally) == (1, 0, 0, 1, 1, 0, 0)
    assert (the("MUG").missing_since, the("MUG").gone_at) == (NOON + DAY, None)
    assert the("MUG").tab == "unmatched"
    before = versions()
    assert pull(["PAN"], day=2)[0].missing == 0
    assert versions() == before
    assert pull(["MUG", "PAN"], day=3)[0].changed == 1
    assert the("MUG").missing_since is None


def test_a_listing_that_was_gone_and_is_in_the_report_again_comes_back(pull):
    pull(["MUG"])
    Listing.objects.update(missing_since=NOON, gone_at=NOON + HOUR)
    assert the("MUG").tab == "ended"
    pull(["MUG"], day=1)
    assert (the("MUG").gone_at, the("MUG").missing_since, the("MUG").tab) == (None, None, "unmatched")


def test_a_listing_found_gone_after_the_picture_stays_gone(pull):
    pull(["MUG"])
    Listing.objects.update(missing_since=NOON, gone_at=NOON + DAY + HOUR)
    pull(["MUG"], day=1)
    assert the("MUG").gone_at == NOON + DAY + HOUR


def test_listings_newer_than_the_picture_are_not_missing(pull, make_listing):
    pull(["MUG"])
    make_listing("NEW", first_seen_at=NOON + DAY + HOUR)
    make_listing("SEEN", read_at=NOON + DAY + HOUR)
    make_listing("CANDIDATE", first_seen_at=None)
    assert pull(["MUG"], day=1)[0].missing == 0


def test_a_candidate_that_amazon_turns_out_to_have_becomes_its_listing(pull, make_listing):
    make_listing("MUG", first_seen_at=None, published_at=NOON)
    tally, _ = pull(["MUG"])
    assert (tally.new, tally.changed) == (0, 1)
    assert (the("MUG").first_seen_at, the("MUG").buyable, the("MUG").published_at) == (NOON, True, NOON)


@pytest.mark.parametrize("odd", ["A/B&C, D", "\\N", "a\\tb", '12" pan', " MUG ", "ＭＵＧ", "mug", "a\rb"])
def test_p17_odd_skus_are_stored_exactly_and_found_again(pull, odd):
    pull([line(odd, item_name='The 12" \\ pan'), "MUG"])
    assert (the(odd).seller_sku, the(odd).title) == (odd, 'The 12" \\ pan')
    before = versions()
    assert pull([line(odd, item_name='The 12" \\ pan'), "MUG"], day=1)[0].unchanged == 2
    assert versions() == before


def test_p18_case_twins_are_two_listings(pull):
    assert pull(["MUG", "mug"])[0].new == 2


def test_p8_the_same_sku_in_two_stores_is_two_listings(pull, store, account):
    pull(["MUG"])
    other = type(store).objects.create(
        account=account, marketplace_id="A1PA6795UKMFR9", name="DE", currency="EUR", language="de_DE",
        time_zone="Europe/Berlin",
    )  # fmt: skip
    request = ready(other, text([line("MUG", price="20.00")]), at=NOON)
    load(request, now=NOON + HOUR)
    assert {each.store_id: each.price for each in Listing.objects.all()} == {
        store.pk: Decimal("9.99"),
        other.pk: Decimal("20.00"),
    }


def test_p52_two_different_lines_for_a_sku_do_not_flip_flop(pull):
    cheap, dear = line("MUG", price="9.99"), line("MUG", price="19.99")
    tally, _ = pull([cheap, dear, "PAN"])
    assert (tally.new, tally.quarantined) == (2, 1)
    shown, before = the("MUG").price, versions()
    for day, lines in enumerate([[dear, cheap, "PAN"], [cheap, dear, "PAN"], ["PAN", dear, cheap]], 1):
        assert pull(lines, day=day)[0].quarantined == 1
        assert (the("MUG").price, versions()) == (shown, before)
    (entry,) = Quarantined.objects.all()
    assert (entry.key, entry.field, entry.times, entry.resolved_at) == ("MUG", "seller-sku", 4, None)
    pull([cheap if shown == Decimal("9.99") else dear, "PAN"], day=5)
    assert Quarantined.objects.get().resolved_at == NOON + 5 * DAY + HOUR


def test_the_same_line_twice_is_one_listing_and_no_trouble(pull):
    assert counted(pull(["MUG", "MUG", "PAN"])[0])[1:7] == (2, 0, 1, 0, 0, 0)
    assert not Quarantined.objects.exists()


def test_p47_a_bad_field_is_quarantined_and_the_rest_is_loaded(pull):
    pull(["MUG", "PAN"])
    tally, request = pull([line("MUG", price="cheap", item_name="Blue mug"), "PAN", line("  ")], day=1)
    assert (tally.changed, tally.quarantined) == (1, 2)
    assert (the("MUG").price, the("MUG").title) == (Decimal("9.99"), "Blue mug")
    assert the("MUG").extra == {"report": {"price": "cheap"}}
    entries = {entry.key: entry for entry in Quarantined.objects.all()}
    assert (entries["MUG"].field, entries["MUG"].reason, entries["MUG"].payload) == (
        "price",
        "not a price",
        "cheap",
    )
    assert entries["line 4"].reason == "the line has no SKU"
    assert entries["MUG"].report == request
    pull([line("MUG", price="8.00"), "PAN"], day=2)
    assert not Quarantined.objects.filter(resolved_at=None).exists()
    assert the("MUG").extra is None


def test_a_listing_whose_line_has_a_bad_field_is_not_missing(pull):
    pull(["MUG"])
    assert pull([line("MUG", quantity="many")], day=1)[0].missing == 0


def test_p10_a_report_labelled_utf_8_that_is_cp1252(pull):
    pull([], content=gzip.compress(text([line("MÜG", item_name="Größe 12 – „gut“")]).encode("cp1252")))
    assert the("MÜG").title == "Größe 12 – „gut“"


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


def test_many_digests_are_found_again_in_binary(store, make_listing):
    digests = [1, -1, 2**63 - 1, -(2**63), 12345]
    made = {make_listing(f"S{place}", line_digest=digest).pk for place, digest in enumerate(digests)}
    known = merge_report.known_rows(store.pk)
    assert set(known.ids.tolist()) == made
    assert sorted(known.digests[:-1].tolist()) == sorted(digest % 2**64 for digest in digests)


@given(
    known=st.lists(
        st.integers(0, 2**64 - 1) | st.integers(0, 9) | st.integers(2**64 - 9, 2**64 - 1), max_size=60
    ),
    asked=st.lists(
        st.integers(0, 2**64 - 1) | st.integers(0, 9) | st.integers(2**64 - 9, 2**64 - 1), max_size=60
    ),
)
def test_exactly_the_known_digests_are_found(known, asked):
    found = Known(np.arange(len(known)), np.array([*known, GREATEST], dtype=np.uint64))
    wanted = [*asked, *known[::2]]
    unknown = found.note(np.array(wanted, dtype=np.uint64)).tolist()
    assert unknown == [place for place, digest in enumerate(wanted) if digest not in known]
    seen = [known[pk] for pk in set(range(len(known))) - set(found.unseen().tolist())]
    assert set(seen) == set(known) & set(wanted)


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
