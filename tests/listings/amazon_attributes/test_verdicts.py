"""The rule of the import as a table: active × the catalog's value × overwrite; and what does not fit."""

from decimal import Decimal

import pytest

from catalog.values import Definition
from listings.amazon_attributes.entries import Said
from listings.amazon_attributes.verdicts import Outcome, Target, Verdict, judge


def target(kind="text", code="colour", **more):
    return Target(Definition(code, kind), **more)


RED = [Said("Red", language="en_GB")]


@pytest.mark.parametrize(
    ("active", "current", "overwrite", "outcome"),
    [
        (True, None, False, Outcome.WRITE),
        (True, "", False, Outcome.WRITE),
        (True, None, True, Outcome.WRITE),
        (True, "Blue", False, Outcome.KEPT),
        (True, "Blue", True, Outcome.WRITE),
        (True, "Red", False, Outcome.IMPORTED),
        (True, "Red", True, Outcome.IMPORTED),
        (False, None, False, Outcome.INACTIVE),
        (False, None, True, Outcome.INACTIVE),
        (False, "Blue", True, Outcome.INACTIVE),
        (False, "Red", False, Outcome.IMPORTED),
    ],
)
def test_the_write_rule(active, current, overwrite, outcome):
    verdict = judge(RED, target(active=active, overwrite=overwrite), current)
    assert (verdict.outcome, verdict.value) == (outcome, "Red")


def test_silence_empties_nothing():
    assert judge([], target(overwrite=True), "Blue") == Verdict(Outcome.NOT_SAID)


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        pytest.param("text", RED, "Red", id="text"),
        pytest.param("text", [Said("Red"), Said("Blue")], "Red, Blue", id="several on one line"),
        pytest.param("text", [Said("1.5", unit="kilograms")], "1.5 kilograms", id="text keeps the unit"),
        pytest.param("text", [Said("20", currency="GBP")], "20 GBP", id="text keeps the currency"),
        pytest.param("long_text", [Said("Strong"), Said("Light")], "Strong\nLight", id="several lines"),
        pytest.param("integer", [Said("12")], 12, id="whole"),
        pytest.param("decimal", [Said("12.50")], "12.5", id="decimal"),
        pytest.param("price", [Said("19.99", currency="GBP")], "19.99", id="price"),
        pytest.param("date", [Said("2026-11-30T00:00:00Z")], "2026-11-30", id="date"),
        pytest.param("boolean", [Said("false")], False, id="no is a value"),
        pytest.param("media", [Said("https://m.media/1.jpg")], "https://m.media/1.jpg", id="picture"),
    ],
)
def test_values_by_the_type_of_the_catalog_attribute(kind, said, value):
    assert judge(said, target(kind), None) == Verdict(Outcome.WRITE, value)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("integer", "large", "not_a_number"),
        ("integer", "1.5", "not_whole"),
        ("price", "-1", "negative"),
        ("date", "soon", "not_a_date"),
        ("boolean", "perhaps", "not_yes_or_no"),
        ("text", "x" * 1001, "too_long"),
        ("text", "a\x00b", "control_character"),
        ("media", "file:///etc/passwd", "picture_address"),
        ("media", "javascript:alert(1)", "picture_address"),
        ("media", "/local/path.jpg", "picture_address"),
        ("media", "https://user@host/x.jpg", "picture_address"),
        ("media", "http://[broken", "picture_address"),
        ("select", "Red", "unknown_option"),
    ],
)
def test_what_does_not_fit_is_named_and_not_written(kind, text, reason):
    verdict = judge([Said(text)], target(kind, overwrite=True), "Blue")
    assert (verdict.outcome, verdict.value, verdict.reason) == (Outcome.UNFIT, None, reason)


@pytest.mark.parametrize(
    ("said", "unit", "outcome"),
    [
        pytest.param(Said("1.5", unit="grams"), "grams", Verdict(Outcome.WRITE, "1.5"), id="the same"),
        pytest.param(Said("1.5", unit="kilograms"), "grams", Verdict(Outcome.WRITE, "1500"), id="converted"),
        pytest.param(Said("2", unit="pounds"), "grams", Verdict(Outcome.WRITE, "907.1847"), id="rounded"),
        pytest.param(
            Said("2", unit="pounds"), "",
            Verdict(Outcome.UNFIT, reason="unit_missing", text="2 pounds"), id="nobody said which",
        ),
        pytest.param(
            Said("2", unit="inches"), "grams",
            Verdict(Outcome.UNFIT, reason="other_measure", text="2 inches"), id="another measure",
        ),
        pytest.param(Said("2"), "grams", Verdict(Outcome.WRITE, "2"), id="without a unit, as it is"),
    ],
)  # fmt: skip
def test_units(said, unit, outcome):
    assert judge([said], target("weight", unit=unit), None) == outcome


def test_another_currency_is_no_price_here():
    verdict = judge([Said("20", currency="EUR")], target("price", currency="GBP"), None)
    assert (verdict.reason, verdict.text) == ("other_currency", "20 EUR")


COLOURS = {"red": "red-1", "rot": "red-1", "blue": "Blue"}


@pytest.mark.parametrize(
    ("kind", "said", "add", "verdict"),
    [
        pytest.param("select", ["Rot"], False, Verdict(Outcome.WRITE, "red-1"), id="by a label"),
        pytest.param("select", ["BLUE"], False, Verdict(Outcome.WRITE, "Blue"), id="any case"),
        pytest.param("select", ["Green"], True, Verdict(Outcome.WRITE, "Green", added=("Green",)), id="new"),
        pytest.param("select", ["Red", "Blue"], True, Verdict(Outcome.WRITE, "red-1"), id="one of several"),
        pytest.param("multi_select", ["Red", "Blue"], False, Verdict(Outcome.WRITE, ["red-1", "Blue"])),
        pytest.param(
            "multi_select", ["Red", "Rot", "Sea|Sky"], True,
            Verdict(Outcome.WRITE, ["red-1", "Sea|Sky"], added=("Sea|Sky",)), id="each once, with a bar",
        ),
        pytest.param("select", ["x" * 256], True, Verdict(Outcome.UNFIT, reason="too_long", text="x" * 256)),
    ],
)  # fmt: skip
def test_choices(kind, said, add, verdict):
    found = [Said(text) for text in said]
    assert judge(found, target(kind, options=COLOURS, add_options=add), None) == verdict


def test_no_choice_is_added_for_a_value_that_is_kept():
    verdict = judge([Said("Green")], target("select", options=COLOURS, add_options=True), "Blue")
    assert verdict == Verdict(Outcome.KEPT, "Green")


def test_the_order_of_several_choices_says_nothing():
    found = [Said("Blue"), Said("Red")]
    assert (
        judge(found, target("multi_select", options=COLOURS), ["red-1", "Blue"]).outcome == Outcome.IMPORTED
    )


@pytest.mark.parametrize(
    ("code", "kind", "text", "reason"),
    [
        ("name", "text", "x" * 501, "too_long"),
        ("asin", "text", "B0", "not_an_asin"),
        ("condition", "text", "shiny", "not_a_condition"),
        ("weight", "weight", "123456789", "too_large"),
    ],
)
def test_built_in_columns_have_bounds_of_their_own(code, kind, text, reason):
    column = target(kind, code, in_column=True, longest=500, largest=Decimal(99999999))
    assert judge([Said(text)], column, None).reason == reason


def test_a_column_holds_four_places():
    verdict = judge([Said("1.23456")], target("weight", "weight", in_column=True), "1.2346")
    assert verdict.outcome == Outcome.IMPORTED
