"""The export in Adobe Commerce's format, and its way back."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from catalog import categories
from catalog.imports import export
from catalog.models import Attribute, AttributeOption, AttributeSet, Category, Product, ProductLink, Website
from tests.catalog.imports.conftest import products, refused, tallies

pytestmark = pytest.mark.django_db
AWKWARD = 'a, b="c"|d=\\e/f\n  "" g=h,i=j'


@pytest.fixture
def full_catalog():
    """Products that hold everything a product can hold, awkward letters included."""
    tree = categories.ensure([("Root", "A/B, \\C"), ("Root", 'D"E'), ("F > G",)])
    for code, type_, scope in [
        ("note", "text", "website"),
        ("story", "long_text", "website"),
        ("pages", "integer", "global"),
        ("ratio", "decimal", "global"),
        ("fresh", "boolean", "global"),
        ("since", "date", "global"),
        ("color", "select", "website"),
        ("sizes", "multi_select", "global"),
        ("photo", "media", "global"),
        ("description", "long_text", "website"),
    ]:
        Attribute.objects.create(code=code, label=code.title(), type=type_, scope=scope)
    for code, value in [("color", "Red|Blue, light"), ("sizes", 'S"'), ("sizes", "M|L"), ("sizes", "X,Y")]:
        AttributeOption.objects.create(attribute=Attribute.objects.get(code=code), value=value)
    Website.objects.create(code="uk", store_views=["uk_en", "uk_cy"])
    Website.objects.create(code="de")
    odd = AttributeSet.objects.create(name="Odd, set")
    whole = Product.objects.create(
        sku=' -MUG,1|2="3"', name="=HYPERLINK(1)", type="configurable", attribute_set=odd,
        asin="B07XAMPLE1", condition="new_new", enabled=False, visibility="search", websites=["uk", "de"],
        category_ids=list(tree.values()), sale_starts_on=date(2026, 1, 2), sale_ends_on=date(2026, 2, 3),
        price=Decimal("12.5"), special_price=Decimal("0.0001"), special_from=date(2026, 3, 4), cost=3,
        msrp=Decimal("99.99"), map_price=1, tax_class="-tax", weight=Decimal("0.25"), length=1, width=2,
        height=3, manage_stock=False, in_stock=False, quantity=-2, quantities={"berlin": -5, "leeds": 3},
        image="https://shop.example/a.jpg", axes=["color", "note"],
        images=[
            {"url": "/rel/a,b.jpg", "label": "One, \"two\"", "roles": []},
            {"url": "https://shop.example/s.jpg", "label": "", "roles": ["small", "swatch"]},
            {"url": "https://shop.example/a.jpg", "label": "main", "roles": ["thumbnail"]},
        ],
        attributes={"note": "'=1+1", "story": AWKWARD, "pages": 12, "ratio": "1.5", "fresh": False,
                    "since": "2026-01-01", "color": "Red|Blue, light", "sizes": ['S"', "M|L", "X,Y"],
                    "photo": "/p.png", "description": "=SUM(A1)\n\nend"},
        website_values={"uk": {"name": "@cmd", "special_price": None, "note": "", "enabled": True},
                        "de": {"visibility": "nowhere", "color": "Red|Blue, light", "image": "https://x.example/d.jpg"}},
        options=[{"name": "Size, or", "type": "drop_down", "required": True, "option_title": 'a|"b"'},
                 {"bundle": True, "name": "Top", "type": "select", "sku": "PART,1", "default_qty": "9"}],
    )  # fmt: skip
    small = Product.objects.create(sku="PART,1", name="Part", attributes={"color": "Red|Blue, light"})
    last = Product.objects.create(sku="part,1", name="Twin", quantity=5)
    Product.objects.create(sku="'@x", name="'Quoted", attributes={"story": "\ttabbed"})
    ProductLink.objects.create(parent=whole, child=small, kind="variant", position=7)
    ProductLink.objects.create(parent=whole, child=last, kind="variant", position=3)
    ProductLink.objects.create(parent=whole, child=small, kind="bundled", quantity=4)
    ProductLink.objects.create(parent=whole, child=last, kind="bundled", quantity=2)
    ProductLink.objects.create(parent=last, child=small, kind="grouped", quantity=2)


def exported(**how):
    return "".join(export.lines(**how))


def linked():
    rows = ProductLink.objects.order_by("parent__sku", "kind", "position", "id")
    return list(rows.values_list("parent__sku", "kind", "child__sku", "quantity"))


@pytest.mark.usefixtures("full_catalog")
def test_importing_an_export_changes_nothing(imported):
    before, links = products(), linked()
    run = imported(exported())
    assert (refused(run), tallies(run), run.left) == ([], (0, 0, 4, 0), 0)
    assert products() == before
    assert linked() == links


@pytest.mark.usefixtures("full_catalog")
def test_an_emptied_catalog_comes_back(imported):
    before, links, file = products(), linked(), exported()
    Product.objects.all().delete()
    Category.objects.exclude(parent=None).delete()
    Category.objects.all().delete()
    AttributeSet.objects.all().delete()
    Website.objects.all().delete()
    run = imported(file)
    assert (refused(run), tallies(run)) == ([], (4, 0, 0, 0))
    assert linked() == links
    assert exported() == file
    after = products()
    passing = {"id", "created_at", "updated_at", "category_ids", "attribute_set_id", "images", "options"}
    for sku, row in before.items():
        kept = {name: value for name, value in row.items() if name not in passing}
        if sku == ' -MUG,1|2="3"':
            kept["website_values"]["uk"]["note"] = None  # '' and nothing are the same
        assert {name: after[sku][name] for name in kept} == kept


@pytest.mark.usefixtures("full_catalog")
def test_no_cell_is_a_formula():
    cells = [cell for row in csv.reader(io.StringIO(exported())) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")] == []
    assert [cell for cell in cells if cell.startswith("-") and not cell[1:].isdigit()] == []
    assert "=HYPERLINK(1)" in exported(guarded=False)


def test_an_empty_catalog_is_a_header(imported):
    assert exported().splitlines()[0].startswith("sku,store_view_code,attribute_set_code")
    assert len(exported().splitlines()) == 1


def test_the_export_reads_a_batch_at_a_time(django_assert_max_num_queries):
    Product.objects.bulk_create(Product(sku=f"P{n:05d}", name="P") for n in range(2_500))
    with django_assert_max_num_queries(4 + 4 * 2):
        pieces = list(export.lines())
    assert len(pieces) == 3
    assert sum(piece.count("\n") for piece in pieces) == 2_501
