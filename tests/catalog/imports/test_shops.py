"""Shopify's product CSV, and tables of a person's own."""

from decimal import Decimal

import pytest

from catalog.models import Attribute, Category, Product, ProductLink
from tests.catalog.imports.conftest import products, refused, table, tallies

pytestmark = pytest.mark.django_db
SHOPIFY = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Product Category",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Qty",
    "Variant Price",
    "Variant Barcode",
    "Image Src",
    "Image Alt Text",
    "Variant Image",
    "Cost per item",
    "Status",
    "Fabric (product.metafields.custom.fabric)",
    "Gift Card",
]


SHIRT = [
    {
        "Handle": "shirt",
        "Title": "Shirt",
        "Body (HTML)": "<p>Soft</p>",
        "Vendor": "Alder",
        "Tags": "a, b",
        "Product Category": "Apparel > Shirts",
        "Published": "TRUE",
        "Option1 Name": "Größe",
        "Option1 Value": "S",
        "Option2 Name": "Color",
        "Option2 Value": "Blue",
        "Variant SKU": "SH-S",
        "Variant Grams": "250.0",
        "Variant Inventory Qty": "3",
        "Variant Price": "19.90",
        "Variant Barcode": "4006381333931",
        "Image Src": "https://cdn.example/1.jpg",
        "Image Alt Text": "Front",
        "Cost per item": "7",
        "Status": "active",
        "Fabric (product.metafields.custom.fabric)": "Cotton",
    },
    {
        "Handle": "shirt",
        "Option1 Value": "M",
        "Option2 Value": "Blue",
        "Variant SKU": "SH-M",
        "Variant Grams": "1250",
        "Variant Inventory Qty": "-2",
        "Variant Price": "20",
        "Image Src": "https://cdn.example/2.jpg",
        "Variant Image": "https://cdn.example/m.jpg",
    },
    {"Handle": "shirt", "Image Src": "https://cdn.example/3.jpg"},
]
MUG = {
    "Handle": "mug",
    "Title": "Mug",
    "Option1 Name": "Title",
    "Option1 Value": "Default Title",
    "Variant SKU": "MUG",
    "Variant Price": "5",
    "Status": "draft",
    "Published": "FALSE",
}


def test_shopify(imported):
    run = imported(table(SHOPIFY, *SHIRT, MUG))
    assert (run.format, tallies(run), run.rows) == ("shopify", (4, 0, 0, 0), 4), list(run.refusals.values())
    shirt, small, large, mug = (Product.objects.get(sku=sku) for sku in ("shirt", "SH-S", "SH-M", "MUG"))
    assert (shirt.type, shirt.axes, shirt.visibility) == ("configurable", ["grosse", "color"], "both")
    assert list(ProductLink.objects.order_by("position").values_list("parent__sku", "child__sku")) == [
        ("shirt", "SH-S"),
        ("shirt", "SH-M"),
    ]
    assert (small.name, small.price, small.weight, small.quantity, small.cost) == (
        "Shirt – S / Blue",
        Decimal("19.9"),
        Decimal("0.25"),
        3,
        7,
    )
    assert small.attributes == {
        "grosse": "S",
        "color": "Blue",
        "vendor": "Alder",
        "tags": "a, b",
        "barcode": "4006381333931",
        "description": "<p>Soft</p>",
        "fabric": "Cotton",
    }
    assert (small.visibility, large.weight, large.quantity, large.image) == (
        "nowhere",
        Decimal("1.25"),
        -2,
        "https://cdn.example/m.jpg",
    )
    assert (shirt.image, [each["url"][-5:] for each in shirt.images]) == (
        "https://cdn.example/1.jpg",
        ["1.jpg", "2.jpg", "3.jpg"],
    )
    assert [str(name) for name in Category.objects.filter(pk__in=shirt.category_ids)] == ["Shirts"]
    assert (mug.type, mug.enabled, mug.axes, mug.price) == ("simple", False, [], 5)
    assert Attribute.objects.get(code="grosse").label == "Größe"
    assert run.notes["columns"] == ["Gift Card"]
    before = products()
    assert tallies(imported(table(SHOPIFY, *SHIRT, MUG), batch=1)) == (0, 0, 4, 0)
    assert products() == before


def test_one_bad_variant_refuses_its_product_whole(imported):
    bad = [SHIRT[0], SHIRT[1] | {"Variant Price": "cheap"}, SHIRT[2]]
    run = imported(table(SHOPIFY, *bad, MUG))
    assert (tallies(run), list(products())) == ((1, 0, 0, 3), ["MUG"])
    assert refused(run) == [(2, "", ""), (3, "Variant Price", "cheap"), (4, "", "")]
    run = imported(table(SHOPIFY, SHIRT[0], SHIRT[1] | {"Variant SKU": ""}))
    assert refused(run) == [(2, "Variant SKU", "M"), (3, "", "")]
    assert tallies(imported(table(SHOPIFY, *SHIRT))) == (3, 0, 0, 0)  # what the bad ones made is made again


def test_a_table_by_a_mapping(imported):
    text = (
        "Nr|Titel|Gruppen|Bilder|Lager A|Lager B|Vater|Art\n"
        "1|Eins|Home > Mugs;Sale|https://m.example/1.jpg;https://m.example/2.jpg|3|4||configurable\n"
        "2|Zwei|Home/Mugs|||1|1|simple\n"
        "3|Drei|||x|||\n"
        "4|Vier||||||car\n"
    )
    mapping = {
        "Nr": "sku",
        "Titel": "name",
        "Gruppen": "@categories",
        "Bilder": "@images",
        "Art": "@type",
        "Lager A": "@source:a",
        "Lager B": "@source:b",
        "Vater": "@parent",
    }
    run = imported(text, mapping=mapping, separator=";")
    assert refused(run) == [(4, "source_quantities", "x"), (5, "Art", "car")]
    one = Product.objects.get(sku="1")
    assert (one.quantity, one.quantities, one.image) == (7, {"a": 3, "b": 4}, "https://m.example/1.jpg")
    assert len(one.category_ids) == 2
    assert Product.objects.get(sku="2").category_ids[0] in one.category_ids
    assert ProductLink.objects.get().child.sku == "2"
