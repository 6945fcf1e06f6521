"""Which attribute of the catalog holds what for a store: the choices, the form, the deed that keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from amazon_channel.actions import Impossible
from amazon_channel.changes import record
from amazon_channel.models import Store
from catalog.identifier_index import MAPPING
from catalog.models import Attribute
from listings.codes import Condition

NUMBERS = _("Leading zeros, blanks and hyphens make no difference.")
# column of Store → what a person should know
EXPLAINED = {
    "sku_attribute": _("Compared letter by letter. Usually the product's own SKU."),
    "asin_attribute": _("Ten letters and digits; of books the ISBN-10."),
    "upc_attribute": NUMBERS,
    "ean_attribute": NUMBERS,
    "isbn_attribute": _("ISBN-10 and ISBN-13 count as the same book."),
    "gcid_attribute": _(
        "Amazon's number for brands without barcodes, which it gives to nobody any more. Looked for in its"
        " catalog where no barcode leads to one item; listings are not matched by it."
    ),
    "condition_attribute": _("In Amazon's words, or in your own as translated below."),
}
COLUMNS = (*EXPLAINED, "condition_values")
NUMBER_TYPES = (Attribute.Type.TEXT, Attribute.Type.INTEGER)
CONDITION_TYPES = (*NUMBER_TYPES, Attribute.Type.SELECT)
BUILT_IN = (
    "sku",
    "asin",
    "name",
    "condition",
    "tax_class",
)  # what identifier_sql reads of a product's columns
NONE = ("", _("None"))


def attribute_choices(types: Iterable[str] = NUMBER_TYPES, *, kept: str = "") -> list[tuple[str, Any]]:
    """The attributes that can hold it; `kept` is offered even if the catalog has it no more."""
    rows = Attribute.objects.filter(type__in=types).filter(Q(column="") | Q(code__in=BUILT_IN))
    found = dict(rows.order_by("label", "code").values_list("code", "label"))
    shown: dict[str, Any] = {
        code: f"{label} ({code})" if label.casefold() != code else label for code, label in found.items()
    }
    if kept and kept not in shown:
        shown[kept] = _("%s (not in the catalog any more)") % kept
    return [NONE, *shown.items()]


def label_of(column: str) -> str:
    """What a column of the mapping is called."""
    return capfirst(str(Store._meta.get_field(column).verbose_name))  # type: ignore[union-attr]


class MappingForm(forms.Form):
    """A store's mapping. Without a store: as a new store has it."""

    condition_values = forms.CharField(
        label=_("Conditions in your words"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "placeholder": "Brand new = New"}),
        help_text=_("One a line: your word = Amazon's condition."),
    )

    def __init__(self, data: Any = None, *, store: Store | None = None, prefix: str | None = None) -> None:
        store = store or Store()
        values = {column: getattr(store, column) for column in EXPLAINED}
        values["condition_values"] = _as_lines(store.condition_values)
        super().__init__(data, prefix=prefix, initial=values)
        for column, explains in EXPLAINED.items():
            types = CONDITION_TYPES if column == "condition_attribute" else NUMBER_TYPES
            self.fields[column] = forms.ChoiceField(
                label=label_of(column),
                choices=attribute_choices(types, kept=values[column]),
                required=False,
                widget=UnfoldAdminSelectWidget,
                help_text=explains,
            )
        self.order_fields(COLUMNS)

    def clean_condition_values(self) -> dict[str, str]:
        """{your word: Amazon's}. Amazon's conditions are understood by name and by code."""
        known = {str(label).casefold(): value for value, label in Condition.choices}
        known |= {value: value for value in Condition.values}
        read = {}
        for line in self.cleaned_data["condition_values"].splitlines():
            word, equals, meant = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not equals or not word or meant.casefold() not in known:
                raise ValidationError(
                    _("“%(line)s” is not understood. Amazon's conditions: %(known)s."),
                    params={"line": line, "known": ", ".join(str(label) for label in Condition.labels)},
                )
            read[word] = known[meant.casefold()]
        return read

    def mapping(self) -> dict[str, Any]:
        """What was chosen, by column of Store."""
        return {column: self.cleaned_data[column] for column in COLUMNS}


def with_mapping(store: Store, mapping: dict[str, Any]) -> Store:
    """The store in memory as it would be with this mapping."""
    for column, value in mapping.items():
        setattr(store, column, value)
    return store


def map_attributes(store: Store, mapping: dict[str, Any], *, by: str, now: datetime) -> bool:
    """Keep the store's mapping; the next run matches with it. False if it is what the store has already."""
    with transaction.atomic():
        row = Store.objects.select_for_update().select_related("account").get(pk=store.pk)
        if row.deleting_at is not None:
            raise Impossible(_("%s is being deleted. Later, Add stores on its account brings it back.") % row)
        changed = [(name, getattr(row, name), value) for name, value in mapping.items()
                   if getattr(row, name) != value]  # fmt: skip
        with_mapping(row, mapping).save(update_fields=[*mapping, "updated_at"])
        record(row, [_shown(*each) for each in changed], by=by, now=now)
    return bool(changed)


def parse(text: str) -> dict[str, str]:
    """A mapping as typed on the command line: "ean=barcode,sku=amazon_sku". ValueError says what is wrong."""
    roles = {
        column.removesuffix("_attribute"): column for column in (*MAPPING.values(), "condition_attribute")
    }
    there = {code for code, _label in attribute_choices(CONDITION_TYPES)}
    read = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        role, equals, code = (each.strip() for each in part.partition("="))
        if not equals or role not in roles:
            raise ValueError(f"{part!r} is no mapping. Write role=attribute; roles are {', '.join(roles)}.")
        if code not in there:
            raise ValueError(f"The catalog has no attribute {code!r} that can hold {role}. {_nearest(there)}")
        read[roles[role]] = code
    return read


def _nearest(there: set[str]) -> str:
    return f"It has: {', '.join(sorted(there - {''}))}."


def _as_lines(values: dict[str, str]) -> str:
    labels = dict(Condition.choices)
    return "\n".join(f"{word} = {labels.get(meant, meant)}" for word, meant in sorted(values.items()))


def _shown(name: str, old: Any, new: Any) -> tuple[str, Any, Any]:
    if isinstance(old, dict) or isinstance(new, dict):
        return name, _as_lines(old).replace("\n", "; "), _as_lines(new).replace("\n", "; ")
    return name, old, new
