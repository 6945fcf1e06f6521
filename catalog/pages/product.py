"""The page of one product: its form, and beside it what the catalog knows of it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.forms import BoundField, Media
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelect2Widget

from catalog import saving
from catalog.forms import ProductForm
from catalog.forms.rows import KINDS, Parts, Pictures, part_rows, picture_rows, pictures_of
from catalog.models import AttributeSet, Product, ProductChange, ProductIdentifier, ProductLink
from catalog.pages.history import History, Line, Words, read_history

BASICS = ("sku", "name", "type", "attribute_set", "asin", "condition", "visibility", "tax_class", "enabled")
PLACES = ("websites", "category_ids", "sale_starts_on", "sale_ends_on")
PRICES = ("price", "special_price", "special_from", "special_to", "cost", "msrp", "map_price")
STOCK = ("quantity", "manage_stock", "in_stock")
SIZES = ("weight", "length", "width", "height")
MOST_LINKS = 100
SWITCHES = ("enabled", "manage_stock", "in_stock", "websites", "category_ids")  # unticked, they send nothing


class Section(NamedTuple):
    """One tab of the form."""

    name: str
    label: str
    fields: list[BoundField]
    errors: int
    note: str = ""


@dataclass
class Sheet:
    """A product's form with its rows, bound to what was sent or not."""

    product: Product
    form: ProductForm
    pictures: Pictures
    parts: Parts

    @classmethod
    def of(
        cls,
        product: Product,
        data: Any = None,
        *,
        attribute_set: AttributeSet | None = None,
        asked: Iterable[str] = (),
    ) -> Sheet:
        """What the page shows, the `asked` attributes included; with `data`, what was sent."""
        form = ProductForm(data, instance=product, attribute_set=attribute_set, asked=asked)
        rows_sent = data if data is not None and "pictures-TOTAL_FORMS" in data else None
        parts_sent = data if data is not None and "parts-TOTAL_FORMS" in data else None
        return cls(product, form, picture_rows(product, rows_sent), part_rows(product, parts_sent))

    def is_valid(self) -> bool:
        rows = [formset for formset in (self.pictures, self.parts) if formset.is_bound]
        return all([self.form.is_valid(), *(formset.is_valid() for formset in rows)])

    def wish(self) -> saving.Wish:
        """What was sent, for `saving.save`. Call it only if the sheet is valid."""
        form = self.form
        sent = form.cleaned_data
        columns = {name: sent[name] for name in form.Meta.fields if form.was_sent(name) or name in SWITCHES}
        columns["quantity"], columns["quantities"] = sent["quantity"], form.quantities
        columns["axes"] = sent["axes"]
        if self.pictures.is_bound:
            columns["images"] = pictures_of(self.pictures)
        websites = {
            site.code: {
                attribute.code: sent[name]
                for attribute in form.scoped
                if form.was_sent(name := f"w-{site.code}-{attribute.code}")
            }
            for site in form.sites
        }
        kind = KINDS.get(sent["type"], "")
        return saving.Wish(
            columns=columns,
            attributes={code: sent[f"a-{code}"] for code in form.own if form.was_sent(f"a-{code}")},
            website_values=websites,
            parts=self.parts.rows if kind and self.parts.is_bound else None,
            kind=kind,
            unique=frozenset(each.code for each in form.attributes if each.unique),
        )

    def refuse(self, taken: saving.Taken) -> None:
        """Say that another product got a unique value first."""
        text = _("Must be unique, and %s has this value already.") % ", ".join(taken.skus)
        self.form.add_error(f"a-{taken.code}", text)

    @property
    def sections(self) -> list[Section]:
        """The tabs: what every product has, its attributes, and each website's own values."""
        form = self.form
        own = [f"a-{attribute.code}" for attribute in form.attributes]
        stock = [*STOCK, *(f"s-{source.code}" for source in form.sources), *SIZES]
        note = (
            _("Give each stock source its own quantity: the total is what can be sold.")
            if form.sources
            else ""
        )
        made = [
            self._section("basics", _("Product"), BASICS),
            self._section("attributes", _("Attributes"), own, note=self._attributes_note()),
            self._section("places", _("Where and when"), PLACES),
            self._section("prices", _("Prices"), PRICES, note=_("In the catalog's own currency.")),
            self._section("stock", _("Stock and size"), stock, note=note),
        ]
        for site in form.sites:
            names = [f"w-{site.code}-{attribute.code}" for attribute in form.scoped]
            note = _(
                "Values of this website only. An empty field means the value for everywhere, shown in grey."
            )
            made.append(self._section(f"website-{site.code}", str(site), names, note=note))
        return made

    def _attributes_note(self) -> str:
        if self.form.choice.left:
            return _("Those with a value and the required ones. The set has more: add what you need below.")
        if self.form.attributes:
            return ""
        if self.form.attribute_set is None:
            return _("Choose an attribute set on the first tab and save: its attributes appear here.")
        return _("This attribute set has no attributes yet. Add them under Attribute sets.")

    def _section(self, name: str, label: str, names: Sequence[str], *, note: str = "") -> Section:
        fields = [self.form[each] for each in names]
        return Section(name, label, fields, sum(1 for field in fields if field.errors), note)

    @property
    def media(self) -> Media:
        """Scripts and styles; of a large set also those of fields that are fetched later."""
        later = UnfoldAdminSelect2Widget().media if self.form.choice.left else Media()
        return self.form.media + self.pictures.media + later

    @property
    def picture_errors(self) -> int:
        return self.pictures.total_error_count() if self.pictures.is_bound else 0

    @property
    def part_errors(self) -> int:
        errors = self.parts.total_error_count() if self.parts.is_bound else 0
        return errors + (1 if self.form["axes"].errors else 0)

    @property
    def has_parts(self) -> bool:
        return self.product.type in KINDS

    @property
    def varies(self) -> bool:
        return self.product.type == Product.Type.CONFIGURABLE


class Beside(NamedTuple):
    """What stands beside the form of a product that is there."""

    identifiers: list[ProductIdentifier]
    wholes: list[ProductLink]
    parts: list[ProductLink]
    more_parts: bool
    history: History


def beside(product: Product, *, before: int | None = None) -> Beside:
    """Identifiers, parents, parts and history; a fixed number of queries."""
    parts = list(product.parts.select_related("child").order_by("position", "pk")[: MOST_LINKS + 1])
    return Beside(
        identifiers=list(product.identifiers.order_by("role", "attribute", "website")),
        wholes=list(product.wholes.select_related("parent").order_by("parent__sku")[:MOST_LINKS]),
        parts=parts[:MOST_LINKS],
        more_parts=len(parts) > MOST_LINKS,
        history=read_history(product, before=before),
    )


def told(changes: Sequence[ProductChange]) -> list[Line]:
    """Changes that came meanwhile, in words."""
    words = Words(changes)
    return [words.line(change) for change in changes]
