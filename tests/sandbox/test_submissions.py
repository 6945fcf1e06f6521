"""Put, patch and delete of the sandbox: what is refused, what is accepted, and when it shows."""

import pytest

from tests.sandbox.conftest import CA, OFFER, US, price, put, replace

ODD_SKUS = ["A/B", "A B", "A,B", "A%2FB", "A+B", "ÄÖ-é", "日本-1", "a", "A&b=c?d#e", "-", "'\"<x>"]


@pytest.mark.parametrize("sku", ODD_SKUS)
def test_odd_skus_live_through_everything(box, seller, amazon, sku):
    assert put(amazon, sku, OFFER)["sku"] == sku
    assert amazon.item("GET", sku).json()["sku"] == sku
    assert amazon.patch(sku, replace("purchasable_offer", price(8.5)))["status"] == "ACCEPTED"
    assert box.truth(seller)[sku]["price"] == "8.50"
    assert amazon.item("DELETE", sku).json()["status"] == "ACCEPTED"
    assert amazon.item("GET", sku).status_code == 404


def test_case_matters(box, seller, amazon):
    box.lists(seller, "mug", price="1.00")
    box.lists(seller, "MUG", price="2.00")
    assert amazon.item("GET", "mug", includedData="offers").json()["offers"][0]["price"]["amount"] == "1.00"
    assert sorted(box.truth(seller)) == ["MUG", "mug"]


def test_accepted_is_not_visible_until_the_lag_is_over(serve, connect):
    box = serve(lag=2)
    box.control("POST", "/clock", {"freeze": "2026-11-23T12:00:00Z"})
    seller = box.seller(US)
    amazon = connect(box, seller)
    assert put(amazon, "MUG-1", OFFER)["status"] == "ACCEPTED"
    assert amazon.item("GET", "MUG-1").status_code == 404
    box.control("POST", "/clock", {"advance": 2})
    assert amazon.item("GET", "MUG-1").json()["summaries"][0]["createdDate"] == "2026-11-23T12:00:02.000Z"
    amazon.patch("MUG-1", replace("purchasable_offer", price(5)))
    amazon.patch("MUG-1", replace("purchasable_offer", price(6)))
    assert box.truth(seller)["MUG-1"]["price"] == "9.99"
    box.control("PUT", "/lag", {"seconds": 0})
    amazon.item("DELETE", "MUG-1")
    box.control("POST", "/clock", {"advance": 1})
    assert amazon.item("GET", "MUG-1").status_code == 404


def test_accepted_changes_apply_in_order(serve, connect):
    box = serve(lag=5)
    seller = box.seller(US)
    amazon = connect(box, seller)
    box.lists(seller, "MUG-1")
    for amount in (5, 7, 6):
        amazon.patch("MUG-1", replace("purchasable_offer", price(amount)))
    box.control("POST", "/clock", {"advance": 6})
    assert box.truth(seller)["MUG-1"]["price"] == "6.00"


def test_a_preview_writes_nothing(box, seller, amazon):
    answer = put(amazon, "MUG-1", OFFER, mode="VALIDATION_PREVIEW", includedData="issues,identifiers")
    assert answer["status"] == "VALID"
    assert answer["identifiers"] == [{"marketplaceId": US, "asin": "B0MUG00001"}]
    assert box.truth(seller) == {}
    invalid = put(amazon, "MUG-1", OFFER | {"purchasable_offer": [price(-1)]}, mode="VALIDATION_PREVIEW")
    assert (invalid["status"], invalid["issues"][0]["categories"]) == ("INVALID", ["INVALID_PRICE"])


def test_put_offer_only_takes_title_and_picture_from_the_catalog(box, seller, amazon):
    box.lists(seller, "OTHER", asin="B0MUG00001", title="A mug", image="/images/mug.svg")
    put(amazon, "MUG-1", OFFER)
    mug = box.truth(seller)["MUG-1"]
    assert (mug["title"], mug["image"], mug["asin"]) == ("A mug", "/images/mug.svg", "B0MUG00001")
    assert (mug["price"], mug["quantity"], mug["handling_days"], mug["condition"]) == (
        "9.99",
        5,
        2,
        "new_new",
    )
    assert mug["status"] == ["BUYABLE", "DISCOVERABLE"]


def test_an_offer_on_an_asin_that_nobody_lists_shows_the_catalog_s_own_title(box, seller, amazon):
    box.knows("B0MUG00001", marketplace=US, title="Blue mug", image="/images/B0MUG00001.svg")
    put(amazon, "MUG-1", OFFER)
    row = box.truth(seller)["MUG-1"]
    assert (row["asin"], row["title"]) == ("B0MUG00001", "Blue mug")


def test_a_new_product_joins_the_asin_that_has_its_barcode(box, seller, amazon):
    box.knows("B0MUG00009", marketplace=US, gtin="4006381333931", title="Blue mug")
    barcode = [{"type": "ean", "value": "4006381333931", "marketplace_id": US}]
    attributes = {name: value for name, value in OFFER.items() if name != "merchant_suggested_asin"}
    attributes |= {"item_name": [{"value": "My mug"}], "externally_assigned_product_identifier": barcode}
    put(amazon, "MUG-1", attributes, requirements="LISTING")
    assert box.truth(seller)["MUG-1"]["asin"] == "B0MUG00009"


def test_put_replaces_the_whole_contribution(box, seller, amazon):
    full = OFFER | {"item_name": [{"value": "Mug"}], "brand": [{"value": "Tea & Co"}]}
    put(amazon, "MUG-1", full, requirements="LISTING")
    assert amazon.item("GET", "MUG-1", includedData="attributes").json()["attributes"]["brand"]
    del full["brand"]
    put(amazon, "MUG-1", full, requirements="LISTING")
    assert "brand" not in amazon.item("GET", "MUG-1", includedData="attributes").json()["attributes"]


