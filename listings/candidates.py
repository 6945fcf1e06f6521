"""Products that may be a listing's, best first: those that fit by an identifier, then those called alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from catalog.identifiers import Kind, normalise
from catalog.models import Product, ProductIdentifier, ProductIndex
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
    """Products by the start of their SKU, an ASIN, a number or words; each way is asked of its own index."""
    words = words.replace("\x00", "").strip()[:200]
    if not words:
        return []
    gtin = normalise(Kind.GTIN, words).value
    ways = (
        Product.objects.filter(Q(sku__startswith=words) | Q(sku__startswith=words.upper())).order_by("sku"),
        Product.objects.filter(asin=words.upper()),
        Product.objects.filter(pk__in=_identified_ids("gtin", gtin)) if gtin else Product.objects.none(),
        _with_words(words.split(), MOST_FOUND),
    )
    found: dict[int, Product] = {}
    for way in ways:
        if len(found) < MOST_FOUND:
            found |= {product.pk: product for product in way[:MOST_FOUND] if product.pk not in found}
    return [Choice(product, "", False) for product in list(found.values())[:MOST_FOUND]]


def _fitting(listing: Listing) -> Iterable[Choice]:
    """By the store's mapping, in the order of listings.matching's ranks."""
    store, seen = listing.store, set()
    ranks = (
        (MatchedBy.SKU, Q(sku=listing.seller_sku) if store.sku_attribute == "sku" else None),
        (MatchedBy.SKU, _identified(store, "sku", listing.seller_sku, {"sku": store.sku_attribute})),
        (MatchedBy.ASIN, _with_asin(store, listing.asin)),
        (MatchedBy.ASIN, _identified(store, "asin", listing.asin, {"asin": store.asin_attribute})),
        (MatchedBy.GTIN, _identified(store, "gtin", listing.gtin, _number_roles(store))),
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


def _with_asin(store: Store, asin: str) -> Q | None:
    """The products with this ASIN in the built-in column, unless the store's website says another one."""
    if not asin or store.asin_attribute != "asin":
        return None
    elsewhere = ProductIdentifier.objects.filter(role="asin", attribute="asin", website=store.website)
    return Q(asin=asin) & ~Q(pk__in=elsewhere.exclude(website="").values("product"))


def _identified(store: Store, kind: str, value: str, roles: dict[str, str]) -> Q | None:
    """The products that hold this value where the store looks for it; None if nothing is looked for."""
    mapped = Q()
    for role, attribute in roles.items():
        if attribute:
            mapped |= Q(role=role, attribute=attribute)
    if not value or not mapped:
        return None
    here = ProductIdentifier.objects.on(store.website)
    return Q(pk__in=here.filter(mapped, kind=kind, value=value).values("product"))


def _identified_ids(kind: str, value: str) -> list[int]:
    rows = ProductIdentifier.objects.filter(kind=kind, value=value).values_list("product_id", flat=True)
    return list(rows[:MOST_FOUND])


def _similar(listing: Listing) -> Iterable[Choice]:
    """The longest words of a title are the rarest: two of them, or one."""
    words = sorted(
        {word for word in listing.title.split() if len(word) >= SHORTEST_WORD}, key=len, reverse=True
    )
    for some in (words[:2], words[:1]):
        if not some:
            return
        found = list(_with_words(some, MOST_SIMILAR))
        if found:
            yield from (Choice(product, _("Similar name"), False) for product in found)
            return


def _with_words(words: Iterable[str], most: int) -> QuerySet[Product]:
    """Products that say all these words in what is searched, found in the trigram index."""
    rows = ProductIndex.objects.all()
    for word in words:
        rows = rows.filter(words__contains_word=word)
    return Product.objects.filter(pk__in=list(rows.order_by().values_list("pk", flat=True)[:most])).order_by(
        "sku"
    )
