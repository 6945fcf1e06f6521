"""The shop's own catalog: the products a back office knows, as products.csv, in step with the listings."""

import csv
import random
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from io import StringIO
from pathlib import Path
from zlib import crc32

from sandbox.scenario.asins import Meaning, asin_of
from sandbox.scenario.facts import ListingFacts, OfferFacts, Shop
from sandbox.scenario.goods import NEW_COLOUR, part_number
from sandbox.scenario.items import ODD_SKUS, items
from sandbox.scenario.markets import MARKETS, seller_of
from sandbox.scenario.words import Kind, kinds, palette, title_of

SEED = 20_260_102
UNMATCHED = 15  # listings without a product, besides the variation parents
MATCHED_BY_ASIN = 22  # SKUs that the catalog knows under a house number
DISABLED, ENDED, NOT_YET = 6, 4, 3  # products that listings may not sell now
READY, LACKING, UNFIT = 15, 12, 3  # products without a listing: complete, lacking, not for sale now


@dataclass(slots=True)
class Product:
    """A line of products.csv; websites are codes, joined by | in the file."""

    sku: str
    name: str
    asin: str
    condition: str
    enabled: str
    quantity: int
    sale_starts_on: str
    sale_ends_on: str
    websites: str
    image: str


def products(shop: Shop) -> list[Product]:
    """The catalog that belongs to the demo shop, sorted by SKU."""
    dice = random.Random(SEED)
    by_sku: dict[str, list[ListingFacts]] = defaultdict(list)
    for listing in shop.listings:
        if listing.deleted_days_ago is None and not listing.is_parent:
            by_sku[listing.sku].append(listing)
    plain = _plain_skus(by_sku, dice)
    unmatched, by_asin = _unmatched(plain, by_sku), [plain.pop() for _ in range(MATCHED_BY_ASIN)]
    known = {
        sku: _product(listings, shop)
        for sku, listings in by_sku.items()
        if sku not in unmatched and (sku.upper() == sku or sku.upper() not in by_sku)
    }
    for number, sku in enumerate(by_asin):
        known[sku].sku = f"LF-{10_040 + 7 * number}"
    _restrict([known[sku] for sku in plain if known[sku].quantity], dice)
    return sorted([*known.values(), *_without_listing(dice)], key=lambda product: product.sku)


def as_csv(rows: list[Product]) -> str:
    """The catalog as a CSV text with a header, lines ended by a newline."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [each.name for each in fields(Product)]
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in rows)
    return out.getvalue()


def write(path: Path, shop: Shop) -> int:
    """Write products.csv; how many products it holds."""
    rows = products(shop)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_csv(rows), encoding="utf-8")
    return len(rows)


def _plain_skus(by_sku: dict[str, list[ListingFacts]], dice: random.Random) -> list[str]:
    """SKUs whose ASIN no other SKU shares, without trouble or oddity, in random order."""
    users: dict[str | None, set[str]] = defaultdict(set)
    for sku, listings in by_sku.items():
        users[listings[0].asin].add(sku)
    plain = [
        sku
        for sku, listings in by_sku.items()
        if all(not each.findings and each.asin and each.price for each in listings)
        and len(users[listings[0].asin]) == 1
        and sku not in ODD_SKUS.values()
    ]
    dice.shuffle(plain)
    return plain


def _unmatched(plain: list[str], by_sku: dict[str, list[ListingFacts]]) -> set[str]:
    """SKUs with one listing each that the catalog does not know; taken out of `plain`."""
    alone = [sku for sku in plain if len(by_sku[sku]) == 1]
    # The smallest store shall have some as well.
    japanese = [sku for sku in alone if by_sku[sku][0].website == "jp"][:2]
    chosen = (japanese + [sku for sku in alone if sku not in japanese])[:UNMATCHED]
    for sku in chosen:
        plain.remove(sku)
    return set(chosen)


def _product(listings: list[ListingFacts], shop: Shop) -> Product:
    first = listings[0]
    english = {item.sku: item.titles["en"] for item in items()}
    offers = [shop.offers[seller_of(each.website).seller_id, each.sku] for each in listings]
    asin = next((each.asin for each in listings if each.asin), "") or ""
    picture = next((each.image for each in listings if each.image), "") or ""
    return Product(
        first.sku,
        english.get(first.sku) or first.title or f"Product {first.sku}",
        asin,
        first.condition or "",
        "yes",
        _own_stock(first.sku, offers),
        "",
        "",
        "|".join(each.website for each in listings),
        picture,
    )


def _own_stock(sku: str, offers: list[OfferFacts]) -> int:
    """What lies in the shop's own store: of the SKUs sold out at Amazon, every other one is here."""
    shown = [offer.fulfillable if offer.by_amazon else offer.quantity for offer in offers]
    if all(shown):
        return max(shown)
    return 0 if crc32(sku.encode()) % 2 else 12


def _restrict(candidates: list[Product], dice: random.Random) -> None:
    """Disable some products and put others outside their sale dates, for years to come."""
    chosen = iter(dice.sample(candidates, DISABLED + ENDED + NOT_YET))
    for _ in range(DISABLED):
        next(chosen).enabled = "no"
    for month in range(ENDED):
        next(chosen).sale_ends_on = f"2025-{month + 3:02d}-28"
    for _ in range(NOT_YET):
        next(chosen).sale_starts_on = "2099-01-01"


def _without_listing(dice: random.Random) -> list[Product]:
    """Products that Amazon does not show yet: new colours of what is sold."""
    fresh = iter(_new_colours(dice))
    rows = [next(fresh) for _ in range(READY)]
    for number in range(LACKING):
        row = next(fresh)
        lacks_asin, lacks_condition = number < 8, number >= 7
        rows.append(
            replace(
                row, asin="" if lacks_asin else row.asin, condition="" if lacks_condition else row.condition
            )
        )
    unfit = [next(fresh) for _ in range(UNFIT)]
    unfit[0].quantity, unfit[1].enabled, unfit[2].sale_ends_on = 0, "no", "2025-06-30"
    return rows + unfit


def _new_colours(dice: random.Random) -> list[Product]:
    rows = []
    for kind in kinds():
        if kind.palette == "bright" and len(kind.sizes) == 1:
            rows += [_new_colour(kind, number, dice) for number in range(len(palette("neutral")))]
    dice.shuffle(rows)
    return rows


def _new_colour(kind: Kind, number: int, dice: random.Random) -> Product:
    colour = palette("neutral")[number]
    asin = asin_of(Meaning(NEW_COLOUR, kind.number, colour.number))
    websites = sorted(dice.sample(list(MARKETS), dice.choice((1, 1, 2, 3))), key=list(MARKETS).index)
    return Product(
        part_number(kind, 0, colour),
        title_of(kind, size=0, colour=colour, language="en"),
        asin,
        "new_new",
        "yes",
        dice.randrange(4, 60),
        "",
        "",
        "|".join(websites),
        f"/images/{asin}.svg",
    )
