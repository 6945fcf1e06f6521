"""What the cells of a report mean: prices, status words, dates."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.pull import words
from sync.pull.dates import Dates


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("9.99", "9.99"), ("1000", "1000"), ("", None), (" ", None), ("12,50", "12.50"), ("12,5", "12.5"),
        ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1,234", "1234"), ("1.234", ValueError),
        ("1.234.567", "1234567"),
        ("1 234,50", "1234.50"), ("€12,50", "12.50"), ("￥1000", ValueError), ("¥1,000", "1000"),
        ("0.999", ValueError), ("1e5", ValueError), ("NaN", ValueError), ("9999999999999", ValueError),
    ],
)  # fmt: skip
def test_prices(text, amount):
    if amount is ValueError:
        with pytest.raises(ValueError, match="not a price"):
            words.price(text)
    else:
        assert words.price(text) == (None if amount is None else Decimal(amount))


@given(st.decimals(0, 10**12 - 1, places=2))
def test_a_price_is_read_to_the_cent(amount):
    assert words.price(f"{amount:.2f}") == amount


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Active", "active"),
        ("Inaktiv", "inactive"),
        ("Incomplet", "incomplete"),
        ("出品中", "active"),
        ("", ""),
    ],
)
def test_status_words(text, state):
    assert words.state(text) == state


@pytest.mark.parametrize(
    ("country", "text", "moment"),
    [
        ("US", "2013-01-07 07:35:42 PST", "2013-01-07T15:35:42+00:00"),
        ("UK", "29/09/2025 16:19:39 BST", "2025-09-29T15:19:39+00:00"),
        ("UK", "03/04/2025 00:00:00 BST", "2025-04-02T23:00:00+00:00"),
        ("US", "03/04/2025 00:00:00 PST", "2025-03-04T08:00:00+00:00"),
        ("DE", "29.09.2025 16:19:39 MEST", "2025-09-29T14:19:39+00:00"),
        ("JP", "2025/09/29 16:19:39 JST", "2025-09-29T07:19:39+00:00"),
        ("IN", "29/09/2025 16:19:39 IST", "2025-09-29T10:49:39+00:00"),
        ("IE", "29/09/2025 16:19:39 IST", "2025-09-29T15:19:39+00:00"),
        ("SA", "29/09/2025 16:19:39 AST", "2025-09-29T13:19:39+00:00"),
        ("FR", "2025-09-29T16:19:39+02:00", "2025-09-29T14:19:39+00:00"),
        ("FR", "2025-09-29 16:19:39 Z", "2025-09-29T16:19:39+00:00"),
    ],
)
def test_p38_dates_of_every_country_become_moments(country, text, moment):
    assert datetime.fromisoformat(Dates(country).read(text)) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text", ["2013-13-45 07:35:42 PST", "31/02/2025 10:00:00 BST", "2013-01-07 25:00:00 PST"]
)
def test_a_day_that_does_not_exist_is_no_date(text):
    with pytest.raises(ValueError, match=r"."):
        Dates("UK").read(text)
