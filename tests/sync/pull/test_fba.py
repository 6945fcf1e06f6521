"""Amazon's own stock: one pool, told to each store; asked for by SKU where no change would ever tell it."""

import pytest

from listings.models import Listing, ListingChange
from sync import cursors
from sync.amazon.errors import Throttled
from sync.pull import fba
from sync.pull.delta import pull_delta
from sync.pull.fba import pull_fba

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
LONG_AGO = 7200  # seconds: further back than any search for changes looks


def test_fba_stock_is_one_pool_told_to_each_store_and_never_added_up(box, shop, stage):
    for marketplace in (UK, DE):
        box.lists(shop.seller, "FBA-1", marketplace=marketplace, channel="AMAZON_EU", fba_fulfillable=7)
        box.lists(shop.seller, "FBM-1", marketplace=marketplace, quantity=3)
    for store in shop.stores:
        stage(pull_delta, store)
        stage(pull_fba, store)
    rows = Listing.objects.order_by("store", "seller_sku").values_list(
        "seller_sku", "fba_quantity", "quantity"
    )
    assert list(rows) == [("FBA-1", 7, None), ("FBM-1", None, 3)] * 2  # P45, P46


def test_fba_out_of_stock_is_the_reason_and_goes_when_stock_comes(box, shop, stage):
    box.lists(shop.seller, "FBA-1", channel="AMAZON_EU", fba_fulfillable=0)
    reasons = []
    for stock in (0, 5):
        box.lists(shop.seller, "FBA-1", channel="AMAZON_EU", fba_fulfillable=stock)
        stage(pull_delta)
        stage(pull_fba)
        row = Listing.objects.get()
        reasons.append((row.fba_quantity, row.inactive_reason, row.buyable))
    assert reasons == [(0, "no_stock_at_amazon", False), (5, "", True)]
    assert stage(pull_fba).tally.changed == 0


def test_a_store_without_fba_asks_nothing(box, shop, stage):
    assert stage(pull_fba).tally.calls == 0


@pytest.fixture
def moves(box, shop):
    """moves("SKU", 8): a SKU whose stock has lain with Amazon for hours is shipped by Amazon from now on."""

    def do(*skus, stock=8):
        box.control("POST", "/clock", {"advance": -LONG_AGO})
        for sku in skus:
            box.lists(shop.seller, sku, channel="AMAZON_EU", fba_fulfillable=stock)
        box.control("POST", "/clock", {"advance": LONG_AGO})
        for sku in skus:
            box.lists(shop.seller, sku, channel="DEFAULT", quantity=3)
        return lambda: [box.lists(shop.seller, sku, channel="AMAZON_EU") for sku in skus]

    return do


@pytest.fixture
def settled(box, shop, stage, moves):
    """settled("A", "B") → switch: the merchant ships them, the store has FBA and its whole stock is read."""

    def do(*skus, **stock):
        box.lists(shop.seller, "FBA-1", channel="AMAZON_EU", fba_fulfillable=1)
        switch = moves(*skus, **stock)
        stage(pull_delta)
        stage(pull_fba)
        assert set(Listing.objects.exclude(seller_sku="FBA-1").values_list("channel", "fba_quantity")) == {
            ("FBM", None)
        }
        return switch

    return do


def figures():
    return dict(Listing.objects.exclude(seller_sku="FBA-1").values_list("seller_sku", "fba_quantity"))


def test_a_listing_switched_to_fba_has_its_figure_after_the_same_run(box, stage, settled):
    switch = settled("MUG-1", "Tasse, groß", stock=8)
    switch()
    stage(pull_delta)
    work = stage(pull_fba)
    assert figures() == {"MUG-1": 8, "Tasse, groß": 8}
    assert work.tally.calls == 3  # what changed; the list of SKUs; the SKU that a list would cut in two
    assert ListingChange.objects.filter(field="fba_quantity", new="8", source="fba").count() == 2
    assert stage(pull_fba).tally.calls == 1


def test_a_switched_listing_without_stock_gets_the_reason(stage, settled):
    settled("MUG-1", stock=0)()
    stage(pull_delta)
    stage(pull_fba)
    row = Listing.objects.get(seller_sku="MUG-1")
    assert (row.fba_quantity, row.inactive_reason) == (0, "no_stock_at_amazon")


def test_fifty_skus_a_call(stage, settled):
    switch = settled(*(f"MUG-{n:03}" for n in range(51)))
    switch()
    stage(pull_delta)
    assert stage(pull_fba).tally.calls == 1 + 2
    assert set(figures().values()) == {8}


def test_too_many_at_once_are_read_with_everything_else(stage, settled, monkeypatch):
    monkeypatch.setattr(fba, "SKUS_A_RUN", 2)
    switch = settled("MUG-1", "MUG-2", "MUG-3")
    switch()
    stage(pull_delta)
    work = stage(pull_fba)
    assert (work.tally.calls, set(figures().values())) == (1, {8})
    assert cursors.position(work.store, fba.WHOLE) == cursors.position(work.store, fba.STAGE)


def test_a_run_that_must_wait_asks_again(box, shop, stage, settled):
    switch = settled("MUG-1")
    switch()
    stage(pull_delta)
    before = cursors.position(shop.store, fba.STAGE)
    box.control("POST", "/faults", {"name": "throttled", "operation": "getInventorySummaries", "count": 1})
    with pytest.raises(Throttled):
        stage(pull_fba)
    assert (cursors.position(shop.store, fba.STAGE), figures()) == (before, {"MUG-1": None})
    stage(pull_fba)
    assert figures() == {"MUG-1": 8}
