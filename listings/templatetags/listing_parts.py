"""Parts of listings that templates show: badges, prices, times, and a product's listings in every store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from amazon_channel.models import User
from catalog.models import Product
from listings.fitting import PAGES
from listings.models import Listing
from listings.pages import show
from listings.pages.columns import framed
from listings.pages.deeds import Offer, offers_for

register = template.Library()
MOST = 100  # listings of one product that are shown; a product has at most one per store and alias


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """A time that the page's script turns into the reader's zone."""
    return show.moment(at)


@register.filter
def tab_badge(tab: str) -> SafeString:
    """The tab's name in its colour."""
    return show.tab_badge(tab)


@register.filter
def listing_price(listing: Listing) -> str:
    """Amazon's price in the store's currency."""
    return show.money(listing.price, listing.store.currency)


@register.filter
def listing_quantity(listing: Listing) -> SafeString | str:
    """Amazon's quantity; — where it is unknown."""
    return show.quantity(listing)


@register.filter
def picture(address: str) -> SafeString:
    """A framed picture, or an empty frame."""
    return framed(address)


@register.filter
def readable(name: str) -> str:
    """An attribute's name without its underscores."""
    return name.replace("_", " ")


@register.filter
def offers(listing: Listing) -> list[Offer]:
    """What can be done to the listing where it stands."""
    return offers_for(listing)


@register.filter
def listing_status(listing: Listing) -> SafeString:
    """The status in the colour of its tab."""
    return show.listing_badge(listing)


@register.inclusion_tag("listings/product_listings.html")
def product_listings(product: Product, user: User) -> dict[str, Any]:
    """The product's listings in every store that the user sees."""
    return {"listings": list(listings_of(product, user)[:MOST]), "page_only": product.type in PAGES}


def listings_of(product: Product, user: User) -> QuerySet[Listing]:
    """A product's listings, store by store."""
    rows = Listing.objects.visible_to(user).filter(product=product).select_related("store", "store__account")
    return rows.order_by("store__account__name", "store__name", "seller_sku")
