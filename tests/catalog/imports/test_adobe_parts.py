"""Variants, groups and bundles of Adobe Commerce's export: linked, changed, refused."""

import pytest

from catalog.models import Attribute, Product, ProductLink
from tests.catalog.imports.conftest import adobe, products, refused, tallies

pytestmark = pytest.mark.django_db
PARTS = [
    {"sku": "SHIRT", "name": "Shirt", "product_type": "configurable",
     "configurable_variations": "sku=SHIRT-S,size=S|sku=SHIRT-M,size=M",
     "configurable_variation_labels": "size=Size"},
    {"sku": "SHIRT-S", "name": "Shirt S", "additional_attributes": "size=S"},
    {"sku": "SHIRT-M", "name": "Shirt M", "additional_attributes": "size=M"},
    {"sku": "SET", "name": "Set", "product_type": "grouped", "associated_skus": "SHIRT-S=2.0000,SHIRT-M=1"},
    {"sku": "BOX", "name": "Box", "product_type": "bundle",
     "bundle_values": "name=Top,type=select,required=1,sku=SHIRT-S,price=0,default=1,default_qty=3.0000"},
]  # fmt: skip


def links():
    return list(
        ProductLink.objects.order_by("parent__sku", "position").values_list(
            "parent__sku", "child__sku", "kind", "quantity"
        )
    )


def test_variants_groups_and_bundles_are_linked(imported):
    run = imported(adobe(*PARTS))
    assert tallies(run) == (5, 0, 0, 0)
    assert links() == [
        ("BOX", "SHIRT-S", "bundled", 3),
        ("SET", "SHIRT-S", "grouped", 2),
        ("SET", "SHIRT-M", "grouped", 1),
        ("SHIRT", "SHIRT-S", "variant", 1),
        ("SHIRT", "SHIRT-M", "variant", 1),
    ]
    shirt = Product.objects.get(sku="SHIRT")
    assert (shirt.axes, Attribute.objects.get(code="size").label) == (["size"], "Size")
    assert Product.objects.get(sku="BOX").options[0]["bundle"] is True


def test_links_change_only_where_the_file_says_so(imported):
    imported(adobe(*PARTS))
    before = set(ProductLink.objects.values_list("pk", flat=True))
    assert tallies(imported(adobe(*PARTS))) == (0, 0, 5, 0)
    assert set(ProductLink.objects.values_list("pk", flat=True)) == before
    fewer = {"sku": "SET", "product_type": "grouped", "associated_skus": "SHIRT-M=4"}
    assert tallies(
        imported(adobe(fewer, {"sku": "SHIRT", "name": "Shirt", "product_type": "configurable"}))
    ) == (0, 1, 1, 0)
    assert [link for link in links() if link[0] in ("SET", "SHIRT")] == [
        ("SET", "SHIRT-M", "grouped", 4),
        ("SHIRT", "SHIRT-S", "variant", 1),
        ("SHIRT", "SHIRT-M", "variant", 1),
    ]


def test_parts_that_are_nowhere_take_their_whole_along(imported):
    bad_child = PARTS[1] | {"price": "cheap"}
    run = imported(adobe(PARTS[0], bad_child, *PARTS[2:]))
    assert refused(run) == [
        (2, "configurable_variations", "SHIRT-S"),
        (3, "price", "cheap"),
        (5, "associated_skus", "SHIRT-S"),
        (6, "bundle_values", "SHIRT-S"),
    ]
    assert list(products()) == ["SHIRT-M"]


def test_many_are_refused_some_at_a_time(imported):
    lost = [
        {"sku": f"K-{n}", "name": "Kit", "product_type": "grouped", "associated_skus": "NOWHERE=1"}
        for n in range(25)
    ]
    run = imported(adobe(*lost, {"sku": "A", "name": "A"}, associated_skus=""), batch=1)
    assert (tallies(run), run.refusals.count()) == ((1, 0, 0, 25), 25)
    assert [line for line, _column, _value in refused(run)] == list(range(2, 27))


def test_rings_of_parts_are_refused(imported):
    run = imported(adobe(
        {"sku": "A", "name": "A", "product_type": "grouped", "associated_skus": "B=1"},
        {"sku": "B", "name": "B", "product_type": "grouped", "associated_skus": "A=1"},
        {"sku": "C", "name": "C", "product_type": "grouped", "associated_skus": "C=1"},
        {"sku": "D", "name": "D"},
    ))  # fmt: skip
    assert [(line, value) for line, _column, value in refused(run)] == [(2, "A"), (3, "B"), (4, "C")]
    assert list(products()) == ["D"]
