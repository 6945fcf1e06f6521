"""The page of a product: attributes, values per website, stock per source, parts, pictures, history."""

import pytest

from amazon_channel.models import SettingChange
from catalog import categories
from catalog.changes import Source, attributed
from catalog.models import Product, ProductChange, ProductIdentifier, ProductLink, StockSource, Website
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
LIST = "/catalog/product/"


@pytest.fixture
def form(kitchen):
    return {
        "sku": "MUG",
        "name": "Mug",
        "type": "simple",
        "visibility": "both",
        "quantity": "3",
        "enabled": "on",
        "manage_stock": "on",
        "in_stock": "on",
        "attribute_set": kitchen.pk,
        "a-material": "Clay",
    }


def address(product):
    return f"{LIST}{product.pk}/change/"


def errors(client, where, sent):
    answer = client.post(where, sent)
    assert answer.status_code == 200
    return {name: list(texts) for name, texts in answer.context["sheet"].form.errors.items()}


def test_values_are_kept_by_type(merchant, form):
    known = categories.ensure([("Home", "Mugs")])
    form |= {
        "a-color": "blue",
        "a-uses": ["tea", "gifts"],
        "a-organic": "false",
        "a-ean": "4006381333931",
        "a-pieces": "6",
        "a-rent": "12.50",
        "a-released": "2026-03-01",
        "category_ids": [known[("Home", "Mugs")]],
        "price": "9.99",
    }
    assert merchant.post(f"{LIST}add/", form).status_code == 302
    product = Product.objects.get()
    assert product.attributes == {
        "color": "blue",
        "uses": ["tea", "gifts"],
        "organic": False,
        "material": "Clay",
        "ean": "4006381333931",
        "pieces": 6,
        "rent": "12.5",
        "released": "2026-03-01",
    }
    assert product.category_ids == [known[("Home", "Mugs")]]
    assert merchant.post(address(product), form | {"seen": ""}).status_code == 302
    assert ProductChange.objects.exclude(field="").count() == 0  # the same again changes nothing


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("a-material", "", "A value is required."),
        ("a-pieces", "1.5", "is not a whole number"),
        ("a-rent", "-1", "is below zero"),
        ("a-released", "soon", "is not a date"),
        ("a-color", "violet", "is not among the attribute's options"),
        ("a-uses", ["tea", "war"], "is not among the attribute's options"),
        ("w-uk-price", "cheap", "is not a number"),
        ("image", "http://192.168.1.7/mug.jpg", "leads into a private network"),
        ("special_to", "2020-01-01", "ends before it begins"),
        ("category_ids", ["999999"], "is gone"),
        ("category_ids", ["x"], "is gone"),
    ],
)
def test_what_does_not_fit_is_refused(merchant, form, field, value, says):
    told = errors(merchant, f"{LIST}add/", form | {"special_from": "2026-01-01", field: value})
    assert says in " ".join(told[field])
    assert not Product.objects.exists()


def test_a_unique_value_belongs_to_one_product(merchant, form, make):
    make("CUP", ean="4006381333931")
    told = errors(merchant, f"{LIST}add/", form | {"a-ean": "4006381333931"})
    assert told == {"a-ean": ["Must be unique, and CUP has this value already."]}


def test_without_a_set_nothing_is_required(merchant, form):
    assert merchant.post(f"{LIST}add/", form | {"attribute_set": ""}).status_code == 302


def test_values_outside_the_set_are_kept_and_shown(merchant, form):
    mug = Product.objects.create(sku="MUG", name="Mug", attributes={"color": "blue", "gone": "x"})
    page = merchant.get(address(mug)).content.decode()
    assert 'name="a-color"' in page
    merchant.post(address(mug), form | {"attribute_set": "", "a-color": "red"})
    mug.refresh_from_db()
    assert mug.attributes == {"color": "red", "gone": "x"}


