"""Shopify's product CSV: a product is several lines of one handle, one for each variant and each picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from catalog.imports.codes import code_of
from catalog.imports.drafts import Draft, Image, Link
from catalog.imports.errors import BadFile, Refusal, Refused
from catalog.imports.reading import Options, Outcome, Reader
from catalog.imports.table import Record

MOST_LINES = 5_000  # of one product; Shopify allows 2,048 variants
HANDLE = ("handle", "url handle")
SKU = ("variant sku", "sku")
TITLE, BODY = ("title",), ("body (html)", "description")
# columns, in both of Shopify's spellings → codes; of the product and of each variant
OF_PRODUCT = {
    "vendor": "vendor",
    "type": "product_type_name",
    "tags": "tags",
    "seo title": "meta_title",
    "seo description": "meta_description",
}
OF_VARIANT = {
    "variant price": "price",
    "price": "price",
    "cost per item": "cost",
    "variant compare at price": "msrp",
    "compare-at price": "msrp",
    "variant inventory qty": "quantity",
    "inventory quantity": "quantity",
    "variant barcode": "barcode",
    "barcode": "barcode",
    "variant tax code": "tax_class",
    "tax code": "tax_class",
}
GRAMS = ("variant grams", "weight value (grams)")
IMAGE, ALT = ("image src", "product image url"), ("image alt text",)
VARIANT_IMAGE = ("variant image", "variant image url")
CATEGORY, STATUS = ("product category",), ("status",)
PUBLISHED = ("published", "published on online store")
OPTIONS = tuple((f"option{number} name", f"option{number} value") for number in (1, 2, 3))
METAFIELD = ("(product.metafields.", "product.metafields.")
NO_CHOICE = ("title", "default title")


def is_shopify(header: Sequence[str]) -> bool:
    """True if these columns are those of Shopify's product export, old or new."""
    names = {name.lower() for name in header}
    return bool(names & set(HANDLE)) and "title" in names and bool(names & set(SKU))


