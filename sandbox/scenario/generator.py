"""Any number of believable listings for one seller: the same for the same seed, made in flat memory."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.box import Sandbox
from sandbox.marketplaces import MARKETPLACES
from sandbox.scenario.asins import Meaning, asin_of, ean13
from sandbox.scenario.facts import DAY
from sandbox.scenario.issues import FINDINGS, wording
from sandbox.scenario.load import ISSUE_SQL, LISTING_SQL, OFFER_SQL, STOCK_SQL, issue_row, listing_id_of
from sandbox.scenario.markets import MARKETS, Market, price_in
from sandbox.scenario.words import Colour, Kind, kinds, palette, title_of

BATCH = 5_000
CACHE_KIB = 65_536                     # SQLite's page cache while it fills indexes
SHARE_BY_AMAZON, SHARE_EMPTY, SHARE_FOUND = 0.3, 0.06, 0.03
FOUND = ("no image", "policy", "price", "qualification", "weak bullet", "attribute refused")


@dataclass(frozen=True, slots=True)
class _Model:
    """What all listings of a kind, size and colour have in common in one marketplace."""

    kind: Kind
    colour: Colour
    title: str
    price: str


def generate(box: Sandbox, seller_id: str, marketplaces: tuple[str, ...], *, count: int,
seed: int = 1) -> None:
    """Give a seller `count` SKUs, each with a listing in every one of the marketplaces."""
    now = box.clock.now_ms()
    with box.store.writing() as db:
        db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        for place, marketplace in enumerate(marketplaces):
            made = _rows(seller_id, marketplace, count=count, seed=seed, now=now)
            while batch := list(islice(made, BATCH)):
                db.executemany(LISTING_SQL, [each[0] for each in batch])
                db.executemany(ISSUE_SQL, [row for each in batch if (row := each[3])])
                if place == 0:         # what is for sale is shared by the marketplaces
                    db.executemany(OFFER_SQL, [each[1] for each in batch])
                    db.executemany(STOCK_SQL, [row for each in batch if (row := each[2])])
        db.execute("PRAGMA cache_size = -2000")


_Row = tuple[Any, ...]


def _rows(seller_id: str, marketplace_id: str, *, count: int, seed: int,
          now: int) -> Iterator[tuple[_Row, _Row, _Row | None, _Row | None]]:
    """Listing, offer, stock and issue of each SKU, in the order of the SKUs."""
    market, channel = market_of(marketplace_id), MARKETPLACES[marketplace_id].fba_channel
    models, dice, made = _models(market), random.Random(seed), 0
    prefixes = sorted(models)
    for place, prefix in enumerate(prefixes):
        here = (count * (place + 1)) // len(prefixes) - made
        for number in range(here):
            yield _row(models[prefix], f"{prefix}-{seed:02d}{number:06d}", made + number, dice=dice, now=now,
                       whose=(seller_id, marketplace_id, market, channel))
        made += here


def _row(models: list[_Model], sku: str, number: int, *, dice: random.Random, now: int,
         whose: tuple[str, str, Market, str]) -> tuple[_Row, _Row, _Row | None, _Row | None]:
    seller_id, marketplace_id, market, channel = whose
    luck, roll, age = dice.random(), dice.random(), dice.random()
    model = models[int(luck * len(models))]
    asin = asin_of(Meaning(100 + number, model.kind.number, model.colour.number))
    title, by_amazon = f"{model.title} ({sku[-6:]})", roll < SHARE_BY_AMAZON
    stock = 0 if age < SHARE_EMPTY else 1 + int(luck * 1_000_003) % 150
    created = now - int((30 + age * 1500) * DAY)
    updated = created + int(roll * (now - created))
    fnsku = f"X0{number:08d}" if by_amazon else None
    listing = (
        seller_id, marketplace_id, sku, asin, model.kind.product_type, title, None, f"/images/{asin}.svg",
        "new_new", None, model.price, market.currency, ean13(number), "ean", fnsku,
        listing_id_of(number, created), 0, None, None, 1, created, updated, None, 0,
    )
    offer = (seller_id, sku, channel if by_amazon else "DEFAULT", 0 if by_amazon else stock, 2)
    shelf = (seller_id, sku, fnsku, asin, "new_new", title, stock, 0, 0, 0, updated) if by_amazon else None
    return listing, offer, shelf, _issue(sku, luck, roll, whose, updated)


def _issue(sku: str, luck: float, roll: float, whose: tuple[str, str, Market, str], at: int) -> _Row | None:
    if roll <= 1 - SHARE_FOUND:
        return None
    seller_id, marketplace_id, market, _ = whose
    finding = FINDINGS[FOUND[int(luck * 1000) % len(FOUND)]]
    return issue_row((seller_id, marketplace_id, sku), finding, wording(finding, language=market.language),
    at)


def _models(market: Market) -> dict[str, list[_Model]]:
    """The models by SKU prefix, one list a kind."""
    return {
        f"{kind.brand[:3].upper()}-{kind.code}": [
            _Model(kind, colour, title_of(kind, size=size, colour=colour, language=market.language),
                   price_in(market, kind.usd * (1 + 0.35 * size)))
            for size in range(len(kind.sizes)) for colour in palette(kind.palette)
        ]
        for kind in kinds()
    }


def market_of(marketplace_id: str) -> Market:
    """The demo's market of that id; for other marketplaces English titles at dollar amounts in their
    money."""
    for market in MARKETS.values():
        if market.marketplace_id == marketplace_id:
            return market
    return Market("", marketplace_id, MARKETPLACES[marketplace_id].currency, "en", MARKETS["us"].rate)
