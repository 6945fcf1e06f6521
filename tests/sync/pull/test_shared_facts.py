"""What Amazon keeps once per SKU or tells often: each store shows it, and nothing is written twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from listings.models import Listing, ListingChange
from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.pull.delta import pull_delta

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


@pytest.fixture
def shop(connect):
    return connect(UK, DE)


@pytest.fixture
def pull_all(shop, make_work, clock):
    """Pull the delta of every store as of now."""

    def run():
        clock.now = timezone.now() + timedelta(seconds=10)
        for store in shop.stores:
            work = make_work(store)
            calls = CallLog(work.run, clock)
            calls.tally = work.tally
            credentials = credentials_of(shop.account)
            work.amazon = Amazon(credentials, throttle=Unthrottled(), tokens=TOKENS, observer=calls)
            pull_delta(work)

    return run


def shown(column):
    return dict(Listing.objects.values_list("store__marketplace_id", column))


def test_p19_one_quantity_changes_in_every_store_of_the_seller(box, shop, pull_all):
    box.lists(shop.seller, "MUG-1", marketplace=UK, quantity=5)
    box.lists(shop.seller, "MUG-1", marketplace=DE)
    pull_all()
    box.lists(shop.seller, "MUG-1", marketplace=UK, quantity=2)  # somebody types it in one country
    pull_all()
    assert shown("quantity") == {UK: 2, DE: 2}


def test_p20_a_handling_time_that_amazon_reset_is_unknown_again(box, shop, pull_all):
    box.lists(shop.seller, "MUG-1", marketplace=UK, quantity=5, handling_days=3)
    pull_all()
    assert shown("handling_days") == {UK: 3}
    box.lists(shop.seller, "MUG-1", marketplace=UK, quantity=4, handling_days=None)
    pull_all()
    assert (shown("quantity"), shown("handling_days")) == ({UK: 4}, {UK: None})


def test_p41_a_change_that_is_told_ten_times_is_written_once(box, shop, pull_all):
    box.lists(shop.seller, "MUG-1", marketplace=UK, price="9.99")
    pull_all()
    box.lists(shop.seller, "MUG-1", marketplace=UK, price="8.50")
    for _ in range(10):  # each run reads the last minutes once more
        pull_all()
    changes = ListingChange.objects.filter(field="price").values_list("old", "new")
    assert list(changes) == [("9.99", "8.50")]
