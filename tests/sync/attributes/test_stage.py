"""The stage against the sandbox: who is asked for, what is read and how often, what faults do."""

import pytest
from django.utils import timezone

from listings.amazon_attributes.models import (
    AmazonAttribute,
    AttributeMapping,
    AttributeReading,
    ListingAttributes,
    ProductTypeDefinition,
)
from listings.models import Listing
from sync.amazon.errors import Throttled, Unreachable
from sync.attributes.listings import pull_listings
from sync.models import ReportRequest
from tests.sync.attributes.conftest import UK

ASIN = "B0SHAMPLE1"


def color(value, language="en_GB"):
    return {"color": [{"value": value, "language_tag": language, "marketplace_id": UK}]}


def lists(box, shop, sku, text="Red", **facts):
    box.lists(shop.seller, sku, product_type="DRINKING_CUP", attributes=color(text), asin=ASIN, **facts)


def said(sku="MUG-1"):
    return ListingAttributes.objects.get(listing__seller_sku=sku).attributes["color"][0]["value"]


def fault(box, name, operation, **options):
    box.control("POST", "/faults", {"name": name, "operation": operation, **options})


def test_nothing_is_asked_for_a_store_that_maps_nothing(box, shop, stage):
    lists(box, shop, "MUG-1")
    assert stage().tally.calls == 0
    AttributeReading.objects.create(store=shop.store)
    assert stage().tally.calls == 0


def test_a_person_asks_and_sees_what_listings_carry_and_types_know(box, shop, stage, ask):
    lists(box, shop, "MUG-1")
    ask()
    tally = stage().tally
    assert (tally.read, tally.changed) == (1, 1)
    reading = AttributeReading.objects.get()
    assert reading.product_types == ["DRINKING_CUP"]
    assert "color" in reading.carried
    assert "fulfillment_availability.quantity" in reading.carried
    assert said() == "Red"
    names = AmazonAttribute.objects.get(marketplace_id=UK, name="item_name")
    assert names.kind == "text"
    assert names.product_types == names.required_by == ["DRINKING_CUP"]
    assert ProductTypeDefinition.objects.get().checksum != ""


def test_a_sample_waits_for_the_stores_listings(box, shop, stage, ask):
    ReportRequest.objects.update(loaded_at=None, state="waiting")
    lists(box, shop, "MUG-1")
    ask()
    assert stage().tally.calls == 0
    ReportRequest.objects.update(loaded_at=timezone.now(), state="loaded")
    assert stage().tally.read == 1
    assert not AttributeReading.objects.get().waits


def test_once_read_nothing_is_asked_again(box, shop, stage, ask):
    lists(box, shop, "MUG-1")
    ask()
    stage()
    assert stage().tally.calls == 0


def test_definitions_are_looked_at_daily_and_read_again_weekly(box, shop, stage, map_, clock):
    lists(box, shop, "MUG-1")
    map_()
    stage()
    per_day = []
    for _day in range(8):
        clock.advance(days=1)
        box.control("DELETE", "/counters")
        stage()
        calls = ("searchDefinitionsProductTypes", "getDefinitionsProductType", "definitionDocument")
        per_day.append(tuple(box.calls(name) for name in calls))
    assert per_day[:6] == [(1, 0, 0)] * 6
    assert per_day[6] == (1, 1, 0)  # read again after a week; the checksum is the same


def test_another_version_of_amazons_list_reads_the_types_again(box, shop, stage, map_, clock):
    lists(box, shop, "MUG-1")
    map_()
    stage()
    ProductTypeDefinition.objects.update(list_version="older", checksum="older")
    AmazonAttribute.objects.filter(name="item_name").update(title="Old title")
    clock.advance(days=1)
    stage()
    assert AmazonAttribute.objects.get(name="item_name").title != "Old title"


def test_only_listings_that_changed_are_read_again(box, shop, stage, map_):
    for number in range(3):
        lists(box, shop, f"MUG-{number}")
    map_()
    assert stage().tally.read == 3
    assert stage().tally.read == 0
    lists(box, shop, "MUG-1", "Blue")
    tally = stage().tally
    assert (tally.read, tally.changed, said("MUG-1")) == (1, 1, "Blue")