def test_a_websites_own_values_beat_the_global_ones_there(merchant, form, make):
    mug = make("MUG", columns={"website_values": {"uk": {"name": "Cuppa"}, "old": {"name": "Kept"}}})
    form |= {"w-uk-name": "", "w-uk-price": "7.50", "w-uk-enabled": "false", "w-uk-material": "China"}
    assert merchant.post(address(mug), form).status_code == 302
    mug.refresh_from_db()
    assert mug.website_values == {
        "uk": {"price": "7.5", "enabled": False, "material": "China"},
        "old": {"name": "Kept"},
    }


def test_the_quantity_is_the_total_of_the_sources(merchant, form):
    StockSource.objects.create(code="leeds", name="Leeds")
    StockSource.objects.create(code="york", name="York")
    merchant.post(f"{LIST}add/", form | {"s-leeds": "4", "s-york": "", "quantity": "99"})
    product = Product.objects.get()
    assert (product.quantity, product.quantities) == (4, {"leeds": 4})
    merchant.post(address(product), form | {"s-leeds": "", "s-york": "", "quantity": "9"})
    product.refresh_from_db()
    assert (product.quantity, product.quantities) == (9, {})


def rows(prefix, *rows, before=0):
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": before}
    return sent | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_pictures_and_their_roles(merchant, form, make):
    mug = make("MUG", columns={"images": [{"url": "https://a.example/1.jpg", "label": "", "roles": []}]})
    sent = rows(
        "pictures",
        {"url": "https://a.example/1.jpg", "label": "", "DELETE": "on"},
        {"url": "https://a.example/2.jpg", "label": "Front", "roles": ["base", "swatch"]},
        before=1,
    )
    assert merchant.post(address(mug), form | sent).status_code == 302
    mug.refresh_from_db()
    assert mug.images == [{"url": "https://a.example/2.jpg", "label": "Front", "roles": ["base", "swatch"]}]
    wrong = merchant.post(address(mug), form | rows("pictures", {"url": "ftp://a/3.jpg"}))
    assert "is not the address of a picture" in wrong.content.decode()
    inside = merchant.post(address(mug), form | rows("pictures", {"url": "https://shop.local/3.jpg"}))
    assert "leads into a private network" in inside.content.decode()


def test_variants_and_the_attributes_they_differ_by(merchant, form, make):
    whole, red, blue = make("MUG", columns={"type": "configurable"}), make("RED"), make("BLUE")
    ProductLink.objects.create(parent=whole, child=blue, kind="variant")
    sent = rows(
        "parts", {"sku": "RED", "quantity": 1}, {"sku": "BLUE", "quantity": 1, "DELETE": "on"}, before=1
    )
    merchant.post(address(whole), form | sent | {"type": "configurable", "axes": ["color"]})
    whole.refresh_from_db()
    assert (whole.axes, [link.child for link in whole.parts.all()]) == (["color"], [red])
    page = merchant.get(address(red)).content.decode()
    assert "Belongs to" in page


@pytest.mark.parametrize(
    ("skus", "says"),
    [(["NONE"], "no product with this SKU"), (["RED", "RED"], "named twice"), (["MUG"], "no part of itself")],
)
def test_parts_that_cannot_be(merchant, form, make, skus, says):
    whole = make("MUG", columns={"type": "bundle"})
    make("RED")
    sent = rows("parts", *({"sku": sku, "quantity": 1} for sku in skus))
    page = merchant.post(address(whole), form | sent | {"type": "bundle"}).content.decode()
    assert says in page
    assert not ProductLink.objects.exists()


def test_a_change_that_came_meanwhile_is_shown_first(merchant, form, make):
    mug = make("MUG")
    seen = merchant.get(address(mug)).context["seen"]
    Product.objects.update(name="Changed by an import")
    told = merchant.post(address(mug), form | {"seen": seen})
    assert "Changed by an import" in told.content.decode()
    assert Product.objects.get().name == "Changed by an import"
    merchant.post(address(mug), form | {"seen": told.context["seen"]})
    assert Product.objects.get().name == "Mug"


