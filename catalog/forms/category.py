"""The form of a category: its name, where it hangs, its place among its siblings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.forms.categories import CategoriesField
from catalog.models import Category


class CategoryForm(forms.Form):
    """What is asked; catalog.categories does it."""

    name = forms.CharField(label=_("name"), max_length=200, widget=UnfoldAdminTextInputWidget())
    parent = CategoriesField(label=_("below"), required=False, help_text=_("Empty: at the top of the tree."))
    sort_order = forms.IntegerField(
        label=_("sort order"),
        initial=0,
        min_value=0,
        max_value=2**31 - 1,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
    )

    def clean_parent(self) -> Category | None:
        chosen: list[Any] = self.cleaned_data["parent"]
        if len(chosen) > 1:
            raise forms.ValidationError(_("Choose one category, or none."))
        return Category.objects.get(pk=chosen[0]) if chosen else None
