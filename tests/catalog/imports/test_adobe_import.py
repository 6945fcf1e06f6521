"""Adobe Commerce's export as real stores produce it, into the catalog."""

from decimal import Decimal

import pytest
from django.apps import apps

from catalog.models import (
    Attribute,
    AttributeOption,
    AttributeSet,
    Category,
    Product,
    ProductChange,
    Website,
)
from tests.catalog.imports.conftest import adobe, products, refused, tallies
from tests.catalog.imports.test_adobe_parts import PARTS

pytestmark = pytest.mark.django_db
MUG = {
    "sku": "MUG-1",
    "name": "Mug, blue",
    "categories": "Default Category/Home/Mugs,Default Category/Sale",
    "price": "12.500000",
    "special_price": "9.99",
    "special_price_from_date": "1/31/26",
    "special_price_to_date": "2026-02-28 00:00:00",
    "tax_class_name": "Taxable Goods",
    "visibility": "Catalog, Search",
    "product_online": "1",
    "weight": "0.4500",
    "qty": "7.0000",
    "is_in_stock": "1",
    "manage_stock": "0",
    "use_config_manage_stock": "1",
    "description": "<p>Line one\nline two</p>",
    "additional_attributes": 'color=Blue,material="stone, glazed",asin=B07XAMPLE1,cost=3.1',
    "base_image": "https://shop.example/m/mug.jpg",
    "base_image_label": "The mug",
    "small_image": "https://shop.example/m/mug.jpg",
    "additional_images": "https://shop.example/m/2.jpg,https://shop.example/m/3.jpg",
    "additional_image_labels": "From above,",
    "custom_options": "name=Engraving,type=field,required=0,price=2.00,sku=eng",
    "url_key": "mug-blue",
}


def test_a_product_comes_in_whole(imported):
    run = imported(adobe(MUG))
    assert (run.format, run.state, tallies(run)) == ("adobe", "done", (1, 0, 0, 0)), run.message
    mug = Product.objects.get()
    names = {pk: str(name) for pk, name in Category.objects.values_list("pk", "name")}
    assert [names[pk] for pk in mug.category_ids] == ["Mugs", "Sale"]
    assert (mug.name, mug.price, mug.special_price, mug.cost) == (
        "Mug, blue",
        Decimal("12.5"),
        Decimal("9.99"),
        Decimal("3.1"),
    )
    assert (str(mug.special_from), str(mug.special_to)) == ("2026-01-31", "2026-02-28")
    assert (mug.tax_class, mug.visibility, mug.enabled, mug.weight) == (
        "Taxable Goods",
        "both",
        True,
        Decimal("0.45"),
    )
    assert (mug.quantity, mug.in_stock, mug.manage_stock, mug.asin) == (7, True, True, "B07XAMPLE1")
    assert mug.attributes == {
        "color": "Blue",
        "material": "stone, glazed",
        "description": "<p>Line one\nline two</p>",
        "url_key": "mug-blue",
    }
    assert (mug.websites, mug.attribute_set.name) == (["uk"], "Default")
    assert mug.image == "https://shop.example/m/mug.jpg"
    assert mug.images == [
        {"url": "https://shop.example/m/mug.jpg", "label": "The mug", "roles": ["base", "small"]},
        {"url": "https://shop.example/m/2.jpg", "label": "From above", "roles": []},
        {"url": "https://shop.example/m/3.jpg", "label": "", "roles": []},
    ]
    assert mug.options == [
        {"name": "Engraving", "type": "field", "required": "0", "price": "2.00", "sku": "eng"}
    ]
    assert Attribute.objects.get(code="description").type == "long_text"
    assert run.made == {"attribute": 4, "set": 1, "website": 1, "category": 4}


def test_the_same_file_again_changes_nothing(imported):
    imported(adobe(MUG))
    before = products()
    run = imported(adobe(MUG))
    assert tallies(run) == (0, 0, 1, 0)
    assert products() == before


def test_only_what_differs_is_written(imported, django_assert_max_num_queries):
    imported(adobe(MUG, {"sku": "CUP", "name": "Cup"}))
    run = imported(adobe(MUG | {"price": "13"}, {"sku": "CUP", "name": "Cup"}))
    assert tallies(run) == (0, 1, 1, 0)
    assert Product.objects.get(sku="MUG-1").price == 13


