"""Matching values: Amazon's beside ours, and why one was not imported."""

from catalog.models import AttributeOption, Product
from tests.listings.amazon_attributes.conftest import entry, page_of
from tests.listings.conftest import text_of


def statuses(response):
    return [(row.amazon, row.ours, row.imported, row.reason) for row in response.context["page"].rows]


def test_matching_values(browse, known, map_, says, attribute):
    colour = attribute("colour", type="select")
    AttributeOption.objects.create(attribute=colour, value="Red")
    map_("color", "colour")
    for number, held in enumerate([{"colour": "Red"}, {"colour": "Blue"}, {}]):
        says(f"MUG-{number}", color=[entry("Red")])
        Product.objects.filter(sku=f"MUG-{number}").update(attributes=held)
    says("MUG-3", color=[entry("Green")])
    says("MUG-4", color=[entry("Rot", "de_DE")])
    says("MUG-5", brand=[entry("Linden")])
    page = browse.get(page_of(known["color"], "values/"))
    assert statuses(page) == [
        ("Red", "Red", True, ""),
        ("Red", "Blue", False, "The catalog has a value of its own, which is kept."),
        ("Red", "", False, "The next sync writes it."),
        (
            "Green",
            "",
            False,
            "“Green” is not among the choices. Let the mapping add missing choices, or add it yourself.",
        ),
        ("(de_DE)", "", False, "Amazon says it in another language only."),
    ]
    product = Product.objects.get(sku="MUG-0")
    assert f'href="/catalog/product/{product.pk}/change/"' in text_of(page)


def test_values_of_an_attribute_that_is_not_mapped(browse, known, says):
    says("MUG-1", color=[entry("Red")])
    [row] = browse.get(page_of(known["color"], "values/")).context["page"].rows
    assert (row.imported, row.reason) == (False, "Not mapped to a catalog attribute.")


def test_a_value_that_another_product_has_waits_for_nothing(browse, known, map_, says, attribute):
    attribute("ean", unique=True)
    map_("brand", "ean")
    says("MUG-1", brand=[entry("4006381333931")])
    Product.objects.create(sku="OTHER", attributes={"ean": "4006381333931"})
    [row] = browse.get(page_of(known["brand"], "values/")).context["page"].rows
    assert row.reason == "Another product has this value, and it must be unique."


def test_values_are_paged_in_a_fixed_number_of_queries(browse, known, map_, says, django_assert_num_queries):
    map_("color", "colour")
    for number in range(51):
        says(f"MUG-{number:02}", color=[entry("Red")])
    with django_assert_num_queries(8):
        first = browse.get(page_of(known["color"], "values/"))
    assert len(statuses(first)) == 50
    second = browse.get(page_of(known["color"], "values/"), {"after": first.context["page"].next})
    assert len(statuses(second)) == 1
    assert second.context["page"].next is None


def test_what_amazon_says_is_never_markup(browse, known, says):
    says("MUG-1", color=[entry("<script>alert(1)</script>")], main_image=[{"media_location": "javascript:x"}])
    assert "<script>alert(1)" not in text_of(browse.get(page_of(known["color"], "values/")))
    assert 'src="javascript' not in text_of(browse.get(page_of(known["main_image"], "values/")))
