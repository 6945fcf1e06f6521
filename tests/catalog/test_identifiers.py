"""Identifiers in one form: what is equal, what is repaired for certain, what is named instead of guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from catalog.identifiers import NUMBERS, Identifier, Kind, Problem, Repair, normalise

WIDE = "".join(chr(0xFF10 + int(digit)) for digit in "4006381333931")  # as Japanese keyboards write them
ARABIC = "".join(chr(0x0660 + int(digit)) for digit in "4006381333931")
EAN, UPC, BOOK = "04006381333931", "00036000291452", "09780306406157"
NUMBER_KINDS = st.sampled_from(sorted(NUMBERS))
SIGNS, ZEROS = Repair.SIGNS, Repair.ZEROS

READ = [
    # kind, text, value, repairs
    (Kind.EAN, "4006381333931", EAN, ()),
    (Kind.GTIN, "04006381333931", EAN, ()),
    (Kind.UPC, "036000291452", UPC, ()),
    (Kind.EAN, "0036000291452", UPC, ()),
    (Kind.EAN, "036000291452", UPC, ()),
    (Kind.UPC, "4006381333931", EAN, ()),
    (Kind.EAN, "40170725", "00000040170725", ()),
    (Kind.GTIN, "10012345678902", "10012345678902", ()),
    (Kind.EAN, "", "", ()),
    (Kind.EAN, " - ", "", ()),
    # signs that mean nothing
    (Kind.EAN, " 4006381333931\n", EAN, (SIGNS,)),
    (Kind.EAN, "4 006381 333931", EAN, (SIGNS,)),
    (Kind.EAN, "4-006381-333931", EAN, (SIGNS,)),
    (Kind.EAN, "4006381\u00a0333931", EAN, (SIGNS,)),
    (Kind.EAN, "\ufeff4006381333931\u200b", EAN, (SIGNS,)),
    (Kind.EAN, WIDE, EAN, (SIGNS,)),
    (Kind.EAN, "'4006381333931", EAN, (SIGNS,)),
    (Kind.UPC, '="036000291452"', UPC, (SIGNS,)),
    (Kind.EAN, "4,006,381,333,931", EAN, (SIGNS,)),
    (Kind.EAN, "4.006.381.333.931", EAN, (SIGNS,)),
    (Kind.EAN, "EAN: 4006381333931", EAN, (Repair.LABEL,)),
    (Kind.EAN, "EAN 13 4006381333931", EAN, (Repair.LABEL,)),
    (Kind.UPC, "upc-a 036000291452", UPC, (Repair.LABEL,)),
    # what spreadsheets do
    (Kind.UPC, "36000291452", UPC, (ZEROS,)),
    (Kind.EAN, "36000291452", UPC, (ZEROS,)),
    (Kind.UPC, "1234567895", "00001234567895", (ZEROS,)),
    (Kind.EAN, "4006381333931.0", EAN, (Repair.DECIMALS,)),
    (Kind.EAN, "4006381333931,00", EAN, (Repair.DECIMALS,)),
    (Kind.EAN, "4.006381333931E+12", EAN, (Repair.EXPONENT,)),
    (Kind.EAN, "4,006381333931e12", EAN, (SIGNS, Repair.EXPONENT)),
    (Kind.UPC, "3.6000291452E+10", UPC, (Repair.EXPONENT, ZEROS)),
    # UPC-E
    (Kind.UPC, "04252614", "00042100005264", (Repair.SHORT_UPC,)),
    (Kind.UPC, "01234565", "00012345000065", (Repair.SHORT_UPC,)),
    # books
    (Kind.ISBN, "9780306406157", BOOK, ()),
    (Kind.ISBN, "0306406152", BOOK, ()),
    (Kind.ISBN, "ISBN 0-306-40615-2", BOOK, (Repair.LABEL, SIGNS)),
    (Kind.ISBN, "ISBN-13: 978-0-306-40615-7", BOOK, (Repair.LABEL, SIGNS)),
    (Kind.ISBN, "043942089x", "09780439420891", (SIGNS,)),
    (Kind.ISBN, "306406152", BOOK, (ZEROS,)),
    (Kind.ISBN, "9791090636071", "09791090636071", ()),
    (Kind.ISBN, "9.780306406157E+12", BOOK, (Repair.EXPONENT,)),
    (Kind.EAN, "0306406152", BOOK, (Repair.OTHER_ISBN,)),
    (Kind.GTIN, "043942089X", "09780439420891", (Repair.OTHER_ISBN,)),
    # ASINs
    (Kind.ASIN, "B07XAMPLE1", "B07XAMPLE1", ()),
    (Kind.ASIN, " b07xample1 ", "B07XAMPLE1", (SIGNS,)),
    (Kind.ASIN, "ASIN: B07XAMPLE1", "B07XAMPLE1", (Repair.LABEL,)),
    (Kind.ASIN, "https://www.amazon.de/Becher-blau/dp/B07XAMPLE1/ref=x?th=1", "B07XAMPLE1", (Repair.LABEL,)),
    (Kind.ASIN, "https://amazon.co.uk/gp/product/B07XAMPLE1", "B07XAMPLE1", (Repair.LABEL,)),
    (Kind.ASIN, "0306406152", "0306406152", ()),
    (Kind.ASIN, "306406152", "0306406152", (ZEROS,)),
    (Kind.ASIN, "9780306406157", "0306406152", (Repair.OTHER_ISBN,)),
    (Kind.ASIN, "978-0-306-40615-7", "0306406152", (SIGNS, Repair.OTHER_ISBN)),
    (Kind.ASIN, "043942089X", "043942089X", ()),
    (Kind.ASIN, "", "", ()),
    # GCIDs
    (Kind.GCID, "4d0e12ab34cd56ef", "4D0E12AB34CD56EF", (SIGNS,)),
    (Kind.GCID, "4D0E12AB34CD56EF", "4D0E12AB34CD56EF", ()),
    # SKUs are exact
    (Kind.SKU, "00123", "00123", ()),
    (Kind.SKU, " Mug 1 ", " Mug 1 ", ()),
    (Kind.SKU, "abc", "abc", ()),
    (Kind.SKU, "1.23E+12", "1.23E+12", ()),
    (Kind.SKU, "\uff21\uff22", "\uff21\uff22", ()),
    (Kind.SKU, "   ", "", ()),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "value", "repairs"), READ)
def test_read(kind, text, value, repairs):
    assert normalise(kind, text) == Identifier(kind, value, repairs)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (Kind.EAN, "4006381333932", Problem.CHECK_DIGIT),
        (Kind.UPC, "036000291453", Problem.CHECK_DIGIT),
        (Kind.UPC, "36000291453", Problem.CHECK_DIGIT),
        (Kind.ISBN, "0306406153", Problem.CHECK_DIGIT),
        (Kind.ISBN, "306406153", Problem.CHECK_DIGIT),
        (Kind.EAN, "4.00638E+12", Problem.ROUNDED),
        (Kind.EAN, "1.23E+12", Problem.ROUNDED),
        (Kind.EAN, "1,23e+12", Problem.ROUNDED),
        (Kind.EAN, "4E+12", Problem.ROUNDED),
        (Kind.ASIN, "9.78031E+12", Problem.ROUNDED),
        (Kind.EAN, "1234567", Problem.LENGTH),
        (Kind.EAN, "400638133393100", Problem.LENGTH),
        (Kind.ISBN, "1234567", Problem.LENGTH),
        (Kind.EAN, "40063813X3931", Problem.DIGITS),
        (Kind.EAN, "4006381333931.5", Problem.DIGITS),
        (Kind.EAN, "400638133393.1", Problem.DIGITS),
        (Kind.EAN, "4006381333931, 4006381333948", Problem.DIGITS),
        (Kind.EAN, ARABIC, Problem.DIGITS),
        (Kind.ISBN, "X306406152", Problem.DIGITS),
        (Kind.EAN, "0000000000000", Problem.PLACEHOLDER),
        (Kind.ISBN, "0000000000", Problem.PLACEHOLDER),
        (Kind.UPC, "0", Problem.PLACEHOLDER),
        (Kind.EAN, "N/A", Problem.PLACEHOLDER),
        (Kind.EAN, "Does not apply", Problem.PLACEHOLDER),
        (Kind.ISBN, "4006381333931", Problem.NOT_ISBN),
        (Kind.EAN, "1234567970", Problem.TWO_READINGS),
        (Kind.UPC, "10000007", Problem.TWO_READINGS),
        (Kind.ASIN, "B07XAMPLE", Problem.NOT_ASIN),
        (Kind.ASIN, "B07XAMPLE12", Problem.NOT_ASIN),
        (Kind.ASIN, "ABCDEFGHIJ", Problem.NOT_ASIN),
        (Kind.ASIN, "9791090636071", Problem.NOT_ASIN),
        (Kind.ASIN, "none", Problem.PLACEHOLDER),
        (Kind.GCID, "4D0E12AB34CD56E", Problem.NOT_GCID),
        (Kind.SKU, "a\tb", Problem.CONTROL),
        (Kind.SKU, "x" * 256, Problem.LENGTH),
    ],
)  # fmt: skip
def test_named_instead_of_guessed(kind, text, problem):
    assert normalise(kind, text) == Identifier(kind, "", (), problem)


@given(NUMBER_KINDS, st.text("0123456789", min_size=11, max_size=13))
def test_every_gtin_is_itself_whatever_its_zeros(kind, body):
    number = body + ean.calc_check_digit(body)
    expected = number.zfill(14)
    if not number.strip("0") or (kind is Kind.ISBN and not expected.startswith(("0978", "0979"))):
        return
    for text in {number, expected, expected[-13:] if expected[0] == "0" else expected}:
        assert normalise(kind, text) == Identifier(kind, expected)


@given(st.sampled_from([Kind.UPC, Kind.EAN, Kind.GTIN]), st.integers(10**10, 10**13 - 1))
def test_a_spreadsheet_s_exponent_with_all_digits_loses_nothing(kind, number):
    digits = f"{number}{ean.calc_check_digit(str(number))}"
    read = normalise(kind, f"{digits[0]}.{digits[1:]}E+{len(digits) - 1}")
    assert read.value == digits.zfill(14)
    assert Repair.EXPONENT in read.repairs


@given(st.sampled_from([Kind.UPC, Kind.EAN, Kind.GTIN]), st.integers(10**11, 10**13 - 1), st.integers(1, 11))
def test_a_rounded_number_is_never_taken_for_one(kind, number, places):
    text = f"{number:.{places}E}"
    read = normalise(kind, text)
    if places < len(str(number)) - 1:
        assert (read.value, read.problem) == ("", Problem.ROUNDED)


@given(NUMBER_KINDS, st.text(max_size=20))
def test_anything_is_a_gtin_or_blank_or_has_a_problem(kind, text):
    read = normalise(kind, text)
    assert read.kind is kind
    assert not (read.value and read.problem)
    if read.value:
        assert len(read.value) == 14
        assert ean.calc_check_digit(read.value[:-1]) == read.value[-1]
        assert normalise(Kind.GTIN, read.value) == Identifier(Kind.GTIN, read.value)


@given(st.sampled_from([Kind.ASIN, Kind.GCID]), st.text("ab0123456789X -", max_size=20))
def test_what_was_read_reads_the_same_again(kind, text):
    read = normalise(kind, text)
    assert not (read.value and read.problem)
    if read.value:
        assert normalise(kind, read.value) == Identifier(kind, read.value)


@given(st.text(min_size=1, max_size=40))
def test_a_sku_is_exact_or_refused(text):
    assert normalise(Kind.SKU, text).value in (text, "")
