"""Attribute sets of thousands of attributes: pages stay small, and what a page does not show is kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amazon_channel.models import SettingChange
from catalog.forms.choice import MANY
from catalog.models import Attribute, AttributeOption, AttributeSet, Product, ProductChange, Website
from catalog.pages.panel import Entry, Group, commonest

pytestmark = pytest.mark.django_db
LIST = "/catalog/product/"
TYPES = ("text", "select", "integer", "multi_select", "boolean", "price", "long_text", "date", "decimal")
LARGE, HUGE = 150, 3_000
VALUES = {"a0": "Zero", "a1": "blue", "a3": ["red"], "a4": False, "a144": "Needed", "elsewhere": "Kept"}


def make_set(size):
    """A set of attributes of all types, a seventh of them with values per website; three websites."""
    Website.objects.bulk_create(Website(code=code, name=code.upper()) for code in ("uk", "de", "fr"))
    made = Attribute.objects.bulk_create(
        Attribute(
            code=f"a{number}",
            label=f"Attribute {number}",
            type=TYPES[number % 9],
            scope="website" if number % 7 == 0 else "global",
            required=number == 144,
            used_in_navigation=TYPES[number % 9] in ("select", "multi_select", "boolean"),
        )
        for number in range(size)
    )
    AttributeOption.objects.bulk_create(
        AttributeOption(attribute=attribute, value=value)
        for attribute in made
        if attribute.has_options
        for value in ("blue", "red")
    )
    Attribute.objects.create(code="elsewhere", label="Of another set")
    found = AttributeSet.objects.create(name="Large")
    found.attributes.set(made)
    return found


def make_mug(attribute_set):
    websites = {"uk": {"a0": "UK zero", "a14": "1"}, "old": {"a7": "Gone site"}}
    return Product.objects.create(
        sku="MUG", name="Mug", attribute_set=attribute_set, attributes=VALUES, website_values=websites
    )


@pytest.fixture
def large(db):
    return make_set(LARGE)


@pytest.fixture
def mug(large):
    return make_mug(large)


@pytest.fixture
def form(large):
    columns = {"sku": "MUG", "name": "Mug", "type": "simple", "visibility": "both", "quantity": "3"}
    switches = {"enabled": "on", "manage_stock": "on", "in_stock": "on"}
    return columns | switches | {"attribute_set": large.pk, "a-a144": "Needed"}


def address(product):
    return f"{LIST}{product.pk}/change/"


def shown(answer):
    return [each.code for each in answer.context["sheet"].form.attributes]


@pytest.mark.parametrize(
    ("where", "most_bytes", "most_questions"),
    [  # with a field for each of 3,000 attributes a form was 4 MB
        pytest.param("/catalog/product/{product}/change/", 250_000, 25, id="form"),
        pytest.param("/catalog/product/add/?set={set}", 250_000, 25, id="empty form"),
        pytest.param("/catalog/bulkedit/add/?ids={product}", 250_000, 8, id="bulk edit"),
        pytest.param("/catalog/bulkedit/add/?ids={product}&attribute=a1", 250_000, 8, id="chosen"),
    ],
)
def test_pages_stay_small_and_ask_little(merchant, where, most_bytes, most_questions):
    attribute_set = make_set(HUGE)
    product = make_mug(attribute_set)
    with CaptureQueriesContext(connection) as asked:
        answer = merchant.get(where.format(product=product.pk, set=attribute_set.pk))
    assert len(answer.content) < most_bytes
    assert len(asked) <= most_questions


def test_it_shows_what_is_filled_and_what_is_required(merchant, mug):
    answer = merchant.get(address(mug))
    assert sorted(shown(answer)) == ["a0", "a1", "a14", "a144", "a3", "a4", "a7", "elsewhere"]
    page = answer.content.decode()
    assert 'name="w-uk-a14"' in page
    assert "143 more" in page


def test_a_set_of_a_hundred_is_shown_whole(merchant, mug, large):
    large.attributes.set(Attribute.objects.filter(column="").order_by("pk")[:MANY])
    answer = merchant.get(address(mug))
    assert len(shown(answer)) == MANY + 2  # and two values that are outside of it now
    assert "data-attributes" not in answer.content.decode()


def test_saving_keeps_what_had_no_field(merchant, mug, form):
    """The page held one field of the set besides the required one; everything else stays."""
    before = dict(Product.objects.values("attributes", "website_values").get())
    assert merchant.post(address(mug), form | {"a-a0": "One", "seen": ""}).status_code == 302
    mug.refresh_from_db()
    assert mug.attributes == before["attributes"] | {"a0": "One"}
    assert mug.website_values == before["website_values"]
    assert list(
        ProductChange.objects.exclude(field="").exclude(field="quantity").values_list("field", "old", "new")
    ) == [("a0", "Zero", "One")]


def as_sent(value):
    """A field's value as its widget sends it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value


def test_the_page_as_it_came_changes_nothing(merchant, mug):
    """Every field with what it shows, sent back as a browser does."""
    sheet = merchant.get(address(mug)).context["sheet"]
    sent = {bound.html_name: as_sent(bound.value()) for bound in sheet.form}
    sent |= {"shown": ["a-a3"], "seen": ""} | dict.fromkeys(("enabled", "manage_stock", "in_stock"), "on")
    assert merchant.post(address(mug), sent).status_code == 302
    assert not ProductChange.objects.exclude(field="").exists()


def test_a_value_is_added_and_emptied_where_its_field_is_asked_for(merchant, mug, form):
    answer = merchant.get(address(mug) + "?with=attribute+140")
    assert "a140" in shown(answer)
    merchant.post(address(mug), form | {"a-a140": "12.50", "a-a2": "7", "shown": ["a-a3"], "seen": ""})
    mug.refresh_from_db()
    assert mug.attributes == {k: v for k, v in VALUES.items() if k != "a3"} | {"a140": "12.5", "a2": 7}


