"""A form field for an attribute: its widget by the attribute's type, its value read by catalog.values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from catalog import values, words
from catalog.addresses import Unsafe, allowed_origin, checked
from catalog.labels import in_language
from catalog.models import Attribute
from catalog.values import Definition, Dialect, Unfit, Value

NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
ATTRS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("integer", "decimal", "price", "weight"), NUMBER),
    "long_text": {"rows": 5},
    "date": {"type": "date"},
    "media": {"inputmode": "url", "placeholder": "https://…"},
}
FEW = 12  # options that a plain list shows well; more get a search box
PARTED = Dialect(separator="\x1f")  # what no option contains
NOTHING = "—"
NO_GREY = ("date", "multi_select")  # whose widgets cannot show another value in grey


class AttributeField(forms.Field):
    """Takes what was typed for a definition; cleans to the value as products hold it, None for nothing."""

    def __init__(self, definition: Definition, *, widget: forms.Widget, **options: Any) -> None:
        self.definition = definition
        super().__init__(widget=widget, required=definition.required, **options)

    def prepare_value(self, value: Any) -> Any:
        """A stored value as its widget shows it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value

    def clean(self, value: Any) -> Value:
        text = PARTED.separator.join(value) if isinstance(value, list) else str(value or "")
        return read(self.definition, text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (
                (initial or None) != self.clean(data)
                if initial is not False
                else self.clean(data) is not False
            )
        except forms.ValidationError:
            return True


def read(definition: Definition, text: str) -> Value:
    """A typed text as the value of a definition; ValidationError if it is none, or no picture's address."""
    try:
        value = values.read(definition, text, PARTED)
        if value and definition.type == "media":
            return checked(str(value), allowed=allowed_origin())
    except Unfit as unfit:
        raise refusal(unfit) from None
    except Unsafe as unsafe:
        raise forms.ValidationError(str(unsafe), code="unsafe") from None
    return value


def refusal(unfit: Unfit) -> forms.ValidationError:
    """A value that does not fit, in words."""
    if unfit.reason == "required":
        return forms.ValidationError(_("A value is required."), code="required")
    text = unfit.text.strip()
    said = f"“{text[:60]}…” " if len(text) > 60 else f"“{text}” "
    return forms.ValidationError(said + str(words.UNFIT[unfit.reason]), code=unfit.reason)


def field_for(
    attribute: Attribute, definition: Definition, *, instead: Any = None, **options: Any
) -> AttributeField:
    """The field of an attribute. `instead` is the value that counts where this one is left empty."""
    if instead not in (None, "", []) and definition.type in NO_GREY:
        options["help_text"] = as_everywhere(_shown(instead, attribute))
    return AttributeField(
        definition,
        widget=widget_for(attribute, definition, instead=instead),
        label=in_language(attribute.labels, str(attribute)),
        **options,
    )


def widget_for(attribute: Attribute, definition: Definition, *, instead: Any = None) -> forms.Widget:
    """Unfold's widget for a type."""
    kind = definition.type
    if kind in ("select", "multi_select"):
        return _choosing(attribute, instead)
    if kind == "boolean":
        empty = as_everywhere(_shown(instead)) if instead is not None else NOTHING
        choices = [("", empty), ("true", _("Yes")), ("false", _("No"))]
        return _made(UnfoldAdminSelectWidget, choices=choices)
    attrs: dict[str, Any] = dict(ATTRS.get(kind, {}))
    if instead not in (None, ""):
        attrs["placeholder"] = _shown(instead)
    return _made(
        UnfoldAdminTextareaWidget if kind == "long_text" else UnfoldAdminTextInputWidget, attrs=attrs
    )


def _made(widget: Any, **options: Any) -> forms.Widget:
    made: forms.Widget = widget(**options)
    return made


def _choosing(attribute: Attribute, instead: Any) -> forms.Widget:
    choices = [(option.value, in_language(option.labels, option.value)) for option in attribute.options.all()]
    many = len(choices) > FEW
    if attribute.type == "multi_select":
        several = UnfoldAdminSelect2MultipleWidget if many else UnfoldAdminSelectMultipleWidget
        attrs = {} if many else {"size": max(2, min(len(choices), 6)), "class": "cp-several"}
        return _made(several, attrs=attrs, choices=choices)
    shown = dict(choices).get(instead, instead)
    empty = as_everywhere(shown) if instead not in (None, "") else NOTHING
    one = UnfoldAdminSelect2Widget if many else UnfoldAdminSelectWidget
    return _made(one, choices=[("", empty), *choices])


def as_everywhere(shown: Any) -> str:
    """What an empty field of a website says: the value that counts there."""
    said: str = _("As everywhere: %s") % shown
    return said


def _shown(value: Any, attribute: Attribute | None = None) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        options = attribute.options.all() if attribute else ()
        words = {option.value: in_language(option.labels, option.value) for option in options}
        return ", ".join(str(words.get(each, each)) for each in value)
    return str(value)
