"""Which products fit a listing by the store's mapping: at the rank that decides, and rank by rank.

The same ranks as in listings.match_sql, asked for one listing: what a person chooses from.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q, QuerySet

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
    for _by, rows in ranks(listing):
        found = rows.select_related("product").order_by("product__sku", "role")
        fits = {
            row.product_id: Fit(
                row.product_id, row.product.sku, row.product.name, f"{row.attribute}: {row.raw}"
            )
            for row in found[: at_most * 3]  # a product may hold one number in three attributes
        }
        if fits:
            return list(fits.values())[:at_most]
    return []


def ranks(listing: Listing) -> list[tuple[MatchedBy, QuerySet[ProductIdentifier]]]:
    """The identifiers by which products fit, best rank first; the products' own SKUs are not among them."""
    store = listing.store
    conditions = [
        (MatchedBy.SKU, Q(role="sku", attribute=store.sku_attribute, value=listing.seller_sku)),
        (MatchedBy.ASIN, Q(role="asin", attribute=store.asin_attribute, value=listing.asin)),
    ]
    rows = ProductIdentifier.objects.on(store.website).exclude(value="")
    if not listing.is_parent:
        named = (
            Q(role="upc", attribute=store.upc_attribute)
            | Q(role="ean", attribute=store.ean_attribute)
            | Q(role="isbn", attribute=store.isbn_attribute)
        )
        conditions.append((MatchedBy.GTIN, Q(value=listing.gtin) & named))
        rows = rows.exclude(product__type__in=PAGES)
    return [(by, rows.filter(condition, kind=by.value)) for by, condition in conditions]