def test_twenty_listings_a_call_and_a_sku_with_a_comma_alone(box, shop, stage, map_):
    for number in range(21):
        lists(box, shop, f"MUG-{number}")
    lists(box, shop, "MUG,RED")
    map_()
    box.control("DELETE", "/counters")
    stage(does=lambda work: pull_listings(work, AttributeReading.objects.get(), mappings()))
    assert ListingAttributes.objects.count() == 22
    assert said("MUG,RED") == "Red"
    assert box.calls("getListingsItem") == 1


def mappings():
    return list(AttributeMapping.objects.select_related("amazon_attribute"))


def test_import_again_reads_all_once_more(box, shop, stage, map_, ask):
    lists(box, shop, "MUG-1")
    lists(box, shop, "MUG-2")
    map_()
    stage()
    ask()
    tally = stage().tally
    assert (tally.read, tally.changed, tally.unchanged) == (2, 0, 2)
    assert stage().tally.read == 0


def test_a_large_store_is_read_over_several_runs(box, shop, stage, map_, ask):
    for number in range(5):
        lists(box, shop, f"MUG-{number}")
    map_()

    def two(work):
        return pull_listings(work, AttributeReading.objects.get(), mappings(), at_most=2)

    tallies = [stage(does=two).tally for _ in range(4)]
    assert [tally.read for tally in tallies] == [2, 2, 1, 0]
    assert tallies[0].message.startswith("Many listings")
    assert tallies[2].message == ""


def test_amazons_catalog_is_asked_for_what_a_listing_lacks(box, shop, stage, map_):
    lists(box, shop, "MUG-1")
    box.control("PUT", "/catalog", {"marketplace": UK, "asin": ASIN, "brand": "Linden", "title": "Blue mug"})
    map_("brand")
    stage()
    row = ListingAttributes.objects.get()
    assert row.attributes["color"][0]["value"] == "Red"
    assert row.catalog_attributes["brand"][0]["value"] == "Linden"
    assert row.catalog_read_at is not None
    assert box.calls("searchCatalogItems") == 1
    stage()
    assert box.calls("searchCatalogItems") == 1


def test_the_catalog_is_not_asked_where_listings_say_enough(box, shop, stage, map_):
    lists(box, shop, "MUG-1")
    map_("color")
    stage()
    assert box.calls("searchCatalogItems") == 0


def test_a_catalog_that_fails_stops_no_listing_and_is_asked_again(box, shop, stage, map_):
    lists(box, shop, "MUG-1")
    map_("brand")
    fault(box, "server_error", "searchCatalogItems", count=1)
    with pytest.raises(Unreachable):
        stage()
    assert said() == "Red"
    stage()
    assert ListingAttributes.objects.get().catalog_read_at is not None


def test_throttled_halfway_goes_on_where_it_was(box, shop, stage, map_):
    for number in range(25):
        lists(box, shop, f"MUG-{number:02}")
    map_()
    stage(does=lambda work: None)
    fault(box, "throttled", "searchListingsItems", count=1, skip=3)  # two pages of the delta, one of ours
    with pytest.raises(Throttled):
        stage()
    assert ListingAttributes.objects.count() == 20
    assert stage().tally.read == 5


def test_a_listing_that_amazon_no_longer_shows_is_left_to_absence(box, shop, stage, map_, ask):
    lists(box, shop, "MUG-1")
    lists(box, shop, "MUG-2")
    map_()
    stage()
    box.unlists(shop.seller, "MUG-1")
    ask()
    assert stage().tally.read == 2
    assert said("MUG-1") == "Red"
    assert Listing.objects.get(seller_sku="MUG-1").gone_at is None
    assert stage().tally.read == 0


def test_a_type_that_amazon_does_not_know_is_no_failure(box, shop, stage, ask):
    box.lists(shop.seller, "MUG-1", product_type="NO_SUCH_TYPE")
    ask()
    stage()
    definition = ProductTypeDefinition.objects.get()
    assert (definition.product_type, definition.checksum) == ("NO_SUCH_TYPE", "")
    assert stage().tally.calls == 0
