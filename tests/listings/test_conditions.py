"""A catalog's words for conditions."""

import pytest
from django.utils.translation import override

from listings.conditions import plain, understood


@pytest.mark.parametrize(
    ("word", "condition"),
    [
        ("new_new", "new_new"),
        ("New", "new_new"),
        ("  NEW ", "new_new"),
        ("Used; Like New", "used_like_new"),
        ("used - like new", "used_like_new"),
        ("Used_Very_Good", "used_very_good"),
        ("Refurbished", "refurbished_refurbished"),
        ("B-stock", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_amazons_words_are_recognised_by_name(word, condition, language):
    with override(language):
        assert understood({}).get(plain(word)) == condition


def test_a_stores_own_words_beat_amazons():
    words = understood({"B-Stock": "used_good", "New": "new_open_box", "odd": "no_such_code"})
    assert words[plain("b stock")] == "used_good"
    assert words["B-Stock"] == "used_good"
    assert words["New"] == words["new"] == "new_open_box"
    assert "odd" not in words
