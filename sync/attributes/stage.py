"""The stage: attributes of the stores that map any, or where a person asked for them; of no other."""

from __future__ import annotations

from listings.amazon_attributes.models import AttributeMapping, AttributeReading
from sync.attributes.definitions import pull_definitions
from sync.attributes.listings import pull_listings
from sync.pull.reports import has_picture
from sync.work import Work


def pull_attributes(work: Work) -> None:
    """Read what listings say, then what their product types know. Bounded; goes on in the next run."""
    reading = AttributeReading.objects.filter(store=work.store).first()
    if reading is None:
        return
    mappings = list(AttributeMapping.objects.active_in(work.store))
    if not mappings and not (reading.waits and has_picture(work.store)):
        return  # a sample of a store whose listings are still to come would show nothing
    product_types = pull_listings(work, reading, mappings)
    pull_definitions(work, reading, product_types)
