"""The form of a mapping: which catalog attribute, new or there already, and how values come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from catalog.models import Attribute, AttributeSet, Website
from listings.amazon_attributes.actions import NewAttribute, Wishes
from listings.amazon_attributes.models import AmazonAttribute, AttributeMapping
from listings.amazon_attributes.suggestions import (
    USUAL,
    About,
    code_for,
    fits,
    measure_of,
    plain_code,
    type_for,
)
from listings.amazon_attributes.targets import COLUMNS, may_be_filled
from listings.amazon_attributes.units import OFFERED, UNITS

NEW, THERE = "new", "there"
MOST_OFFERED = 300  # codes that the box proposes; any other may be typed
UNIT_WORDS = {
    "grams": _("grams"),
    "kilograms": _("kilograms"),
    "ounces": _("ounces"),
    "pounds": _("pounds"),
    "millimeters": _("millimetres"),
    "centimeters": _("centimetres"),
    "meters": _("metres"),
    "inches": _("inches"),
    "feet": _("feet"),
}


class MappingForm(forms.Form):
    """Create a catalog attribute and map it, map one that is there, or change a mapping."""

    how = forms.ChoiceField(
        label=_("Catalog attribute"),
        choices=[(NEW, _("Create a new one")), (THERE, _("Use one that is there"))],
        widget=forms.RadioSelect,
    )
    existing = forms.CharField(
        label=_("Its code"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "catalog-attributes", "autocomplete": "off"}),
    )
    label = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=UnfoldAdminTextInputWidget
    )
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Small letters, digits and _. It never changes."),
    )
    type = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=Attribute.Type.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Values that do not fit it are named and not imported."),
    )
    scope = forms.ChoiceField(
        label=_("Scope"),
        required=False,
        choices=Attribute.Scope.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Global: one value for all websites. Website: each may have its own."),
    )
    sets = forms.ModelMultipleChoiceField(
        label=_("Attribute sets"),
        required=False,
        queryset=AttributeSet.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    usable_in_rules = forms.BooleanField(
        label=_("Usable in rules"), required=False, initial=True, widget=UnfoldBooleanSwitchWidget
    )
    used_in_search = forms.BooleanField(
        label=_("Used in search"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    comparable = forms.BooleanField(label=_("Comparable"), required=False, widget=UnfoldBooleanSwitchWidget)
    active = forms.BooleanField(
        label=_("Active"), required=False, initial=True, widget=UnfoldBooleanSwitchWidget
    )
    overwrite = forms.ChoiceField(
        label=_("Where the catalog has a value"),
        choices=[("", _("Keep it")), ("yes", _("Overwrite it with Amazon's"))],
        required=False,
        widget=forms.RadioSelect,
    )
    websites = forms.MultipleChoiceField(
        label=_("Import for these websites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: the value for all websites. Only for attributes of scope Website."),
    )
    add_options = forms.BooleanField(
        label=_("Add missing choices"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("For attributes with choices: what Amazon says becomes a choice if it is none yet."),
    )
    unit = forms.ChoiceField(
        label=_("Unit in the catalog"),
        required=False,
        choices=[("", "—"), *((unit, UNIT_WORDS[unit]) for unit in OFFERED)],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Amazon's figures are converted into it."),
    )

    def __init__(
        self,
        *args: Any,
        amazon: AmazonAttribute,
        mapping: AttributeMapping | None,
        may_create: bool = True,
        **kwargs: Any,
    ) -> None:
        self.amazon = amazon
        kwargs["initial"] = initial(amazon, mapping)
        super().__init__(*args, **kwargs)
        if not may_create:
            how: Any = self.fields["how"]
            how.choices = [choice for choice in how.choices if choice[0] == THERE]
            self.initial["how"] = THERE
        websites: Any = self.fields["websites"]
        websites.choices = Website.objects.values_list("code", "name")
        self.attribute: Attribute | None = mapping.attribute if mapping else None

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Codes and labels of attributes that can hold such values."""
        rows = Attribute.objects.filter(column__in=["", *COLUMNS]).order_by("code")
        fitting = [name for name in Attribute.Type.values if fits(self.amazon.kind, name)]
        return list(rows.filter(type__in=fitting).values_list("code", "label")[:MOST_OFFERED])

    @property
    def has_unit(self) -> bool:
        return any(unit in UNITS for unit in self.amazon.units)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("how") == NEW:
            self._clean_new(values)
            kind, scope = values.get("type", ""), values.get("scope", "")
        else:
            self.attribute = self._existing(values.get("existing", ""))
            kind = self.attribute.type if self.attribute else ""
            scope = self.attribute.scope if self.attribute else ""
        if self.attribute and not fits(self.amazon.kind, kind):
            self.add_error("existing", _("Its type cannot hold such values. Choose another attribute."))
        if kind and not values.get("unit") and measure_of(self.amazon.kind, kind, self.amazon.units):
            self.add_error("unit", _("Amazon's figures come in several units. Say which the catalog keeps."))
        if values.get("websites") and scope == Attribute.Scope.GLOBAL:
            self.add_error("websites", _("A global attribute has one value for all websites. Tick none."))
        return values

    def wishes(self) -> Wishes:
        values = self.cleaned_data
        return Wishes(
            active=values["active"],
            overwrite=bool(values["overwrite"]),
            websites=sorted(values["websites"]),
            add_options=values["add_options"],
            unit=values["unit"],
        )

    def target(self) -> Attribute | NewAttribute:
        """The catalog attribute that is to be filled. After is_valid()."""
        if self.attribute is not None:
            return self.attribute
        names = ("code", "label", "type", "scope", "usable_in_rules", "used_in_search", "comparable")
        return NewAttribute(**{name: self.cleaned_data[name] for name in names})

    def _clean_new(self, values: dict[str, Any]) -> None:
        self.attribute = None
        for name in ("label", "code", "type", "scope"):
            if not values.get(name):
                self.add_error(name, _("This is needed."))
        if Attribute.objects.filter(code=values.get("code")).exists():
            self.add_error(
                "code", _("There is already an attribute of this code. Use it, or choose another.")
            )

    def _existing(self, code: str) -> Attribute | None:
        found = Attribute.objects.filter(code=code.strip()).first() if code.strip() else None
        if found is None:
            self.add_error("existing", _("Choose the attribute that is to be filled."))
        elif not may_be_filled(found):
            self.add_error("existing", _("This one is not filled from Amazon. Choose another attribute."))
            return None
        return found


def initial(amazon: AmazonAttribute, mapping: AttributeMapping | None) -> dict[str, Any]:
    """What the form proposes: the mapping as it is, an attribute that means the same, or a new one."""
    if mapping is not None:
        wishes = {name: getattr(mapping, name) for name in Wishes.__slots__}
        wishes["overwrite"] = "yes" if mapping.overwrite else ""
        return {"how": THERE, "existing": mapping.attribute.code, **wishes}
    plain = plain_code(amazon.name)
    alike = Q(code__startswith=plain[:50]) | Q(code=USUAL.get(amazon.name, plain))
    taken = {each.code: each for each in Attribute.objects.filter(alike)}
    found = taken.get(USUAL.get(amazon.name, "")) or taken.get(plain)
    meant = found if found and may_be_filled(found) and fits(amazon.kind, found.type) else None
    about = About(amazon.name, amazon.kind, amazon.several, amazon.longest)
    return {
        "how": THERE if meant else NEW,
        "existing": meant.code if meant else "",
        "label": amazon.title[:120] or amazon.name[:120],
        "code": code_for(amazon.name, taken),
        "type": type_for(about),
        "scope": Attribute.Scope.GLOBAL,
        "overwrite": "",
    }
