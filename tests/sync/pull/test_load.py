"""A listings report into the listings: what is written, what is kept, and what comes back."""

import gzip
from decimal import Decimal

import pytest

from listings.codes import Source
from listings.models import Listing, ListingChange
from sync.models import Quarantined, ReportRequest
from sync.pull.load import load
from tests.conftest import NOON
from tests.sync.pull.report_files import COLUMNS, DAY, HOUR, counted, line, ready, text, the, versions

Kind = ReportRequest.Kind


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


def test_a_product_id_stays_until_another_comes_or_the_asin_changes(pull):
    columns = [*COLUMNS, "product-id", "product-id-type"]

    def listed(day, **cells):
        raw = line("MUG", columns, **cells)
        pull([raw], day=day, columns=columns)
        return the("MUG").gtin

    assert listed(0, product_id="036000291452", product_id_type="3") == "00036000291452"
    assert listed(1, product_id="B012345678", product_id_type="1") == "00036000291452"
    assert listed(2, product_id="4006381333931", product_id_type="4") == "04006381333931"
    assert listed(3, asin1="B0OTHER001") == ""
