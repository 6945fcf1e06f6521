"""A bulk edit in words: what it does, what a product has, why one was refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.conditions import CONDITIONS
from catalog.labels import in_language
from catalog.models import Attribute, BulkEdit, Product

NOTHING = "—"
PROBLEMS = {
    "not_in_set": gettext_lazy("its attribute set does not have the attribute"),
    "nothing": gettext_lazy("it has no value to reckon with"),
    "negative": gettext_lazy("the value would be below zero"),
    "too_large": gettext_lazy("the value would be too large"),
    "required": gettext_lazy("a value is required"),
    "gone": gettext_lazy("the product was deleted"),
}


def problem_label(problem: str) -> str:
    return str(PROBLEMS.get(problem, problem))


def value_label(attribute: Attribute | None, value: Any) -> str:
    """A value as people read it; options by their labels where the attribute's are at hand."""
    if value is None or value == []:
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(value_label(attribute, each) for each in value)
    return str(_labels(attribute).get(value, value))[:200]


def _labels(attribute: Attribute | None) -> dict[Any, Any]:
    if attribute is None:
        return {}
    if attribute.column == "visibility":
        return dict(Product.Visibility.choices)
    if attribute.column == "condition":
        return dict(CONDITIONS)
    if not attribute.has_options:
        return {}
    return {option.value: in_language(option.labels, option.value) for option in attribute.options.all()}


def summary(edit: BulkEdit, attribute: Attribute | None) -> str:
    """What the edit does, in one sentence."""
    name = in_language(attribute.labels, str(attribute)) if attribute else edit.attribute
    value = value_label(attribute, edit.operand)
    sentences = {
        "set": _("%(name)s: set to %(value)s"),
        "clear": _("%(name)s: clear"),
        "plus": _("%(name)s: add %(value)s"),
        "percent": _("%(name)s: change by %(value)s %%"),
        "include": _("%(name)s: add %(value)s"),
        "exclude": _("%(name)s: take away %(value)s"),
    }
    said = sentences[edit.operation] % {"name": name, "value": value}
    return f"{said} ({edit.website})" if edit.website else said
