"""How many products of a store are to be listed, and how many could be."""

from typing import NamedTuple

from django.db.models import Count

from amazon_channel.models import Store
from listings.codes import Status, Tab
from listings.models import Listing, TabCount


class Wishes(NamedTuple):
    """`wished` wait to be sent, as a person wishes; `unwished` are ready, and nobody wishes them yet."""

    wished: int
    unwished: int


def wishes(store: Store, *, ready: int | None = None) -> Wishes:
    """Both numbers: a count over the small index of what waits, and the kept count of what is ready.

    `ready` is that count where the caller has read it already.
    """
    waiting = Listing.objects.filter(store=store).wished().order_by().values_list("tab").annotate(Count("pk"))
    by_tab: dict[str, int] = dict(waiting)
    if ready is None:
        counts = TabCount.objects.filter(store=store, tab=Tab.READY, status=Status.READY)
        ready = sum(counts.values_list("listings", flat=True))
    return Wishes(sum(by_tab.values()), ready - by_tab.get(Tab.READY, 0) if ready else 0)


def wished(store: Store) -> int:
    """Listings that a person wishes and that wait to be sent."""
    return wishes(store).wished


def unwished(store: Store) -> int:
    """Products that are ready to be listed and not wished yet."""
    return wishes(store).unwished
