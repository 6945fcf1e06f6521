"""The demo shop: believable, complete, always the same, and in step with the catalog of its back office."""

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from sandbox.scenario.asins import Meaning, asin_of, isbn10, meaning_of
from sandbox.scenario.catalog import as_csv, products
from sandbox.scenario.drawings import drawing
from sandbox.scenario.items import ODD_SKUS, items
from sandbox.scenario.load import load_demo
from sandbox.scenario.markets import MARKETS, SELLERS, price_in
from sandbox.scenario.shop import build
from sandbox.scenario.words import kinds
from tests.sandbox.conftest import UK, US

CATALOG = Path(__file__).parents[2] / "sandbox" / "scenario" / "products.csv"


@pytest.fixture(scope="module")
def shop():
    return build()


@pytest.fixture(scope="module")
def live(shop):
    return [listing for listing in shop.listings if listing.deleted_days_ago is None]


@pytest.fixture(scope="module")
def catalog():
    with CATALOG.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def demo(serve):
    return serve(scenario="demo")


@pytest.fixture
def sellers(demo):
    return {seller["region"]: seller for seller in demo.control("GET", "/sellers")}


def test_size(live):
    assert Counter(listing.website for listing in live) == {
        "us": 197,
        "ca": 102,
        "uk": 121,
        "de": 122,
        "jp": 57,
    }


def test_credentials_are_the_published_ones(sellers):
    assert {region: seller["refresh_token"] for region, seller in sellers.items()} == {
        "NA": "Atzr|demo-na",
        "EU": "Atzr|demo-eu",
        "FE": "Atzr|demo-fe",
    }
    assert {region: len(seller["marketplaces"]) for region, seller in sellers.items()} == {
        "NA": 2,
        "EU": 2,
        "FE": 1,
    }


def test_loading_twice_changes_nothing(demo, sellers):
    before = demo.truth(sellers["NA"])
    assert load_demo(demo.inside) == 0
    assert demo.truth(sellers["NA"]) == before


def test_every_answer_about_every_listing_is_one_that_amazon_could_give(demo, sellers, connect):
    included = "summaries,attributes,issues,offers,fulfillmentAvailability,relationships,productTypes"
    for seller in sellers.values():
        amazon = connect(demo, seller)
        for marketplace in seller["marketplaces"]:
            seen = [
                sku
                for page in amazon.pages(marketplaceIds=marketplace, includedData=included, pageSize=20)
                for sku in page
            ]
            # A ghost answers by its SKU; the truth does not know it.
            assert set(demo.truth(seller, marketplace)) <= set(seen)


def test_states_that_must_be_there(demo, sellers):
    rows = [
        row
        for seller in sellers.values()
        for marketplace in seller["marketplaces"]
        for row in demo.truth(seller, marketplace).values()
    ]
    states = Counter(tuple(row["status"]) for row in rows)
    assert states[("BUYABLE", "DISCOVERABLE")] > 450
    assert states[("BUYABLE",)] >= 15  # search suppressed
    assert states[("DISCOVERABLE",)] > 60  # sold out, blocked, parents
    assert states[()] >= 16  # drafts, no ASIN


def test_ghosts_answer_and_deleted_listings_do_not(shop, demo, sellers, connect):
    amazon = connect(demo, sellers["NA"])
    for listing in shop.listings:
        if listing.website == "us" and listing.deleted_days_ago is not None:
            assert amazon.item("GET", listing.sku).status_code == (200 if listing.is_ghost else 404)


def test_odd_skus_are_found_by_their_exact_spelling(demo, sellers, connect, live):
    callers = {region: connect(demo, seller) for region, seller in sellers.items()}
    region_of = {website: seller.region for seller in SELLERS for website in seller.websites}
    for sku in [*ODD_SKUS.values(), "KEL-MUG-BLU", "kel-mug-blu"]:
        website = next(listing.website for listing in live if listing.sku == sku)
        answer = callers[region_of[website]].item("GET", sku, marketplaceIds=MARKETS[website].marketplace_id)
        assert (answer.status_code, answer.json()["sku"]) == (200, sku)


def test_every_kind_of_condition_channel_and_variation(live, shop):
    conditions = {listing.condition for listing in live}
    assert {
        "new_new",
        "new_open_box",
        "refurbished_refurbished",
        "used_good",
        "collectible_like_new",
    } <= conditions
    assert sum(offer.by_amazon for offer in shop.offers.values()) > 100
    parents = {(listing.website, listing.sku) for listing in live if listing.is_parent}
    children = [listing for listing in live if listing.parent_sku]
    assert len(parents) == 10
    assert {(child.website, child.parent_sku) for child in children} == parents