def test_the_history_of_a_product_names_the_import(imported):
    imported(adobe(MUG))
    run = imported(adobe(MUG | {"price": "13"}))
    change = ProductChange.objects.latest("pk")
    assert (change.field, change.old, change.new, change.source, change.number) == (
        "price",
        "12.5000",
        "13.0000",
        "import",
        run.pk,
    )


def test_absent_columns_and_blank_cells_leave_values_as_they_are(imported):
    imported(adobe(MUG))
    run = imported(
        "sku,attribute_set_code,product_type,price,additional_attributes\nMUG-1,Default,simple,,color=Red\n"
    )
    mug = Product.objects.get()
    assert tallies(run) == (0, 1, 0, 0)
    assert (mug.price, mug.quantity, mug.websites, len(mug.category_ids)) == (Decimal("12.5"), 7, ["uk"], 2)
    assert (mug.attributes["color"], mug.attributes["material"]) == ("Red", "stone, glazed")


def test_the_empty_constant_takes_values_away(imported):
    imported(adobe(MUG))
    gone = "__EMPTY__VALUE__"
    imported(adobe({"sku": "MUG-1", "special_price": gone, "additional_attributes": f"color={gone}",
                    "categories": gone, "base_image": gone, "custom_options": gone}))  # fmt: skip
    mug = Product.objects.get()
    assert (mug.special_price, mug.category_ids, mug.image, mug.images, mug.options) == (None, [], "", [], [])
    assert "color" not in mug.attributes


def test_store_views_hold_their_websites_own_values(imported):
    Website.objects.create(code="uk")
    Website.objects.create(code="de", store_views=["german"])
    run = imported(adobe(
        MUG,
        {"sku": "MUG-1", "store_view_code": "german", "name": "Becher",
         "additional_attributes": "color=Blau"},
        {"sku": "MUG-1", "store_view_code": "uk_en", "name": "Mug of the UK", "product_websites": ""},
        {"sku": "MUG-1", "store_view_code": "french", "name": "Tasse"},
    ))  # fmt: skip
    mug = Product.objects.get()
    assert refused(run) == [(6, "store_view_code", "french")]  # the description spans two lines
    assert "Say which one does" in run.refusals.get().reason
    assert mug.website_values == {"de": {"name": "Becher", "color": "Blau"}, "uk": {"name": "Mug of the UK"}}
    assert (mug.name, mug.attributes["color"]) == ("Mug, blue", "Blue")
    assert Attribute.objects.get(code="color").scope == "website"
    assert Website.objects.get(code="uk").store_views == ["uk_en"]


def test_a_store_view_of_another_name_is_said_to_be_a_websites(imported):
    Website.objects.create(code="jp")
    Website.objects.create(code="uk")
    view = {"sku": "MUG-1", "store_view_code": "ja", "name": "マグ"}
    assert imported(adobe(MUG, view), views={"ja": "jp"}).refused == 0
    assert Product.objects.get().website_values == {"jp": {"name": "マグ"}}
    assert tallies(imported(adobe(MUG, view))) == (0, 0, 1, 0)  # it is remembered


def test_a_store_view_before_its_product_and_of_none(imported):
    Website.objects.create(code="uk")
    run = imported(adobe(
        {"sku": "MUG-1", "store_view_code": "uk", "name": "Own"},
        {"sku": "LOST", "store_view_code": "uk", "name": "Lost"},
        MUG,
    ))  # fmt: skip
    assert refused(run) == [(3, "sku", "LOST")]
    assert Product.objects.get().website_values == {"uk": {"name": "Own"}}


def test_choices_become_options_if_they_may(imported):
    color = Attribute.objects.create(code="color", label="Colour", type="select")
    sizes = Attribute.objects.create(code="sizes", label="Sizes", type="multi_select")
    AttributeOption.objects.create(attribute=color, value="Red")
    row = {"sku": "A", "name": "A", "additional_attributes": "color=Blue,sizes=S|M|S"}
    run = imported(adobe(row), make_attributes=False)
    assert refused(run) == [(2, "additional_attributes", "Blue"), (2, "additional_attributes", "S")]
    imported(adobe(row))
    assert Product.objects.get().attributes == {"color": "Blue", "sizes": ["S", "M"]}
    assert sorted(sizes.options.values_list("value", flat=True)) == ["M", "S"]


