"""The counts on the tabs are what counting would give, whatever happened before; so are the rows."""

import random

import pytest

from amazon_channel.models import Account
from catalog.models import Product
from listings.models import Listing
from tests.journeys import truth
from tests.journeys.shopkeeper import Bustle, Shopkeeper

pytestmark = pytest.mark.journey

JP = "A1VC38T7YXB528"


def change_the_catalog(dice):
    """As a merchant does: a product sold out or back, disabled or enabled, gone."""
    for product in dice.sample(list(Product.objects.order_by("pk")), 4):
        product.quantity = dice.choice((0, 5))
        product.enabled = dice.random() < 0.7
        product.save()
    Product.objects.filter(
        pk=dice.choice(Product.objects.order_by("pk").values_list("pk", flat=True))
    ).delete()


def change_by_hand(dice):
    """As a user does: prices of their own, and taken back."""
    for pk in dice.sample(list(Listing.objects.order_by("pk").values_list("pk", flat=True)), 3):
        price = dice.choice((None, "9.99"))
        Listing.objects.filter(pk=pk).update(override_price=price)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_kept_counts_are_exact_after_any_sequence_of_syncs(synced, seed):
    dice = random.Random(seed)
    bustle = Bustle(Shopkeeper(synced.box), dice)
    account = Account.objects.get(region="FE")
    for step in range(6):
        if dice.random() < 0.8:
            bustle.go_on(dice.randrange(1, 12), markets={JP})
        if dice.random() < 0.4:
            change_the_catalog(dice)
        if dice.random() < 0.4:
            change_by_hand(dice)
        if dice.random() < 0.3:
            fault = {"name": "server_error", "operation": "*", "probability": 0.3, "count": 3}
            synced.box.control("POST", "/faults", fault)
        synced.sync(account)
        synced.box.control("DELETE", "/faults", {})
        assert truth.count_errors() == {}, step
