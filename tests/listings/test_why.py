"""Why is it here: the rule, its inputs with source and time, and what would move it."""

from datetime import timedelta

from amazon_channel.models import Store
from catalog.models import Product
from listings.changes import attributed
from listings.codes import Source
from listings.models import Listing
from listings.why import explain
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=5)


def test_the_rule_that_decided_and_those_before_it(make_listing):
    listing = make_listing("MUG", buyable=True, read_from="report", read_at=NOON)
    explanation = explain(listing)
    assert explanation.rule.name == "unmatched"
    assert [rule.name for rule in explanation.earlier] == [
        "ending",
        "ended",
        "move refused",
        "moving",
        "removed",
        "variation parent",
        "hidden variation parent",
        "ignored",
        "several products",
    ]


def test_an_input_names_its_last_writer_and_time(make_listing):
    product = Product.objects.create(sku="MUG", name="Mug")
    listing = make_listing("MUG", product=product, buyable=True, read_from="report", read_at=NOON)
    with attributed(Source.SEARCH, now=LATER):
        Listing.objects.filter(pk=listing.pk).update(buyable=False, inactive_reason="blocked")
    explanation = explain(Listing.objects.get(pk=listing.pk))
    assert explanation.rule.name == "inactive"
    assert [(i.name, i.value, i.source, i.at) for i in explanation.inputs] == [
        ("buyable", False, "Amazon's listings search", LATER),
        ("inactive reason", "blocked", "Amazon's listings search", LATER),
    ]


def test_an_input_never_changed_names_where_the_row_came_from(make_listing):
    product = Product.objects.create(sku="MUG", name="Mug")
    listing = make_listing("MUG", product=product, buyable=True, read_from="report", read_at=NOON)
    assert [tuple(i) for i in explain(listing).inputs] == [
        ("buyable", True, "Amazon's listings report", NOON)
    ]


def test_a_verdict_of_ours_shows_what_stands_behind_it(make_listing):
    product = Product.objects.create(sku="MUG", name="Mug", quantity=0)
    listing = make_listing("MUG", product=product, ineligible_reason="out_of_stock")
    inputs = {i.name: i.value for i in explain(Listing.objects.get(pk=listing.pk)).inputs}
    assert inputs == {"why not eligible": "out_of_stock", "quantity in the catalog": 0}


def test_settings_of_the_store_are_told_apart_from_the_catalog(make_listing, store):
    """A threshold is nobody's stock: source and time are those of the store's settings."""
    product = Product.objects.create(sku="MUG", name="Mug", quantity=2)
    Store.objects.filter(pk=store.pk).update(out_of_stock_threshold=5, updated_at=LATER)
    Product.objects.filter(pk=product.pk).update(updated_at=NOON)
    below = make_listing("MUG", product=product, ineligible_reason="below_threshold")
    nameless = make_listing("CUP", product=product, lacking="no_condition")
    told = [explain(Listing.objects.get(pk=each.pk)).inputs[-2:] for each in (below, nameless)]
    assert [[tuple(i) for i in inputs] for inputs in told] == [
        [
            ("quantity in the catalog", 2, "Catalog", NOON),
            ("out-of-stock threshold", 5, "The store's settings", LATER),
        ],
        [
            ("condition in the catalog", "", "Catalog", NOON),
            ("condition of products that name none", "", "The store's settings", LATER),
        ],
    ]
