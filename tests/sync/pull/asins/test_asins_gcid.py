"""The search for ASINs by GCID: a word to Amazon, proof only where an item names it, asked last."""

import pytest

from listings.models.asins import AsinCandidate, AsinSearch
from tests.sync.pull.asins.conftest import EAN, GCID, place


def test_a_gcid_finds_the_item_that_carries_it_and_no_other(sells, stage, knows, box):
    sells("MUG", gcid=GCID)
    knows("B00000000A", title=f"Box for the mug {GCID}")
    knows("B00000000B", title="Mug", gcid=GCID)
    stage()
    assert place() == ("ready", "B00000000B")
    [found] = AsinCandidate.objects.all()
    assert (found.found_by, found.identifiers) == ("gcid", [["GCID", GCID]])
    assert box.calls("searchCatalogItems") == 1


def test_a_gcid_that_only_stands_in_a_title_finds_nothing(sells, stage, knows):
    sells("MUG", gcid=GCID)
    knows("B00000000A", title=f"Box for the mug {GCID}")
    stage()
    assert place() == ("no_asin", "")
    assert AsinSearch.objects.get().answer == "none"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param((["B00000000A"], ("B00000000A", "ean", 1)), id="the barcode settles it"),
        pytest.param((["B00000000A", "B00000000C"], ("B00000000B", "gcid", 2)), id="several by the barcode"),
        pytest.param(([], ("B00000000B", "gcid", 2)), id="nothing by the barcode"),
    ],
)
def test_a_gcid_is_asked_only_where_no_barcode_settles_it(sells, stage, knows, box, case):
    eans, expected = case
    sells("MUG", ean=EAN, gcid=GCID)
    for asin in eans:
        knows(asin, gtin=EAN)
    knows("B00000000B", gcid=GCID)
    stage()
    search = AsinSearch.objects.get()
    assert (search.asin, search.found_by, box.calls("searchCatalogItems")) == expected


def test_words_are_asked_where_the_gcid_finds_nothing(shop, sells, stage, knows, box):
    shop.store.search_attribute = "name"
    shop.store.save()
    sells("MUG", "Zebra striped kettle", gcid=GCID)
    knows("B00000000A", title="Zebra striped kettle")
    stage()
    assert (place(), AsinSearch.objects.get().found_by) == (("ready", "B00000000A"), "keywords")
    assert box.calls("searchCatalogItems") == 2
