"""What must stand where, worked out apart from the product: from the sandbox's facts and the catalog's file.

Nothing here calls the product's rules. It reads GET /_control/listings and the catalog's file, and says
of every listing which tab, status and facts a person must see; `shown` reads the same from our tables.
Listings are named by (marketplace, SKU); the demo's sellers share no marketplace.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import Count

from listings.models import Listing, ListingIssue, TabCount

PRODUCTS = Path(__file__).parents[2] / "catalog" / "demo" / "catalog_product.csv"
MARKETS = {  # marketplace → its code in the catalog's file, and where its days begin
    "ATVPDKIKX0DER": ("us", "America/Los_Angeles"),
    "A2EUQ1WTGCTBG2": ("ca", "America/Toronto"),
    "A1F83G8C2ARO7P": ("uk", "Europe/London"),
    "A1PA6795UKMFR9": ("de", "Europe/Berlin"),
    "A1VC38T7YXB528": ("jp", "Asia/Tokyo"),
}
TAKEN_DOWN = {"5461": "approval_needed", "20013": "price_error", "18299": "blocked"}

GHOSTS = frozenset({("ATVPDKIKX0DER", "OLD-US-001"), ("A1F83G8C2ARO7P", "OLD-UK-001")})
"""Deleted in the demo's shop, yet still answered for by Amazon's API."""


@dataclass(frozen=True, slots=True)
class Product:
    """A line of the catalog's file."""

    sku: str
    asin: str
    condition: str
    enabled: bool
    quantity: int
    sale_starts_on: str
    sale_ends_on: str
    websites: tuple[str, ...]
    is_page: bool
    barcode: tuple[str, str]


class Catalog:
    """The products of the file, and which of them a listing is."""

    def __init__(self, products):
        self.by_sku = {product.sku: product for product in products}
        holders = Counter(product.asin for product in products if product.asin)
        self._by_asin = {product.asin: product for product in products if holders[product.asin] == 1}

    def product_of(self, row):
        """By the same SKU, else by an ASIN that one product alone has."""
        return self.by_sku.get(row["sku"]) or self._by_asin.get(row["asin"] or "")


NO_CATALOG = Catalog([])


def demo_catalog():
    with PRODUCTS.open(encoding="utf-8", newline="") as lines:
        return Catalog([_product(line) for line in csv.DictReader(lines) if not line["store_view_code"]])


def _product(line):
    return Product(
        line["sku"],
        _said(line, "amazon_asin"),
        _said(line, "amazon_condition"),
        line["product_online"] == "1",
        int(Decimal(line["qty"])),
        _said(line, "sale_starts_on"),
        _said(line, "sale_ends_on"),
        tuple(line["product_websites"].split(",")),
        line["product_type"] == "configurable",
        next(
            ((kind.upper(), said) for kind in ("upc", "ean", "isbn") if (said := _said(line, kind))), ("", "")
        ),
    )


def _said(line, attribute):
    found = re.search(rf"(?:^|,){attribute}=([^,]*)", line["additional_attributes"])
    return found[1] if found else ""


def at_amazon(box, *, deleted=False):
    """(marketplace, SKU) → the sandbox's row, for all sellers; with `deleted` the deleted ones instead."""
    found = {}
    for seller in box.control("GET", "/sellers"):
        for marketplace in seller["marketplaces"]:
            query = f"seller={seller['selling_partner_id']}&marketplace={marketplace}&limit=10000"
            rows = box.control("GET", f"/listings?{query}&deleted=true")["listings"]
            found |= {(marketplace, row["sku"]): row for row in rows if bool(row["deleted_at"]) == deleted}
    return found


def today(marketplace):
    return datetime.now(UTC).astimezone(ZoneInfo(MARKETS[marketplace][1])).date()


def _not_for_sale_by_us(row, product, day):
    if not product.enabled:
        return "product_disabled"
    if product.sale_starts_on and date.fromisoformat(product.sale_starts_on) > day:
        return "not_yet_on_sale"
    if product.sale_ends_on and date.fromisoformat(product.sale_ends_on) < day:
        return "sale_over"
    if row["channel"] == "DEFAULT" and product.quantity <= 0:
        return "out_of_stock"
    return ""


def _why_not_sold(row):
    for issue in row["issues"]:
        if "LISTING_SUPPRESSED" in issue["actions"] and issue["exemption"] == "NOT_EXEMPT":
            return TAKEN_DOWN[issue["code"]]
    stock = row["quantity"] if row["channel"] == "DEFAULT" else row["fba_fulfillable"]
    return "not_provided" if stock else "no_stock_at_amazon"


