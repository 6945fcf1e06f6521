"""What the demo's shops have sold so far: a weekly rhythm, a slow rise or fall, best sellers.

A day's sales depend on its date alone, so that they are the same whenever the demo is started.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import pi, sin
from statistics import median
from zoneinfo import ZoneInfo

from sandbox.clock import from_ms, to_ms
from sandbox.marketplaces import MARKETPLACES
from sandbox.sales.ledger import Sale, cents_of
from sandbox.sales.spans import midnight
from sandbox.scenario.facts import ListingFacts, Shop
from sandbox.scenario.markets import MARKETS, seller_of

DAYS = 75
ORDERS_A_DAY = {"us": 170, "ca": 45, "uk": 95, "de": 80, "jp": 60}
WEEK = (1.05, 1.0, 0.97, 0.95, 0.9, 0.95, 1.18)  # Monday to Sunday
WAVE_DAYS, WAVE = 150, 0.2
"""Up and down by a fifth within five months, each shop in its own time."""
ROWS_A_DAY = 10
UNITS = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)  # of an order
OPENS, BUSIEST, CLOSES = 6, 20, 24  # hours of buyers' days


def past(shop: Shop, *, now: int) -> Iterator[Sale]:
    """Everything sold in the last months, up to now (milliseconds)."""
    for number, website in enumerate(MARKETS):
        zone = ZoneInfo(MARKETPLACES[MARKETS[website].marketplace_id].time_zone)
        assortment = [each for each in shop.listings if _is_sold(each, website)]
        usual = median(cents_of(each.price or "0") for each in assortment)
        today = from_ms(now).astimezone(zone).date()
        for back in range(DAYS, -1, -1):
            day = today - timedelta(days=back)
            level = ORDERS_A_DAY[website] * WEEK[day.weekday()] * _season(day, number)
            dice = random.Random(f"{website} {day}")
            for sale in _day(shop, assortment, level * usual, midnight(day, zone), dice):
                if sale.at <= now:
                    yield sale


def _is_sold(listing: ListingFacts, website: str) -> bool:
    is_offer = listing.price is not None and listing.is_created and not listing.is_parent
    return listing.website == website and is_offer and listing.deleted_days_ago is None


def _season(day: date, number: int) -> float:
    return 1 + WAVE * sin(2 * pi * (day.toordinal() / WAVE_DAYS + number / len(MARKETS)))


def _day(
    shop: Shop, assortment: list[ListingFacts], takings: float, begin: datetime, dice: random.Random
) -> Iterator[Sale]:
    for _ in range(ROWS_A_DAY):
        # The few at the head of the list are sold again and again, those at its end hardly ever.
        listing = assortment[int(len(assortment) * dice.random() ** 2)]
        price = cents_of(listing.price or "0")
        # What costs half as much is bought twice as often.
        orders = max(1, round(takings / ROWS_A_DAY * dice.uniform(0.6, 1.4) / price))
        units = round(orders * dice.choice(UNITS) * 0.5 + orders * 0.5)
        at = to_ms(begin) + int(dice.triangular(OPENS, CLOSES, BUSIEST) * 3_600_000)
        seller_id = seller_of(listing.website).seller_id
        yield Sale(
            seller_id,
            MARKETS[listing.website].marketplace_id,
            at,
            listing.sku,
            listing.asin,
            "AFN" if shop.offers[seller_id, listing.sku].by_amazon else "MFN",
            "B2B" if dice.random() < 0.1 else "B2C",
            orders,
            units,
            units * price,
        )
