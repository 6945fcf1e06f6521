"""No cell of a file is carried out by the spreadsheet that opens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_channel.spreadsheets import cell


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("MUG-1", "MUG-1"),
        ("", ""),
        (7, "7"),
        ("a=b", "a=b"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("\r\n=1", "'\r\n=1"),
        ("\uff1d1", "'\uff1d1"),
    ],
)
def test_cell(text, written):
    assert cell(text) == written


@given(st.text())
def test_what_is_sent_begins_like_no_formula_and_loses_nothing(text):
    written = cell(text)
    assert written.removeprefix("'") == text.removeprefix("'") or written == f"'{text}"
    assert not written.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
