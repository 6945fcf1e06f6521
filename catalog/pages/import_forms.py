"""Forms of an import: the file, and what is chosen about it before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from catalog.addresses import Unsafe, checked
from catalog.forms.choice import MANY
from catalog.imports.choices import Preview
from catalog.imports.reading import Options
from catalog.imports.suggest import NAMES, SOURCE, SPECIAL
from catalog.models import Attribute, ImportMapping, ProductImport, StockSource, Website

FORMATS = [
    ("adobe", _("Adobe Commerce")),
    ("shopify", _("Shopify")),
    ("woocommerce", _("WooCommerce")),
    ("mapped", _("A table of your own")),
]
ENCODINGS = [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]
DELIMITERS = [(",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", "|")]
DATES = [("mdy", _("month/day/year")), ("dmy", _("day.month.year")), ("ymd", _("year/month/day"))]
SPECIAL_LABELS = {
    "@type": _("Kind of product"),
    "@attribute_set": _("Attribute set"),
    "@categories": _("Categories"),
    "@websites": _("Websites"),
    "@view": _("Store view"),
    "@images": _("Pictures"),
    "@parent": _("SKU of the parent"),
}


def _text(label: Any, help_text: Any = "", **more: Any) -> forms.CharField:
    widget = UnfoldAdminTextInputWidget()
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget, **more)


def _switch(label: Any, help_text: Any) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, help_text=help_text, required=False, widget=UnfoldBooleanSwitchWidget()
    )


def _choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget(), **more)


class FileForm(forms.Form):
    """The file that a person sends."""

    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(),
        help_text=_("CSV or XLSX. Adobe Commerce, Shopify and WooCommerce are recognised by their columns."),
    )


class ChoicesForm(forms.Form):
    """How the file is read, what may be made, and which column holds what."""

    format = _choice(_("Format"), FORMATS)
    encoding = _choice(_("Encoding"), ENCODINGS, required=False)
    delimiter = _choice(_("Cells are parted by"), DELIMITERS, required=False)
    enclosure = _text(_("Cells are quoted by"), max_length=1)
    separator = _text(_("Values in a cell are parted by"), max_length=5)
    date_order = _choice(_("Dates are written"), DATES)
    decimal_comma = _switch(_("Decimal comma"), _("1,50 means one and a half."))
    image_base = _text(
        _("Address before picture paths"),
        _("For example https://shop.example.com/media/catalog/product. Empty: paths stay as they are."),
    )
    website = _choice(_("Website of new products that name none"), [], required=False)
    make_attributes = _switch(
        _("Make missing attributes"),
        _("As texts, for files tell no types; also options of choices. Otherwise such values are left out."),
    )
    make_sets = _switch(_("Make missing attribute sets"), _("Otherwise such rows are refused."))
    make_websites = _switch(_("Make missing websites"), _("Otherwise such rows are refused."))
    saved = _choice(_("Saved mapping"), [], required=False)
    save_as = _text(_("Save this mapping as"), max_length=80)

    def __init__(self, run: ProductImport, preview: Preview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run, self.preview = run, preview
        sites = Website.objects.values_list("code", "name")
        self._offer("website", [("", _("None")), *((code, name or code) for code, name in sites)])
        names = ImportMapping.objects.values_list("name", flat=True)
        self._offer("saved", [("", _("None")), *((name, name) for name in names)])
        self.views = preview.unknown_views(run)
        sites_of_views = [("", _("None: refuse its rows")), *((code, code) for code in preview.websites())]
        for number, view in enumerate(self.views):
            self.fields[f"view-{number}"] = _choice(view, sites_of_views, required=False)
        holds = targets()
        self.typed = list(_flat(holds)) if len(holds[-1][1]) > MANY else []
        for number, name in enumerate(preview.header):
            widget = UnfoldAdminTextInputWidget(attrs=TYPED) if self.typed else UnfoldAdminSelectWidget()
            field = forms.ChoiceField(label=name, required=False, choices=holds, widget=widget)
            self.fields[f"column-{number}"] = field

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each column's choice, beside its first values."""
        return [
            (self[f"column-{number}"], self.preview.shown(name))
            for number, name in enumerate(self.preview.header)
        ]

    def view_fields(self) -> list[forms.BoundField]:
        """The choice of a website for each store view that has none."""
        return [self[f"view-{number}"] for number, _view in enumerate(self.views)]

    def clean_image_base(self) -> str:
        base: str = self.cleaned_data["image_base"].strip()
        if base and not base.startswith(("https://", "http://")):
            raise ValidationError(_("The address begins with https:// or http://."))
        try:
            return checked(base) if base else ""
        except Unsafe as unsafe:
            raise ValidationError(str(unsafe)) from unsafe

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen = [target for target in self.mapping().values() if target]
        if values.get("format") == "mapped" and not values.get("saved"):
            if "sku" not in chosen:
                raise ValidationError(_("Choose the column that holds the SKU."))
            twice = {target for target in chosen if chosen.count(target) > 1 and target != NEW}
            if twice:
                raise ValidationError(
                    _("Two columns are to hold the same: %s. Choose another for one of them.")
                    % ", ".join(sorted(twice))
                )
        return values

    def mapping(self) -> dict[str, str]:
        """What each column holds, as chosen; a new attribute by the code of its name."""
        guess = self.preview.mapping()
        found = {}
        for number, name in enumerate(self.preview.header):
            target = self.cleaned_data.get(f"column-{number}", "")
            found[name] = (guess[name] or name) if target == NEW else target
        return found

    def options(self) -> Options:
        """The options as chosen."""
        values = self.cleaned_data
        same = ("make_attributes", "make_sets", "make_websites", "image_base", "date_order", "decimal_comma")
        return Options(
            **{name: values[name] for name in same},
            separator=values["separator"] or ",",
            websites=(values["website"],) if values["website"] else (),
            views=self._views(),
            mapping=self.mapping() if values["format"] == "mapped" else {},
        )

    def _views(self) -> dict[str, str]:
        chosen = {view: self.cleaned_data.get(f"view-{number}", "") for number, view in enumerate(self.views)}
        return {view: website for view, website in chosen.items() if website}


