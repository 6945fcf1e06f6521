"""What the demo's merchant sells, in the merchant's own words: the articles of the shop's export."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sandbox.scenario.assortment import Ware, entries, further
from sandbox.scenario.catalog import Product, products
from sandbox.scenario.facts import Shop
from sandbox.scenario.goods import Good, barcode_type, good_of, part_number
from sandbox.scenario.items import ODD_SKUS, items
from sandbox.scenario.words import Kind, colours, kinds, palette

OWN_ONLY = {
    "dark": "bright",
    "bright": "earth",
    "wood": "dark",
    "glass": "neutral",
    "earth": "neutral",
    "neutral": "dark",
}
"""In which colours the merchant sells the first size of a kind that Amazon has never heard of."""
OWN_SHOP = "base"
"""The website of the merchant's own shop, behind which there is no Amazon store."""
NEW = "new_new"


@dataclass(frozen=True, slots=True)
class Article:
    """A product of the merchant; texts may be empty. `good`: what it is, in English, if that is known."""

    sku: str
    name: str
    good: Good | None
    websites: tuple[str, ...]
    quantity: int
    condition: str = NEW
    asin: str = ""
    is_enabled: bool = True
    barcodes: dict[str, str] = field(default_factory=dict)  # ean, upc, isbn – as the merchant typed them
    sale_starts_on: str = ""
    sale_ends_on: str = ""
    image: str = ""
    kind: Kind | None = None  # the family to which it belongs


def articles(shop: Shop) -> Iterator[Article]:
    """Every article but those made for the sake of matching: listed, to be listed, and sold elsewhere."""
    known = {item.sku: item.asin for item in items()}
    by_asin = {entry.asin: entry.gtin for entry in entries("us")}
    family = {_sku(kind, place, number): kind for kind, place, number in _sold()}
    for product in products(shop):
        asin = known.get(product.sku) or product.asin or product.image.removeprefix("/images/")[:10]
        article = _of_product(product, good_of(asin, language="en"), by_asin.get(asin, ""))
        yield replace(article, kind=family.get(product.sku))
    for kind in kinds():
        for ware in further(kind):
            yield of_ware(ware, websites=(OWN_SHOP,), knows_asin=ware.is_known and not ware.place)
        for colour in palette(OWN_ONLY[kind.palette]):
            yield of_ware(Ware(kind, 0, colour, False), websites=(OWN_SHOP,))


def of_ware(ware: Ware, *, websites: tuple[str, ...], knows_asin: bool = False) -> Article:
    """A ware as an article with its right barcode; the merchant may know its ASIN."""
    good = good_of(ware.asin, language="en")
    assert good is not None
    return Article(
        good.part_number,
        good.title,
        good,
        websites,
        3 + (ware.kind.number * 7 + ware.colour.number * 5) % 60,
        asin=ware.asin if knows_asin else "",
        barcodes={barcode_type(ware.gtin): ware.gtin},
        image=f"/images/{ware.asin}.svg",
        kind=ware.kind,
    )


def _of_product(product: Product, good: Good | None, gtin: str) -> Article:
    return Article(
        product.sku,
        product.name,
        good,
        tuple(product.websites.split("|")),
        product.quantity,
        product.condition,
        product.asin,
        product.enabled == "yes",
        {barcode_type(gtin): gtin} if gtin else {},
        product.sale_starts_on,
        product.sale_ends_on,
        product.image,
    )


def _sold() -> Iterator[tuple[Kind, int, int]]:
    """Kind, size and colour of all that is sold new, and of the colours to come."""
    for kind in kinds():
        for place in range(len(kind.sizes)):
            for name in (kind.palette, "neutral") if kind.palette == "bright" else (kind.palette,):
                for colour in palette(name):
                    yield kind, place, colour.number


def _sku(kind: Kind, place: int, number: int) -> str:
    sku = part_number(kind, place, colours()[number])
    return ODD_SKUS.get(sku, sku)
