"""The facts of a shop before they are stored: listings, offers, and what Amazon finds wrong."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

DAY = 86_400_000
LAST_CHANGE = int(datetime(2026, 11, 20, 18, tzinfo=UTC).timestamp() * 1000)
"""Nothing in the demo changed after this moment, until the sandbox runs."""


@dataclass(slots=True)
class ListingFacts:
    """A listing of the demo in one marketplace; times in milliseconds."""

    website: str
    sku: str
    asin: str | None
    product_type: str
    title: str | None
    price: str | None
    condition: str | None = "new_new"
    condition_note: str | None = None
    gtin: str | None = None
    image: str | None = None
    is_parent: bool = False
    parent_sku: str | None = None
    is_created: bool = True
    is_ghost: bool = False
    deleted_days_ago: int | None = None
    created_at: int = 0
    updated_at: int = 0
    findings: list[tuple[str, str]] = field(default_factory=list)  # (name of the finding, attribute)


@dataclass(slots=True)
class OfferFacts:
    """What is for sale of a SKU of one seller, in all its marketplaces together."""

    seller_id: str
    sku: str
    channel: str = "DEFAULT"
    quantity: int = 0  # by the merchant
    handling_days: int = 2
    fulfillable: int = 0  # the rest is Amazon's warehouse
    inbound: int = 0
    reserved: int = 0
    unfulfillable: int = 0
    asin: str | None = None
    condition: str | None = "new_new"
    title: str = ""

    @property
    def by_amazon(self) -> bool:
        """Whether Amazon ships it."""
        return self.channel != "DEFAULT"


@dataclass(slots=True)
class Shop:
    """Everything a scenario puts into Seller Central."""

    listings: list[ListingFacts]
    offers: dict[tuple[str, str], OfferFacts]  # by (seller id, SKU)
