"""Which products fit a listing at the rank that decides: what a person chooses from where several do."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from catalog.models import ProductIdentifier
from listings.codes import MatchedBy
from listings.models import Listing

PAGES = ("configurable", "grouped")  # see match_sql


class Fit(NamedTuple):
    """A product, and the attribute and text by which it fits."""

    product_id: int
    sku: str
    name: str
    detail: str


def fitting_products(listing: Listing, *, at_most: int = 20) -> list[Fit]:
    """The first products by SKU where several fit, read as matching read them; else none."""
    if listing.product_id is not None or listing.fitting_products < 2:
        return []
    for rank in _ranks(listing):
        rows = (
            ProductIdentifier.objects.on(listing.store.website)
            .filter(rank)
            .select_related("product")
            .order_by("product__sku", "role")
        )
        if not listing.is_parent:
            rows = rows.exclude(product__type__in=PAGES)
        fits = {
            row.product_id: Fit(
                row.product_id, row.product.sku, row.product.name, f"{row.attribute}: {row.raw}"
            )
            for row in rows[: at_most * 3]  # a product may hold one number in three attributes
        }
        if fits:
            return list(fits.values())[:at_most]
    return []


def _ranks(listing: Listing) -> list[Q]:
    """The ranks of match_sql that can have several products, best first."""
    store = listing.store
    ranks = [
        Q(kind=MatchedBy.SKU, role="sku", attribute=store.sku_attribute, value=listing.seller_sku),
        Q(kind=MatchedBy.ASIN, role="asin", attribute=store.asin_attribute, value=listing.asin),
    ]
    if not listing.is_parent:
        named = (
            Q(role="upc", attribute=store.upc_attribute)
            | Q(role="ean", attribute=store.ean_attribute)
            | Q(role="isbn", attribute=store.isbn_attribute)
        )
        ranks.append(Q(kind=MatchedBy.GTIN, value=listing.gtin) & named)
    return [rank & ~Q(value="") for rank in ranks]
