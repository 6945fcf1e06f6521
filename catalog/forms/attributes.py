"""The forms of attributes, their options and sets: what never changes once products have values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelect2MultipleWidget

from catalog.forms.choice import MANY
from catalog.forms.labels import LabelsField
from catalog.models import Attribute, AttributeOption, AttributeSet
from catalog.usage import option_is_used, products_having, values_twice

SEARCHED_COLUMNS = {"sku", "name", "asin", "condition", "tax_class"}
NAVIGABLE = {Attribute.Type.SELECT, Attribute.Type.MULTI_SELECT, Attribute.Type.BOOLEAN}

if TYPE_CHECKING:
    AttributeModelForm = forms.ModelForm[Attribute]
    SetModelForm = forms.ModelForm[AttributeSet]
    OptionModelForm = forms.ModelForm[AttributeOption]
    OptionFormSet = forms.BaseInlineFormSet[AttributeOption, Attribute, OptionModelForm]
else:
    from unfold.forms import PaginationInlineFormSet as OptionFormSet

    AttributeModelForm = OptionModelForm = SetModelForm = forms.ModelForm


class AttributeForm(AttributeModelForm):
    """An attribute; refuses what its values would contradict."""

    labels = LabelsField()
    sets = forms.ModelMultipleChoiceField(
        label=_("attribute sets"),
        queryset=AttributeSet.objects.all(),
        required=False,
        widget=UnfoldAdminSelect2MultipleWidget,
        help_text=_("Products of these sets have the attribute."),
    )

    class Meta:
        model = Attribute
        fields = (
            *("code", "label", "labels", "type", "scope", "required", "unique"),
            *("used_in_search", "used_in_navigation", "usable_in_rules", "comparable"),
        )
        help_texts = {
            "code": _("Lower-case letters, digits and _. It never changes."),
            "type": _("Stays as it is once products have values."),
            "scope": _("Website: each website may have a value of its own. Stays once products have values."),
            "required": _("Products of its sets cannot be saved without a value."),
            "unique": _("No two products have the same value."),
            "used_in_search": _("The search of products looks into it."),
            "used_in_navigation": _(
                "Shown beside the list of products, with numbers. For choices and yes/no."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sets" in self.fields and self.instance.pk:
            self.initial["sets"] = list(self.instance.sets.all())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        row = self.instance
        fixed = [name for name in ("type", "scope") if name in self.changed_data and row.pk]
        if fixed and products_having(Attribute.objects.get(pk=row.pk).code):
            for name in fixed:
                self.add_error(name, _("Products have values of this attribute, so this stays as it was."))
        kind = found.get("type", row.type)
        if found.get("used_in_navigation") and (row.column or kind not in NAVIGABLE):
            self.add_error("used_in_navigation", _("Only choices and yes/no can be used in navigation."))
        if found.get("used_in_search") and row.column and row.column not in SEARCHED_COLUMNS:
            self.add_error("used_in_search", _("Only texts are searched."))
        if found.get("unique") and "unique" in self.changed_data and row.pk:
            self._refuse_twice()
        return found

    def _refuse_twice(self) -> None:
        for value, one, other in values_twice(self.instance.code)[:1]:
            text = _("%(one)s and %(other)s both have “%(value)s”. Change one of them first.")
            self.add_error("unique", text % {"one": one, "other": other, "value": value[:60]})


def _attributes(label: Any, help_text: Any = "") -> forms.ModelMultipleChoiceField[Attribute]:
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=Attribute.objects.filter(column="").order_by("code"),
        required=False,
        widget=UnfoldAdminSelect2MultipleWidget,
        help_text=help_text,
    )


class AttributeSetForm(SetModelForm):
    """A set and its attributes. Its field is not "attributes": a browser's form has those.

    Of a large set only what is added and taken out goes to and fro.
    """

    members = _attributes(_("attributes"), _("Besides the built-in ones, which every product has."))
    added = _attributes(_("Add attributes"))
    dropped = _attributes(_("Take out attributes"), _("Products keep the values they have of them."))

    class Meta:
        model = AttributeSet
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("members",) if is_large(self.instance) else ("added", "dropped"):
            self.fields.pop(name, None)
        if "members" in self.fields and self.instance.pk:
            self.initial["members"] = list(self.instance.attributes.all())
        if "dropped" in self.fields:
            there = self.instance.attributes.values("pk")
            attributes = Attribute.objects.filter(column="").order_by("code")
            self.fields["added"].queryset = attributes.exclude(pk__in=there)  # type: ignore[attr-defined]
            self.fields["dropped"].queryset = attributes.filter(pk__in=there)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read now what was chosen: written, it would be chosen no more."""
        found = super().clean() or self.cleaned_data
        for name in ("added", "dropped"):
            if name in found:
                found[name] = list(found[name])
        return found

    def write_members(self) -> None:
        """Give the set the attributes that were chosen."""
        chosen = self.cleaned_data
        if "members" in self.fields:
            self.instance.attributes.set(chosen["members"])
        elif "dropped" in self.fields:
            self.instance.attributes.remove(*chosen["dropped"])
            self.instance.attributes.add(*chosen["added"])


def is_large(attribute_set: Any) -> bool:
    """Whether a set has more attributes than a page sends one by one."""
    there = attribute_set is not None and attribute_set.pk is not None
    return there and attribute_set.attributes.count() > MANY


class OptionForm(OptionModelForm):
    """One option. Its value never changes, since products hold it."""

    labels = LabelsField(rows=1, help_text="")

    class Meta:
        model = AttributeOption
        fields = ("value", "labels", "sort_order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["value"].disabled = True


class OptionRows(OptionFormSet):
    """The options of an attribute. One that products have chosen stays."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and option_is_used(form.instance):
                text = _("Products have chosen “%s”. Give them another value first.")
                raise forms.ValidationError(text % form.instance.value)