def test_titles(live):
    titles = {
        website: [listing.title for listing in live if listing.website == website and listing.title]
        for website in MARKETS
    }
    assert any('12" pan' in title for title in titles["us"])
    assert any("ü" in title for title in titles["de"])
    assert all(re.search("[ぁ-んァ-ン一-龥]", title) for title in titles["jp"])
    assert any(len(title) > 200 for title in titles["us"])
    assert not any("{" in title for each in titles.values() for title in each)


def test_what_is_shipped_by_the_merchant_is_shared_by_a_region(demo, sellers):
    americans, canadians = (demo.truth(sellers["NA"], place) for place in sellers["NA"]["marketplaces"])
    both = americans.keys() & canadians.keys()
    assert len(both) > 40
    assert all(americans[sku]["quantity"] == canadians[sku]["quantity"] for sku in both)


def test_the_committed_catalog_is_the_shop_s_own(shop):
    assert CATALOG.read_text(encoding="utf-8") == as_csv(products(shop))


def test_how_products_and_listings_meet(live, catalog):
    by_sku = {product["sku"]: product for product in catalog}
    by_asin = Counter(product["asin"] for product in catalog if product["asin"])
    assert len(by_sku) == len(catalog)
    met = Counter(
        "SKU" if listing.sku in by_sku else {0: "none", 1: "ASIN"}.get(by_asin[listing.asin], "several")
        for listing in live
    )
    assert met["none"] == 25
    assert met["ASIN"] > 40
    assert met["several"] == 0
    assert met["SKU"] > 500


def test_products_without_a_listing(live, catalog):
    skus, asins = {listing.sku for listing in live}, {listing.asin for listing in live}
    free = [product for product in catalog if product["sku"] not in skus and product["asin"] not in asins]
    complete = [product for product in free if product["asin"] and product["condition"]]
    assert (len(free), len(complete)) == (30, 18)
    assert sum(not product["asin"] for product in free) == 8
    assert sum(not product["condition"] for product in free) == 5


def test_products_that_may_not_be_sold_now(catalog):
    assert sum(product["enabled"] == "no" for product in catalog) == 7
    assert sum(product["sale_ends_on"].startswith("2025-") for product in catalog) == 5
    assert sum(product["sale_starts_on"] == "2099-01-01" for product in catalog) == 3
    assert sum(product["quantity"] == "0" for product in catalog) >= 8


def test_websites_are_those_where_the_listings_are(live, catalog):
    places = {}
    for listing in live:
        places.setdefault(listing.sku, set()).add(listing.website)
    for product in catalog:
        websites = product["websites"].split("|")
        assert set(websites) <= set(MARKETS)
        if product["sku"] in places:
            assert set(websites) == places[product["sku"]]


def test_asins_can_be_read_back():
    known = {item.asin for item in items()}
    assert len(known) == len(items())
    for asin in known:
        meaning = meaning_of(asin)
        assert re.fullmatch("B0[A-Z0-9]{8}|[0-9]{9}[0-9X]", asin)
        assert meaning is None or asin_of(meaning) == asin
    assert meaning_of(asin_of(Meaning(1_000_100, 39, 18))) == Meaning(1_000_100, 39, 18)
    assert isbn10(30_640_615) == "0306406152"


@pytest.mark.parametrize(
    "asin", [asin_of(Meaning(1, kind.number, 3)) for kind in kinds()] + ["0306406152", "B0MUG00001"]
)
def test_pictures_are_drawn(asin):
    root = ElementTree.fromstring(drawing(asin))
    assert root.get("viewBox") == "0 0 100 100"
    assert len(root) >= 3


def test_pictures_are_served_where_listings_say(demo, sellers):
    row = demo.truth(sellers["EU"], UK)["KEL-MUG-BLU"]
    answer = httpx.get(demo.url + row["image"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert httpx.get(f"{demo.url}/images/..%2Fx.svg").status_code == 404


@pytest.mark.parametrize(
    ("website", "price"), [("us", "24.99"), ("ca", "33.99"), ("de", "23.95"), ("jp", "3780")]
)
def test_prices(website, price):
    assert price_in(MARKETS[website], 24.99) == price
    assert Decimal(price) > 0


def test_the_us_shop_is_the_same_at_every_start(demo, serve, sellers):
    other = serve(scenario="demo")
    assert demo.truth(sellers["NA"], US).keys() == other.truth(sellers["NA"], US).keys()
