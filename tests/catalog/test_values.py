"""Texts as values of attributes: what fits, what does not and why, and that values come back as they went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Attribute
from catalog.values import READERS, REASONS, Definition, Dialect, Unfit, read, write
from catalog.words import UNFIT

SIZES = frozenset({"S", "M", "XL, wide"})
GERMAN = Dialect(date_order="dmy", decimal_comma=True)


def of(kind, **more):
    return Definition("code", kind, **more)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  Blue mug ", "Blue mug"),
        ("text", "", None),
        ("text", "   ", None),
        ("text", "007", "007"),
        ("long_text", "<p>One</p>\r\nTwo\n", "<p>One</p>\nTwo"),
        ("integer", "12", 12),
        ("integer", "12.0000", 12),
        ("integer", "-3", -3),
        ("decimal", "-1.50", "-1.5"),
        ("decimal", "1000000", "1000000"),
        ("decimal", "0.000", "0"),
        ("decimal", ".5", "0.5"),
        ("decimal", "+0.12345678901234567890123456789010", "0.1234567890123456789012345678901"),
        ("price", "12.5000", "12.5"),
        ("weight", "0", "0"),
        ("date", "2026-11-30", "2026-11-30"),
        ("date", "2026-11-30 00:00:00", "2026-11-30"),
        ("date", "11/30/26", "2026-11-30"),
        ("date", "11/30/2026, 12:00 AM", "2026-11-30"),
        ("boolean", "Yes", True),
        ("boolean", "0", False),
        ("select", " M ", "M"),
        ("multi_select", "M|S|M", ["M", "S"]),
        ("multi_select", "XL, wide", ["XL, wide"]),
        ("media", "https://example.com/a.jpg", "https://example.com/a.jpg"),
        ("media", "/m/u/mug.jpg", "/m/u/mug.jpg"),
    ],
)
def test_read(kind, text, value):
    assert read(of(kind, options=SIZES), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("text", "a\tb", "control_character"),
        ("text", "a\x00b", "control_character"),
        ("text", "x" * 1001, "too_long"),
        ("long_text", "\x07", "control_character"),
        ("integer", "1.5", "not_whole"),
        ("integer", "twelve", "not_a_number"),
        ("decimal", "1,234.50", "not_a_number"),
        ("decimal", "NaN", "not_a_number"),
        ("decimal", "1e5", "not_a_number"),
        ("decimal", "9" * 16, "too_large"),
        ("decimal", "٣", "not_a_number"),
        ("price", "-1", "negative"),
        ("date", "2026-02-30", "not_a_date"),
        ("date", "30/11/2026", "not_a_date"),
        ("date", "soon", "not_a_date"),
        ("boolean", "maybe", "not_yes_or_no"),
        ("select", "XXL", "unknown_option"),
        ("select", "m", "unknown_option"),
        ("multi_select", "M|XXL", "unknown_option"),
        ("media", "javascript:alert(1)", "not_an_address"),
        ("media", "https://", "not_an_address"),
        ("media", "http://[", "not_an_address"),
    ],
)
def test_what_does_not_fit(kind, text, reason):
    with pytest.raises(Unfit) as refusal:
        read(of(kind, options=SIZES), text)
    assert refusal.value.reason == reason


def test_a_required_value_is_not_empty():
    with pytest.raises(Unfit) as refusal:
        read(of("text", required=True), " ")
    assert refusal.value.reason == "required"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("price", "12,50", "12.5"), ("date", "30.11.2026", "2026-11-30"), ("date", "30/11/26", "2026-11-30")],
)
def test_a_files_own_dialect(kind, text, value):
    assert read(of(kind), text, GERMAN) == value


def test_a_point_is_no_decimal_comma():
    with pytest.raises(Unfit):
        read(of("price"), "1.234,50", GERMAN)


@given(st.text(max_size=60), st.sampled_from(sorted(READERS)))
def test_what_was_read_once_reads_the_same_again(text, kind):
    definition = of(kind, options=SIZES)
    try:
        value = read(definition, text)
    except Unfit:
        return
    assert read(definition, write(definition, value)) == value


def test_every_type_is_read_and_every_reason_has_words():
    assert sorted(READERS) == sorted(Attribute.Type.values)
    assert sorted(UNFIT) == sorted(REASONS)
