"""Attributes of listings: what the seller said, and of the demo's goods what Amazon's catalog adds."""

import httpx
import pytest

from sandbox.scenario.items import items
from tests.sandbox.conftest import CA, DE, JP, UK, US, price, replace
from tests.sandbox.defining import complaints, schema

MUG = next(each for each in items() if each.sku == "KEL-MUG-BLU")
KNIFE = next(each for each in items() if each.sku == "OST-KNIFE-8-BLK")
BOOK = next(each for each in items() if each.sku == "BOOK-SALT")


@pytest.fixture
def demo(serve):
    return serve(scenario="demo")


@pytest.fixture
def at_demo(demo, connect):
    """Callers by region."""
    return {seller["region"]: connect(demo, seller) for seller in demo.control("GET", "/sellers")}


def attributes(amazon, sku, *, marketplace=US):
    answer = amazon.item("GET", sku, marketplaceIds=marketplace, includedData="attributes")
    assert answer.status_code == 200, answer.text
    return answer.json()["attributes"]


def values(found, name):
    return [each["value"] for each in found.get(name, [])]


@pytest.mark.parametrize(
    ("region", "marketplace"), [("NA", US), ("NA", CA), ("EU", UK), ("EU", DE), ("FE", JP)]
)
def test_the_demo_s_listings_comply_with_their_product_types(demo, at_demo, region, marketplace):
    """But for the titles that Amazon finds too long, and the drafts that lack what Amazon asks for."""
    amazon, schemas, judged = at_demo[region], {}, 0
    for sku, row in demo.truth(amazon.seller, marketplace).items():
        if row["report_status"] == "Incomplete":
            continue
        kind = row["product_type"]
        schemas[kind] = schemas.get(kind) or schema(amazon, kind, marketplace=marketplace)
        found = complaints(schemas[kind], attributes(amazon, sku, marketplace=marketplace))
        assert [path[0] for path, _ in found] == (["item_name"] if len(row["title"]) > 200 else []), sku
        judged += 1
    assert judged > 45
    assert len(schemas) > 20


def test_drafts_lack_what_their_product_types_ask_for(demo, at_demo):
    amazon = at_demo["NA"]
    drafts = {
        sku: row for sku, row in demo.truth(amazon.seller, US).items() if row["report_status"] == "Incomplete"
    }
    assert len(drafts) == 10
    for sku, row in drafts.items():
        found = complaints(schema(amazon, row["product_type"]), attributes(amazon, sku))
        assert any("is a required property" in message for _, message in found)


def test_what_a_merchant_can_map(at_demo):
    found = attributes(at_demo["NA"], MUG.sku)
    assert values(found, "item_name") == [MUG.titles["en"]]
    assert values(found, "brand") == values(found, "manufacturer") == ["Kelmora"]
    assert values(found, "color") == ["sky blue"]
    assert values(found, "size") == ["12 oz"]
    assert values(found, "material") == ["stoneware"]
    assert values(found, "part_number") == ["KEL-MUG-BLU"]
    assert values(found, "condition_type") == ["new_new"]
    assert values(found, "merchant_suggested_asin") == [MUG.asin]
    assert len(values(found, "bullet_point")) == 3
    assert found["list_price"][0]["currency"] == "USD"
    identifier = {"type": "ean", "value": MUG.gtin, "marketplace_id": US}
    assert found["externally_assigned_product_identifier"] == [identifier]


def test_they_are_in_the_marketplace_s_language(at_demo):
    found = attributes(at_demo["EU"], MUG.sku, marketplace=UK)
    assert {each["language_tag"] for each in found["bullet_point"]} == {"en_GB"}
    knife = attributes(at_demo["EU"], KNIFE.sku, marketplace=DE)
    assert values(knife, "material") == ["Geschmiedeter Stahl"]
    assert values(knife, "size") == ["20 cm"]


def test_barcodes_have_their_types(demo, at_demo):
    knife, book = attributes(at_demo["EU"], KNIFE.sku, marketplace=DE), attributes(at_demo["NA"], BOOK.sku)
    [of_knife], [of_book] = (each["externally_assigned_product_identifier"] for each in (knife, book))
    assert (of_knife["type"], of_knife["value"]) == ("upc", KNIFE.gtin)
    assert (of_book["type"], of_book["value"]) == ("isbn", BOOK.gtin)
    assert values(book, "author") == ["Jonas Ebbesen"]


def test_pictures_can_be_fetched(at_demo):
    found = attributes(at_demo["NA"], MUG.sku)
    names = ("main_product_image_locator", "other_product_image_locator_1", "other_product_image_locator_2")
    pictures = {httpx.get(found[name][0]["media_location"], verify=False).text for name in names}
    assert len(pictures) == 3
    assert all(picture.startswith("<svg") for picture in pictures)


def test_what_the_seller_says_stands(demo, at_demo):
    amazon, words = at_demo["NA"], {"language_tag": "en_US", "marketplace_id": US}
    demo.control("PUT", "/lag", {"seconds": 0})
    amazon.patch(MUG.sku, replace("color", {"value": "azure", **words}), marketplaceIds=US)
    assert values(attributes(amazon, MUG.sku), "color") == ["azure"]


def test_a_price_does_not_make_amazon_s_facts_the_seller_s(demo, at_demo):
    amazon = at_demo["NA"]
    demo.control("PUT", "/lag", {"seconds": 0})
    amazon.patch(MUG.sku, replace("purchasable_offer", price(9.5)), marketplaceIds=US)
    assert attributes(amazon, MUG.sku)["purchasable_offer"][0]["our_price"]
    kept = demo.truth(amazon.seller, US)[MUG.sku]["attributes"]
    assert set(kept) <= {"purchasable_offer"}


def test_of_an_unknown_asin_only_the_seller_s_words_are_told(box, seller, amazon):
    box.lists(seller, "MUG-1", asin="B0MUG00001")
    assert set(attributes(amazon, "MUG-1")) == {
        "item_name",
        "condition_type",
        "merchant_suggested_asin",
        "fulfillment_availability",
        "purchasable_offer",
    }
