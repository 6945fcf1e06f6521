"""What is in use is not deleted: the page says who uses it and what to do first, or what goes with it."""

import pytest

from amazon_channel.models import SettingChange, Store
from catalog import categories
from catalog.models import Attribute, AttributeSet, Category, Product, ProductChange, Website
from listings.amazon_attributes.models import AmazonAttribute, AttributeMapping
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
ROLES = ("sku", "asin", "upc", "ean", "isbn", "gcid", "search", "condition")


def deleting(client, row, **sent):
    """What the person reads who confirms the deletion, links left out."""
    kind = row._meta.model_name
    answer = client.post(f"/catalog/{kind}/{row.pk}/delete/", {"post": "yes"} | sent, follow=True)
    return answer.content.decode()


@pytest.fixture
def member(operator, account):
    account.members.add(operator.user)
    return operator


@pytest.mark.parametrize("role", ROLES)
def test_an_attribute_that_a_store_reads_stays(member, store, kitchen, role):
    Store.objects.update(**{f"{role}_attribute": "ean"})
    ean = Attribute.objects.get(code="ean")
    for sent in ({}, {"typed": "ean"}):
        page = deleting(member, ean, **sent)
        assert "These stores read it: Demo UK. Choose another attribute in their mapping first." in page
    assert Attribute.objects.filter(code="ean").exists()
    Store.objects.update(**{f"{role}_attribute": ""})
    deleting(member, ean)
    assert not Attribute.objects.filter(code="ean").exists()


def test_stores_that_a_person_may_not_see_are_not_named(operator, store, kitchen):
    Store.objects.update(ean_attribute="ean", website="uk")
    for row in (Attribute.objects.get(code="ean"), Website.objects.get()):
        page = deleting(operator, row)
        assert "stores of other accounts" in page
        assert "Demo UK" not in page
        assert type(row).objects.filter(pk=row.pk).exists()


def test_what_goes_with_an_attribute_is_told_first(member, store, kitchen):
    color = Attribute.objects.get(code="color")
    theirs = AmazonAttribute.objects.create(marketplace_id=store.marketplace_id, name="color")
    AttributeMapping.objects.create(
        store=store, amazon_attribute=theirs, attribute=color, created_at=NOON, changed_at=NOON
    )
    page = member.get(f"/catalog/attribute/{color.pk}/delete/").content.decode()
    assert "2 options" in page
    told = " ".join(page.split("These go with it:")[1].split("</p>")[0].split())
    assert told == "1 attribute mappings, 2 options, 1 attribute sets."
    deleting(member, color)
    assert not AttributeMapping.objects.exists()
    assert AmazonAttribute.objects.exists()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        pytest.param({"website": "uk"}, "Demo UK", id="its own"),
        pytest.param(
            {"website": "", "new_products": {"websites": ["de", "uk"]}}, "Demo UK", id="of new products"
        ),
        pytest.param({"website": "", "new_products": {"websites": ["de"]}}, "", id="another"),
    ],
)
def test_a_website_of_a_store_stays(member, store, kitchen, settings, says):
    Store.objects.update(**settings)
    page = deleting(member, Website.objects.get())
    if says:
        assert f"These stores name UK in their settings: {says}. Choose another there first." in page
    assert Website.objects.exists() == bool(says)


def test_products_that_use_it_are_one_click_away(member, kitchen, make):
    make("MUG", columns={"websites": ["uk"]})
    assert 'href="/catalog/product/?website=uk"' in deleting(member, Website.objects.get())
    assert f'href="/catalog/product/?set={kitchen.pk}"' in deleting(member, kitchen)


def test_values_left_on_a_website_go_with_it_and_stay_in_history(member, kitchen, make):
    uk = Website.objects.get()
    mug = make("MUG", columns={"website_values": {"uk": {"name": "Cuppa"}, "de": {"name": "Becher"}}})
    page = member.get(f"/catalog/website/{uk.pk}/delete/").content.decode()
    assert "One product has values of its own on UK. They go with it" in page
    assert Product.objects.get().website_values.keys() == {"uk", "de"}
    deleting(member, uk)
    assert not Website.objects.exists()
    mug.refresh_from_db()
    assert mug.website_values == {"de": {"name": "Becher"}}
    gone = ProductChange.objects.get(source="structure")
    assert (gone.website, gone.field, gone.old, gone.new) == ("uk", "name", "Cuppa", None)
    assert SettingChange.objects.filter(subject="website UK", field="deleted").exists()


def test_more_values_than_go_at_once(member, kitchen, make, monkeypatch):
    monkeypatch.setattr("catalog.pages.structure.DELETED_AT_ONCE", 1)
    for sku in ("A", "B"):
        make(sku, columns={"website_values": {"uk": {"name": "Own"}}})
    assert "Clear them with bulk edits first" in deleting(member, Website.objects.get())
    assert Website.objects.exists()


def test_a_set_for_products_made_from_listings_stays(member, store, kitchen):
    Store.objects.update(new_products={"attribute_set": kitchen.pk})
    assert "These stores name Kitchen in their settings: Demo UK." in deleting(member, kitchen)
    Store.objects.update(new_products={"attribute_set": kitchen.pk + 1})
    deleting(member, kitchen)
    assert not AttributeSet.objects.exists()


def test_a_category_for_products_made_from_listings_stays(member, store):
    mugs = categories.ensure([("Mugs",)])[("Mugs",)]
    Store.objects.update(new_products={"category_ids": [mugs]})
    assert "A store puts products made from its listings into Mugs." in deleting(
        member, Category.objects.get()
    )
    assert Category.objects.exists()