def place_of(row, product, day):
    """Tab and status of a listing that Amazon has."""
    if row["is_parent"]:
        return ("active" if "DISCOVERABLE" in row["status"] else "inactive", "variation_parent")
    if product is None:
        return ("unmatched", "awaiting_product")
    if reason := _not_for_sale_by_us(row, product, day):
        return ("ineligible", reason)
    if "BUYABLE" in row["status"]:
        return ("active", "active" if "DISCOVERABLE" in row["status"] else "search_suppressed")
    if row["report_status"] == "Incomplete":
        lacks_asin = not row["asin"] and not product.asin
        return ("incomplete", "no_asin" if lacks_asin else "missing_data")
    return ("inactive", _why_not_sold(row))


def facts_of(row):
    """What a person must see of a listing that Amazon has, besides its place."""
    by_merchant, is_parent = row["channel"] == "DEFAULT", bool(row["is_parent"])
    return {
        "asin": row["asin"] or "",
        "title": row["title"] or "",
        "price": None if row["price"] is None else Decimal(row["price"]),
        "channel": "" if is_parent else "FBM" if by_merchant else "FBA",
        "quantity": row["quantity"] if by_merchant and not is_parent else None,
        "fba_quantity": None if by_merchant or is_parent else row["fba_fulfillable"],
        "buyable": "BUYABLE" in row["status"],
        "issues": sorted(issue["code"] for issue in row["issues"]),
    }


def wanted(box, catalog=NO_CATALOG):
    """(marketplace, SKU) → tab, status and facts, for every listing that Amazon has."""
    return {
        key: (*place_of(row, catalog.product_of(row), today(key[0])), facts_of(row))
        for key, row in at_amazon(box).items()
    }


def shown():
    """The same of our rows that stand for listings at Amazon."""
    issues: dict[int, list[str]] = {}
    for listing, code in ListingIssue.objects.filter(cleared_at=None).values_list("listing", "code"):
        issues.setdefault(listing, []).append(code)
    return {
        (row.store.marketplace_id, row.seller_sku): (row.tab, row.status, _facts(row, issues.get(row.pk, [])))
        for row in Listing.objects.on_amazon().select_related("store")
    }


def _facts(row, issues):
    parent = row.is_parent
    return {
        "asin": row.asin,
        "title": row.title,
        "price": row.price,
        "channel": "" if parent else row.channel,
        "quantity": None if parent else row.quantity,
        "fba_quantity": None if parent else row.fba_quantity,
        "buyable": bool(row.buyable),
        "issues": sorted(issues),
    }


def differences(box, catalog=NO_CATALOG, *, ghosts=frozenset()):
    """Where our rows are not as they must be: key → what differs. Empty when nothing is lost or doubled."""
    ours, theirs = shown(), wanted(box, catalog)
    keys = (ours.keys() | theirs.keys()) - ghosts
    return {key: _unlike(ours.get(key), theirs.get(key)) for key in keys if ours.get(key) != theirs.get(key)}


def _unlike(ours, theirs):
    """What is ours and what it must be, as far as they differ."""
    if ours is None or theirs is None:
        return {"ours": ours and ours[:2], "must be": theirs and theirs[:2]}
    (tab, status, facts), (their_tab, their_status, their_facts) = ours, theirs
    pairs = {"tab": (tab, their_tab), "status": (status, their_status)}
    pairs |= {name: (facts[name], their_facts[name]) for name in facts}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def places():
    """Our rows' tab and status, by store and SKU; candidates and ended ones too."""
    rows = Listing.objects.values_list("store__marketplace_id", "seller_sku", "tab", "status")
    return {(market, sku): (tab, status) for market, sku, tab, status in rows}


def count_errors():
    """Where the kept counts differ from counting, and SKUs that a store has twice. Empty when all is well."""
    rows = Listing.objects.order_by()
    overridden = rows.filter(overridden=True).values_list("store").annotate(Count("pk"))
    counted = {row[:3]: row[3] for row in rows.values_list("store", "tab", "status").annotate(Count("pk"))}
    counted |= {(store, "overrides", ""): number for store, number in overridden}
    counts = TabCount.objects.exclude(listings=0)
    kept = {(each.store_id, each.tab, each.status): each.listings for each in counts}
    keys = kept.keys() | counted.keys()
    wrong = {key: (kept.get(key), counted.get(key)) for key in keys if kept.get(key) != counted.get(key)}
    twice = rows.values_list("store", "seller_sku").annotate(n=Count("pk")).filter(n__gt=1)
    return wrong | {row[:2]: row[2] for row in twice}
