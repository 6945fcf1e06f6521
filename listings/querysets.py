"""Named sets of listings: the vocabulary that pages, actions and the sync share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from amazon_channel.models import Store, User
from listings.codes import Tab
from listings.tabs import ON_AMAZON

if TYPE_CHECKING:
    from listings.models import Listing  # noqa: F401 - named in the base class


class ListingQuerySet(models.QuerySet["Listing"]):
    """Sets of listings."""

    def visible_to(self, user: User) -> Self:
        """The listings of the accounts this user may see."""
        return self.filter(store__in=Store.objects.visible_to(user))

    def on_amazon(self) -> Self:
        """Amazon has them, as far as we know."""
        return self.filter(ON_AMAZON)

    def on_tab(self, tab: Tab) -> Self:
        return self.filter(tab=tab)

    def with_override(self) -> Self:
        """A filter over the tabs, not a tab."""
        return self.filter(overridden=True)

    def missing(self) -> Self:
        """Absent from the last full report, not yet confirmed gone."""
        return self.filter(missing_since__isnull=False, gone_at__isnull=True)

    def ready_to_list(self) -> Self:
        """They have all that Amazon needs; nobody has wished them listed, and nothing was sent."""
        return self.filter(tab=Tab.READY, published_at=None, submitted_at=None)

    def wished(self) -> Self:
        """A person wishes them listed; they were not sent yet. The index listing_wished finds them."""
        return self.filter(published_at__isnull=False, submitted_at=None).exclude(ON_AMAZON)

    def unmatched(self) -> Self:
        """Without a product, and nobody decided by hand that there is none."""
        return self.filter(Q(product__isnull=True) & ~Q(matched_by="hand"))
