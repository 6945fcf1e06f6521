"""A whole catalog: an export of 2,000 products, two accounts, and every listing finds its product."""

import csv
from collections import Counter

import pytest
from django.core.management import call_command
from django.urls import reverse

from amazon_channel.models import Account, Store, User
from catalog.models import Product
from listings.models import Listing
from sandbox.testing import sandbox_server
from sync.connect.by_credentials import Credentials, connect_by_credentials
from sync.models import SyncRun
from tests.journeys.stage import BEHIND, Syncs, forget_limits

pytestmark = pytest.mark.journey

US, UK = "ATVPDKIKX0DER", "A1F83G8C2ARO7P"
PRODUCTS, LISTED = 2_000, 240  # of the products every eighth or so is on Amazon already, in both places
COLUMNS = (
    "sku",
    "store_view_code",
    "attribute_set_code",
    "product_type",
    "categories",
    "product_websites",
    "name",
    "product_online",
    "price",
    "qty",
    "is_in_stock",
    "additional_attributes",
)
WAYS = ("sku", "asin", "ean", "other ean", "nothing", "both")
"""How listing number n is known: by the product's SKU, its ASIN, its EAN, the EAN that only `ean_2` holds, by
nothing at all, or by an EAN that two products have."""


def ean(number, *, prefix="20000"):
    digits = f"{prefix}{number:07d}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return digits + str(-(odd + 3 * even) % 10)


def asin(number):
    return f"B0{number:08d}"


def export(path):
    """The catalog as Adobe Commerce exports it; 2,000 products, one more row for a German name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, COLUMNS)
        lines.writeheader()
        for number in range(PRODUCTS):
            shared = number - 1 if WAYS[number % len(WAYS)] == "both" else number
            said = {
                "amazon_asin": asin(number) if number % 2 else "",
                "ean": ean(shared) if number % len(WAYS) != 3 else "",
                "ean_2": ean(number, prefix="20001"),
            }
            pairs = [f"{name}={value}" for name, value in said.items() if value]
            lines.writerow(
                {
                    "sku": f"P-{number:04d}",
                    "attribute_set_code": "Default",
                    "product_type": "simple",
                    "categories": f"Default Category/Shelf {number % 20}",
                    "product_websites": "us,uk",
                    "name": f"Thing {number}",
                    "product_online": "1",
                    "price": f"{number % 90 + 5}.95",
                    "qty": "7.0000",
                    "is_in_stock": "1",
                    "additional_attributes": ",".join(pairs),
                }
            )


def put_on_amazon(box, seller):
    """LISTED listings: what a merchant sold there before, under all kinds of SKUs."""
    for number in range(LISTED):
        way = WAYS[number % len(WAYS)]
        sku = f"P-{number:04d}" if way == "sku" else f"amzn.gr.{number}"
        known = {
            "sku": {},
            "asin": {"asin": asin(number)},
            "ean": {"gtin": ean(number), "gtin_type": "ean"},
            "other ean": {"gtin": ean(number, prefix="20001"), "gtin_type": "ean"},
            "nothing": {},
            "both": {"gtin": ean(max(number - 1, 0)), "gtin_type": "ean"},
        }[way]
        box.lists(seller, sku, title=f"Thing {number}", price="9.95", quantity=3, **known)


def ways():
    """How the listings of Amazon found their product: {(way, matched by, status): number}."""
    rows = Listing.objects.exclude(first_seen_at=None).values_list("title", "matched_by", "status")
    return Counter((WAYS[int(title.split()[-1]) % len(WAYS)], by, status) for title, by, status in rows)


@pytest.fixture
def box(settings, tmp_path):
    """A Seller Central with two sellers who sell much the same in two countries."""
    settings.REPORT_DIR, settings.IMPORT_DIR = tmp_path / "reports", tmp_path / "imports"
    with sandbox_server() as running:
        settings.SP_API_SANDBOX_URL = running.url
        running.control("PUT", "/reports", {"seconds": 0})
        running.control("POST", "/clock", {"advance": BEHIND})
        yield running


def connected(box, region, marketplace):
    """An account whose identifiers stand in Adobe's attributes."""
    seller = box.seller(marketplace, name=f"Things {region}")
    put_on_amazon(box, seller)
    credentials = Credentials(
        name=f"Things {region}",
        region=region,
        marketplaces=[marketplace],
        client_id="amzn1.application-oa2-client.demo",
        client_secret="demo-secret",
        refresh_token=seller["refresh_token"],
        sandbox=True,
        mapping={"asin_attribute": "amazon_asin", "ean_attribute": "ean"},
    )
    return connect_by_credentials(credentials, now=Syncs(box).now()).account


def test_an_export_two_accounts_and_a_changed_mapping(box, db, tmp_path, client):
    file = tmp_path / "catalog_product.csv"
    export(file)
    call_command("import_products", file, verbosity=0)
    assert Product.objects.count() == PRODUCTS
    accounts = [connected(box, "NA", US), connected(box, "EU", UK)]
    SyncRun.objects.all().delete()  # the runs that connecting opened; the journey's own come one by one
    forget_limits()
    syncs = Syncs(box)
    for _ in range(2):
        syncs.everybody()
    each = LISTED // len(WAYS) * len(accounts)
    unmatched = {
        ("nothing", "", "awaiting_product"): each,
        ("both", "", "several_products"): each,
        ("other ean", "", "awaiting_product"): each,
    }
    assert ways() == unmatched | {
        ("sku", "sku", "active"): each,
        ("asin", "asin", "active"): each,
        ("ean", "gtin", "active"): each,
    }
    for listing in (
        Listing.objects.exclude(product=None).exclude(first_seen_at=None).select_related("product")
    ):
        assert listing.product.name == listing.title

    british = Store.objects.get(marketplace_id=UK)
    operator = User.objects.create_user("olga", role=User.Role.OPERATOR)
    british.account.members.add(operator)
    client.force_login(operator)
    asked = {
        "sku_attribute": "sku",
        "asin_attribute": "amazon_asin",
        "upc_attribute": "",
        "ean_attribute": "ean_2",
        "isbn_attribute": "",
        "gcid_attribute": "",
        "condition_attribute": "condition",
        "condition_values": "",
    }
    page = client.post(reverse("connect:mapping", args=[british.pk]), asked)
    told = {outcome.heading: outcome.listings for outcome in page.context["outcomes"]}
    assert sum(told.values()) == 3 * each // 2  # the other EANs' are matched; those of the first lose theirs
    client.post(
        reverse("connect:mapping", args=[british.pk]),
        asked | {"apply": "1", "previewed": page.context["previewed"]},
    )
    SyncRun.objects.filter(finished_at=None).delete()
    syncs.everybody()
    half = each // 2
    assert ways() == {
        ("sku", "sku", "active"): each,
        ("asin", "asin", "active"): each,
        ("nothing", "", "awaiting_product"): each,
        ("ean", "gtin", "active"): half,
        ("ean", "", "awaiting_product"): half,
        ("other ean", "gtin", "active"): half,
        ("other ean", "", "awaiting_product"): half,
        ("both", "", "several_products"): half,
        ("both", "", "awaiting_product"): half,
    }
    assert Account.objects.count() == 2
