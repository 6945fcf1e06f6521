"""Conditions in a catalog's words: which of Amazon's condition types a word means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import override

from listings.codes import Condition

_SIGNS = re.compile(r"[\W_]+")


def plain(word: str) -> str:
    """A word without capitals and signs: "Used - Like New" and "used_like_new" are the same."""
    return _SIGNS.sub(" ", word.lower()).strip()


def understood(own_words: Mapping[str, str]) -> dict[str, str]:
    """Every word that names a condition: Amazon's codes and labels, and a store's own, which beat them."""
    words = {plain(condition.value): condition.value for condition in Condition}
    with override("en"):  # what a catalog's words mean must not hang on the reader's language
        words |= {plain(str(condition.label)): condition.value for condition in Condition}
    words |= {condition.value: condition.value for condition in Condition}
    own = {word: code for word, code in own_words.items() if code in Condition.values}
    return words | {plain(word): code for word, code in own.items()} | own
