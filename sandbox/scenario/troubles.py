"""What is wrong in the demo shop: which listings are empty, blocked, hidden, drafts or deleted."""

import random
from collections.abc import Iterator

from sandbox.scenario.asins import asin_of, isbn10, meaning_of
from sandbox.scenario.facts import DAY, LAST_CHANGE, ListingFacts, OfferFacts, Shop
from sandbox.scenario.issues import FINDINGS
from sandbox.scenario.items import ODD_SKUS
from sandbox.scenario.markets import MARKETS, SELLERS, Seller, price_in, seller_of

OUT_OF_STOCK = {"NA": (9, 5), "EU": (8, 4), "FE": (3, 2)}
"""SKUs without stock per region: shipped by the merchant, shipped by Amazon."""
FOUND = {
    "no image": {"us": 4, "ca": 2, "uk": 3, "de": 3, "jp": 1},
    "long title": {"us": 2, "ca": 1, "uk": 1, "de": 1, "jp": 1},
    "policy": {"us": 4, "ca": 2, "uk": 3, "de": 3, "jp": 1},
    "price": {"us": 4, "ca": 2, "uk": 3, "de": 3, "jp": 2},
    "qualification": {"us": 3, "ca": 2, "uk": 2, "de": 2, "jp": 1},
    "weak bullet": {"us": 5, "ca": 3, "uk": 4, "de": 4, "jp": 2},
    "attribute refused": {"us": 2, "ca": 1, "uk": 1, "de": 2, "jp": 1},
    "exempt for now": {"us": 1, "ca": 0, "uk": 1, "de": 2, "jp": 0},
}
"""How many listings of a marketplace each finding strikes."""
LACKING_ATTRIBUTE = {"us": 3, "ca": 1, "uk": 2, "de": 2, "jp": 1}
LACKING_PRICE = {"us": 2, "ca": 1, "uk": 1, "de": 2, "jp": 1}
DRAFTS = {"us": 5, "ca": 2, "uk": 3, "de": 4, "jp": 2}
DELETED = {"us": 4, "ca": 2, "uk": 3, "de": 3, "jp": 2}
GHOSTS = {"us": 1, "uk": 1}
ATTRIBUTES = (
    "item_dimensions",
    "country_of_origin",
    "material",
    "unit_count",
    "supplier_declared_dg_hz_regulation",
)
DISCONTINUED = {
    "en": ("{title} (2023 edition)", "{title}, discontinued", "{title} – gift box"),
    "de": ("{title} (Ausgabe 2023)", "{title}, Auslaufmodell", "{title} – Geschenkbox"),
    "ja": ("{title} 2023年版", "{title} 廃番", "{title} ギフトボックス"),
}
PADDING = {
    "en": " - ideal gift for birthdays, weddings, moving in and every day, hand checked, plastic-free "
    "packaging",
    "de": " - ideales Geschenk zum Geburtstag, zur Hochzeit, zum Einzug und für jeden Tag, plastikfrei "
    "verpackt",
    "ja": " 誕生日 結婚祝い 引越し祝い 新生活 母の日 父の日 敬老の日 贈り物 プレゼント 送料無料",
}


def trouble(shop: Shop, dice: random.Random) -> None:
    """Strike the healthy shop; every trouble is a fact, from which Amazon's status follows."""
    for seller in SELLERS:
        _sell_out(shop, seller, dice)
    for website in MARKETS:
        healthy = _healthy(shop, website, dice)
        for name, numbers in FOUND.items():
            for listing in _some(healthy, numbers[website]):
                _find(listing, name)
        for listing in _some(healthy, LACKING_ATTRIBUTE[website]):
            listing.asin, listing.image = None, None
            listing.findings.append(("missing attribute", dice.choice(ATTRIBUTES)))
        for listing in _some(healthy, LACKING_PRICE[website]):
            listing.price = None
        _add_drafts(shop, website, dice)
        _add_deleted(shop, website, dice)


def _healthy(shop: Shop, website: str, dice: random.Random) -> Iterator[ListingFacts]:
    """Listings that may still be struck, in random order; the odd SKUs stay well, so that tests find them."""
    fit = [
        listing
        for listing in shop.listings
        if listing.website == website
        and not listing.is_parent
        and listing.condition == "new_new"
        and listing.sku not in ODD_SKUS.values()
        and listing.sku.upper() == listing.sku
        and _for_sale(shop, listing)
    ]
    dice.shuffle(fit)
    return iter(fit)


