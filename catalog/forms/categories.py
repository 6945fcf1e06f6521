"""Chosen categories: shown with their way down, found by typing; ten thousand never go to the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Category


class CategoriesWidget(forms.Widget):
    """A list of chips, each with a hidden input, and a box that searches."""

    template_name = "catalog/categories_widget.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        ids = [int(each) for each in value or [] if str(each).isdigit()]
        return context | {
            "chosen": sorted(paths_of(ids).items(), key=lambda pair: pair[1]),
            "find": reverse("admin:catalog-category-find"),
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class CategoriesField(forms.Field):
    """Cleans to the ids of categories that are there, sorted."""

    widget = CategoriesWidget

    def clean(self, value: Any) -> list[int]:
        asked = {
            int(each)
            for each in value or []
            if str(each).isascii() and str(each).isdigit() and len(str(each)) < 19
        }
        there = set(Category.objects.filter(pk__in=asked).values_list("pk", flat=True))
        if asked - there or len(value or []) > len(asked):
            raise forms.ValidationError(_("A category that was chosen is gone. Choose again."))
        return sorted(there)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(initial or []) != sorted(int(each) for each in data or [] if str(each).isdigit())


def paths_of(ids: list[int]) -> dict[int, str]:
    """Categories with their way down: {7: "Home › Kitchen › Mugs"}. Two queries."""
    chosen = list(Category.objects.filter(pk__in=ids).values_list("pk", "ancestry"))
    above = {node for _pk, ancestry in chosen for node in ancestry}
    names = dict(Category.objects.filter(pk__in=above).values_list("pk", "name"))
    return {pk: " › ".join(names[node] for node in ancestry if node in names) for pk, ancestry in chosen}


def found(words: str, *, most: int = 20) -> dict[int, str]:
    """Categories whose name holds the words, with their way down."""
    rows = Category.objects.filter(name__icontains=words).order_by("name", "pk")
    return paths_of(list(rows.values_list("pk", flat=True)[:most]))
