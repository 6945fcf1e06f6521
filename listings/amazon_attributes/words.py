"""Why a value of Amazon's is not in the catalog, in words that say what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.words import UNFIT
from listings.amazon_attributes.verdicts import Outcome, Verdict

Text = str | Promise
WHY: dict[str, Text] = {
    Outcome.WRITE: _("The next sync writes it."),
    Outcome.KEPT: _("The catalog has a value of its own, which is kept."),
    Outcome.INACTIVE: _("The mapping is not active."),
    Outcome.NOT_SAID: _("Amazon says nothing here."),
    "unmapped": _("Not mapped to a catalog attribute."),
    "unmatched": _("The listing has no product yet."),
    "other_language": _("Amazon says it in another language only."),
    "other_website": _("The product is on none of the mapping's websites."),
    "taken": _("Another product has this value, and it must be unique."),
}
MISFITS: dict[str, Text] = {
    **UNFIT,
    "unknown_option": _("is not among the choices. Let the mapping add missing choices, or add it yourself."),
    "other_currency": _("is in another currency than the store's."),
    "unit_missing": _("has a unit. Say in the mapping which unit the catalog keeps."),
    "other_measure": _("cannot be converted into the catalog's unit."),
    "picture_address": _("is not the address of a picture."),
    "not_an_asin": _("is no ASIN."),
    "not_a_condition": _("is none of Amazon's conditions."),
}


def why(verdict: Verdict) -> str:
    """The reason of a verdict; '' for an imported value."""
    if verdict.outcome == Outcome.UNFIT:
        return f"“{verdict.text[:80]}” {MISFITS[verdict.reason]}"
    return str(WHY.get(verdict.outcome, ""))
