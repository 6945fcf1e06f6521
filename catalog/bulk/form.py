"""The form of a bulk edit: what shall happen to the chosen attribute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from catalog import values
from catalog.bulk.plan import Operation, operations
from catalog.conditions import CONDITIONS
from catalog.definitions import definition_of
from catalog.forms.fields import field_for, refusal
from catalog.models import Attribute, BulkEdit, Product, Website
from catalog.values import Definition, Unfit

RECKONING = {Operation.PLUS, Operation.PERCENT}
OWN_LISTS: dict[str, list[tuple[str, Any]]] = {
    "visibility": list(Product.Visibility.choices),
    "condition": CONDITIONS[1:],
}
AT_MOST_PERCENT = 10_000


class BulkEditForm(forms.Form):
    """Operation, value, website; cleans to a BulkEdit that is not saved yet."""

    def __init__(
        self, *args: Any, attribute: Attribute, asked: dict[str, Any], single: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.attribute, self.asked, self.single = attribute, asked, single
        choices = [(each.value, each.label) for each in operations(attribute)]
        self.fields["operation"] = forms.ChoiceField(
            label=_("What to do"), choices=choices, widget=UnfoldAdminSelectWidget(choices=choices)
        )
        if attribute.scope == Attribute.Scope.WEBSITE:
            websites = [("", _("Everywhere")), *((site.code, str(site)) for site in Website.objects.all())]
            self.fields["website"] = forms.ChoiceField(
                label=_("Where"),
                required=False,
                choices=websites,
                widget=UnfoldAdminSelectWidget(choices=websites),
            )
        self.definition = self._definition()
        self.fields["value"] = self._value()

    def _definition(self) -> Definition:
        if own := OWN_LISTS.get(self.attribute.column):
            return Definition(self.attribute.code, "select", False, frozenset(value for value, _label in own))
        return definition_of(self.attribute, required=False)

    def _value(self) -> forms.Field:
        """Takes any text where it may be an amount to reckon with: `clean` reads it."""
        field = field_for(self.attribute, self.definition)
        field.label = _("Value")
        if own := OWN_LISTS.get(self.attribute.column):
            field.widget = UnfoldAdminSelectWidget(choices=[("", "—"), *own])
        if Operation.PLUS in operations(self.attribute):
            hint = _("A value, an amount to add (-2.50 takes away), or a percentage (10 makes 110 %).")
            return forms.CharField(
                label=_("Value"), required=False, max_length=40, widget=field.widget, help_text=hint
            )
        return field

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        operation = found.get("operation")
        if self.errors or operation is None:
            return found
        try:
            found["operand"] = self._operand(Operation(operation), found.get("value"))
        except Unfit as unfit:
            self.add_error("value", refusal(unfit))
        if operation == Operation.SET and self.attribute.unique and not self.single:
            self.add_error("operation", _("Its values are unique: only one product can get this one."))
        if operation in (Operation.INCLUDE, *RECKONING) and self.attribute.unique:
            self.add_error("operation", _("Its values are unique: edit them one by one."))
        return found

    def _operand(self, operation: Operation, value: Any) -> Any:
        if operation == Operation.CLEAR:
            return None
        if operation in RECKONING:
            number = values.number(str(value or ""))
            if operation == Operation.PERCENT and abs(number) > AT_MOST_PERCENT:
                raise Unfit("too_large", str(value))
            return values.plain(number)
        if self.definition.type in ("integer", "decimal", "price", "weight"):
            value = values.read(self.definition, str(value or ""))
        if value in (None, [], ""):
            raise Unfit("required", "")
        return value

    def edit(self) -> BulkEdit:
        """What was asked, for a preview or to be started."""
        return BulkEdit(
            attribute=self.attribute.code,
            operation=self.cleaned_data["operation"],
            operand=self.cleaned_data["operand"],
            website=self.cleaned_data.get("website", ""),
            asked=self.asked,
        )
