"""What is said under an attribute's name: marketplace, language, compound values, shapes nobody expects."""

import pytest

from listings.amazon_attributes.entries import OtherLanguage, Place, Said, carried, said

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
HERE = Place(UK, "en_GB")


def texts(attributes, name, place=HERE):
    return [each.text for each in said(attributes, name, place)]


def color(value, language="", marketplace=UK):
    entry = {"value": value, "marketplace_id": marketplace}
    return entry | ({"language_tag": language} if language else {})


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        pytest.param([color("Red", "en_GB")], ["Red"], id="the one language"),
        pytest.param([color("Rot", "de_DE"), color("Red", "en_GB")], ["Red"], id="the store's language"),
        pytest.param(
            [color("Red", "en_US"), color("Redd", "en_GB")], ["Redd"], id="exact beats another country"
        ),
        pytest.param([color("Rot", "de_DE"), color("Red", "en_US")], ["Red"], id="the same language abroad"),
        pytest.param([color("?"), color("Red", "en_US")], ["Red"], id="a language beats none"),
        pytest.param([color("Rot", "de_DE"), color("#f00")], ["#f00"], id="none beats a foreign one"),
        pytest.param([color("Rot", "de_DE", DE)], [], id="another marketplace"),
        pytest.param([{"value": "Red"}], ["Red"], id="no marketplace is any"),
        pytest.param([color("Red"), color("Blue"), color("Red")], ["Red", "Blue"], id="each once, in order"),
        pytest.param([color("  ")], [], id="blank"),
        pytest.param([], [], id="empty"),
        pytest.param(None, [], id="absent"),
        pytest.param("Red", ["Red"], id="a bare text"),
        pytest.param([{"value": ["Red", "Blue"]}], ["Red", "Blue"], id="a list in it"),
        pytest.param([{"value": {"deep": 1}}], [], id="an object where a value belongs"),
        pytest.param([{"media_location": "https://m/1.jpg"}], ["https://m/1.jpg"], id="a picture"),
        pytest.param([{"value": True}], ["true"], id="yes"),
        pytest.param([{"value": 19.90}], ["19.9"], id="a number in its one spelling"),
        pytest.param([{"value": 1e16}], ["10000000000000000"], id="without exponent"),
    ],
)
def test_what_is_said(entries, found):
    assert texts({"color": entries}, "color") == found


def test_only_a_foreign_language_is_no_value():
    with pytest.raises(OtherLanguage, match="de_DE"):
        texts({"color": [color("Rot", "de_DE")]}, "color")


def test_units_and_currencies_come_with_the_value():
    weight = {"item_weight": [{"value": 1.5, "unit": "kilograms", "marketplace_id": UK}]}
    assert said(weight, "item_weight", HERE) == [Said("1.5", unit="kilograms")]
    price = {"list_price": [{"value": 20, "currency": "GBP"}]}
    assert said(price, "list_price", HERE) == [Said("20", currency="GBP")]


def test_parts_of_compound_attributes():
    attributes = {
        "item_dimensions": [
            {"length": {"value": 10, "unit": "inches"}, "width": {"value": 4, "unit": "inches"}}
        ],
        "purchasable_offer": [
            {"audience": "B2B", "currency": "GBP", "our_price": [{"schedule": [{"value_with_tax": 9}]}]},
            {"audience": "ALL", "currency": "GBP", "our_price": [{"schedule": [{"value_with_tax": 10}]}]},
        ],
        "strap": [{"size": [{"value": "M", "language_tag": "en_GB"}]}],
    }
    assert said(attributes, "item_dimensions.length", HERE) == [Said("10", unit="inches")]
    offer = "purchasable_offer.our_price.schedule.value_with_tax"
    assert said(attributes, offer, HERE) == [Said("10", currency="GBP")]
    assert texts(attributes, "strap.size") == ["M"]
    assert texts(attributes, "strap.colour") == []
    assert carried(attributes) == ["item_dimensions.length", "item_dimensions.width", offer, "strap.size"]


def test_names_carried_are_those_that_hold_a_value():
    attributes = {
        "color": [color("Red")],
        "bullet_point": [{"value": ""}],
        "main_product_image_locator": [{"media_location": "https://m/1.jpg"}],
        "variation_theme": [{"name": "SIZE", "marketplace_id": UK}],
    }
    assert carried(attributes) == ["color", "main_product_image_locator", "variation_theme.name"]


def test_endless_nesting_ends():
    node: dict = {}
    inner = node
    for _ in range(200):
        inner["x"] = {}
        inner = inner["x"]
    inner["value"] = "deep"
    assert carried({"a": [node]}) == []
