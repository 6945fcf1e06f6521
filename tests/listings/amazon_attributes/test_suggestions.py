"""What a new catalog attribute is suggested to be like."""

from decimal import Decimal

import pytest

from listings.amazon_attributes.suggestions import About, code_for, fits, measure_of, type_for
from listings.amazon_attributes.units import OtherMeasure, convert


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("color", "color"),
        ("item_dimensions.length", "item_dimensions_length"),
        ("brand", "brand_3"),
        ("2nd_colour", "amazon_2nd_colour"),
        ("Größe", "gr_e"),
        ("___", "amazon"),
        ("x" * 80, "x" * 60),
        ("y" * 80, "y" * 58 + "_2"),
    ],
)
def test_code(name, code):
    assert code_for(name, {"brand", "brand_2", "y" * 60}) == code


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        (About("a", "text"), "text"),
        (About("a", "text", several=True), "long_text"),
        (About("a", "text", longest=2000), "long_text"),
        (About("a", "text", longest=50), "text"),
        (About("a", "choice"), "select"),
        (About("a", "choice", several=True), "multi_select"),
        (About("a", "money"), "price"),
        (About("a", "picture"), "media"),
        (About("a", ""), "text"),
    ],
)
def test_type(about, kind):
    assert type_for(about) == kind


def test_what_fits():
    assert fits("picture", "media")
    assert not fits("picture", "weight")
    assert fits("", "weight")  # nothing is known of it, so it may try


def test_a_unit_is_needed_for_numbers_only():
    assert measure_of("weight", "weight", ["grams", "pounds"]) == "weight"
    assert measure_of("decimal", "decimal", ["inches"]) == "length"
    assert measure_of("weight", "text", ["grams"]) == ""
    assert measure_of("decimal", "decimal", ["volts"]) == ""


@pytest.mark.parametrize(
    ("number", "unit", "wanted", "converted"),
    [
        ("1", "pounds", "kilograms", "0.4536"),
        ("1", "inches", "centimeters", "2.5400"),
        ("16", "ounces", "pounds", "1.0000"),
        ("7", "volts", "volts", "7"),
    ],
)
def test_conversion(number, unit, wanted, converted):
    assert str(convert(Decimal(number), unit, wanted)) == converted


def test_pounds_are_no_inches():
    with pytest.raises(OtherMeasure):
        convert(Decimal(1), "pounds", "inches")