NEW = "+"  # a new attribute
TYPED = {"list": "column-targets", "autocomplete": "off"}


def _flat(groups: list[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """The choices without their groups: code and label."""
    for code, label in groups:
        yield from label if isinstance(label, list) else [(code, label)]


def targets() -> list[tuple[Any, Any]]:
    """What a column can hold, in groups."""
    labels = dict(Attribute.objects.values_list("code", "label"))
    built_in = [(code, labels.pop(code, code)) for code in NAMES if not code.startswith("@")]
    sources = StockSource.objects.values_list("code", "name")
    return [
        ("", _("– leave out –")),
        (NEW, _("A new attribute of this name")),
        (_("Product"), sorted(built_in, key=lambda each: str(each[1]))),
        (_("Places and parts"), [(code, SPECIAL_LABELS[code]) for code in SPECIAL.values()]),
        (_("Quantity at"), [(f"{SOURCE}{code}", name or code) for code, name in sources]),
        (_("Attributes"), sorted(labels.items(), key=lambda each: str(each[1]))),
    ]


def initial(run: ProductImport, preview: Preview, options: Options) -> dict[str, Any]:
    """What the form shows first: what was chosen before, or what the file suggests."""
    known = {str(code) for group in targets() if isinstance(group[1], list) for code, _label in group[1]}
    mapping = options.mapping or preview.mapping()
    columns = {}
    for number, name in enumerate(preview.header):
        target = mapping.get(name, "")
        columns[f"column-{number}"] = target if target in known or not target else NEW
    return {
        **asdict(options),
        **columns,
        "format": run.format,
        "encoding": run.layout.get("encoding", "utf-8"),
        "delimiter": run.layout.get("delimiter", ","),
        "enclosure": run.layout.get("enclosure", '"'),
        "website": options.websites[0] if options.websites else "",
    }
