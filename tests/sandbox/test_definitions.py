"""Product type definitions: which there are, and what each wants to know."""

import copy
from functools import partial

import httpx
import pytest

from sandbox.definitions.vocabulary import attributes, product_types
from sandbox.scenario.words import kinds
from tests.sandbox.conftest import CA, DE, UK, US
from tests.sandbox.defining import PATH, complaints, definition, document, of_meta_schema, schema

META_ID = "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1"


def names(amazon, *, marketplace=US, **query):
    answer = amazon.call("GET", PATH, marketplaceIds=marketplace, **query)
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()["productTypes"]]


def refusal(answer):
    [error] = answer.json()["errors"]
    return answer.status_code, error["code"], error["message"]


@pytest.fixture
def european(box, connect):
    return connect(box, box.seller(UK, DE))


def test_all_that_the_shop_sells_has_a_definition(amazon):
    found = names(amazon)
    assert {kind.product_type for kind in kinds()} | {"ABIS_BOOK", "HOME", "PRODUCT"} == set(found)
    assert len(found) == len(product_types()) == 40


@pytest.mark.parametrize(
    ("marketplace", "query", "wanted"),
    [
        pytest.param(UK, {"keywords": "towel"}, ["TOWEL"], id="English"),
        pytest.param(DE, {"keywords": "handtuch,rucksack"}, ["BACKPACK", "TOWEL"], id="German"),
        pytest.param(DE, {"keywords": "towel", "searchLocale": "en_GB"}, ["TOWEL"], id="English in Germany"),
        pytest.param(UK, {"keywords": "submarine"}, [], id="none"),
        pytest.param(UK, {"itemName": "Stoneware mug with handle"}, ["DRINKING_CUP"], id="by a title"),
        pytest.param(DE, {"itemName": "Kuppelzelt"}, ["TENT"], id="by a German title"),
    ],
)
def test_search(european, marketplace, query, wanted):
    found = names(european, marketplace=marketplace, **query)
    assert (found[:1] if "itemName" in query else found) == wanted


def test_names_are_told_in_the_language_asked_for(european):
    told = european.call("GET", PATH, marketplaceIds=DE, keywords="handtuch").json()["productTypes"]
    assert told == [{"name": "TOWEL", "displayName": "Handtuch", "marketplaceIds": [DE]}]
    told = european.call("GET", PATH, marketplaceIds=DE, keywords="handtuch", locale="en_GB").json()
    assert told["productTypes"][0]["displayName"] == "Towel"


@pytest.mark.parametrize(
    ("path", "query", "wanted"),
    [
        (
            PATH,
            {"keywords": "a", "itemName": "b"},
            "Invalid combination of 'keywords' and 'itemName' provided.",
        ),
        (
            f"{PATH}/TOWEL",
            {"requirements": "ALL"},
            "Invalid value 'ALL' for parameter 'requirements'."
            " Allowed: LISTING, LISTING_PRODUCT_ONLY, LISTING_OFFER_ONLY.",
        ),
        (f"{PATH}/TOWEL", {"productTypeVersion": "old"}, "Invalid 'productTypeVersion' provided: old."),
        (
            f"{PATH}/TOWEL",
            {"marketplaceIds": f"{US},{CA}"},
            "Invalid 'marketplaceIds' provided: only one is supported.",
        ),
        (f"{PATH}/TOWEL", {"marketplaceIds": UK}, f"Invalid 'marketplaceIds' provided: {UK}."),
    ],
)
def test_what_is_refused(amazon, path, query, wanted):
    answer = amazon.call("GET", path, **{"marketplaceIds": US} | query)
    assert refusal(answer) == (400, "InvalidInput", wanted)


def test_an_unknown_product_type_is_404(amazon):
    answer = amazon.call("GET", f"{PATH}/SUBMARINE", marketplaceIds=US)
    assert refusal(answer) == (404, "NOT_FOUND", "Product type 'SUBMARINE' not found.")


def test_another_seller_s_definition_is_not_told(box, amazon):
    other = box.seller(US)["selling_partner_id"]
    assert amazon.call("GET", f"{PATH}/TOWEL", marketplaceIds=US, sellerId=other).status_code == 403


def test_a_definition(amazon):
    told = definition(amazon, "DRINKING_CUP")
    assert told["locale"] == "en_US"
    assert (told["displayName"], told["requirements"]) == ("Drinking Cup", "LISTING")
    assert told["productTypeVersion"]["latest"] is True
    assert definition(amazon, "DRINKING_CUP", productTypeVersion=told["productTypeVersion"]["version"])
    grouped = [name for group in told["propertyGroups"].values() for name in group["propertyNames"]]
    shown = document(told["schema"])
    assert shown["$schema"] == META_ID
    assert shown["$id"].endswith("/schema/v1/DRINKING_CUP")
    assert sorted(grouped) == sorted(shown["properties"])
    assert shown["properties"]["bullet_point"]["maxUniqueItems"] == 10
    assert shown["properties"]["purchasable_offer"]["selectors"] == ["marketplace_id", "currency", "audience"]


