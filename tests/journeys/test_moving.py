"""A listing on the wrong ASIN goes to the right one: typed by a merchant, sent by the run that it opens."""

import pytest
from django.urls import reverse

from amazon_channel.models import Account
from catalog.models import Product
from listings.models import Listing, ListingChange
from sandbox.testing import sandbox_server
from tests.journeys.stage import BEHIND, UK, Syncs, store_of_mugs

pytestmark = pytest.mark.journey

WRONG, RIGHT = "B0WRONGMUG", "B0RIGHTMUG"


@pytest.fixture
def box(settings, tmp_path):
    """An empty Seller Central in which changes show after two seconds, as they do at Amazon after some."""
    settings.REPORT_DIR = tmp_path
    with sandbox_server(lag=2) as running:
        settings.SP_API_SANDBOX_URL = running.url
        running.control("PUT", "/reports", {"seconds": 0})
        running.control("POST", "/clock", {"advance": BEHIND})
        for asin in (WRONG, RIGHT):
            running.knows(asin, marketplace=UK, title=f"Mug {asin}")
        yield running


@pytest.fixture
def seller(box):
    made = box.seller(UK, name="Mugs")
    box.lists(made, "MUG", asin=WRONG, price="9.99", quantity=3, handling_days=2, condition_note="A scratch")
    return made


@pytest.fixture
def store(seller, db):
    Product.objects.create(sku="MUG", name="Mug", quantity=3)
    return store_of_mugs(seller)


def place():
    row = Listing.objects.get()
    return row.tab, row.status, row.asin


def test_from_the_wrong_asin_to_the_right_one(box, seller, store, merchant):
    syncs = Syncs(box)
    for _ in range(2):
        syncs.sync(store.account)
    assert place() == ("active", "active", WRONG)
    mug = Listing.objects.get()
    door, page = (reverse(name, args=[mug.pk]) for name in ("required-info", "admin:listings_listing_change"))

    merchant.post(door, {"asin": RIGHT})  # in shadow, as a new account is
    in_shadow = store.account.runs.latest("opened_at")
    while not syncs.go_on(in_shadow):
        syncs.later(seconds=1)
    assert place() == ("active", "active", WRONG)
    assert "switch the account to live" in merchant.get(page).content.decode()
    assert (box.calls("putListingsItem"), box.calls("deleteListingsItem")) == (0, 0)

    Account.objects.update(mode="live")
    run = syncs.begin(store.account, store=store, seller_sku="MUG")
    stood = set()
    while not syncs.go_on(run):
        stood.add(place())
    assert place() == ("active", "active", RIGHT)
    assert stood == {("active", "relisting", WRONG), ("ready", "listing", WRONG)}
    told = merchant.get(page).content.decode()
    assert told.count("Done, as Amazon shows") == 2
    there = box.truth(seller)["MUG"]
    assert [there[name] for name in ("asin", "price", "quantity", "handling_days", "condition_note")] == [
        RIGHT, "9.99", 3, 2, "A scratch",
    ]  # fmt: skip

    for _ in range(2):
        syncs.later(minutes=5)
        syncs.sync(store.account)
    assert place() == ("active", "active", RIGHT)
    assert (box.calls("putListingsItem"), box.calls("deleteListingsItem")) == (2, 1)  # a put was the preview
    assert not ListingChange.objects.filter(field="tab", new="ended").exists()
