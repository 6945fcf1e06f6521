"""The demo shop: which item is listed where, at what price, shipped by whom. The same at every start."""

import random
from datetime import UTC, datetime
from itertools import cycle

from sandbox.scenario.facts import DAY, LAST_CHANGE, ListingFacts, OfferFacts, Shop
from sandbox.scenario.items import FAMILIES, LOCAL_ONLY, ODD_SKUS, Item, items, parent_of, parent_sku
from sandbox.scenario.markets import MARKETS, price_in, seller_of
from sandbox.scenario.troubles import trouble
from sandbox.scenario.words import Kind, kinds

SEED = 20_260_101
FIRST_OPENED = int(datetime(2021, 3, 1, tzinfo=UTC).timestamp() * 1000)
LAST_OPENED = int(datetime(2026, 10, 15, tzinfo=UTC).timestamp() * 1000)
SHARE_LISTED = {"us": 0.73, "ca": 0.44, "uk": 0.52, "de": 0.47, "jp": 0.26}
"""How much of the assortment each marketplace shows."""
SHARE_BY_AMAZON = 0.3
SECOND_HAND = (
    ("used_like_new", "-LIKENEW", 0.8, "Opened, never used."),
    ("used_very_good", "-USED-VG", 0.7, "Light traces of use, works like new."),
    ("used_good", "-USED-G", 0.6, "Some traces of use; complete."),
    ("used_acceptable", "-USED-A", 0.45, "Clear traces of use, some notes in pencil."),
    ("refurbished_refurbished", "-REFURB", 0.75, "Cleaned, checked and repacked by us."),
    ("collectible_very_good", "-COLL-VG", 2.4, "First printing, signed by the author."),
    ("collectible_like_new", "-COLL-LN", 3.1, "Numbered edition, unopened."),
    ("new_open_box", "-OPENBOX", 0.85, "Box was opened for a photo shoot."),
)
BOOKISH = [each for each in SECOND_HAND if each[0].startswith(("used", "collectible"))]
OTHERS = [
    each for each in SECOND_HAND if each[0] in ("used_like_new", "refurbished_refurbished", "new_open_box")
]
FAMILIES_IN = {"us": FAMILIES, "uk": FAMILIES[:3], "de": FAMILIES[1:3]}
"""Which variation families exist where; elsewhere the children stand alone."""


def build() -> Shop:
    """The whole demo."""
    dice = random.Random(SEED)
    shop = Shop([], {})
    for item in items():
        for website in _websites_of(item, dice):
            _add(shop, item, website, dice)
    _add_second_hand(shop, dice)
    _add_case_twin(shop, dice)
    for website, codes in FAMILIES_IN.items():
        for kind in kinds():
            if kind.code in codes:
                _add_parent(shop, kind, website, dice)
    trouble(shop, dice)
    return shop


def _websites_of(item: Item, dice: random.Random) -> list[str]:
    drawn = {website: dice.random() < share for website, share in SHARE_LISTED.items()}
    only = LOCAL_ONLY.get(item.sku)
    return [website for website in MARKETS if (website == only if only else drawn[website])]


def _add(shop: Shop, item: Item, website: str, dice: random.Random) -> ListingFacts:
    market, seller = MARKETS[website], seller_of(website)
    opened = dice.randrange(FIRST_OPENED, LAST_OPENED)
    with_family = item.parent_sku and item.parent_sku in _parents(website)
    listing = ListingFacts(
        website,
        item.sku,
        item.asin,
        item.product_type,
        item.titles[market.language],
        price_in(market, item.usd),
        gtin=item.gtin,
        image=f"/images/{item.asin}.svg",
        parent_sku=item.parent_sku if with_family else None,
        created_at=opened,
        updated_at=max(opened, LAST_CHANGE - int(dice.expovariate(1 / 40) * DAY)),
    )
    shop.listings.append(listing)
    key = seller.seller_id, item.sku
    if key not in shop.offers:
        shop.offers[key] = _offer(listing, seller.seller_id, seller.channel, dice)
    return listing


