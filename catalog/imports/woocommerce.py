"""WooCommerce's product CSV: variations name their parent, attributes stand in numbered columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalog.imports.cells import split, unwrap
from catalog.imports.codes import code_of
from catalog.imports.drafts import Draft, Link, Parent
from catalog.imports.errors import Refused
from catalog.imports.mapped import category_path, numbered
from catalog.imports.reading import Options, Reader
from catalog.imports.table import Record

TEXTS = {
    "name": "name",
    "gtin, upc, ean, or isbn": "gtin",
    "short description": "short_description",
    "description": "description",
    "date sale price starts": "special_from",
    "date sale price ends": "special_to",
    "tax class": "tax_class",
    "stock": "quantity",
    "weight": "weight",
    "length": "length",
    "width": "width",
    "height": "height",
    "sale price": "special_price",
    "regular price": "price",
    "tags": "tags",
    "brands": "brand",
    "shipping class": "shipping_class",
    "purchase note": "purchase_note",
}
READ = {
    "id",
    "type",
    "sku",
    "published",
    "visibility in catalog",
    "in stock?",
    "categories",
    "images",
    "parent",
    "grouped products",
    "is featured?",
}
VISIBILITIES = {"visible": "both", "catalog": "catalog", "search": "search", "hidden": "nowhere"}
TYPES = {"simple": "simple", "variable": "configurable", "variation": "simple", "grouped": "grouped"}
KINDS = ("virtual", "downloadable")
UNIT = re.compile(r"\s*\([^)]*\)\Z")  # Weight (kg)
ATTRIBUTE = re.compile(r"attribute (\d+) (name|value|default|visible|global)\Z")


def is_woocommerce(header: Sequence[str]) -> bool:
    """True if these columns are those of WooCommerce's product export."""
    names = {name.lower() for name in header}
    marks = {"regular price", "tax status", "published", "is featured?", "visibility in catalog", "in stock?"}
    return {"type", "sku", "name"} <= names and len(names & marks) >= 2


class WooCommerce(Reader):
    """A variable product becomes a configurable; its variations name it by SKU or by id:12."""

    name = "woocommerce"

    def __init__(self, header: Sequence[str], options: Options) -> None:
        self.options = options
        self.place = {UNIT.sub("", name).lower(): index for index, name in enumerate(header)}
        self.columns = {code: header[self.place[name]] for name, code in TEXTS.items() if name in self.place}
        self.columns |= {
            code: header[self.place[name]]
            for code, name in (("images", "images"), ("parent", "parent"), ("sku", "sku"))
            if name in self.place
        }
        self.texts = [(self.place[name], code) for name, code in TEXTS.items() if name in self.place]
        self.meta = [
            (index, code_of(name[5:].strip().lstrip("_")))
            for index, name in enumerate(header)
            if name.lower().startswith("meta:") and not name[5:].strip().startswith("_")
        ]
        numbers = sorted({match[1] for name in self.place if (match := ATTRIBUTE.match(name))}, key=int)
        self.attributes = [
            tuple(self.place.get(f"attribute {n} {part}") for part in ("name", "value", "default"))
            for n in numbers
        ]
        read = {*TEXTS, *READ}
        self.left = [
            name
            for name in header
            if UNIT.sub("", name).lower() not in read
            and not ATTRIBUTE.match(UNIT.sub("", name).lower())
            and not name.lower().startswith("meta:")
        ]

    def draft(self, record: Record) -> list[Draft]:
        """The product of a row."""
        kinds = [part.strip().lower() for part in self._cell(record, "type").split(",")]
        draft = Draft(record.line, self._sku(record), type=self._type(kinds))
        if own := self._cell(record, "id").strip():
            draft.ref = f"id:{own}"
        for index, code in (*self.texts, *self.meta):
            if (text := record.cells[index]) and code:
                draft.texts[code] = text
        self._say_switches(draft, record)
        if categories := self._cell(record, "categories"):
            draft.categories = [category_path(part) for part in _parts(categories)]
        if images := self._cell(record, "images"):
            draft.images = numbered(_parts(images))
        self._say_attributes(draft, record, is_variable="variable" in kinds)
        if "variation" in kinds:
            self._say_parent(draft, record)
        if members := self._cell(record, "grouped products"):
            draft.links["grouped"] = [Link(part) for part in _parts(members)]
        return [draft]

    def _sku(self, record: Record) -> str:
        sku = self._cell(record, "sku")
        if not sku.strip():
            own = self._cell(record, "id").strip()
            text = _("This product has no SKU. Give it one in WooCommerce, then export again.")
            raise Refused("SKU", f"id:{own}" if own else "", text)
        return sku

    def _type(self, kinds: Sequence[str]) -> str:
        for kind in KINDS:
            if kind in kinds:
                return kind
        found = next((TYPES[kind] for kind in kinds if kind in TYPES), "")
        if not found:
            text = _("This kind of product is sold elsewhere, or is none we know: %s.") % ", ".join(kinds)
            raise Refused("Type", ", ".join(kinds), text)
        return found

    def _say_switches(self, draft: Draft, record: Record) -> None:
        """Published is 1, 0 or -1; stock is managed where a quantity is given."""
        if published := self._cell(record, "published").strip():
            draft.texts["enabled"] = "1" if published == "1" else "0"
        visibility = self._cell(record, "visibility in catalog").strip().lower()
        if visibility in VISIBILITIES:
            draft.texts["visibility"] = VISIBILITIES[visibility]
        in_stock = self._cell(record, "in stock?").strip()
        if in_stock:
            draft.texts["in_stock"] = "1" if in_stock in ("1", "backorder") else "0"
        if "stock" in self.place:
            draft.texts["manage_stock"] = "1" if self._cell(record, "stock").strip() else "0"

    def _say_attributes(self, draft: Draft, record: Record, *, is_variable: bool) -> None:
        """An attribute with several values, or a default, is what the variations of a variable differ by."""
        axes: list[str] = []
        labels: dict[str, str] = {}
        for name_at, values_at, default_at in self.attributes:
            label = record.cells[name_at].strip() if name_at is not None else ""
            text = record.cells[values_at] if values_at is not None else ""
            code = code_of(label.removeprefix("pa_")) if label else ""
            if not code:
                continue
            labels[code] = label
            values = _parts(text)
            has_default = default_at is not None and bool(record.cells[default_at].strip())
            if is_variable and (len(values) > 1 or has_default):
                axes.append(code)
            elif values:
                draft.texts[code] = values if len(values) > 1 else values[0]
        draft.labels = labels
        if is_variable:
            draft.axes = axes

    def _say_parent(self, draft: Draft, record: Record) -> None:
        parent = self._cell(record, "parent").strip()
        if not parent:
            raise Refused("Parent", "", _("This variation names no parent."))
        draft.parent = Parent(parent)
        draft.texts["visibility"] = "nowhere"

    def _cell(self, record: Record, name: str) -> str:
        index = self.place.get(name)
        return "" if index is None else record.cells[index]


def _parts(text: str) -> list[str]:
    """The parts of a list; a comma within a part is written \\, there."""
    comma = "\x1a"  # stands for one that parts nothing
    return [unwrap(part).replace(comma, ",") for part in split(text.replace("\\,", comma), ",")]
