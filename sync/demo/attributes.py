"""The demo's stores have Amazon's attributes read with their first sync, as if a person had asked."""

from collections.abc import Iterable
from datetime import datetime

from amazon_channel.models import Store
from listings.amazon_attributes.models import AttributeReading


def seed(accounts: Iterable[str], *, now: datetime) -> None:
    """Ask for the attributes of these accounts' stores, but once only."""
    stores = Store.objects.filter(account__name__in=list(accounts), attribute_reading=None)
    AttributeReading.objects.bulk_create(
        [AttributeReading(store=store, asked_at=now) for store in stores], ignore_conflicts=True
    )