@pytest.mark.parametrize("product_type", sorted(product_types()))
def test_every_schema_is_one_of_amazon_s_meta_schema(european, product_type):
    told = definition(european, product_type, marketplace=DE)
    meta, found = document(told["metaSchema"]), document(told["schema"])
    assert meta["$id"] == META_ID
    assert of_meta_schema(meta, found) == []
    broken = copy.deepcopy(found)
    broken["properties"]["item_name"]["selectors"] = "marketplace_id"
    assert of_meta_schema(meta, broken)
    assert complaints(found | {"required": []}, {"item_name": [{}]})


@pytest.mark.parametrize(
    ("query", "has", "has_not"),
    [
        pytest.param({}, {"item_name", "brand"}, set(), id="LISTING"),
        pytest.param(
            {"requirements": "LISTING_PRODUCT_ONLY"},
            {"item_name", "brand"},
            {"purchasable_offer", "condition_type", "fulfillment_availability"},
            id="product only",
        ),
        pytest.param(
            {"requirements": "LISTING_OFFER_ONLY"},
            {"merchant_suggested_asin", "purchasable_offer", "condition_type", "fulfillment_availability"},
            {"item_name", "brand", "color"},
            id="offer only",
        ),
        pytest.param(
            {"parentageLevel": "CHILD"},
            {"parentage_level", "child_parent_sku_relationship", "condition_type"},
            set(),
            id="child",
        ),
        pytest.param(
            {"parentageLevel": "PARENT"},
            {"parentage_level", "variation_theme", "item_name"},
            {"purchasable_offer", "externally_assigned_product_identifier"},
            id="parent",
        ),
        pytest.param({"parentageLevel": "NONE"}, {"condition_type"}, {"parentage_level"}, id="neither"),
    ],
)
def test_what_is_required_depends_on_what_is_submitted(amazon, query, has, has_not):
    found = schema(amazon, "DRINKING_CUP", **query)
    assert has <= set(found["required"])
    assert not has_not & (set(found["properties"]) | set(found["required"]))


def test_without_enforcement_nothing_is_required_but_shapes_hold(amazon):
    found = schema(amazon, "DRINKING_CUP", requirementsEnforced="NOT_ENFORCED")
    assert complaints(found, {}) == []
    assert complaints(found, {"color": [{"value": 3, "language_tag": "en_US"}]})


@pytest.mark.parametrize(
    ("query", "locale", "title", "group"),
    [
        ({}, "de_DE", "Farbe", "Produktdetails"),
        ({"locale": "en_GB"}, "en_GB", "Color", "Product Details"),
        ({"locale": "ja_JP"}, "ja_JP", "色", "商品の詳細"),
        ({"locale": "fr_FR"}, "fr_FR", "Color", "Product Details"),
    ],
)
def test_words_are_in_the_language_asked_for(european, query, locale, title, group):
    told = definition(european, "TOWEL", marketplace=DE, **query)
    shown = document(told["schema"])["properties"]
    assert told["locale"] == locale
    assert shown["color"]["title"] == title
    assert told["propertyGroups"]["product_details"]["title"] == group
    conditions = shown["condition_type"]["items"]["properties"]["value"]
    assert len(conditions["enum"]) == len(conditions["enumNames"]) == 13


def test_every_attribute_is_described_in_english_and_german():
    assert [
        each.name
        for each in attributes()
        if each.titles["de"] == "" or each.descriptions["de"] == each.descriptions["en"]
    ] == []


def test_links_hold_for_seven_days(box, amazon):
    resource = definition(amazon, "TOWEL")["schema"]["link"]["resource"]
    box.control("POST", "/clock", {"advance": 7 * 86_400 - 60})
    assert httpx.get(resource).status_code == 200
    foreign = resource.replace("TOWEL", "RUG")
    assert "SignatureDoesNotMatch" in httpx.get(foreign).text
    box.control("POST", "/clock", {"advance": 61})
    expired = httpx.get(resource)
    assert (expired.status_code, "Request has expired" in expired.text) == (403, True)


def test_five_calls_a_second(serve, connect):
    box = serve(throttle=1)
    box.control("POST", "/clock", {"freeze": True})
    amazon = connect(box, box.seller(US))
    calls = partial(amazon.call, "GET", f"{PATH}/TOWEL", marketplaceIds=US)
    assert [calls().status_code for _ in range(6)] == [200] * 5 + [429]
    assert box.calls("getDefinitionsProductType") == 6