def test_a_refused_page_still_holds_what_was_added(merchant, mug, form):
    answer = merchant.post(address(mug), form | {"a-a2": "seven", "a-a63": "x", "w-uk-a63": "y", "seen": ""})
    assert {"a2", "a63"} <= set(shown(answer))
    assert list(answer.context["sheet"].form.errors) == ["a-a2"]
    assert 'name="w-uk-a63"' in answer.content.decode()


def test_what_is_required_cannot_be_left_out(merchant, mug, form):
    answer = merchant.post(address(mug), form | {"a-a144": "", "seen": ""})
    assert list(answer.context["sheet"].form.errors) == ["a-a144"]


def test_the_box_finds_by_name_and_code(viewer, large):
    found = viewer.get(f"{LIST}attributes/", {"set": large.pk, "q": "attribute 1"}).json()["found"]
    assert found[0] == ["a1", "Attribute 1"]
    assert len(found) == 20
    assert viewer.get(f"{LIST}attributes/", {"set": large.pk, "q": "elsewhere"}).json()["found"] == []
    assert viewer.get(f"{LIST}attributes/", {"set": "x", "q": "a"}).json()["found"] == []


def test_the_fields_of_an_attribute_go_where_they_belong(merchant, mug, large):
    asked = {"set": large.pk, "code": "a7", "product": mug.pk}
    fields = merchant.get(f"{LIST}fields/", asked).json()["fields"]
    assert set(fields) == {"attributes", "website-uk", "website-de", "website-fr"}
    assert 'name="a-a7"' in fields["attributes"]
    only = merchant.get(f"{LIST}fields/", asked | {"code": "a8", "product": ""}).json()["fields"]
    assert list(only) == ["attributes"]
    assert merchant.get(f"{LIST}fields/", asked | {"code": "nonsense"}).json()["fields"] == {}
    assert merchant.get(f"{LIST}fields/", {"code": "a8"}).json()["fields"] == {}


def test_variants_may_differ_by_an_attribute_without_a_field(merchant, mug, form):
    Product.objects.update(type="configurable")
    merchant.post(address(mug), form | {"type": "configurable", "axes": ["a10"], "seen": ""})
    mug.refresh_from_db()
    assert mug.axes == ["a10"]


def test_the_navigation_shows_what_most_products_have():
    groups = [Group(f"a{n}", f"A {n}", [Entry("x", "x", n, "", chosen=n == 0)]) for n in range(10)]
    kept, more = commonest(groups, most=3)
    assert ([group.code for group in kept], more) == (["a0", "a8", "a9"], 7)
    assert commonest(groups[:3], most=3) == (groups[:3], 0)


def test_the_list_of_products_with_values_of_all_attributes(merchant, large):
    values = {f"a{number}": "blue" for number in range(LARGE) if TYPES[number % 9] == "select"}
    values |= {f"a{number}": True for number in range(LARGE) if TYPES[number % 9] == "boolean"}
    Product.objects.create(sku="POT", name="Pot", attribute_set=large, attributes=values)
    with CaptureQueriesContext(connection) as asked:
        answer = merchant.get(LIST)
    assert len(answer.context["cl"].panel.groups) == 24
    assert f"{len(values) - 24} attributes more" in answer.content.decode()
    assert len(asked) <= 6


def test_a_large_set_sends_only_what_is_added_and_taken_out(operator, large):
    """A browser that sent each of 3,000 members would be refused for sending too much."""
    other, first = Attribute.objects.get(code="elsewhere"), Attribute.objects.get(code="a0")
    where = f"/catalog/attributeset/{large.pk}/change/"
    page = operator.get(where).content.decode()
    assert 'name="members"' not in page
    assert page.count(" selected>") == 0
    sent = {"name": "Larger", "added": [other.pk], "dropped": [first.pk]}
    assert operator.post(where, sent).status_code == 302
    large.refresh_from_db()
    codes = set(large.attributes.values_list("code", flat=True))
    assert (large.name, len(codes), "elsewhere" in codes, "a0" in codes) == ("Larger", LARGE, True, False)
    assert operator.post(where, {"name": "Larger"}).status_code == 302
    assert large.attributes.count() == LARGE
    assert list(SettingChange.objects.filter(subject__contains="Larger").values_list("old", "new")) == [
        ("Large", "Larger"),
        ("", "Of another set"),
        ("", "Attribute 0"),
    ]


def test_a_product_with_more_than_a_thousand_values_is_saved(merchant):
    vast = make_set(1_100)
    values = {f"a{number}": "x" for number in range(1_100) if TYPES[number % 9] in ("text", "long_text")}
    values |= {f"a{number}": "1.5" for number in range(1_100) if TYPES[number % 9] in ("price", "decimal")}
    values |= {f"a{number}": number for number in range(1_100) if TYPES[number % 9] == "integer"}
    values |= {f"a{number}": "blue" for number in range(1_100) if TYPES[number % 9] == "select"}
    values |= {f"a{number}": True for number in range(1_100) if TYPES[number % 9] == "boolean"}
    pot = Product.objects.create(sku="POT", name="Pot", attribute_set=vast, attributes=values)
    sheet = merchant.get(address(pot)).context["sheet"]
    sent = {bound.html_name: as_sent(bound.value()) for bound in sheet.form} | {"name": "Big pot", "seen": ""}
    assert len(sent) > 1_000
    assert merchant.post(address(pot), sent).status_code == 302
    pot.refresh_from_db()
    assert (pot.name, pot.attributes) == ("Big pot", values)
