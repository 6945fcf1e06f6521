"""Products that may be a listing's, best first: those that fit by an identifier, then those called alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from catalog.identifiers import Kind, normalise
from catalog.models import Product, ProductIdentifier
from listings.codes import MatchedBy
from listings.models import Listing

MOST_FITTING = 50
MOST_SIMILAR = 12
MOST_FOUND = 50
SHORTEST_WORD = 4  # letters; shorter ones tell products apart badly


class Choice(NamedTuple):
    """A product to choose, and why it is offered; `fits` by an identifier, not only by its name."""

    product: Product
    why: str
    fits: bool


def best(listing: Listing) -> list[Choice]:
    """The products that fit at any rank, the deciding rank first, and some of a similar name."""
    fitting = list(_fitting(listing))
    known = [choice.product.pk for choice in fitting]
    return fitting + [choice for choice in _similar(listing) if choice.product.pk not in known]


def find(words: str) -> list[Choice]:
    """Products by the start of their SKU, an ASIN, a number of theirs, or words of their name."""
    words = words.replace("\x00", "").strip()[:200]
    if not words:
        return []
    exact = Q(sku__startswith=words) | Q(sku__startswith=words.upper()) | Q(asin=words.upper())
    if gtin := normalise(Kind.GTIN, words).value:
        numbers = ProductIdentifier.objects.filter(kind="gtin", value=gtin)
        exact |= Q(pk__in=numbers.values("product"))
    found = list(Product.objects.filter(exact).order_by("sku")[:MOST_FOUND])
    if len(found) < MOST_FOUND:
        known = [product.pk for product in found]
        named = Product.objects.filter(_named(words.split())).exclude(pk__in=known)
        found += named[: MOST_FOUND - len(found)]
    return [Choice(product, "", False) for product in found]


def _fitting(listing: Listing) -> Iterable[Choice]:
    """By the store's mapping, in the order of listings.matching's ranks."""
    store, seen = listing.store, set()
    ranks = (
        (MatchedBy.SKU, Q(sku=listing.seller_sku) if store.sku_attribute == "sku" else None),
        (MatchedBy.SKU, _identified("sku", listing.seller_sku, {"sku": store.sku_attribute})),
        (MatchedBy.ASIN, Q(asin=listing.asin) if listing.asin and store.asin_attribute == "asin" else None),
        (MatchedBy.ASIN, _identified("asin", listing.asin, {"asin": store.asin_attribute})),
        (MatchedBy.GTIN, _identified("gtin", listing.gtin, _number_roles(store))),
    )
    for rank, condition in ranks:
        if condition is None:
            continue
        for product in Product.objects.filter(condition).order_by("sku")[:MOST_FITTING]:
            if product.pk not in seen:
                seen.add(product.pk)
                yield Choice(product, str(rank.label), True)


def _number_roles(store: Store) -> dict[str, str]:
    return {"upc": store.upc_attribute, "ean": store.ean_attribute, "isbn": store.isbn_attribute}


def _identified(kind: str, value: str, roles: dict[str, str]) -> Q | None:
    """The products that hold this value where the store looks for it; None if nothing is looked for."""
    mapped = Q()
    for role, attribute in roles.items():
        if attribute:
            mapped |= Q(role=role, attribute=attribute)
    if not value or not mapped:
        return None
    return Q(pk__in=ProductIdentifier.objects.filter(mapped, kind=kind, value=value).values("product"))


def _similar(listing: Listing) -> Iterable[Choice]:
    """The longest words of a title are the rarest: two of them, or one."""
    words = sorted(
        {word for word in listing.title.split() if len(word) >= SHORTEST_WORD}, key=len, reverse=True
    )
    for some in (words[:2], words[:1]):
        if not some:
            return
        found = list(Product.objects.filter(_named(some))[:MOST_SIMILAR])
        if found:
            yield from (Choice(product, _("Similar name"), False) for product in found)
            return


def _named(words: Iterable[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(name__icontains=word)
    return condition
