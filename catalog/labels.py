"""Labels in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language


def in_language(labels: Mapping[str, str] | None, otherwise: str) -> str:
    """The label in the active language, in its main language, or the one given."""
    language = get_language() or ""
    known = labels or {}
    return known.get(language) or known.get(language.partition("-")[0]) or otherwise
