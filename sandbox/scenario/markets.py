"""The five marketplaces and three sellers of the demo, and what prices look like in each."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Market:
    """A marketplace: `rate` turns dollars into its money, `website` is its code in the catalog file."""

    website: str
    marketplace_id: str
    currency: str
    language: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Seller:
    """A Seller Central login of the demo."""

    seller_id: str
    region: str
    name: str
    store_name: str
    refresh_token: str
    channel: str  # of fulfilment by Amazon
    websites: tuple[str, ...]


MARKETS = {
    market.website: market
    for market in (
        Market("us", "ATVPDKIKX0DER", "USD", "en", Decimal("1")),
        Market("ca", "A2EUQ1WTGCTBG2", "CAD", "en", Decimal("1.36")),
        Market("uk", "A1F83G8C2ARO7P", "GBP", "en", Decimal("0.82")),
        Market("de", "A1PA6795UKMFR9", "EUR", "de", Decimal("0.95")),
        Market("jp", "A1VC38T7YXB528", "JPY", "ja", Decimal("150")),
    )
}
SELLERS = (
    Seller(
        "A2MERCHDEMONA1",
        "NA",
        "Linden & Finch Trading LLC",
        "Linden & Finch",
        "Atzr|demo-na",
        "AMAZON_NA",
        ("us", "ca"),
    ),
    Seller(
        "A2MERCHDEMOEU1",
        "EU",
        "Linden & Finch Europe GmbH",
        "Linden & Finch Europe",
        "Atzr|demo-eu",
        "AMAZON_EU",
        ("uk", "de"),
    ),
    Seller(
        "A2MERCHDEMOFE1",
        "FE",
        "Linden & Finch Japan KK",
        "リンデン＆フィンチ",
        "Atzr|demo-fe",
        "AMAZON_JP",
        ("jp",),
    ),
)
CLIENT_ID = "amzn1.application-oa2-client.demo"
CLIENT_SECRET = "demo-secret"
APPLICATION_ID = "amzn1.sp.solution.demo"


def seller_of(website: str) -> Seller:
    """The seller with a store in that marketplace."""
    return next(seller for seller in SELLERS if website in seller.websites)


def price_in(market: Market, usd: float) -> str:
    """A shop's price: 24.99 in dollars, 23.95 in euros, 3480 in yen (no decimals)."""
    amount = Decimal(str(usd)) * market.rate
    if market.currency == "JPY":
        return str(int(amount / 100) * 100 + 80)
    ending = Decimal("0.95") if market.currency == "EUR" else Decimal("0.99")
    return str(Decimal(int(amount)) + ending)
