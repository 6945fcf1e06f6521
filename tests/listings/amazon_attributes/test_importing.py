"""Amazon's values into products: the write rule on rows, websites, choices, unique values, passes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.utils import IntegrityError

from catalog.models import AttributeOption, Product, ProductChange
from listings.amazon_attributes.models import AttributeMapping, AttributeReading, ListingAttributes
from listings.models import Listing
from tests.conftest import NOON
from tests.listings.amazon_attributes.conftest import UK, entry, product

LATER = NOON + timedelta(hours=1)


def test_a_value_goes_into_the_product_once(map_, says, run):
    map_("color", "colour")
    says("MUG-1", color=[entry("Red")])
    assert run().written == 1
    assert product().attributes == {"colour": "Red"}
    stamp = product().updated_at
    done = run(now=LATER)
    assert (done.written, product().updated_at) == (0, stamp)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ({}, "Blue"),
        ({"overwrite": True}, "Red"),
        ({"overwrite": True, "active": False}, "Blue"),
    ],
)
def test_the_catalogs_own_value(map_, says, run, facts, holds):
    map_("color", "colour", **facts)
    says("MUG-1", color=[entry("Red")])
    Product.objects.update(attributes={"colour": "Blue", "other": 1})
    run()
    assert product().attributes == {"colour": holds, "other": 1}


def test_an_emptied_value_is_filled_again(map_, says, run):
    map_("color", "colour")
    says("MUG-1", color=[entry("Red")])
    run()
    Product.objects.update(attributes={}, updated_at=LATER)
    assert run(now=LATER).written == 1
    assert product().attributes == {"colour": "Red"}


def test_built_in_columns(map_, says, run, amazon_attribute):
    amazon_attribute("list_price", kind="money")
    for name, code in [("item_name", "name"), ("list_price", "msrp"), ("main_image", "image")]:
        map_(name, code, overwrite=True)
    map_("item_weight", "weight", unit="grams")
    says(
        "MUG-1",
        item_name=[entry("Blue mug")],
        list_price=[{"value": 19.99, "currency": "GBP", "marketplace_id": UK}],
        main_image=[{"media_location": "https://m/1.jpg"}],
        item_weight=[{"value": 0.35, "unit": "kilograms"}],
    )
    assert run().written == 1
    kept = product()
    assert (kept.name, kept.msrp, kept.weight, kept.image) == (
        "Blue mug",
        Decimal("19.9900"),
        Decimal("350.0000"),
        "https://m/1.jpg",
    )
    assert run(now=LATER).written == 0


def test_what_does_not_fit_is_not_written(map_, says, run, attribute):
    attribute("pieces", type="integer")
    map_("number_of_items", "pieces", overwrite=True)
    says("MUG-1", number_of_items=[entry("many")])
    assert run().written == 0
    assert product().attributes == {}


def test_only_the_stores_language_is_written(map_, says, run):
    map_("color", "colour")
    says("MUG-1", color=[entry("Rot", "de_DE")])
    assert run().written == 0


def test_values_of_chosen_websites(map_, says, run, attribute):
    attribute("colour", scope="website")
    map_("color", "colour", websites=["uk", "fr"])
    says("MUG-1", color=[entry("Red")])
    Product.objects.update(website_values={"de": {"colour": "Rot"}, "uk": {"name": "Mug"}})
    run()
    assert product().website_values == {"de": {"colour": "Rot"}, "uk": {"name": "Mug", "colour": "Red"}}
    assert product().attributes == {}


def test_a_website_keeps_the_value_for_all_unless_it_is_overwritten(map_, says, run, attribute):
    attribute("colour", scope="website")
    mapping = map_("color", "colour", websites=["uk"])
    says("MUG-1", color=[entry("Red")])
    Product.objects.update(attributes={"colour": "Blue"})
    assert run().written == 0
    AttributeMapping.objects.filter(pk=mapping.pk).update(overwrite=True, changed_at=LATER)
    assert run(now=LATER).written == 1
    assert product().website_values == {"uk": {"colour": "Red"}}


def test_choices_are_made_only_if_the_merchant_says_so(map_, says, run, attribute):
    colour = attribute("colour", type="select")
    AttributeOption.objects.create(attribute=colour, value="crimson", labels={"en": "Red"})
    mapping = map_("color", "colour")
    says("MUG-1", color=[entry("Red")])
    says("MUG-2", color=[entry("Green")])
    run()
    assert (product().attributes, product("MUG-2").attributes) == ({"colour": "crimson"}, {})
    AttributeMapping.objects.filter(pk=mapping.pk).update(add_options=True, changed_at=LATER)
    run(now=LATER)
    assert product("MUG-2").attributes == {"colour": "Green"}
    assert list(colour.options.values_list("value", flat=True)) == ["Green", "crimson"]


def test_the_catalog_of_amazon_fills_what_the_listing_does_not_say(map_, says, run):
    map_("color", "colour")
    map_("brand", "brand")
    says("MUG-1", color=[entry("Red")], catalog={"color": [entry("Blue")], "brand": [entry("Linden")]})
    run()
    assert product().attributes == {"colour": "Red", "brand": "Linden"}


def test_of_several_listings_the_oldest_that_says_it_counts(map_, says, run):
    map_("color", "colour", overwrite=True)
    map_("brand", "brand", overwrite=True)
    first = says("MUG-1", brand=[entry("Linden")])
    says("MUG-1-FBA", product=first.product, color=[entry("Red")], brand=[entry("Finch")])
    run()
    assert product().attributes == {"colour": "Red", "brand": "Linden"}


def test_a_unique_value_goes_to_one_product(map_, says, run, attribute):
    attribute("ean", unique=True)
    map_("barcode", "ean")
    for sku in ("MUG-1", "MUG-2"):
        says(sku, barcode=[entry("4006381333931")])
    assert run().written == 1
    assert (product().attributes, product("MUG-2").attributes) == ({"ean": "4006381333931"}, {})
    Product.objects.update(updated_at=LATER)
    assert run(now=LATER).written == 0


def test_the_products_history_says_that_amazon_said_it(map_, says, run, attribute):
    attribute("colour", scope="website")
    map_("color", "colour", websites=["uk"])
    map_("item_name", "name", overwrite=True)
    says("MUG-1", color=[entry("Red")], item_name=[entry("Blue mug")])
    run()
    written = ProductChange.objects.filter(source="amazon").order_by("field")
    assert list(written.values_list("at", "website", "field", "old", "new")) == [
        (NOON, "uk", "colour", None, "Red"),
        (NOON, "", "name", "MUG-1", "Blue mug"),
    ]


def test_listings_that_are_gone_say_nothing(map_, says, run):
    map_("color", "colour")
    says("MUG-1", color=[entry("Red")])
    Listing.objects.update(gone_at=NOON)
    assert run().written == 0


def test_the_next_pass_looks_only_at_what_changed(map_, says, run):
    map_("color", "colour", overwrite=True)
    for number in range(3):
        says(f"MUG-{number}", color=[entry("Red")])
    assert run().looked_at == 3
    Product.objects.update(updated_at=NOON)
    tomorrow = NOON + timedelta(days=1)
    run(now=tomorrow)
    assert run(now=tomorrow).looked_at == 0
    ListingAttributes.objects.filter(listing__seller_sku="MUG-1").update(
        attributes={"color": [entry("Blue")]}, changed_at=tomorrow
    )
    Product.objects.filter(sku="MUG-2").update(updated_at=tomorrow)
    assert run(now=tomorrow).looked_at == 2
    assert product().attributes == {"colour": "Blue"}


def test_a_pass_keeps_its_place_over_several_runs(map_, says, run):
    map_("color", "colour")
    for number in range(5):
        says(f"MUG-{number}", color=[entry("Red")])
    assert [run(at_most=2).more for _ in range(3)] == [True, True, False]
    assert Product.objects.filter(attributes={"colour": "Red"}).count() == 5
    reading = AttributeReading.objects.get()
    assert (reading.imported_at, reading.import_began_at, reading.imported_to) == (NOON, None, 0)


def test_a_hundred_products_cost_a_fixed_number_of_queries(map_, says, run, django_assert_num_queries):
    map_("color", "colour")
    for number in range(100):
        says(f"MUG-{number}", color=[entry("Red")])
    with django_assert_num_queries(16):  # four of them say who writes
        assert run().written == 100


def test_a_store_that_maps_nothing_is_not_looked_at(store, run, django_assert_num_queries):
    with django_assert_num_queries(1):
        run()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="one mapping of an Amazon attribute"),
        pytest.param({}, {"name": "colour_name"}, id="one active source of a catalog attribute"),
    ],
)
def test_a_store_maps_each_side_once(map_, first, second):
    map_("color", "colour", **first)
    with pytest.raises(IntegrityError):
        map_(second.pop("name", "color"), "colour", **second)


def test_only_one_store_overwrites_for_all_websites(map_, foreign_store):
    map_("color", "colour", overwrite=True)
    map_("color", "colour", store=foreign_store)
    with pytest.raises(IntegrityError):
        AttributeMapping.objects.update(overwrite=True)
