"""A store that maps every number, products without ASIN, and the stage that looks for them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Product, ProductIdentifier
from listings.eligibility import judge
from listings.models import Listing
from listings.models.asins import AsinCandidate
from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.pull.asins import search_asins
from tests.sync.conftest import START

UK = "A1F83G8C2ARO7P"
EAN, OTHER_EAN, UPC, ISBN = "04006381333931", "04006381333948", "00036000291452", "09780306406157"
GCID = "4D0E12AB34CD56EF"


@pytest.fixture
def shop(connect):
    """A store that maps every number and offers its website's products."""
    shop = connect(UK)
    store = shop.store
    store.website = "uk"
    store.upc_attribute, store.ean_attribute, store.isbn_attribute = "upc", "ean", "isbn"
    store.gcid_attribute = "gcid"
    store.save()
    return shop


@pytest.fixture
def sells(shop):
    """sells("MUG", ean=…) – a product without ASIN that becomes a candidate."""

    def make(sku, name="Mug", **numbers):
        product = Product.objects.create(sku=sku, name=name, websites=["uk"], quantity=5, condition="new_new")
        ProductIdentifier.objects.bulk_create(
            ProductIdentifier(
                product=product,
                role=role,
                attribute=role,
                kind="gcid" if role == "gcid" else "gtin",
                raw=number,
                value=number,
            )
            for role, number in numbers.items()
        )
        judge(shop.store, now=START)
        return product

    return make


@pytest.fixture
def stage(shop, make_work, clock):
    """stage() → the work of one search, in a run of its own, and the listings judged by it."""

    def do(throttle=None, **columns):
        clock.now = max(timezone.now(), clock.now) + timedelta(seconds=10)
        work = make_work(shop.store, **columns)
        calls = CallLog(work.run, clock)
        calls.tally = work.tally
        credentials = credentials_of(shop.account)
        work.amazon = Amazon(credentials, throttle=throttle or Unthrottled(), tokens=TOKENS, observer=calls)
        search_asins(work)
        judge(shop.store, now=clock.now)
        return work

    return do


@pytest.fixture
def knows(box):
    """knows("B00000000A", gtin=…) – Amazon's catalog has this item."""
    return lambda asin, **facts: box.knows(asin, **{"marketplace": UK} | facts)


def place(sku="MUG"):
    listing = Listing.objects.get(seller_sku=sku)
    return listing.status, listing.asin


def candidates(sku="MUG"):
    return list(AsinCandidate.objects.filter(listing__seller_sku=sku).values_list("asin", flat=True))
