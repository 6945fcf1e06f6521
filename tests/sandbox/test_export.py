"""The demo shop's catalog as Adobe Commerce exports it: genuine, complete, in step with products.csv."""

import csv
import io
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sandbox.scenario import adobe
from sandbox.scenario.export import rows
from sandbox.scenario.items import items
from sandbox.scenario.puzzles import puzzles
from sandbox.scenario.shop import build
from tests.sandbox.cataloguing import PATH, asins, item
from tests.sandbox.conftest import US

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "catalog" / "demo"
FOUND = {"finds one": 1, "finds several": 2, "finds none": 0, "finds a family": 1, "is a book": 1}
DAMAGED = (
    "wrong check digit",
    "another wrong check digit",
    "spreadsheet",
    "blanks",
    "prefix",
    "lost its leading zero",
)


def pairs(text):
    """code=value pairs as Adobe's importer reads them: a value in quotes may hold anything."""
    found, rest = {}, text
    while rest:
        code, _, rest = rest.partition("=")
        if rest.startswith('"'):
            end = 1
            while rest[end : end + 1] != '"' or rest[end : end + 2] == '""':
                end += 2 if rest[end : end + 2] == '""' else 1
            found[code], rest = rest[1:end].replace('""', '"'), rest[end + 2 :]
        else:
            found[code], _, rest = rest.partition(",")
    return found


def barcodes_of(product):
    return [product["more"][kind] for kind in ("ean", "upc", "isbn") if kind in product["more"]]


@pytest.fixture(scope="module")
def shop():
    return build()