def _some(healthy: Iterator[ListingFacts], number: int) -> Iterator[ListingFacts]:
    for _ in range(number):
        yield next(healthy)


def _for_sale(shop: Shop, listing: ListingFacts) -> int:
    offer = shop.offers[seller_of(listing.website).seller_id, listing.sku]
    return offer.fulfillable if offer.by_amazon else offer.quantity


def _sell_out(shop: Shop, seller: Seller, dice: random.Random) -> None:
    by_merchant, by_amazon = OUT_OF_STOCK[seller.region]
    offers = [
        offer
        for offer in shop.offers.values()
        if offer.seller_id == seller.seller_id
        and offer.condition == "new_new"
        and offer.sku not in ODD_SKUS.values()
        and offer.sku.upper() == offer.sku
    ]
    for offer in dice.sample([offer for offer in offers if not offer.by_amazon], by_merchant):
        offer.quantity = 0
    for offer in dice.sample([offer for offer in offers if offer.by_amazon], by_amazon):
        offer.fulfillable, offer.inbound = 0, dice.choice((0, 48, 120))


def _find(listing: ListingFacts, name: str) -> None:
    listing.findings.append((name, ""))
    if name == "no image":
        listing.image = None
    if name == "long title":
        padding = PADDING[MARKETS[listing.website].language]
        listing.title = f"{listing.title}{padding * 3}"[:240].rstrip()
    if name == "price" and listing.price:
        whole, dot, cents = listing.price.partition(".")
        listing.price = f"{whole}0{dot}{cents}"
    if FINDINGS[name].actions:
        listing.updated_at = min(LAST_CHANGE, listing.updated_at + 3 * DAY)


def _add_drafts(shop: Shop, website: str, dice: random.Random) -> None:
    """SKUs that Amazon took without making a catalogue item: no summaries, only errors."""
    market, seller = MARKETS[website], seller_of(website)
    models = [listing for listing in shop.listings if listing.website == website and not listing.is_parent]
    for number in range(DRAFTS[website]):
        model = dice.choice(models)
        sku = f"NEW-{website.upper()}-{number + 1:03d}"
        created = LAST_CHANGE - dice.randrange(1, 40) * DAY
        # Reports leave most drafts out; the first of each marketplace has a title and stands in them.
        shop.listings.append(
            ListingFacts(
                website,
                sku,
                None,
                model.product_type,
                None if number else model.title,
                price_in(market, dice.randrange(9, 60)),
                is_created=False,
                created_at=created,
                updated_at=created,
                findings=[("not created", ""), ("missing attribute", dice.choice(ATTRIBUTES))],
            )
        )
        shop.offers.setdefault((seller.seller_id, sku), _draft_offer(seller, sku, dice))


def _draft_offer(seller: Seller, sku: str, dice: random.Random) -> OfferFacts:
    return OfferFacts(seller.seller_id, sku, quantity=dice.randrange(5, 30))


def _add_deleted(shop: Shop, website: str, dice: random.Random) -> None:
    """Listings deleted within the last month: in the cancelled-listings report, 404 in the API (but for
    ghosts)."""
    market = MARKETS[website]
    models = [
        listing
        for listing in shop.listings
        if listing.website == website and listing.asin and not listing.is_parent and listing.title
    ]
    for number in range(DELETED[website]):
        model, wording = dice.choice(models), dice.choice(DISCONTINUED[market.language])
        created = dice.randrange(int(1.6e12), int(1.7e12))
        shop.listings.append(
            ListingFacts(
                website,
                f"OLD-{website.upper()}-{number + 1:03d}",
                _other_asin(model.asin),
                model.product_type,
                wording.format(title=(model.title or "")[:150]),
                price_in(market, dice.randrange(9, 60)),
                deleted_days_ago=dice.randrange(1, 26),
                is_ghost=number < GHOSTS.get(website, 0),
                created_at=created,
                updated_at=created,
            )
        )


def _other_asin(asin: str | None) -> str:
    """The ASIN of the same thing in an earlier edition."""
    meaning = meaning_of(asin or "")
    return isbn10(98_800_000) if meaning is None else asin_of(meaning._replace(serial=meaning.serial + 40))
