"""Submissions that the sandbox refuses: which, and what it says."""

import pytest

from tests.sandbox.conftest import CA, OFFER, US, price, put, replace


@pytest.mark.parametrize(
    ("change", "code", "names"),
    [
        pytest.param({"condition_type": None}, "90220", ["condition_type"], id="condition missing"),
        pytest.param(
            {"condition_type": [{"value": "mint"}]}, "90244", ["condition_type"], id="unknown condition"
        ),
        pytest.param(
            {"merchant_suggested_asin": [{"value": "X"}]}, "90244", ["merchant_suggested_asin"], id="no ASIN"
        ),
        pytest.param(
            {"purchasable_offer": [price(5, "EUR")]}, "90244", ["purchasable_offer"], id="foreign currency"
        ),
        pytest.param({"purchasable_offer": [price(0)]}, "90117", ["purchasable_offer"], id="price 0"),
        pytest.param(
            {"purchasable_offer": [price("9.99")]}, "90244", ["purchasable_offer"], id="price as text"
        ),
        pytest.param(
            {
                "purchasable_offer": [
                    price(5) | {"minimum_seller_allowed_price": [{"schedule": [{"value_with_tax": 6}]}]}
                ]
            },
            "90215",
            ["purchasable_offer"],
            id="below one's own minimum",
        ),
        pytest.param({"purchasable_offer": "5"}, "90244", ["purchasable_offer"], id="no list"),
        pytest.param(
            {"item_name": [{"value": "x", "marketplace_id": CA}]},
            "90244",
            ["item_name"],
            id="another marketplace's value",
        ),
        pytest.param(
            {"fulfillment_availability": [{"fulfillment_channel_code": "AMAZON_NA", "quantity": 1}]},
            "90244",
            ["fulfillment_availability"],
            id="quantity at Amazon's warehouse",
        ),
        pytest.param(
            {"fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": -1}]},
            "90244",
            ["fulfillment_availability"],
            id="negative quantity",
        ),
        pytest.param(
            {"fulfillment_availability": [{"quantity": 1, "lead_time_to_ship_max_days": 31}]},
            "90244",
            ["fulfillment_availability"],
            id="handling too long",
        ),
        pytest.param(
            {"externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333932"}]},
            "90111",
            ["externally_assigned_product_identifier"],
            id="wrong check digit",
        ),
    ],
)
def test_invalid_submissions_say_why_and_change_nothing(box, amazon, change, code, names):
    attributes = {name: value for name, value in (OFFER | change).items() if value is not None}
    answer = put(amazon, "MUG-1", attributes)
    assert answer["status"] == "INVALID"
    assert [(issue["code"], issue["attributeNames"]) for issue in answer["issues"]] == [(code, names)]
    assert box.truth(amazon.seller) == {}


def test_an_offer_on_an_asin_that_the_marketplace_does_not_know_is_refused(box, seller, amazon):
    box.knows("B0MUG00002", marketplace=US)
    for mode in ({}, {"mode": "VALIDATION_PREVIEW"}):
        answer = put(amazon, "MUG-1", OFFER, **mode)
        assert (answer["status"], answer["issues"][0]["code"]) == ("INVALID", "8560")
    box.knows("B0MUG00001", marketplace=US)
    assert put(amazon, "MUG-1", OFFER)["status"] == "ACCEPTED"


def test_product_types(box, seller, amazon):
    box.lists(seller, "MUG-1", product_type="DRINKING_CUP")
    patch = replace("purchasable_offer", price(5))
    assert amazon.patch("MUG-1", patch)["status"] == "ACCEPTED"
    assert amazon.patch("MUG-1", patch, product_type="DRINKING_CUP")["status"] == "ACCEPTED"
    assert amazon.patch("MUG-1", patch, product_type="SHOES")["issues"][0]["code"] == "4000003"
    made = {"item_name": [{"value": "x"}], **OFFER}
    assert (
        put(amazon, "N", made, requirements="LISTING", product_type="PRODUCT")["issues"][0]["code"]
        == "4000004"
    )


@pytest.mark.parametrize(
    "patch",
    [
        {"op": "replace", "path": "/attributes/purchasable_offer/0/our_price", "value": [{}]},
        {"op": "replace", "path": "/title", "value": [{}]},
        {"op": "merge", "path": "/attributes/purchasable_offer", "value": []},
    ],
)
def test_patches_that_cannot_be_applied(box, seller, amazon, patch):
    box.lists(seller, "MUG-1")
    answer = amazon.patch("MUG-1", patch)
    assert (answer["status"], answer["issues"][0]["code"]) == ("INVALID", "4000002")


@pytest.mark.parametrize(
    ("method", "body"),
    [
        pytest.param("PATCH", {"productType": "X", "patches": []}, id="no patches"),
        pytest.param(
            "PATCH", {"productType": "X", "patches": [{"op": "move", "path": "/a"}]}, id="unknown op"
        ),
        pytest.param("PATCH", {"patches": [{"op": "delete", "path": "/attributes/a"}]}, id="no product type"),
        pytest.param(
            "PATCH",
            {"productType": "X", "patches": [{"op": "add", "path": "/attributes/a", "value": 5}]},
            id="value no list",
        ),
        pytest.param("PUT", {"productType": "X"}, id="no attributes"),
        pytest.param(
            "PUT", {"productType": "X", "attributes": {}, "requirements": "ALL"}, id="unknown requirements"
        ),
        pytest.param("PUT", [1], id="no object"),
    ],
)
def test_malformed_bodies(amazon, method, body):
    answer = amazon.item(method, "MUG-1", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


def test_put_and_delete_take_one_marketplace(amazon):
    assert amazon.item("PUT", "A", json={}, marketplaceIds=f"{US},{CA}").status_code == 400
    assert amazon.item("DELETE", "A", marketplaceIds=f"{US},{CA}").status_code == 400