def _offer(listing: ListingFacts, seller_id: str, channel: str, dice: random.Random) -> OfferFacts:
    offer = OfferFacts(seller_id, listing.sku, asin=listing.asin, title=listing.title or "")
    if dice.random() < SHARE_BY_AMAZON:
        offer.channel = channel
        offer.fulfillable = dice.randrange(3, 180)
        offer.inbound = dice.choice((0, 0, 0, 24, 48, 96))
        offer.reserved = dice.choice((0, 0, 1, 2, 5))
        offer.unfulfillable = dice.choice((0, 0, 0, 1, 3))
    else:
        offer.quantity = dice.choice(
            (2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 15, 18, 20, 24, 30, 36, 48, 60, 75, 120)
        )
        offer.handling_days = dice.choice((1, 1, 2, 2, 2, 3, 5))
    return offer


def _add_second_hand(shop: Shop, dice: random.Random) -> None:
    """Used, refurbished and collectible offers beside the new one, on the same ASIN, under a SKU of their
    own."""
    old_books, others = cycle(BOOKISH), cycle(OTHERS)
    of_books = [item for item in items() if item.category == "Books"]
    of_others = [item for item in items() if item.category == "Outdoor" and item.sku not in ODD_SKUS.values()]
    for website, number in {"us": 5, "ca": 2, "uk": 3, "de": 2, "jp": 1}.items():
        for item in dice.sample(of_books, number) + dice.sample(of_others, number - 1):
            condition, suffix, share, note = next(old_books if item.category == "Books" else others)
            sku, market, seller = item.sku + suffix, MARKETS[website], seller_of(website)
            if (seller.seller_id, sku) in shop.offers:
                continue
            opened = dice.randrange(FIRST_OPENED, LAST_OPENED)
            shop.listings.append(
                ListingFacts(
                    website,
                    sku,
                    item.asin,
                    item.product_type,
                    item.titles[market.language],
                    price_in(market, item.usd * share),
                    condition,
                    note,
                    image=f"/images/{item.asin}.svg",
                    created_at=opened,
                    updated_at=opened,
                )
            )
            shop.offers[seller.seller_id, sku] = OfferFacts(
                seller.seller_id, sku, quantity=1, asin=item.asin, condition=condition
            )


def _add_case_twin(shop: Shop, dice: random.Random) -> None:
    """Two SKUs that differ only in case: Amazon keeps both."""
    mug = next(item for item in items() if item.sku == "KEL-MUG-BLU")
    for website in ("us", "uk"):
        if not any(each.sku == mug.sku and each.website == website for each in shop.listings):
            _add(shop, mug, website, dice)
        seller, market = seller_of(website), MARKETS[website]
        shop.listings.append(
            ListingFacts(
                website,
                mug.sku.lower(),
                mug.asin,
                mug.product_type,
                mug.titles["en"],
                price_in(market, mug.usd + 2),
                gtin=mug.gtin,
                image=f"/images/{mug.asin}.svg",
                created_at=LAST_OPENED,
                updated_at=LAST_OPENED,
            )
        )
        shop.offers[seller.seller_id, mug.sku.lower()] = OfferFacts(
            seller.seller_id, mug.sku.lower(), seller.channel, fulfillable=31, asin=mug.asin
        )


def _add_parent(shop: Shop, kind: Kind, website: str, dice: random.Random) -> None:
    parent, market = parent_of(kind), MARKETS[website]
    opened = dice.randrange(FIRST_OPENED, LAST_OPENED)
    shop.listings.append(
        ListingFacts(
            website,
            parent.sku,
            parent.asin,
            parent.product_type,
            parent.titles[market.language],
            None,
            None,
            image=f"/images/{parent.asin}.svg",
            is_parent=True,
            created_at=opened,
            updated_at=opened,
        )
    )


def _parents(website: str) -> set[str]:
    return {parent_sku(kind) for kind in kinds() if kind.code in FAMILIES_IN.get(website, ())}