def test_required_and_unique_attributes(imported):
    odd = Attribute.objects.create(code="mpn", label="MPN", required=True, unique=True)
    AttributeSet.objects.create(name="Default").attributes.add(odd)
    other = "additional_attributes"
    Product.objects.create(sku="OLD", name="Old", attributes={"mpn": "taken"})
    run = imported(
        adobe(
            {"sku": "A", "name": "A", other: "mpn=1"},
            {"sku": "B", "name": "B", other: "mpn=1"},
            {"sku": "C", "name": "C", other: "mpn=taken"},
            {"sku": "D", "name": "D"},
            {"sku": "OLD", "name": "Old", "product_websites": ""},
        )
    )
    assert refused(run) == [(3, other, "1"), (4, other, "taken"), (5, other, "")]
    assert tallies(
        imported(adobe({"sku": "OLD", other: "mpn=new"}, {"sku": "C", "name": "C", other: "mpn=taken"}))
    ) == (
        1,
        1,
        0,
        0,
    )
    assert refused(imported(adobe({"sku": "OLD", other: "mpn=__EMPTY__VALUE__"}))) == [(2, other, "")]


def test_unknown_sets_and_websites_are_refused_unless_they_may_be_made(imported):
    run = imported(adobe(MUG), make_sets=False)
    assert refused(run) == [(2, "attribute_set_code", "Default")]
    run = imported(adobe(MUG), make_websites=False)
    assert refused(run) == [(2, "product_websites", "uk")]
    run = imported(adobe(MUG), make_attributes=False)
    assert run.notes["attributes"] == {"description": 1, "url_key": 1, "color": 1, "material": 1}
    assert Product.objects.get().attributes == {}


def test_duplicates_are_refused_by_line_and_case_twins_kept(imported):
    run = imported(
        adobe({"sku": "A", "name": "1"}, {"sku": "a", "name": "2"}, {"sku": "A", "name": "3"}), batch=1
    )
    assert refused(run) == [(4, "sku", "A")]
    assert "line 2" in run.refusals.get().reason
    assert list(products()) == ["A", "a"]
    assert run.notes["twins"] == ["A", "a"]


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"sku": ""}, "sku", ""),
        ({"sku": "x" * 65}, "sku", "x" * 65),
        ({"name": ""}, "name", ""),
        ({"price": "-1"}, "price", "-1"),
        ({"price": "1,000.00"}, "price", "1,000.00"),
        ({"qty": "many"}, "qty", "many"),
        ({"visibility": "Everywhere"}, "visibility", "Everywhere"),
        ({"product_type": "car"}, "product_type", "car"),
        ({"special_price_from_date": "31.31.26"}, "special_price_from_date", "31.31.26"),
        ({"additional_attributes": "asin=B07"}, "additional_attributes", "B07"),
        ({"base_image": "http://10.0.0.1/a.jpg"}, "base_image", "http://10.0.0.1/a.jpg"),
        ({"associated_skus": "B=half"}, "associated_skus", "half"),
        ({"categories": "A//B"}, "categories", "A//B"),
    ],
)
def test_a_refused_row_names_column_and_value(imported, cells, column, value):
    run = imported(adobe({"sku": "GOOD", "name": "Good"}, {"sku": "BAD", "name": "Bad"} | cells))
    assert refused(run) == [(3, column, value)]
    assert list(products()) == ["GOOD"]


def test_stock_by_source(imported):
    imported(adobe({"sku": "A", "name": "A", "source_quantities": "berlin=3|leeds=4"}))
    assert Product.objects.values_list("quantity", "quantities").get() == (7, {"berlin": 3, "leeds": 4})
    assert tallies(imported(adobe({"sku": "A", "qty": "7"}))) == (0, 0, 1, 0)
    assert refused(imported(adobe({"sku": "A", "qty": "8"}))) == [(2, "qty", "8")]


def everything():
    """How many rows the catalog has in each of its tables, except those of the imports themselves."""
    own = {"ProductImport", "ImportRefusal"}
    models = (each for each in apps.get_app_config("catalog").get_models() if each.__name__ not in own)
    return {each.__name__: each.objects.count() for each in models}


def test_a_dry_run_says_the_same_and_writes_nothing(imported):
    imported(adobe({"sku": "OLD", "name": "Old"}, {"sku": "MUG-1", "name": "x"}, PARTS[1]))
    before, rows = products(), everything()
    file = adobe(MUG, *PARTS, {"sku": "BAD", "name": ""})
    dry = imported(file, dry_run=True)
    assert products() == before
    assert everything() == rows
    wet = imported(file)
    assert tallies(dry) == tallies(wet) == (4, 1, 1, 1)
    assert (dry.left, dry.made) == (wet.left, wet.made) == (1, wet.made)
    assert refused(dry) == refused(wet)
