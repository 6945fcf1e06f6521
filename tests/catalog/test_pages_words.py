"""What the page of a product says beside its fields."""

import pytest

from catalog.models import Attribute, AttributeOption

pytestmark = pytest.mark.django_db


def test_an_empty_field_of_a_website_tells_what_counts_there(merchant, make, kitchen):
    Attribute.objects.filter(code__in=("uses", "released", "color", "organic")).update(scope="website")
    AttributeOption.objects.filter(value="tea").update(labels={"en": "Tea time"})
    mug = make("MUG", uses=["tea", "gifts"], released="2026-03-01", color="blue", organic=False)
    form = merchant.get(f"/catalog/product/{mug.pk}/change/").context["sheet"].form
    fields = {
        name: form.fields[f"w-uk-{name}"] for name in ("uses", "released", "color", "organic", "visibility")
    }
    assert fields["uses"].help_text == "As everywhere: Tea time, gifts"
    assert fields["released"].help_text == "As everywhere: 2026-03-01"
    assert [fields[name].widget.choices[0][1] for name in ("color", "organic", "visibility")] == [
        "As everywhere: blue",
        "As everywhere: No",
        "As everywhere: Catalog, Search",
    ]
    assert form.fields["a-uses"].help_text == ""


def test_a_page_says_that_its_parts_are_listed(merchant, make):
    grouped = make("SET", columns={"type": "grouped"})
    page = merchant.get(f"/catalog/product/{grouped.pk}/change/").content.decode()
    assert "its parts are listed, each on its own" in page
