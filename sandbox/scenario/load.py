"""Puts a scenario into the sandbox's store."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.box import Sandbox
from sandbox.sales.ledger import add
from sandbox.sales.past import past
from sandbox.scenario.assortment import entries
from sandbox.scenario.facts import DAY, ListingFacts, OfferFacts, Shop
from sandbox.scenario.goods import barcode_type
from sandbox.scenario.issues import FINDINGS, Finding, wording
from sandbox.scenario.markets import (
    APPLICATION_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    MARKETS,
    SELLERS,
    Seller,
    seller_of,
)
from sandbox.scenario.shop import build

LISTING_COLUMNS = (
    "seller_id",
    "marketplace_id",
    "sku",
    "asin",
    "product_type",
    "title",
    "description",
    "image",
    "condition",
    "condition_note",
    "price",
    "currency",
    "gtin",
    "gtin_type",
    "fnsku",
    "listing_id",
    "is_parent",
    "parent_sku",
    "variation_theme",
    "is_created",
    "created_at",
    "updated_at",
    "deleted_at",
    "is_ghost",
)
LISTING_SQL = f"""INSERT INTO listing ({", ".join(LISTING_COLUMNS)})
VALUES ({", ".join("?" * len(LISTING_COLUMNS))})"""
OFFER_SQL = "INSERT INTO offer (seller_id, sku, channel, quantity, handling_days) VALUES (?, ?, ?, ?, ?)"
STOCK_SQL = (
    "INSERT INTO fba_stock (seller_id, sku, fnsku, asin, condition, product_name, fulfillable,"
    " inbound_shipped, reserved, unfulfillable, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CATALOG_SQL = (
    "INSERT INTO catalog_item (marketplace_id, asin, product_type, title, brand, image, gtin, gcid,"
    " is_parent, parent_asin, variation_theme) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
THEME = "COLOR/SIZE"
ISSUE_SQL = (
    "INSERT INTO issue (seller_id, marketplace_id, sku, code, message, severity, categories,"
    " attribute_names, actions,"
    " exemption, exempt_until, raised_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def load_demo(sandbox: Sandbox) -> int:
    """Fill an empty sandbox with the demo, unless it is there already; how many listings stand on Amazon."""
    if sandbox.store.setting("scenario", "") == "demo":
        return 0
    shop, now = build(), sandbox.clock.now_ms()
    with sandbox.store.writing() as db:
        add_sellers(db, SELLERS, now=now)
        load_shop(db, shop, now=now)
        add(db, past(shop, now=now))
        load_catalog(db)
        sandbox.store.set_setting("scenario", "demo")
    return sum(listing.deleted_days_ago is None for listing in shop.listings)


def add_sellers(db: sqlite3.Connection, sellers: Iterable[Seller], *, now: int) -> None:
    """The demo's application, and sellers who have let it in."""
    db.execute(
        "INSERT OR IGNORE INTO application VALUES (?, ?, ?, ?)",
        (CLIENT_ID, CLIENT_SECRET, APPLICATION_ID, "Demo back office"),
    )
    for seller in sellers:
        db.execute(
            "INSERT INTO seller (seller_id, name, region, refresh_token, created_at) VALUES (?, ?, ?, ?, ?)",
            (seller.seller_id, seller.name, seller.region, seller.refresh_token, now),
        )
        db.execute(
            "INSERT INTO authorisation (refresh_token, seller_id, granted_at) VALUES (?, ?, ?)",
            (seller.refresh_token, seller.seller_id, now),
        )
        db.executemany(
            "INSERT INTO participation (seller_id, marketplace_id, store_name) VALUES (?, ?, ?)",
            [
                (seller.seller_id, MARKETS[website].marketplace_id, seller.store_name)
                for website in seller.websites
            ],
        )


def load_shop(db: sqlite3.Connection, shop: Shop, *, now: int) -> None:
    """Write listings, offers, stock and issues; `now` dates what happened "some days ago"."""
    db.executemany(
        LISTING_SQL, [_listing_row(shop, each, number, now) for number, each in enumerate(shop.listings)]
    )
    db.executemany(
        OFFER_SQL,
        [
            (
                each.seller_id,
                each.sku,
                each.channel,
                0 if each.by_amazon else each.quantity,
                each.handling_days,
            )
            for each in shop.offers.values()
        ],
    )
    db.executemany(STOCK_SQL, [_stock_row(each, now) for each in shop.offers.values() if each.by_amazon])
    db.executemany(ISSUE_SQL, [row for each in shop.listings for row in _issue_rows(each, now)])


