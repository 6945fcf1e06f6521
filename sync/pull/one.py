"""One SKU at once: what Amazon says of it now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from listings.codes import Source
from listings.models import Listing
from sync.pull.absence import bury, mark_missing
from sync.pull.items import write
from sync.work import Work


def pull_one(work: Work) -> None:
    """Read the run's SKU. A 404 makes a listing missing, and gone if it was missing already."""
    sku = work.run.seller_sku
    item = work.amazon.get_listing(work.store.marketplace_id, sku)
    if item is not None:
        write(work, [item], source=Source.ITEM)
        return
    work.tally.message = _("Amazon has no listing with this SKU in this store.")
    listing = Listing.objects.filter(store=work.store, seller_sku=sku).on_amazon().first()
    if listing is None:
        return
    if listing.missing_since:
        bury(work, [listing.pk])
    else:
        work.tally.missing += mark_missing(work, [sku])