@pytest.fixture(scope="module")
def lines():
    with (FOLDER / "catalog_product.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def products(lines):
    """By SKU, the lines without a store view, additional attributes taken apart."""
    return {
        line["sku"]: line | {"more": pairs(line["additional_attributes"])}
        for line in lines
        if not line["store_view_code"]
    }


@pytest.fixture(scope="module")
def known():
    with (ROOT / "sandbox" / "scenario" / "products.csv").open(encoding="utf-8", newline="") as file:
        return {row["sku"]: row for row in csv.DictReader(file)}


def test_the_committed_export_is_the_shop_s_own(shop):
    made = adobe.as_csv(rows(shop))
    assert (FOLDER / "catalog_product.csv").read_text(encoding="utf-8") == made


def test_columns_are_adobe_s(lines):
    head = list(lines[0])
    assert head[:6] == [
        "sku",
        "store_view_code",
        "attribute_set_code",
        "product_type",
        "categories",
        "product_websites",
    ]
    assert head.index("additional_attributes") + 1 == head.index("qty")
    assert head[-2:] == ["configurable_variations", "configurable_variation_labels"]
    assert len(head) == len(set(head)) == 89


def test_size(lines, products):
    assert Counter(product["product_type"] for product in products.values()) == {
        "simple": 617,
        "configurable": 40,
    }
    assert Counter(line["store_view_code"] for line in lines)[""] == len(products)


def test_what_products_csv_says_stands_in_the_export(products, known):
    for sku, row in known.items():
        exported = products[sku]
        assert {
            "name": exported["name"],
            "asin": exported["more"].get("amazon_asin", ""),
            "condition": exported["more"].get("amazon_condition", ""),
            "enabled": {"1": "yes", "2": "no"}[exported["product_online"]],
            "quantity": str(int(float(exported["qty"]))),
            "sale_starts_on": exported["more"].get("sale_starts_on", ""),
            "sale_ends_on": exported["more"].get("sale_ends_on", ""),
            "websites": exported["product_websites"].replace(",", "|"),
            "image": exported["base_image"],
        } == {name: value for name, value in row.items() if name != "sku"}, sku


def test_nothing_else_in_it_can_be_taken_for_a_listing(shop, products, known):
    """So that every listing keeps the product that it has by products.csv, and its tab."""
    listed = [listing for listing in shop.listings if listing.deleted_days_ago is None]
    asins_taken = {each.asin for each in listed if each.asin} | {row["asin"] for row in known.values()}
    others = [product for sku, product in products.items() if sku not in known]
    assert len(others) > 350
    assert not {each["sku"] for each in others} & {each.sku for each in listed}
    assert not {each["more"].get("amazon_asin") for each in others} & asins_taken
    assert not {barcode for each in others for barcode in barcodes_of(each)} & {each.gtin for each in listed}


def test_listings_without_a_product_stay_without_one(shop, products, known):
    by_sku = {listing.sku: listing for listing in shop.listings if listing.deleted_days_ago is None}
    lonely = [
        listing
        for listing in by_sku.values()
        if listing.sku not in products
        and not listing.is_parent
        and listing.asin not in {row["asin"] for row in known.values()}
    ]
    barcodes = {barcode for product in products.values() for barcode in barcodes_of(product)}
    assert len(lonely) == 15
    assert sum(bool(listing.gtin) for listing in lonely) > 10
    assert not {listing.gtin for listing in lonely} & barcodes


def test_families_name_their_members(products):
    families = [product for product in products.values() if product["product_type"] == "configurable"]
    placed = []
    for family in families:
        codes = [label.partition("=")[0] for label in family["configurable_variation_labels"].split(",")]
        seen = set()
        for text in family["configurable_variations"].split("|"):
            options = dict(part.split("=") for part in text.split(","))
            member = products[options.pop("sku")]
            assert member["product_type"] == "simple"
            assert member["visibility"] == "Not Visible Individually"
            assert [*options] == codes
            assert {code: member["more"][code] for code in codes} == options
            assert set(member["product_websites"].split(",")) <= set(family["product_websites"].split(","))
            placed.append(member["sku"])
            seen.add(tuple(options.values()))
        assert len(seen) == len(family["configurable_variations"].split("|"))
        assert not family["more"].get("amazon_asin")
    assert len(placed) == len(set(placed)) > 400
    alone = [product for product in products.values() if product["visibility"] == "Catalog, Search"]
    assert len(alone) == len(products) - len(placed)


def test_store_views_hold_other_names_alone(lines, products):
    by_view = defaultdict(dict)
    for before, line in zip(lines, lines[1:], strict=False):
        if line["store_view_code"]:
            by_view[line["store_view_code"]][line["sku"]] = line
            assert before["sku"] == line["sku"]
            assert not line["qty"] + line["price"] + line["product_websites"] + line["additional_attributes"]
    assert set(by_view) == {"de", "ja"}
    mug = next(each for each in items() if each.sku == "KEL-MUG-BLU")
    assert by_view["de"][mug.sku]["name"] == mug.titles["de"]
    assert all("de" in products[sku]["product_websites"].split(",") for sku in by_view["de"])
    assert all("jp" in products[sku]["product_websites"].split(",") for sku in by_view["ja"])
    assert min(map(len, by_view.values())) > 80


def test_some_articles_have_a_special_price(products):
    reduced = [product for product in products.values() if product["special_price"]]
    assert len(reduced) > 40
    for product in reduced:
        assert float(product["special_price"]) < float(product["price"])
        dates = (product["special_price_from_date"], product["special_price_to_date"])
        assert dates == ("11/20/26", "12/24/26")
        assert "Default Category/Sale" in product["categories"].split(",")


@pytest.fixture
def amazon(serve, connect):
    demo = serve(scenario="demo")
    return connect(demo, demo.control("GET", "/sellers")[0])


def answers(amazon, article):
    [(kind, text)] = article.barcodes.items()
    return asins(amazon, identifiersType=kind.upper(), identifiers=text.replace("-", ""))


@pytest.mark.parametrize(("puzzle", "number"), FOUND.items())
def test_what_barcodes_find_at_amazon(amazon, puzzle, number):
    found = puzzles()[puzzle]
    assert len(found) > 1
    for article in found:
        answer = answers(amazon, article)
        assert len(answer) == number, article.sku
        for asin in answer:
            summary = item(amazon, asin)["summaries"][0]
            is_parent = summary["itemClassification"] == "VARIATION_PARENT"
            assert is_parent == (puzzle == "finds a family")


@pytest.mark.parametrize("puzzle", DAMAGED)
def test_damaged_barcodes_find_nothing_as_they_are(amazon, puzzle):
    assert [answers(amazon, article) for article in puzzles()[puzzle]] == [[]] * len(puzzles()[puzzle])


def test_repaired_barcodes_find_their_asin(amazon):
    for article in puzzles()["lost its leading zero"]:
        found = asins(amazon, identifiersType="UPC", identifiers=article.barcodes["upc"].zfill(12))
        assert len(found) == 1
    [blank] = puzzles()["blanks"]
    ean = blank.barcodes["ean"].replace(" ", "")
    assert len(asins(amazon, identifiersType="EAN", identifiers=ean)) == 1


def test_a_gcid_finds_its_ware_or_only_what_goes_with_it(amazon):
    for puzzle, is_itself in (("has a GCID", True), ("has a GCID that finds another", False)):
        [article] = puzzles()[puzzle]
        [found] = asins(amazon, keywords=article.barcodes["gcid"])
        assert (article.image == f"/images/{found}.svg") == is_itself
        told = item(amazon, found, includedData="identifiers")["identifiers"][0]["identifiers"]
        assert (told == [{"identifierType": "GCID", "identifier": article.barcodes["gcid"]}]) == is_itself


def test_twins_in_all_but_case_are_two_articles(products):
    upper, lower = (article.sku for article in puzzles()["differs in case"])
    assert upper != lower == upper.lower()
    assert products[upper]["name"] != products[lower]["name"]


def test_nobody_lists_what_puzzles(amazon):
    for found in puzzles().values():
        for article in found:
            assert not article.asin
            answer = amazon.item("GET", article.sku, marketplaceIds=US)
            assert answer.status_code == 404
    assert amazon.call("GET", PATH, marketplaceIds=US, keywords="mug").status_code == 200


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ({"color": "red", "brand": "Kelmora"}, "brand=Kelmora,color=red"),
        ({"note": 'a, b "c"', "size": '51"'}, 'note="a, b ""c""",size="51"""'),
        ({"empty": "", "ratio": "a=b"}, 'ratio="a=b"'),
        ({"lines": "a|b\nc"}, 'lines="a|b\nc"'),
    ],
)
def test_additional_attributes_can_be_read_back(attributes, text):
    assert adobe.pairs(attributes) == text
    assert pairs(text) == {code: value for code, value in attributes.items() if value}


def test_figures_and_dates_are_written_as_adobe_writes_them():
    assert adobe.money(24.9) == "24.900000"
    assert adobe.number(12) == "12.0000"
    assert adobe.day(date(2026, 12, 1)) == "12/1/26"
    assert adobe.minute(datetime(2022, 3, 14, 9, 5, tzinfo=UTC)) == "3/14/22, 9:05 AM"
    assert adobe.minute(datetime(2022, 3, 14, 23, 5, tzinfo=UTC)) == "3/14/22, 11:05 PM"
    written = adobe.as_csv([{"sku": "A", "name": 'Pan 12", black'}])
    assert next(csv.DictReader(io.StringIO(written)))["name"] == 'Pan 12", black'
