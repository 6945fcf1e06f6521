"""Any number of believable listings for one seller: the same for the same seed, made in flat memory."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.box import Sandbox
from sandbox.marketplaces import MARKETPLACES
from sandbox.scenario.asins import Meaning, asin_of, ean13
from sandbox.scenario.facts import DAY
from sandbox.scenario.goods import MADE_UP
from sandbox.scenario.issues import FINDINGS, wording
from sandbox.scenario.load import ISSUE_SQL, LISTING_SQL, OFFER_SQL, STOCK_SQL, issue_row, listing_id_of
from sandbox.scenario.markets import MARKETS, Market, price_in
from sandbox.scenario.words import Colour, Kind, kinds, palette, title_of

BATCH = 5_000
FIRST_BARCODE = 10_000_000  # the demo's barcodes are below
CACHE_KIB = 65_536  # SQLite's page cache while it fills indexes
SHARE_BY_AMAZON, SHARE_EMPTY, SHARE_FOUND = 0.3, 0.06, 0.03
FOUND = ("no image", "policy", "price", "qualification", "weak bullet", "attribute refused")


Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    """What all listings of a kind, size and colour have in common in one marketplace."""

    kind: Kind
    colour: Colour
    title: str
    price: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose listings, where, and as of when (milliseconds)."""

    seller_id: str
    marketplace_id: str
    market: Market
    channel: str  # of fulfilment by Amazon
    now: int


@dataclass(frozen=True, slots=True)
class _Draw:
    """What chance says of one SKU: three numbers below one."""

    luck: float
    roll: float
    age: float

    @property
    def by_amazon(self) -> bool:
        """Whether Amazon ships it."""
        return self.roll < SHARE_BY_AMAZON

    @property
    def stock(self) -> int:
        """How much there is of it."""
        return 0 if self.age < SHARE_EMPTY else 1 + int(self.luck * 1_000_003) % 150


def generate(
    box: Sandbox, seller_id: str, marketplaces: tuple[str, ...], *, count: int, seed: int = 1
) -> None:
    """Give a seller `count` SKUs, each with a listing in every one of the marketplaces."""
    now = box.clock.now_ms()
    with box.store.writing() as db:
        db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        for number, marketplace in enumerate(marketplaces):
            channel = MARKETPLACES[marketplace].fba_channel
            place = _Place(seller_id, marketplace, market_of(marketplace), channel, now)
            made = _rows(place, count=count, seed=seed)
            while batch := list(islice(made, BATCH)):
                # What is for sale is shared by the marketplaces, so it is written once.
                _write(db, batch, with_offers=number == 0)
        db.execute("PRAGMA cache_size = -2000")


def _write(
    db: sqlite3.Connection, batch: list[tuple[Row, Row, Row | None, Row | None]], *, with_offers: bool
) -> None:
    db.executemany(LISTING_SQL, [listing for listing, _, _, _ in batch])
    db.executemany(ISSUE_SQL, [issue for _, _, _, issue in batch if issue])
    if with_offers:
        db.executemany(OFFER_SQL, [offer for _, offer, _, _ in batch])
        db.executemany(STOCK_SQL, [stock for _, _, stock, _ in batch if stock])


def _rows(place: _Place, *, count: int, seed: int) -> Iterator[tuple[Row, Row, Row | None, Row | None]]:
    """Listing, offer, stock and issue of each SKU, by SKU: SQLite takes them fastest in that order."""
    models, dice, made = _models(place.market), random.Random(seed), 0
    prefixes = sorted(models)
    for step, prefix in enumerate(prefixes):
        here = (count * (step + 1)) // len(prefixes) - made
        for number in range(made, made + here):
            draw = _Draw(dice.random(), dice.random(), dice.random())
            model = models[prefix][int(draw.luck * len(models[prefix]))]
            sku = f"{prefix}-{seed:02d}{number - made:06d}"
            listing = _listing(place, model, sku, number, draw)
            yield listing, _offer(place, sku, draw), _stock(listing, draw), _issue(place, sku, draw)
        made += here


def _listing(place: _Place, model: _Model, sku: str, number: int, draw: _Draw) -> Row:
    asin = asin_of(Meaning(MADE_UP + number, model.kind.number, model.colour.number))
    created = place.now - int((30 + draw.age * 1500) * DAY)
    updated = created + int(draw.roll * (place.now - created))
    return (
        place.seller_id,
        place.marketplace_id,
        sku,
        asin,
        model.kind.product_type,
        f"{model.title} ({sku[-6:]})",
        None,
        f"/images/{asin}.svg",
        "new_new",
        None,
        model.price,
        place.market.currency,
        ean13(FIRST_BARCODE + number),
        "ean",
        f"X0{number:08d}" if draw.by_amazon else None,
        listing_id_of(number, created),
        0,
        None,
        None,
        1,
        created,
        updated,
        None,
        0,
    )


def _offer(place: _Place, sku: str, draw: _Draw) -> Row:
    channel = place.channel if draw.by_amazon else "DEFAULT"
    return place.seller_id, sku, channel, 0 if draw.by_amazon else draw.stock, 2


def _stock(listing: Row, draw: _Draw) -> Row | None:
    if not draw.by_amazon:
        return None
    seller_id, _, sku, asin, _, title = listing[:6]
    return seller_id, sku, listing[14], asin, "new_new", title, draw.stock, 0, 0, 0, listing[21]


def _issue(place: _Place, sku: str, draw: _Draw) -> Row | None:
    if draw.roll <= 1 - SHARE_FOUND:
        return None
    finding = FINDINGS[FOUND[int(draw.luck * 1000) % len(FOUND)]]
    message = wording(finding, language=place.market.language)
    return issue_row((place.seller_id, place.marketplace_id, sku), finding, message, place.now)


def _models(market: Market) -> dict[str, list[_Model]]:
    """The models by SKU prefix, one list a kind."""
    return {
        f"{kind.brand[:3].upper()}-{kind.code}": [
            _Model(
                kind,
                colour,
                title_of(kind, size=size, colour=colour, language=market.language),
                price_in(market, kind.usd * (1 + 0.35 * size)),
            )
            for size in range(len(kind.sizes))
            for colour in palette(kind.palette)
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
