"""WooCommerce's product CSV into the catalog."""

from decimal import Decimal

import pytest

from catalog.models import Category, Product, ProductLink
from tests.catalog.imports.conftest import products, refused, table, tallies

pytestmark = pytest.mark.django_db
WOO = [
    "ID",
    "Type",
    "SKU",
    "Name",
    "Published",
    "Visibility in catalog",
    "Description",
    "Tax class",
    "In stock?",
    "Stock",
    "Weight (kg)",
    "Sale price",
    "Regular price",
    "Categories",
    "Images",
    "Parent",
    "Grouped products",
    "Attribute 1 name",
    "Attribute 1 value(s)",
    "Attribute 1 default",
    "Attribute 2 name",
    "Attribute 2 value(s)",
    "Meta: ean",
    "Meta: _edit_lock",
    "Cross-sells",
]


def test_woocommerce(imported):
    rows = [
        {
            "ID": "7",
            "Type": "variation",
            "SKU": "H-R",
            "Name": "Hoodie – Red",
            "Published": "1",
            "In stock?": "1",
            "Stock": "4",
            "Regular price": "45",
            "Parent": "id:6",
            "Attribute 1 name": "Color",
            "Attribute 1 value(s)": "Red",
        },
        {
            "ID": "6",
            "Type": "variable",
            "SKU": "H",
            "Name": "Hoodie",
            "Published": "1",
            "Visibility in catalog": "visible",
            "Categories": "Clothing > Hoodies, A\\, B",
            "Weight (kg)": "1.5",
            "Images": "https://w.example/1.jpg, https://w.example/2.jpg",
            "Attribute 1 name": "Color",
            "Attribute 1 value(s)": "Red, Blue",
            "Attribute 2 name": "Brand",
            "Attribute 2 value(s)": "Alder",
        },
        {
            "ID": "8",
            "Type": "variation",
            "SKU": "H-B",
            "Name": "Hoodie – Blue",
            "Published": "0",
            "Parent": "H",
            "Attribute 1 name": "Color",
            "Attribute 1 value(s)": "Blue",
        },
        {
            "ID": "9",
            "Type": "simple, virtual",
            "SKU": "V",
            "Name": "Voucher",
            "Published": "-1",
            "In stock?": "0",
            "Sale price": "1",
            "Meta: ean": "4006381333931",
            "Meta: _edit_lock": "1:2",
        },
        {
            "ID": "10",
            "Type": "grouped",
            "SKU": "G",
            "Name": "Both",
            "Published": "1",
            "Grouped products": "H-R, V",
        },
        {"ID": "11", "Type": "external", "SKU": "X", "Name": "Elsewhere"},
        {"ID": "12", "Type": "simple", "SKU": "", "Name": "Nameless"},
        {"ID": "13", "Type": "variation", "SKU": "L", "Name": "Lost", "Parent": "id:99"},
    ]
    run = imported(table(WOO, *rows))
    assert refused(run) == [(7, "Type", "external"), (8, "SKU", "id:12"), (9, "Parent", "id:99")]
    assert (run.format, tallies(run)) == ("woocommerce", (5, 0, 0, 3))
    hoodie, red, voucher = (Product.objects.get(sku=sku) for sku in ("H", "H-R", "V"))
    assert (hoodie.type, hoodie.axes, hoodie.attributes, hoodie.weight) == (
        "configurable",
        ["color"],
        {"brand": "Alder"},
        Decimal("1.5"),
    )
    assert sorted(str(name) for name in Category.objects.filter(pk__in=hoodie.category_ids)) == [
        "A, B",
        "Hoodies",
    ]
    assert (red.quantity, red.manage_stock, red.visibility, red.attributes["color"]) == (
        4,
        True,
        "nowhere",
        "Red",
    )
    assert (voucher.type, voucher.enabled, voucher.in_stock, voucher.manage_stock) == (
        "virtual",
        False,
        False,
        False,
    )
    assert voucher.attributes == {"ean": "4006381333931"}
    linked = ProductLink.objects.order_by("parent__sku", "position").values_list(
        "parent__sku", "child__sku", "kind"
    )
    assert list(linked) == [
        ("G", "H-R", "grouped"),
        ("G", "V", "grouped"),
        ("H", "H-R", "variant"),
        ("H", "H-B", "variant"),
    ]
    assert "Cross-sells" in run.notes["columns"]
    before = products()
    assert tallies(imported(table(WOO, *rows))) == (0, 0, 5, 3)
    assert products() == before


def test_a_variation_alone_finds_its_parent_in_the_catalog(imported):
    Product.objects.create(sku="H", name="Hoodie", type="configurable")
    row = {"ID": "7", "Type": "variation", "SKU": "H-R", "Name": "Red", "Parent": "H"}
    assert tallies(imported(table(WOO, row))) == (1, 1, 0, 0)
    assert ProductLink.objects.values_list("parent__sku", "child__sku").get() == ("H", "H-R")
