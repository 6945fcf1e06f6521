"""What of an offer comes along to another ASIN, and which offers cannot."""

import pytest

from sync.push.offer import Unfit, availability_of, offer_on, on_asin, preview_sku, with_availability

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
PRICES = [
    {
        "marketplace_id": UK,
        "currency": "GBP",
        "audience": who,
        "our_price": [{"schedule": [{"value_with_tax": 9}]}],
    }
    for who in ("ALL", "B2B")
]
STOCK = {"fulfillment_channel_code": "DEFAULT", "quantity": 5, "lead_time_to_ship_max_days": 3}
ITEM = {
    "sku": "MUG-1",
    "summaries": [{"marketplaceId": UK, "asin": "B0OLD00001", "conditionType": "used_good"}],
    "attributes": {
        "item_name": [{"value": "Mug"}],
        "condition_type": [{"value": "used_good", "marketplace_id": UK}],
        "condition_note": [{"value": "A scratch", "marketplace_id": UK, "language_tag": "en_GB"}],
        "purchasable_offer": [*PRICES, {"marketplace_id": DE, "currency": "EUR"}],
        "fulfillment_availability": [STOCK],
        "merchant_suggested_asin": [{"value": "B0OLD00001", "marketplace_id": UK}],
        "list_price": [{"value": 20}],
    },
    "fulfillmentAvailability": [{"fulfillmentChannelCode": "DEFAULT", "quantity": 5}],
}


def item(**attributes):
    merged = ITEM["attributes"] | attributes
    return ITEM | {"attributes": {name: value for name, value in merged.items() if value is not None}}


def test_the_offer_and_nothing_of_the_goods():
    body = offer_on(ITEM, "B0NEW00001", marketplace_id=UK)
    assert (body["productType"], body["requirements"]) == ("PRODUCT", "LISTING_OFFER_ONLY")
    assert body["attributes"] == {
        "condition_type": [{"value": "used_good", "marketplace_id": UK}],
        "condition_note": [{"value": "A scratch", "marketplace_id": UK, "language_tag": "en_GB"}],
        "purchasable_offer": PRICES,
        "fulfillment_availability": [STOCK],
        "merchant_suggested_asin": [{"value": "B0NEW00001", "marketplace_id": UK}],
    }


def test_the_same_offer_elsewhere_is_another_body():
    body = offer_on(ITEM, "B0NEW00001", marketplace_id=UK)
    other = with_availability(on_asin(body, "B0THIRD001", marketplace_id=UK), STOCK | {"quantity": 2})
    assert body["attributes"]["merchant_suggested_asin"][0]["value"] == "B0NEW00001"
    assert other["attributes"]["merchant_suggested_asin"][0]["value"] == "B0THIRD001"
    assert other["attributes"]["fulfillment_availability"][0]["quantity"] == 2


@pytest.mark.parametrize(
    ("changed", "stock"),
    [
        pytest.param(ITEM, STOCK, id="as it is said"),
        pytest.param(
            item(fulfillment_availability=[{"lead_time_to_ship_max_days": 3}]),
            STOCK,
            id="number from the data set",
        ),
        pytest.param(
            item(fulfillment_availability=None),
            {"fulfillment_channel_code": "DEFAULT", "quantity": 5},
            id="no handling time",
        ),
        pytest.param(
            item(fulfillment_availability=[STOCK | {"quantity": 0}]),
            STOCK | {"quantity": 0},
            id="none is a number",
        ),
    ],
)
def test_the_stock_as_amazon_says_it(changed, stock):
    assert availability_of(changed) == stock


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param(
            item(fulfillment_availability=[{"fulfillment_channel_code": "AMAZON_EU"}]),
            "fba",
            id="Amazon ships",
        ),
        pytest.param(
            ITEM | {"fulfillmentAvailability": [{"fulfillmentChannelCode": "AMAZON_EU"}]},
            "fba",
            id="says one part",
        ),
        pytest.param(item(purchasable_offer=None), "no_price", id="no price"),
        pytest.param(
            item(purchasable_offer=[{"marketplace_id": DE, "currency": "EUR"}]),
            "no_price",
            id="price elsewhere",
        ),
        pytest.param(item(condition_type=None) | {"summaries": []}, "no_condition", id="no condition"),
        pytest.param(
            item(fulfillment_availability=None) | {"fulfillmentAvailability": []},
            "no_quantity",
            id="no number",
        ),
        pytest.param({"sku": "MUG-1"}, "no_quantity", id="nothing"),
    ],
)
def test_what_cannot_come_along(changed, why):
    with pytest.raises(Unfit) as refused:
        offer_on(changed, "B0NEW00001", marketplace_id=UK)
    assert refused.value.why == why


def test_the_condition_may_stand_in_the_summary_alone():
    body = offer_on(item(condition_type=None), "B0NEW00001", marketplace_id=UK)
    assert body["attributes"]["condition_type"] == [{"value": "used_good", "marketplace_id": UK}]


def test_a_preview_goes_under_a_sku_that_nobody_has():
    assert preview_sku("MUG-1", "B0NEW00001") == preview_sku("MUG-1", "B0NEW00001")
    assert len({preview_sku(sku, "B0NEW00001") for sku in ("MUG-1", "mug-1", "MUG 1")}) == 3
    assert len(preview_sku("Ä" * 255, "B0NEW00001")) <= 40
