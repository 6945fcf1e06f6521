"""The whole form of a product: columns, the attributes of its set, values per website, stock per source.

The fields of attributes are named a-<code>, those of websites w-<website>-<code>, those of sources s-<code>.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectMultipleWidget, UnfoldAdminTextInputWidget

from catalog import uniqueness
from catalog.definitions import definition_of
from catalog.forms.choice import choose, sent_codes
from catalog.forms.columns import ColumnsForm
from catalog.forms.fields import as_everywhere, field_for
from catalog.models import Attribute, AttributeSet, Product, StockSource, Website
from catalog.values import Definition, Value

MOST_WEBSITES = 12  # whose own values are on the page
OWN_LISTS = {"visibility": Product.Visibility}  # built-in attributes whose texts are a list of ours


class ProductForm(ColumnsForm):
    """Everything about a product but its pictures and parts, which are rows of their own."""

    axes = forms.MultipleChoiceField(
        label=_("varies by"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 4, "class": "cp-several"}),
        help_text=_("The attributes by which the variants differ."),
    )

    def __init__(
        self, *args: Any, attribute_set: AttributeSet | None = None, asked: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        product = self.instance
        self.attribute_set = self._asked_set(attribute_set)
        if not self.is_bound and self.attribute_set:
            self.initial["attribute_set"] = self.attribute_set.pk
        sent = sent_codes(self.data) if self.is_bound else set()
        self.choice = choose(self.attribute_set, product, asked={*asked, *sent})
        self.attributes = self.choice.attributes
        self.own = {
            each.code: definition_of(each, required=each.code in self.choice.required)
            for each in self.attributes
        }
        for attribute in self.attributes:
            name = f"a-{attribute.code}"
            self.fields[name] = field_for(attribute, self.own[attribute.code])
            self.initial[name] = product.attributes.get(attribute.code)
        choices = self.choice.axes
        kept = [(code, code) for code in product.axes if code not in dict(choices)]
        self.fields["axes"].choices = [*choices, *kept]  # type: ignore[attr-defined]
        self.initial["axes"] = product.axes
        self._add_websites()
        self._add_sources()

    def _asked_set(self, given: AttributeSet | None) -> AttributeSet | None:
        """The set whose attributes are asked for: what was sent, else the product's, else the given."""
        sent = self.data.get("attribute_set") if self.is_bound else None
        if sent is not None:
            return AttributeSet.objects.filter(pk=sent).first() if str(sent).isdigit() else None
        return self.instance.attribute_set or given

    def _add_websites(self) -> None:
        built_in = Attribute.objects.filter(scope=Attribute.Scope.WEBSITE).exclude(column="")
        self.scoped = [
            *built_in,
            *(each for each in self.attributes if each.scope == Attribute.Scope.WEBSITE),
        ]
        for website in self.sites:
            own = self.instance.website_values.get(website.code, {})
            for attribute in self.scoped:
                name = f"w-{website.code}-{attribute.code}"
                everywhere = self._everywhere(attribute)
                field = field_for(attribute, self._free(attribute), instead=everywhere)
                if texts := OWN_LISTS.get(attribute.column):
                    empty = as_everywhere(dict(texts.choices).get(everywhere, "—"))
                    field.widget.choices = [("", empty), *texts.choices]
                self.fields[name] = field
                self.initial[name] = own.get(attribute.code)

    def _free(self, attribute: Attribute) -> Definition:
        """The attribute's definition with nothing required: an empty field means the global value."""
        if texts := OWN_LISTS.get(attribute.column):
            return Definition(attribute.code, "select", False, frozenset(texts.values))
        return definition_of(attribute, required=False)

    def _everywhere(self, attribute: Attribute) -> Any:
        value = (
            getattr(self.instance, attribute.column)
            if attribute.column
            else self.instance.attributes.get(attribute.code)
        )
        return value if value is None or isinstance(value, (bool, list)) else str(value)

    def _add_sources(self) -> None:
        for source in self.sources:
            name = f"s-{source.code}"
            self.fields[name] = forms.IntegerField(
                label=str(source),
                required=False,
                min_value=0,
                max_value=2**31 - 1,
                widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric", "placeholder": "—"}),
            )
            self.initial[name] = self.instance.quantities.get(source.code)

    @cached_property
    def sites(self) -> list[Website]:
        """The websites whose own values are on the page: the product's first."""
        mine = set(self.instance.websites) | set(self.instance.website_values)
        return sorted(self.websites_there, key=lambda website: website.code not in mine)[:MOST_WEBSITES]

    @cached_property
    def sources(self) -> list[StockSource]:
        known = list(StockSource.objects.all())
        return [source for source in known if source.enabled or source.code in self.instance.quantities]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for attribute in self.attributes:
            value = found.get(f"a-{attribute.code}")
            if attribute.unique and value is not None:
                self._refuse_taken(attribute, value)
        known = {*self.own, *self.choice.codes}
        if unknown := [code for code in found.get("axes") or [] if code not in known]:
            self.add_error("axes", _("%s is not in the attribute set.") % ", ".join(unknown))
        if (quantities := self.quantities) and sum(quantities.values()) <= 2**31 - 1:
            found["quantity"] = sum(quantities.values())
        return found

    def _refuse_taken(self, attribute: Attribute, value: Value) -> None:
        besides = [self.instance.pk] if self.instance.pk else []
        if holders := uniqueness.holders(attribute.code, value, besides=besides):
            text = _("Must be unique, and %s has this value already.") % ", ".join(holders)
            self.add_error(f"a-{attribute.code}", text)

    @property
    def quantities(self) -> dict[str, int]:
        """What was sent for each source; sources that are not on the page keep what they have."""
        shown = {source.code for source in self.sources}
        kept = {code: number for code, number in self.instance.quantities.items() if code not in shown}
        sent = {code: self.cleaned_data.get(f"s-{code}") for code in shown if self.was_sent(f"s-{code}")}
        silent = {
            code: number for code, number in self.instance.quantities.items() if code in shown - set(sent)
        }
        return kept | silent | {code: number for code, number in sent.items() if number is not None}

    def was_sent(self, name: str) -> bool:
        """Whether the page held this field: several choices send nothing where none is chosen."""
        shown = self.data.getlist("shown") if hasattr(self.data, "getlist") else self.data.get("shown", [])
        return name in self.data or name in shown
