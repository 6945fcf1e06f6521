"""Everything the page of one listing shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from catalog.gtin import shown
from catalog.models import Product
from listings.codes import LIKELY, Channel
from listings.fitting import Fit, fitting_products
from listings.models import Listing, ListingIssue
from listings.pages import show
from listings.pages.activity import Activity, read_activity
from listings.pages.columns import picture_of, title_of
from listings.pages.issues import Told, told_issues
from listings.pages.match import Match, match_of
from listings.why import Explanation, explain

Text = SafeString | str


class Side(NamedTuple):
    """One field on both sides; `differs` only where both are known."""

    label: str
    ours: Text
    amazons: Text
    differs: bool = False


class Reason(NamedTuple):
    """One value that the rule read, ready to show."""

    name: str
    value: Text
    source: str
    at: Text


@dataclass(frozen=True)
class Details:
    """The page of one listing, read in a fixed number of queries."""

    listing: Listing
    title: str
    picture: SafeString
    product_page: str
    found_by: str
    fitting: list[Fit]
    tab_badge: SafeString
    status_badge: SafeString
    sides: list[Side]
    facts: list[tuple[str, Text]]
    match: Match
    why: Explanation
    reasons: list[Reason]
    issues: list[Told]
    cleared: list[Told]
    activity: Activity
    elsewhere: list[Listing]


def details_of(listing: Listing, *, before: int | None = None) -> Details:
    """Read the page. `before` is where the activity log goes on."""
    why = explain(listing)
    issues, cleared = told_issues(ListingIssue.objects.filter(listing=listing))
    return Details(
        listing=listing,
        title=title_of(listing),
        picture=picture_of(listing),
        product_page=product_page(listing),
        found_by=found_by(listing),
        fitting=fitting_products(listing),
        tab_badge=show.tab_badge(listing.tab),
        status_badge=show.listing_badge(listing),
        sides=sides_of(listing),
        facts=facts_of(listing),
        match=match_of(listing),
        why=why,
        reasons=[
            Reason(_capital(i.name), show.value(i.value), str(i.source), show.moment(i.at))
            for i in why.inputs
        ],
        issues=issues,
        cleared=cleared,
        activity=read_activity(listing, before=before),
        elsewhere=same_sku_elsewhere(listing),
    )


def product_page(listing: Listing) -> str:
    """The address of the product on its own marketplace; '' while there is no ASIN."""
    if not (listing.asin.isalnum() and listing.asin.isascii()):
        return ""
    return f"https://www.{listing.store.marketplace.domain}/dp/{listing.asin}"


def found_by(listing: Listing) -> str:
    """What decided the product, on which value, and whether that leaves a doubt."""
    words = [listing.get_matched_by_display(), listing.match_detail if listing.product_id else ""]
    if listing.matched_by in LIKELY:
        words.append(_("likely, not certain"))
    return " · ".join(str(word) for word in words if word)


def sides_of(listing: Listing) -> list[Side]:
    """Our product beside Amazon's facts, field by field."""
    product = listing.product
    fba = listing.channel == Channel.FBA
    amazons = listing.fba_quantity if fba else listing.quantity
    ours = product.quantity if product else None
    return [
        _side(_("SKU"), product.sku if product else "", listing.seller_sku),
        _side(_("Title"), product.name if product else "", listing.title),
        _side(_("ASIN"), product.asin if product else "", listing.asin),
        Side(
            _("Condition"),
            show.condition_label(product.condition if product else ""),
            show.condition_label(listing.condition),
            _differ(product.condition if product else "", listing.condition),
        ),
        Side(  # FBA stock lies at Amazon and is not ours to compare
            _("Quantity"),
            show.whole(ours),
            show.quantity(listing),
            not fba and ours is not None and amazons is not None and ours != amazons,
        ),
        Side(_("Price"), show.UNKNOWN, show.money(listing.price, listing.store.currency)),
        Side(_("On sale"), _sale_dates(product), show.value(listing.buyable)),
    ]


def facts_of(listing: Listing) -> list[tuple[str, Text]]:
    """What else Amazon says of the listing."""
    days = listing.handling_days
    return [
        (_("Can be bought"), show.value(listing.buyable)),
        (_("Found in search"), show.value(listing.discoverable)),
        (_("Shipped by"), listing.get_channel_display() or show.UNKNOWN),
        (_("Handling time"), show.UNKNOWN if days is None else show.days(days)),
        (_("UPC, EAN or ISBN"), shown(listing.gtin) if listing.gtin else show.UNKNOWN),
        (_("Product type"), listing.product_type.replace("_", " ").capitalize() or show.UNKNOWN),
        (_("Parent SKU"), listing.parent_sku or show.UNKNOWN),
        (_("Amazon's status word"), listing.amazon_status or show.UNKNOWN),
        (_("Created on Amazon"), show.moment(listing.amazon_created_at)),
        (_("Changed on Amazon"), show.moment(listing.amazon_updated_at)),
        (_("First seen by us"), show.moment(listing.first_seen_at)),
        (_("Last read"), show.moment(listing.read_at)),
        (_("Read from"), show.source_label(listing.read_from) if listing.read_from else show.UNKNOWN),
    ]


def same_sku_elsewhere(listing: Listing) -> list[Listing]:
    """The same seller SKU in the account's other stores."""
    stores = Store.objects.filter(account=listing.store.account_id).exclude(pk=listing.store_id)
    rows = Listing.objects.filter(store__in=stores, seller_sku=listing.seller_sku)
    return list(rows.select_related("store", "store__account").order_by("store__name"))


def _side(label: str, ours: str, amazons: str) -> Side:
    return Side(label, ours or show.UNKNOWN, amazons or show.UNKNOWN, _differ(ours, amazons))


def _differ(ours: str, amazons: str) -> bool:
    return bool(ours and amazons and ours != amazons)


def _sale_dates(product: Product | None) -> str:
    if product is None:
        return show.UNKNOWN
    if not product.enabled:
        return _("Disabled")
    if not (product.sale_starts_on or product.sale_ends_on):
        return _("Always")
    return f"{product.sale_starts_on or '…'} – {product.sale_ends_on or '…'}"


def _capital(name: object) -> str:
    text = str(name)
    return text[:1].upper() + text[1:]
