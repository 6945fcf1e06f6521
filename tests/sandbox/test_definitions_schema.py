"""The schema of a product type judges what a seller sends."""

import pytest

from tests.sandbox.conftest import US
from tests.sandbox.defining import complaints, schema


@pytest.fixture
def mug():
    """What a seller might send of a new mug."""
    here = {"marketplace_id": US}
    words = here | {"language_tag": "en_US"}
    return {
        "item_name": [{"value": "Stoneware mug", **words}],
        "brand": [{"value": "Kelmora", **words}],
        "product_description": [{"value": "A mug.", **words}],
        "bullet_point": [{"value": "One.", **words}, {"value": "Two.", **words}],
        "material": [{"value": "stoneware", **words}],
        "is_dishwasher_safe": [{"value": True, **here}],
        "country_of_origin": [{"value": "PT", **here}],
        "supplier_declared_dg_hz_regulation": [{"value": "not_applicable", **here}],
        "externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333931", **here}],
        "condition_type": [{"value": "new_new", **here}],
        "purchasable_offer": [
            {"currency": "USD", "our_price": [{"schedule": [{"value_with_tax": 9.99}]}], **here}
        ],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 3}],
    }


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        pytest.param({}, "", id="all well"),
        pytest.param({"brand": None}, '"brand" is a required property', id="a product fact is missing"),
        pytest.param({"purchasable_offer": None}, '"purchasable_offer" is a required', id="no price"),
        pytest.param({"is_dishwasher_safe": None}, '"is_dishwasher_safe" is a required', id="its own fact"),
        pytest.param(
            {"externally_assigned_product_identifier": None}, "is not valid under any", id="no identifier"
        ),
        pytest.param(
            {
                "externally_assigned_product_identifier": None,
                "merchant_suggested_asin": [{"value": "B0B13V1AWL"}],
            },
            "",
            id="an ASIN will do",
        ),
        pytest.param(
            {"parentage_level": [{"value": "parent"}], "variation_theme": [{"name": "COLOR"}]}
            | dict.fromkeys(("purchasable_offer", "condition_type", "fulfillment_availability", "material")),
            "",
            id="a parent needs no offer",
        ),
        pytest.param(
            {"parentage_level": [{"value": "child"}]},
            '"child_parent_sku_relationship" is a required',
            id="a child needs its parent",
        ),
        pytest.param({"condition_type": [{"value": "shiny"}]}, '"shiny" is not one of', id="no condition"),
        pytest.param({"wheels": [{"value": 4}]}, "'wheels' was unexpected", id="no attribute of a cup"),
        pytest.param({"author": [{"value": "A", "language_tag": "en_US"}]}, "'author' was", id="of a book"),
        pytest.param(
            {"item_name": [{"value": "x" * 201, "language_tag": "en_US"}]},
            "is longer than 200 characters",
            id="too long",
        ),
        pytest.param(
            {"generic_keyword": [{"value": "ü" * 126, "language_tag": "en_US"}]},
            "maxUtf8ByteLength 250",
            id="too many bytes",
        ),
        pytest.param(
            {"brand": [{"value": name, "language_tag": "en_US"} for name in "ab"]},
            "maxUniqueItems 1",
            id="two brands in one language",
        ),
        pytest.param(
            {"brand": [{"value": "a", "language_tag": "en_US"}, {"value": "b", "language_tag": "es_US"}]},
            "",
            id="one brand in each language",
        ),
    ],
)
def test_the_schema_judges_a_submission(amazon, mug, change, wanted):
    sent = {name: value for name, value in (mug | change).items() if value is not None}
    found = complaints(schema(amazon, "DRINKING_CUP"), sent)
    if not wanted:
        assert found == []
    else:
        assert len(found) == 1
        assert wanted in found[0][1]