class Shopify(Reader):
    """A product with variants becomes a configurable of its handle, and a simple product for each variant."""

    name = "shopify"

    def __init__(self, header: Sequence[str], options: Options) -> None:
        self.options = options
        self.place = {name.lower(): index for index, name in enumerate(header)}
        self.names = {name.lower(): name for name in header}
        self.columns = {
            code: self.names[name]
            for name, code in (*OF_PRODUCT.items(), *OF_VARIANT.items())
            if name in self.names
        }
        self.columns |= {
            code: self._named(names)
            for code, names in (("sku", SKU), ("name", TITLE), ("images", IMAGE), ("weight", GRAMS))
            if self._named(names)
        }
        self.metafields = [
            (index, code_of(name.split("(")[0] if "(" in name else name.rsplit(".", 1)[-1]))
            for name, index in self.place.items()
            if any(mark in name for mark in METAFIELD)
        ]
        self.left = [name for name in header if not self._is_read(name.lower())]

    def read(self, records: Iterable[Record]) -> Iterator[Outcome]:
        """One outcome a product: the lines of its handle, which stand together."""
        lines: list[Record] = []
        for record in records:
            if lines and (record.problem == "" and self._handle(record) not in ("", self._handle(lines[0]))):
                yield self._product(lines)
                lines = []
            lines.append(record)
            if len(lines) > MOST_LINES:
                raise BadFile(
                    "too_many_lines",
                    _("The product in line %(line)d has more than %(most)d lines.")
                    % {"line": lines[0].line, "most": MOST_LINES},
                )
        if lines:
            yield self._product(lines)

    def draft(self, record: Record) -> list[Draft]:
        """A product of one line."""
        return self._drafts([record])

    def _product(self, lines: list[Record]) -> Outcome:
        numbers = [record.line for record in lines]
        refusals = [
            Refusal.of(record.line, Refused("", "".join(record.cells[:1]), record.problem))
            for record in lines
            if record.problem
        ]
        drafts: list[Draft] = []
        if not refusals:
            try:
                drafts = self._drafts(lines)
            except Refused as refused:
                refusals = [Refusal.of(lines[0].line, refused)]
        return Outcome(lines[-1].place, numbers, drafts, refusals)

    def _handle(self, record: Record) -> str:
        return "" if record.problem else self._cell(record, HANDLE).strip()

    def _drafts(self, lines: list[Record]) -> list[Draft]:
        first = lines[0]
        handle = self._handle(first)
        if not handle:
            raise Refused(self._named(HANDLE), "", _("The line has no handle, so it belongs to no product."))
        variants = [line for line in lines if self._cell(line, SKU) or self._cell(line, OPTIONS[0][1:])]
        images = self._images(lines)
        axes = self._axes(first)
        if len(variants) <= 1 and not axes:
            line = variants[0] if variants else first
            draft = Draft(first.line, self._cell(line, SKU) or handle, type="simple")
            self._say_product(draft, first)
            self._say_variant(draft, line)
            draft.images = images
            return [draft]
        parent = Draft(first.line, handle, type="configurable", axes=[code for code, _place in axes])
        parent.labels = {code: self._cell(first, (OPTIONS[n][0],)) for n, (code, _place) in enumerate(axes)}
        self._say_product(parent, first)
        parent.images = images
        children = [self._variant(line, first, axes) for line in variants]
        parent.links["variant"] = [Link(child.sku) for child in children]
        return [parent, *children]

    def _variant(self, line: Record, first: Record, axes: list[tuple[str, int]]) -> Draft:
        sku = self._cell(line, SKU)
        if not sku.strip():
            text = _("This variant has no SKU. Give each variant one in Shopify, then export again.")
            raise Refused(self._named(SKU), self._cell(line, OPTIONS[0][1:]), text)
        draft = Draft(line.line, sku, type="simple")
        self._say_product(draft, first)
        self._say_variant(draft, line)
        choices = [line.cells[place].strip() for _code, place in axes]
        for (code, _place), choice in zip(axes, choices, strict=True):
            if choice:
                draft.texts[code] = choice
        title = self._cell(first, TITLE)
        draft.texts["name"] = " – ".join(filter(None, [title, " / ".join(filter(None, choices))]))
        draft.texts["visibility"] = "nowhere"
        if own := self._cell(line, VARIANT_IMAGE).strip():
            draft.images = [Image(own, roles=("base",))]
        return draft

    def _axes(self, first: Record) -> list[tuple[str, int]]:
        """Code and value column of the options by which variants differ."""
        found = []
        for name, value in OPTIONS:
            label = self._cell(first, (name,)).strip()
            choice = self._cell(first, (value,)).strip()
            if label and (label.lower(), choice.lower()) != NO_CHOICE and value in self.place:
                found.append((code_of(label) or name.split()[0], self.place[value]))
        return found

    def _say_product(self, draft: Draft, first: Record) -> None:
        for name, code in OF_PRODUCT.items():
            self._say(draft, code, self._cell(first, (name,)))
        for index, code in self.metafields:
            self._say(draft, code, first.cells[index])
        self._say(draft, "name", self._cell(first, TITLE))
        self._say(draft, "description", self._cell(first, BODY))
        status, published = self._cell(first, STATUS).strip().lower(), self._cell(first, PUBLISHED).strip()
        if status or published:
            is_on = status in ("", "active") and published.lower() in ("", "true", "1")
            draft.texts["enabled"] = "1" if is_on else "0"
        if category := self._cell(first, CATEGORY).strip():
            draft.categories = [tuple(part.strip() for part in category.split(" > ") if part.strip())]

    def _say_variant(self, draft: Draft, line: Record) -> None:
        for name, code in OF_VARIANT.items():
            self._say(draft, code, self._cell(line, (name,)))
        self._say(draft, "weight", self._kilograms(self._cell(line, GRAMS)))

    def _kilograms(self, grams: str) -> str:
        """Shopify writes grams whatever unit it shows; a catalog holds kilograms."""
        text = grams.strip()
        whole, _point, part = text.partition(".")
        if not (whole.isdecimal() and whole.isascii()) or (part and not part.isdecimal()):
            return text
        padded = whole.zfill(4)
        return f"{padded[:-3]}.{padded[-3:]}{part}"

    def _images(self, lines: list[Record]) -> list[Image]:
        found: dict[str, Image] = {}
        for line in lines:
            if url := self._cell(line, IMAGE).strip():
                roles = () if found else ("base",)
                found.setdefault(url, Image(url, self._cell(line, ALT), roles))
        return list(found.values())

    def _say(self, draft: Draft, code: str, text: str) -> None:
        if text:
            draft.texts[code] = text

    def _cell(self, record: Record, names: Sequence[str]) -> str:
        return next((record.cells[self.place[name]] for name in names if name in self.place), "")

    def _named(self, names: Sequence[str]) -> str:
        return next((self.names[name] for name in names if name in self.names), "")

    def _is_read(self, name: str) -> bool:
        known = {*HANDLE, *SKU, *TITLE, *BODY, *OF_PRODUCT, *OF_VARIANT, *GRAMS, *IMAGE, *ALT}
        known |= {
            *VARIANT_IMAGE,
            *CATEGORY,
            *STATUS,
            *PUBLISHED,
            *(each for pair in OPTIONS for each in pair),
        }
        return name in known or any(mark in name for mark in METAFIELD)
