"""For the tests of what is sent: a live account, a listing with a rich offer, a run's stage as one call."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from amazon_channel.models import User
from catalog.models import Product
from listings.models import Listing
from listings.models.asins import AsinSearch
from listings.required_info import type_asin
from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.pull.delta import pull_delta
from sync.push.stage import push
from sync.submissions import Submission

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
OLD, NEW, THIRD = "B0OLDMUG01", "B0NEWMUG01", "B0THIRDMUG"
SKU = "MUG 1/ä%2C"
BUSINESS = {
    "marketplace_id": UK,
    "currency": "GBP",
    "audience": "B2B",
    "our_price": [{"schedule": [{"value_with_tax": 8.5}]}],
    "quantity_discount_plan": [
        {"schedule": [{"discount_type": "percent", "levels": [{"lower_bound": 5, "value": 10}]}]}
    ],
}
SALE = [{"schedule": [{"start_at": "2026-12-01", "end_at": "2026-12-31", "value_with_tax": 7.99}]}]
MAIN = {"marketplace_id": UK, "currency": "GBP", "audience": "ALL", "discounted_price": SALE}


@pytest.fixture
def shop(connect, box):
    shop = connect(UK, DE)
    shop.account.mode = "live"
    shop.account.save()
    for asin in (OLD, NEW, THIRD):
        box.knows(asin, marketplace=UK, title=f"Mug {asin}")
    return shop


@pytest.fixture
def merchant(shop):
    return User.objects.create_user("mia", role="merchant")


@pytest.fixture
def stage(shop, make_work, clock):
    """stage() does what a run does in the store's stage push; stage(pull_delta) that of another one."""

    def do(does=push, around=lambda amazon: amazon, **later):
        clock.now = max(timezone.now(), clock.now) + timedelta(**(later or {"seconds": 10}))
        work = make_work(shop.store)
        calls = CallLog(work.run, clock)
        calls.tally = work.tally
        credentials = credentials_of(shop.account)
        work.amazon = around(Amazon(credentials, throttle=Unthrottled(), tokens=TOKENS, observer=calls))
        does(work)
        return work

    return do


@pytest.fixture
def mug(box, shop, stage):
    """A listing on Amazon with a price for businesses, a sale, a note, a handling time; read and matched."""
    facts = {"price": "9.99", "quantity": 5, "handling_days": 3, "condition": "used_good"}
    box.lists(
        shop.seller,
        SKU,
        asin=OLD,
        condition_note="A scratch",
        attributes={
            "purchasable_offer": [MAIN, BUSINESS],
            "merchant_shipping_group": [{"value": "heavy", "marketplace_id": UK}],
            "list_price": [{"value": 20, "currency": "GBP", "marketplace_id": UK}],
        },
        **facts,
    )
    stage(pull_delta)
    product = Product.objects.create(sku="MUG", name="Mug", asin=OLD, quantity=5)
    Listing.objects.update(product=product, matched_by="asin")
    return Listing.objects.get()


@pytest.fixture
def wish(mug, merchant, clock):
    """wish(NEW): a person assigns the ASIN, and Amazon's catalog has said that it knows it."""

    def do(asin, answer="one"):
        type_asin(mug.pk, asin, by=merchant, now=clock())
        AsinSearch.objects.update(answer=answer, asin=asin if answer == "one" else "", due=False)

    return do


@pytest.fixture
def count(box):
    """count() → how often Amazon was told to delete and to put, previews included."""

    def calls():
        return box.calls("deleteListingsItem"), box.calls("putListingsItem")

    return calls


@pytest.fixture
def scene(request, box, shop, mug):
    """All of it by name: scene.wish(NEW), scene.stage(), scene.truth()."""
    others = {name: request.getfixturevalue(name) for name in ("merchant", "wish", "stage", "count", "clock")}
    return SimpleNamespace(
        box=box, shop=shop, mug=mug, truth=lambda: box.truth(shop.seller).get(SKU), **others
    )


def story():
    return list(Submission.objects.order_by("pk").values_list("operation", "state"))


def place():
    row = Listing.objects.order_by("pk")[0]
    return row.tab, row.status, row.asin, row.assigned_asin
