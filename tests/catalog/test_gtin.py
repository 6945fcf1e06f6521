"""Check digits and the one number behind a book's or an article's several lengths, held against stdnum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isbn

from catalog import gtin

DIGITS = st.text("0123456789", min_size=13, max_size=13)


@given(DIGITS, st.sampled_from("0123456789"))
def test_check_digits_are_those_of_gs1(body, last):
    right = ean.calc_check_digit(body) == last and body + last != gtin.NOTHING
    assert gtin.is_gtin(body + last) is right


@given(st.text("0123456789", min_size=9, max_size=9), st.sampled_from("0123456789X"))
def test_check_digits_are_those_of_isbn_10(body, last):
    right = isbn.is_valid(body + last) and body + last != "0" * 10
    assert gtin.is_isbn_10(body + last) is right


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda body: body.strip("0")))
def test_a_book_has_two_numbers_and_each_gives_the_other(body):
    ten = next(body + last for last in "0123456789X" if isbn.is_valid(body + last))
    number = gtin.gtin_of_isbn_10(ten)
    assert number == "0" + isbn.to_isbn13(ten)
    assert gtin.isbn_10_of_gtin(number) == ten
    assert gtin.gtin_of_asin(ten) == number


@pytest.mark.parametrize(
    ("asin", "expected"),
    [
        pytest.param("0306406152", "09780306406157", id="the ASIN of a book is its ISBN-10"),
        pytest.param("043942089X", "09780439420891", id="X"),
        pytest.param("0306406153", "", id="ten digits that are no ISBN"),
        pytest.param("B07XAMPLE1", "", id="no book"),
        pytest.param("0000000000", "", id="no number"),
        pytest.param("", "", id="no ASIN"),
    ],
)
def test_gtin_of_asin(asin, expected):
    assert gtin.gtin_of_asin(asin) == expected


def test_an_isbn_of_979_has_no_isbn_10():
    assert gtin.isbn_10_of_gtin("09791090636071") == ""


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("04252614", "00042100005264"),
        ("01234565", "00012345000065"),
        ("01234531", "00012300000451"),
        ("01234543", "00012340000053"),
        ("01234505", "00012000003455"),
        ("01234514", "00012100003454"),
    ],
)
def test_upc_e_is_written_out(short, long):
    assert gtin.written_out(short) == long
    assert gtin.is_gtin(long)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("04006381333931", "4006381333931"),
        ("00036000291452", "036000291452"),
        ("00000040170725", "40170725"),
        ("10012345678902", "10012345678902"),
    ],
)
def test_numbers_are_shown_as_they_are_printed(number, printed):
    assert gtin.shown(number) == printed