def load_catalog(db: sqlite3.Connection) -> None:
    """Write what Amazon's catalog holds besides what the sellers bring."""
    db.executemany(
        CATALOG_SQL,
        (
            (
                market.marketplace_id,
                each.asin,
                each.product_type,
                each.title,
                each.brand,
                f"/images/{each.asin}.svg",
                each.gtin.zfill(14) if each.gtin else None,
                each.gcid or None,
                each.is_parent,
                each.parent_asin,
                THEME if each.is_parent or each.parent_asin else None,
            )
            for website, market in MARKETS.items()
            for each in entries(website)
        ),
    )


def fnsku_of(seller_id: str, sku: str) -> str:
    """The code on the label in Amazon's warehouse: X00 and seven characters, the same for the same SKU."""
    number = 0
    for char in f"{seller_id}/{sku}":
        number = (number * 131 + ord(char)) % 36**7
    text = ""
    for _ in range(7):
        number, digit = divmod(number, 36)
        text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + text
    return "X00" + text


def listing_id_of(number: int, opened_at: int) -> str:
    """The listing id as reports print it: month, day, and letters and digits (0107ABCDE1F2)."""
    day = opened_at // DAY
    return f"{day % 12 + 1:02d}{day % 28 + 1:02d}Y{number * 7919 % 10**7:07d}"


def _listing_row(shop: Shop, listing: ListingFacts, number: int, now: int) -> tuple[Any, ...]:
    seller, market = seller_of(listing.website), MARKETS[listing.website]
    offer = shop.offers.get((seller.seller_id, listing.sku))
    fnsku = fnsku_of(seller.seller_id, listing.sku) if offer and offer.by_amazon else None
    deleted = None if listing.deleted_days_ago is None else now - listing.deleted_days_ago * DAY
    return (
        seller.seller_id,
        market.marketplace_id,
        listing.sku,
        listing.asin,
        listing.product_type,
        listing.title,
        listing.title,
        listing.image,
        listing.condition,
        listing.condition_note,
        listing.price,
        market.currency,
        listing.gtin or None,
        barcode_type(listing.gtin) if listing.gtin else None,
        fnsku,
        listing_id_of(number, listing.created_at),
        listing.is_parent,
        listing.parent_sku,
        THEME if listing.is_parent else None,
        listing.is_created,
        min(listing.created_at, now),
        min(deleted or listing.updated_at, now),
        deleted,
        listing.is_ghost,
    )


def _stock_row(offer: OfferFacts, now: int) -> tuple[Any, ...]:
    return (
        offer.seller_id,
        offer.sku,
        fnsku_of(offer.seller_id, offer.sku),
        offer.asin,
        offer.condition,
        offer.title,
        offer.fulfillable,
        offer.inbound,
        offer.reserved,
        offer.unfulfillable,
        now - DAY,
    )


def issue_row(
    key: tuple[str, str, str], finding: Finding, message: str, at: int, *, attribute: str = ""
) -> tuple[Any, ...]:
    """A row of the table issue for a listing (seller, marketplace, SKU), raised `at` milliseconds.

    An exemption for a time lasts 45 days from then.
    """
    expires = at + 45 * DAY if finding.exemption == "EXEMPT_UNTIL_EXPIRY_DATE" else None
    attributes = [attribute] if attribute else finding.attributes
    return (
        *key,
        finding.code,
        message,
        finding.severity,
        json.dumps(finding.categories),
        json.dumps(attributes),
        json.dumps(finding.actions),
        finding.exemption,
        expires,
        at,
    )


def _issue_rows(listing: ListingFacts, now: int) -> Iterator[tuple[Any, ...]]:
    seller, market = seller_of(listing.website), MARKETS[listing.website]
    for name, attribute in listing.findings:
        finding = FINDINGS[name]
        message = wording(finding, language=market.language, attribute=attribute)
        # Exemptions must still run when the demo starts.
        at = now if finding.exemption == "EXEMPT_UNTIL_EXPIRY_DATE" else min(listing.updated_at, now)
        key = (seller.seller_id, market.marketplace_id, listing.sku)
        yield issue_row(key, finding, message, at, attribute=attribute)
