"""Items of Amazon's catalog as candidates: what is read, and what odd shapes become."""

import pytest

from listings.asins.answers import Item
from sync.pull.catalog_items import gtins_of, item_of

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


def of(marketplace, **part):
    return {"marketplaceId": marketplace, **part}


WHOLE = {
    "asin": "B00000000A",
    "summaries": [of(DE, itemName="Tasse"), of(UK, itemName="Mug", brand="Potter", color="Blue")],
    "identifiers": [
        of(
            UK,
            identifiers=[
                {"identifierType": "EAN", "identifier": "4006381333931"},
                {"identifierType": "SKU", "identifier": "somebody's"},
            ],
        )
    ],
    "images": [
        of(
            UK,
            images=[
                {"variant": "PT01", "link": "https://i.example/side.jpg", "height": 150, "width": 150},
                {"variant": "MAIN", "link": "https://i.example/big.jpg", "height": 1500, "width": 1500},
                {"variant": "MAIN", "link": "https://i.example/small.jpg", "height": 75, "width": 75},
            ],
        )
    ],
    "productTypes": [of(UK, productType="CUP")],
    "relationships": [
        of(
            UK,
            relationships=[
                {"type": "PACKAGE_HIERARCHY", "childAsins": ["B00000000X"]},
                {
                    "type": "VARIATION",
                    "parentAsins": ["B0000000P0"],
                    "variationTheme": {"theme": "COLOR_NAME/SIZE_NAME", "attributes": ["color", "size"]},
                },
            ],
        )
    ],
    "attributes": {"size": [{"value": "Large", "marketplace_id": UK}]},
}


def test_a_variant_is_read_whole():
    assert item_of(WHOLE, UK) == Item(
        asin="B00000000A",
        title="Mug",
        brand="Potter",
        image="https://i.example/small.jpg",
        product_type="CUP",
        identifiers=(("EAN", "4006381333931"),),
        parent_asin="B0000000P0",
        theme="COLOR_NAME/SIZE_NAME",
        values={"color": "Blue", "size": "Large"},
    )


@pytest.mark.parametrize(
    ("said", "is_parent"),
    [
        (
            {"relationships": [of(UK, relationships=[{"type": "VARIATION", "childAsins": ["B00000000A"]}])]},
            True,
        ),
        ({"summaries": [of(UK, itemClassification="VARIATION_PARENT")]}, True),
        ({"summaries": [of(UK, itemClassification="BASE_PRODUCT")]}, False),
        (
            {"relationships": [of(DE, relationships=[{"type": "VARIATION", "childAsins": ["B00000000A"]}])]},
            False,
        ),
    ],
)
def test_a_parent_is_known_by_its_children_or_its_class(said, is_parent):
    assert item_of({"asin": "B0000000P0"} | said, UK).is_parent == is_parent


@pytest.mark.parametrize("odd", [None, "text", 7, [None], [{}], {}])
def test_odd_shapes_are_left_out(odd):
    parts = ("summaries", "identifiers", "images", "productTypes", "relationships", "attributes")
    assert item_of({"asin": "B00000000A"} | dict.fromkeys(parts, odd), UK) == Item("B00000000A")


@pytest.mark.parametrize(
    ("kind", "number", "gtin"),
    [
        ("EAN", "4006381333931", "04006381333931"),
        ("UPC", "036000291452", "00036000291452"),
        ("ISBN", "0306406152", "09780306406157"),
        ("ISBN", "080442957X", "09780804429573"),
        ("ISBN", "978-0-306-40615-7", "09780306406157"),
        ("GTIN", "10036000291459", "10036000291459"),
    ],
)
def test_numbers_are_compared_as_gtins(kind, number, gtin):
    assert gtins_of(Item("B00000000A", identifiers=((kind, number),))) == {gtin}


def test_a_part_number_is_no_gtin():
    assert gtins_of(Item("B00000000A", identifiers=(("PART_NUMBER", "12345"),))) == frozenset()


GCID = "4D0E12AB34CD56EF"


@pytest.mark.parametrize(
    ("assigned", "identifiers"),
    [
        ([{"type": "gcid", "value": GCID, "marketplace_id": UK}], (("EAN", "4006381333931"), ("GCID", GCID))),
        ([{"type": "gcid", "value": GCID}], (("EAN", "4006381333931"), ("GCID", GCID))),
        ([{"type": "gcid", "value": GCID, "marketplace_id": DE}], (("EAN", "4006381333931"),)),
        ([{"type": "ean", "value": "4006381333931", "marketplace_id": UK}], (("EAN", "4006381333931"),)),
        ([{"type": "gcid", "value": None}, "odd"], (("EAN", "4006381333931"),)),
        ("odd", (("EAN", "4006381333931"),)),
    ],
)
def test_what_the_attributes_name_as_identifiers_is_read_too(assigned, identifiers):
    said = WHOLE | {"attributes": {"externally_assigned_product_identifier": assigned}}
    assert item_of(said, UK).identifiers == identifiers