def test_only_what_differs_is_written_and_told(merchant, form, make):
    mug = make("MUG", columns={"name": "Mug", "quantity": 3})
    ProductChange.objects.all().delete()
    merchant.post(address(mug), form | {"price": "5"})
    (change,) = ProductChange.objects.all()
    assert (change.field, change.old, change.new, change.source) == ("price", None, "5.0000", "form")
    assert change.user_id == merchant.user.pk


def test_the_history_in_words(merchant, make, kitchen):
    mug = make("MUG", color="blue", organic=True)
    with attributed(Source.IMPORT, now=NOON, number=7):
        Product.objects.filter(pk=mug.pk).update(
            attributes={"color": "red", "organic": False}, attribute_set=None, price="12.5000"
        )
    assert 'href="/catalog/productimport/7/change/"' in merchant.get(address(mug)).content.decode()
    (newest, oldest) = merchant.get(address(mug)).context["beside"].history.entries
    assert (newest.who, newest.means) == ("The system", "Import 7")
    assert {(line.label, line.old, line.new) for line in newest.lines} == {
        ("Attribute set", "Kitchen", "—"),
        ("Price", "—", "12.5"),
        ("Color", "blue", "red"),
        ("Organic", "Yes", "No"),
        ("Material", "Clay", "—"),
    }
    assert [(line.label, line.new) for line in oldest.lines] == [("Added", "MUG")]


def test_the_history_goes_on_page_by_page(merchant, make):
    mug = make("MUG")
    ProductChange.objects.bulk_create(
        ProductChange(product=mug, at=NOON, field="price", old=str(n), new=str(n + 1)) for n in range(60)
    )
    first = merchant.get(address(mug)).context["beside"].history
    second = merchant.get(address(mug), {"before": first.older}).context["beside"].history
    assert sum(len(entry.lines) for entry in first.entries) == 50
    assert sum(len(entry.lines) for entry in second.entries) == 11
    assert second.older is None


def test_identifiers_say_what_is_wrong(merchant, make):
    mug = make("MUG", ean="4006381333932")
    ProductIdentifier.objects.create(
        product=mug, role="ean", attribute="ean", kind="gtin", raw="4006381333932", problem="check_digit"
    )
    ProductIdentifier.objects.create(
        product=mug,
        role="upc",
        attribute="upc",
        kind="gtin",
        raw="36000291452",
        value="00036000291452",
        repaired="zeros",
    )
    page = merchant.get(address(mug)).content.decode()
    assert "The last digit does not fit the others" in page
    assert "leading zeros put back" in page


def test_a_viewer_sees_everything_locked(viewer, make):
    mug = make("MUG", material="Bone china")
    page = viewer.get(address(mug)).content.decode()
    assert "Bone china" in page
    assert 'class="cp-lock" disabled' in page
    assert 'name="_save"' not in page


def test_a_deleted_product_stays_in_the_record_of_changes(merchant, make):
    mug = make("MUG")
    merchant.post(f"{LIST}{mug.pk}/delete/", {"post": "yes"})
    assert not Product.objects.exists()
    assert SettingChange.objects.filter(subject__contains="MUG", field="deleted").exists()
    gone = ProductChange.objects.get(old="MUG", new=None)
    assert (gone.product_id, gone.user_id) == (mug.pk, merchant.user.pk)


def test_the_page_asks_a_fixed_number_of_questions(merchant, make, django_assert_max_num_queries):
    mug = make("MUG", columns={"type": "configurable"})
    for number in range(30):
        child = make(f"S{number}")
        ProductLink.objects.create(parent=mug, child=child, kind="variant", position=number)
    for number in range(5):
        Website.objects.create(code=f"w{number}")
    with django_assert_max_num_queries(40):
        merchant.get(address(mug))
