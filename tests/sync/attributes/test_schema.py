"""A product type's schema as a list of attributes."""

import pytest

from sync.attributes.schema import Unreadable, read

SELECTORS = {"marketplace_id": {"$ref": "#/$defs/marketplace_id"}}


def attribute(title, *, most=1, required_items=("value",), **properties):
    return {
        "title": title,
        "type": "array",
        "minUniqueItems": 1,
        "maxUniqueItems": most,
        "selectors": ["marketplace_id"],
        "items": {"type": "object", "required": list(required_items), "properties": properties | SELECTORS},
    }


SCHEMA = {
    "$schema": "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
    "type": "object",
    "required": ["item_name"],
    "allOf": [
        {"required": ["brand"]},
        {"if": {}, "then": {"required": ["color"]}, "required": ["part_number"]},
    ],
    "$defs": {
        "marketplace_id": {"type": "string", "enum": ["A1F83G8C2ARO7P"]},
        "language_tag": {"type": "string", "enum": ["en_GB"]},
        "decimal": {"type": "number"},
    },
    "properties": {
        "item_name": attribute(
            "Item Name", value={"type": "string", "maxLength": 200, "description": "Its title"}
        ),
        "brand": attribute("Brand", value={"type": "string"}),
        "part_number": attribute("Part Number", value={"type": "string"}),
        "bullet_point": attribute("Bullet Point", most=10, value={"type": "string", "maxLength": 700}),
        "color": attribute(
            "Colour",
            value={"anyOf": [{"type": "string"}, {"type": "string", "enum": ["red"], "enumNames": ["Red"]}]},
        ),
        "is_fragile": attribute("Fragile", value={"type": "boolean", "enum": [False, True]}),
        "launch": attribute("Launch", value={"anyOf": [{"type": "string", "format": "date"}]}),
        "pieces": attribute("Pieces", value={"type": "integer"}),
        "list_price": attribute("List Price", value={"$ref": "#/$defs/decimal"}, currency={"type": "string"}),
        "item_weight": attribute(
            "Item Weight",
            value={"$ref": "#/$defs/decimal"},
            unit={"type": "string", "enum": ["grams", "pounds"]},
        ),
        "main_image": attribute("Main Image", media_location={"type": "string", "format": "uri"}),
        "item_dimensions": attribute(
            "Dimensions",
            length={
                "title": "Length",
                "type": "object",
                "properties": {
                    "value": {"type": "number"},
                    "unit": {"anyOf": [{"type": "string", "enum": ["inches", "centimeters"]}]},
                },
            },
        ),
        "variation_theme": attribute("Theme", name={"type": "string", "enum": ["SIZE", "COLOR"]}),
        "purchasable_offer": attribute(
            "Offer",
            currency={"type": "string"},
            our_price={
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "schedule": {
                            "type": "array",
                            "items": {"type": "object", "properties": {"value_with_tax": {"type": "number"}}},
                        }
                    },
                },
            },
        ),
    },
}


@pytest.fixture(scope="module")
def known():
    return {each.name: each for each in read(SCHEMA)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("item_name", "text"),
        ("color", "choice"),
        ("is_fragile", "boolean"),
        ("launch", "date"),
        ("pieces", "integer"),
        ("list_price", "money"),
        ("item_weight", "weight"),
        ("main_image", "picture"),
        ("item_dimensions.length", "decimal"),
        ("variation_theme.name", "choice"),
        ("purchasable_offer.our_price.schedule.value_with_tax", "money"),
    ],
)
def test_kind(known, name, kind):
    assert known[name].kind == kind


def test_names_are_those_under_which_listings_say_values(known):
    assert len(known) == len(SCHEMA["properties"])
    assert "item_dimensions" not in known


def test_titles_descriptions_and_bounds(known):
    name = known["item_name"]
    assert (name.title, name.description, name.longest) == ("Item Name", "Its title", 200)
    assert known["item_dimensions.length"].title == "Dimensions: Length"


def test_choices_and_units(known):
    assert known["color"].choices == [{"value": "red", "title": "Red"}]
    assert known["item_weight"].units == ["grams", "pounds"]
    assert known["item_dimensions.length"].units == ["inches", "centimeters"]


def test_several_values(known):
    assert [name for name, each in known.items() if each.several] == ["bullet_point"]


def test_what_is_always_required(known):
    """What a condition asks for is not asked of every listing."""
    assert [name for name, each in known.items() if each.required] == ["item_name", "brand"]


@pytest.mark.parametrize("spoilt", [None, [], {}, {"properties": []}, {"properties": {}}, "x"])
def test_no_schema(spoilt):
    with pytest.raises(Unreadable):
        read(spoilt)


@pytest.mark.parametrize(
    "odd",
    [
        {"a": None},
        {"a": {"items": "x"}},
        {"a": {"$ref": "#/nowhere"}},
        {"a": {"$ref": "#/properties/a"}},
        {"a": {"items": {"properties": {"value": {"enum": "x", "enumNames": 3, "type": 7}}}}},
        {"a": {"title": 3, "description": [], "items": {"properties": {"value": {"anyOf": [1, None]}}}}},
    ],
)
def test_odd_definitions_harm_nobody(odd):
    found = [
        each.name for each in read({"properties": odd | {"b": attribute("B", value={"type": "string"})}})
    ]
    assert found[-1] == "b"
