"""The part of a product's form that every product has: its columns. Refuses what could never be sold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from catalog.conditions import CONDITIONS
from catalog.forms.categories import CategoriesField
from catalog.forms.fields import read
from catalog.models import Product, Website
from catalog.values import Definition

ASIN_LENGTH = 10

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Product]
else:
    ModelForm = forms.ModelForm

WIDGETS: dict[type[models.Field[Any, Any]], type[forms.Widget]] = {
    models.BooleanField: UnfoldBooleanSwitchWidget,
    models.ForeignKey: UnfoldAdminSelectWidget,
}


def themed(db_field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The form field of a column with the theme's widget."""
    field = db_field.formfield(**options)
    if field is None or "widget" in options:
        return field
    if isinstance(db_field, models.DateField):
        field.widget = UnfoldAdminTextInputWidget(attrs={"type": "date"})
    elif isinstance(field, forms.TypedChoiceField):
        field.widget = UnfoldAdminSelectWidget(choices=field.choices)
    elif widget := next((theirs for kind, theirs in WIDGETS.items() if isinstance(db_field, kind)), None):
        field.widget = widget()
        if isinstance(field, forms.ModelChoiceField):
            field.widget.choices = field.choices
    else:
        number = isinstance(db_field, (models.DecimalField, models.IntegerField))
        field.widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"} if number else {})
    return field


class ColumnsForm(ModelForm):
    """What stands in columns of the product."""

    websites = forms.MultipleChoiceField(
        label=_("websites"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Stores of these websites offer the product."),
        error_messages={"invalid_choice": _("There is no website %(value)s. Add it under Websites.")},
    )
    category_ids = CategoriesField(label=_("categories"), required=False)

    class Meta:
        model = Product
        fields = (
            *("sku", "name", "type", "attribute_set", "enabled", "visibility", "tax_class"),
            *("asin", "condition", "sale_starts_on", "sale_ends_on", "websites", "category_ids"),
            *("price", "special_price", "special_from", "special_to", "cost", "msrp", "map_price"),
            *("weight", "length", "width", "height", "manage_stock", "in_stock", "quantity", "image"),
        )
        formfield_callback = themed
        widgets = {"condition": UnfoldAdminSelectWidget(choices=CONDITIONS)}
        help_texts = {
            "sku": _(
                "Exact and case-sensitive. A listing with the same Amazon SKU is matched to this product."
            ),
            "asin": _(
                "Ten letters and digits. Listings with this ASIN are matched where only one product has it."
            ),
            "attribute_set": _("Says which attributes this product has."),
            "sale_starts_on": _("Empty: from now on."),
            "sale_ends_on": _("The last day of sale. Empty: no end."),
            "manage_stock": _("Off: always for sale, whatever the quantity."),
            "image": _("The address of the main picture."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(website.code, str(website)) for website in self.websites_there]
        known = {code for code, _name in choices}
        gone = [(code, code) for code in self.instance.websites if code not in known]
        self.fields["websites"].choices = [*choices, *gone]  # type: ignore[attr-defined]
        self.fields["attribute_set"].empty_label = _("None")  # type: ignore[attr-defined]

    @property
    def websites_there(self) -> list[Website]:
        """Every website; asked once a form."""
        if not hasattr(self, "_websites"):
            self._websites = list(Website.objects.all())
        return self._websites

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"]
        if any(ord(letter) < 32 for letter in sku):
            raise forms.ValidationError(_("A SKU has no tabs or line breaks. Remove them."))
        return sku

    def clean_asin(self) -> str:
        asin: str = self.cleaned_data["asin"].strip().upper()
        if asin and not (len(asin) == ASIN_LENGTH and asin.isascii() and asin.isalnum()):
            raise forms.ValidationError(_("An ASIN has ten letters and digits, for example B07XAMPLE1."))
        return asin

    def clean_image(self) -> str:
        return str(read(Definition("image", "media"), self.cleaned_data["image"]) or "")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        self._in_order(
            "sale_starts_on",
            "sale_ends_on",
            _("The last day of sale lies before the first. Change one of them."),
        )
        self._in_order(
            "special_from",
            "special_to",
            _("The special price ends before it begins. Change one of the days."),
        )
        return found

    def _in_order(self, first: str, last: str, text: Any) -> None:
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begins and ends and ends < begins:
            self.add_error(last, text)