def test_new_product_gets_an_asin_that_the_preview_told(box, seller, amazon):
    product = {
        "item_name": [{"value": "Mug"}],
        "condition_type": OFFER["condition_type"],
        "purchasable_offer": OFFER["purchasable_offer"],
        "fulfillment_availability": OFFER["fulfillment_availability"],
        "externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333931"}],
    }
    told = put(
        amazon, "NEW", product, requirements="LISTING", mode="VALIDATION_PREVIEW", includedData="identifiers"
    )["identifiers"][0]["asin"]
    put(amazon, "NEW", product, requirements="LISTING")
    assert box.truth(seller)["NEW"]["asin"] == told
    put(amazon, "NEW-2", product, requirements="LISTING")
    assert box.truth(seller)["NEW-2"]["asin"] == told  # the same barcode is the same product


def test_patch_of_nothing_is_invalid_and_delete_of_nothing_is_accepted(amazon):
    assert amazon.patch("GONE", replace("purchasable_offer", price(5)))["issues"][0]["code"] == "13013"
    assert amazon.item("DELETE", "GONE").json()["status"] == "ACCEPTED"


def test_a_price_patch_replaces_that_audience_whole_and_spares_the_other(box, seller, amazon):
    sale = [{"schedule": [{"start_at": "2026-12-01", "end_at": "2026-12-31", "value_with_tax": 7}]}]
    business = price(9) | {"audience": "B2B"}
    put(amazon, "MUG-1", OFFER | {"purchasable_offer": [price(9.99) | {"discounted_price": sale}, business]})
    offers = amazon.item("GET", "MUG-1", includedData="offers,attributes").json()
    assert [offer["offerType"] for offer in offers["offers"]] == ["B2C", "B2B"]
    assert offers["attributes"]["purchasable_offer"][0]["discounted_price"] == sale
    amazon.patch("MUG-1", replace("purchasable_offer", price(8)))
    after = amazon.item("GET", "MUG-1", includedData="attributes").json()["attributes"]["purchasable_offer"]
    assert after == [price(8), business]


def test_a_quantity_without_handling_time_resets_it_unless_merged(box, seller, amazon):
    box.lists(seller, "MUG-1", quantity=1, handling_days=3)
    merge = {
        "op": "merge",
        "path": "/attributes/fulfillment_availability",
        "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": 4}],
    }
    amazon.patch("MUG-1", merge)
    assert (box.truth(seller)["MUG-1"]["quantity"], box.truth(seller)["MUG-1"]["handling_days"]) == (4, 3)
    amazon.patch("MUG-1", merge | {"op": "replace"})
    assert box.truth(seller)["MUG-1"]["handling_days"] is None


def test_quantity_is_one_for_the_region_and_moves_the_date_everywhere(box, seller, amazon):
    box.control("POST", "/clock", {"freeze": "2026-11-23T12:00:00Z"})
    box.lists(seller, "MUG-1")
    box.lists(seller, "MUG-1", marketplace=CA)
    box.control("POST", "/clock", {"advance": 60})
    amazon.patch("MUG-1", replace("fulfillment_availability", {"quantity": 9}))
    canada = box.truth(seller, CA)["MUG-1"]
    assert (canada["quantity"], canada["updated_at"]) == (9, "2026-11-23T12:01:00.000Z")


def test_handling_time_alone_does_not_move_the_date(box, seller, amazon):
    box.control("POST", "/clock", {"freeze": "2026-11-23T12:00:00Z"})
    box.lists(seller, "MUG-1", quantity=2)
    box.control("POST", "/clock", {"advance": 60})
    amazon.patch(
        "MUG-1", replace("fulfillment_availability", {"quantity": 2, "lead_time_to_ship_max_days": 5})
    )
    mug = box.truth(seller)["MUG-1"]
    assert (mug["handling_days"], mug["updated_at"]) == (5, "2026-11-23T12:00:00.000Z")


def test_ghosts_still_answer(box, seller, amazon):
    box.lists(seller, "MUG-1")
    box.unlists(seller, "MUG-1", ghost=True)
    assert amazon.item("GET", "MUG-1").json()["summaries"][0]["status"] == []
    assert amazon.skus() == ["MUG-1"]
    assert box.truth(seller) == {}


def test_a_sku_goes_to_another_asin_only_once_its_deletion_shows(serve, connect):
    box = serve(lag=5)
    seller = box.seller(US)
    amazon = connect(box, seller)
    box.lists(seller, "MUG-1", asin="B0MUG00009")
    amazon.item("DELETE", "MUG-1")
    put(amazon, "MUG-1", OFFER)  # too early: Amazon still ties the SKU to its ASIN
    box.control("POST", "/clock", {"advance": 6})
    assert box.truth(seller)["MUG-1"]["asin"] == "B0MUG00009"
    amazon.item("DELETE", "MUG-1")
    box.control("POST", "/clock", {"advance": 6})
    put(amazon, "MUG-1", OFFER)
    assert amazon.item("GET", "MUG-1").status_code == 404
    box.control("POST", "/clock", {"advance": 6})
    assert box.truth(seller)["MUG-1"]["asin"] == "B0MUG00001"


def test_a_deleted_sku_can_come_back(box, seller, amazon):
    box.lists(seller, "MUG-1")
    amazon.item("DELETE", "MUG-1")
    put(amazon, "MUG-1", OFFER)
    assert box.truth(seller)["MUG-1"]["deleted_at"] is None
