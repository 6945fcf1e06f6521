"""Bulk deeds in the small: three listings are many, two a batch."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Product
from listings import tasks
from listings.bulk import actions, work
from listings.bulk.choice import all_of, asked_by
from listings.models import BulkDeed, Listing
from tests.conftest import NOON
from tests.listings.conftest import LIST

LATER = NOON + timedelta(minutes=5)
UNMATCHED = f"{LIST}?tab=unmatched"


@pytest.fixture(autouse=True)
def _small(db, monkeypatch):
    monkeypatch.setattr(work, "AT_ONCE", 2)
    monkeypatch.setattr(work, "BATCH", 2)


@pytest.fixture
def queue(make_listing):
    return [make_listing(f"L-{number}") for number in range(5)]


@pytest.fixture
def ready(store, make_listing):
    columns = {"first_seen_at": None, "asin": "B000000001", "condition": "new_new"}
    products = Product.objects.bulk_create(Product(sku=f"R-{n}", name="Mug", quantity=7) for n in range(5))
    return [make_listing(product.sku, product=product, **columns) for product in products]


def begin(kind, merchant, *, address=UNMATCHED, **more):
    return actions.start(kind, all_of(asked_by(address, merchant)), by=merchant, now=NOON, **more)


def ignored():
    return sorted(Listing.objects.exclude(ignored_at=None).values_list("seller_sku", flat=True))


def one(deed, merchant):
    return work.one_batch(deed, merchant, now=timezone.now())


def run(deed):
    """As a worker does, when the one before it was given up."""
    BulkDeed.objects.update(worked_at=None)
    tasks.carry_out_bulk_deed(deed_id=deed.pk)
    deed.refresh_from_db()
    return deed
