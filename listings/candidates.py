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
from listings.fitting import PAGES, ranks
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
    """At each rank of matching, the best first."""
    seen = set()
    for rank, products in _ways(listing):
        for product in products.order_by("sku")[:MOST_FITTING]:
            if product.pk not in seen:
                seen.add(product.pk)
                yield Choice(product, str(rank.label), True)


def _ways(listing: Listing) -> Iterable[tuple[MatchedBy, QuerySet[Product]]]:
    """The ranks; with the products' own columns, which know what the index has not read yet."""
    store = listing.store
    offers = Product.objects.exclude(type__in=PAGES)
    if store.sku_attribute == "sku":
        yield MatchedBy.SKU, offers.filter(sku=listing.seller_sku)
    for rank, identifiers in ranks(listing):
        if rank == MatchedBy.ASIN and listing.asin and store.asin_attribute == "asin":
            yield rank, offers.filter(_with_asin(store, listing.asin))
        yield rank, offers.filter(pk__in=identifiers.values("product"))


def _with_asin(store: Store, asin: str) -> Q:
    """The products with this ASIN in the built-in column, unless the store's website says another one."""
    elsewhere = ProductIdentifier.objects.filter(role="asin", attribute="asin", website=store.website)
    return Q(asin=asin) & ~Q(pk__in=elsewhere.exclude(website="").values("product"))


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
