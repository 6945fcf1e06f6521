"""How many products of a store are to be listed, and how many could be."""

from amazon_channel.models import Store
from listings.codes import Status, Tab
from listings.models import Listing, TabCount


def wished(store: Store) -> int:
    """Listings that a person wishes and that wait to be sent: a count over their own small index."""
    return Listing.objects.filter(store=store).wished().count()


def unwished(store: Store) -> int:
    """Products that are ready to be listed and not wished yet: the kept count without those that wait."""
    counts = TabCount.objects.filter(store=store, tab=Tab.READY, status=Status.READY)
    ready = sum(counts.values_list("listings", flat=True))
    return ready - Listing.objects.filter(store=store, tab=Tab.READY).wished().count() if ready else 0
