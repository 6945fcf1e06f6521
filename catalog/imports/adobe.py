"""Adobe Commerce's product export: a row a product, and one for each store view that says something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from catalog.imports import adobe_parts, adobe_words
from catalog.imports.adobe_words import BUILT_IN, OWN_COLUMNS, ROLES
from catalog.imports.cells import pairs, split, unwrap
from catalog.imports.codes import code_of
from catalog.imports.drafts import CLEAR, Draft, Image
from catalog.imports.errors import Refused
from catalog.imports.reading import Options, Reader
from catalog.imports.table import Record

Part = Callable[[Draft, str], None]


class Adobe(Reader):
    """Columns in any order; those it does not know are attributes, as Adobe Commerce takes them."""

    name = "adobe"
    elsewhere = "additional_attributes"

    def __init__(self, header: Sequence[str], options: Options) -> None:
        self.options = options
        self.place = {name: index for index, name in enumerate(header)}
        self.sku, self.view = self.place["sku"], self.place.get("store_view_code")
        self.texts: list[tuple[int, str]] = []
        self.columns, self.left = dict(adobe_words.SPECIAL), []
        for index, name in enumerate(header):
            self._take(index, name)
        parts: dict[str, Part] = {
            "additional_attributes": self._attributes,
            "categories": self._categories,
            "product_websites": self._websites,
            "custom_options": self._custom_options,
            "bundle_values": self._bundle,
            "associated_skus": self._grouped,
            "configurable_variation_labels": self._axes,
            "configurable_variations": self._variants,
            "source_quantities": self._sources,
        }
        self.parts = [(self.place[name], part) for name, part in parts.items() if name in self.place]
        self.has_images = any(name in self.place for name in (*ROLES, "additional_images"))

    def _take(self, index: int, name: str) -> None:
        if not name or name in adobe_words.READ:
            return
        code = BUILT_IN.get(name) or (name if name in OWN_COLUMNS else code_of(name))
        if name in adobe_words.LEFT or not code:
            self.left.append(name)
            return
        self.texts.append((index, code))
        self.columns[code] = name

    def draft(self, record: Record) -> list[Draft]:
        """One product, or one store view's own values of it."""
        cells = record.cells
        view = cells[self.view].strip() if self.view is not None else ""
        if view.lower() in adobe_words.DEFAULT_VIEWS:
            view = ""
        draft = Draft(record.line, cells[self.sku], view)
        for index, code in self.texts:
            if text := cells[index]:
                draft.texts[code] = CLEAR if text == self.options.empty else text
        if view:
            self._only_values(draft, cells)
            return [draft]
        for index, part in self.parts:
            if cells[index]:
                part(draft, cells[index])
        draft.type = adobe_parts.type_of(self._cell(cells, "product_type"))
        draft.attribute_set = self._cell(cells, "attribute_set_code").strip()
        self._stock(draft, self._cell(cells, "use_config_manage_stock").strip())
        self._enabled_and_visible(draft)
        if self.has_images:
            draft.images = self._images(cells)
        return [draft]

    def _only_values(self, draft: Draft, cells: list[str]) -> None:
        """A store view repeats what holds everywhere; only values can be its own."""
        for code in ("quantity", "in_stock", "manage_stock"):
            draft.texts.pop(code, None)
        if text := self._cell(cells, "additional_attributes"):
            self._attributes(draft, text)
        self._enabled_and_visible(draft)
        if image := self._cell(cells, "base_image"):
            draft.texts["image"] = CLEAR if image == self.options.empty else image

    def _cell(self, cells: list[str], name: str) -> str:
        index = self.place.get(name)
        return "" if index is None else cells[index]

    def _attributes(self, draft: Draft, text: str) -> None:
        for name, value in pairs(text, self.options.separator).items():
            code = BUILT_IN.get(name, name)
            if code in ("sku", "attribute_set_code", "product_type"):
                continue
            if value:
                draft.texts[code] = CLEAR if value == self.options.empty else value

    def _enabled_and_visible(self, draft: Draft) -> None:
        if "enabled" in draft.texts:
            enabled = str(draft.texts["enabled"]).strip()
            draft.texts["enabled"] = adobe_words.ONLINE.get(enabled, enabled)
        if "visibility" in draft.texts:
            draft.texts["visibility"] = adobe_parts.visibility_of(str(draft.texts["visibility"]))

    def _stock(self, draft: Draft, use_config: str) -> None:
        """Stock is managed if the shop's own setting holds, which is so in Adobe Commerce as it comes."""
        if use_config == "1":
            draft.texts["manage_stock"] = "1"

    def _categories(self, draft: Draft, text: str) -> None:
        if text == self.options.empty:
            draft.categories = []
            return
        draft.categories = adobe_parts.categories_of(text, self.options.separator)

    def _websites(self, draft: Draft, text: str) -> None:
        codes = [] if text == self.options.empty else split(text, self.options.separator)
        draft.websites = [unwrap(code) for code in codes]

    def _custom_options(self, draft: Draft, text: str) -> None:
        draft.custom_options = adobe_parts.records_of(text, self.options)

    def _bundle(self, draft: Draft, text: str) -> None:
        options = adobe_parts.records_of(text, self.options)
        draft.links["bundled"] = adobe_parts.bundled(options)
        draft.bundle_options = [each for each in options if not adobe_parts.is_plain(each)]

    def _grouped(self, draft: Draft, text: str) -> None:
        gone = text == self.options.empty
        draft.links["grouped"] = [] if gone else adobe_parts.grouped(text, self.options.separator)

    def _axes(self, draft: Draft, text: str) -> None:
        draft.axes = [] if text == self.options.empty else list(pairs(text, self.options.separator))
        draft.labels = {
            code: str(label) for code, label in pairs(text, self.options.separator).items() if label
        }

    def _variants(self, draft: Draft, text: str) -> None:
        variants = adobe_parts.records_of(text, self.options)
        draft.links["variant"] = adobe_parts.variants(variants)
        if draft.axes is None:
            draft.axes = list(dict.fromkeys(code for each in variants for code in each if code != "sku"))

    def _sources(self, draft: Draft, text: str) -> None:
        if text == self.options.empty:
            draft.quantities = {}
            return
        draft.quantities = adobe_parts.sources_of(text)

    def _images(self, cells: list[str]) -> list[Image] | None:
        """The pictures by address, each once, with its roles; None if the row says nothing of pictures."""
        found: dict[str, Image] = {}
        said = False
        for name, role in ROLES.items():
            url = self._cell(cells, name).strip()
            said = said or bool(url)
            if url in ("", self.options.empty, "no_selection"):
                continue
            label = self._cell(cells, f"{name}_label")
            before = found.get(url, Image(url))
            found[url] = Image(url, before.label or label, (*before.roles, role), before.column or name)
        further = self._cell(cells, "additional_images")
        labels = split(self._cell(cells, "additional_image_labels"), self.options.separator)
        for number, text in enumerate(split(further, self.options.separator)):
            url = unwrap(text)
            said = True
            if url and url != self.options.empty and url not in found:
                label = unwrap(labels[number]) if number < len(labels) else ""
                found[url] = Image(url, label, column="additional_images")
        return list(found.values()) if said else None


def is_adobe(header: Sequence[str]) -> bool:
    """True if these columns are those of Adobe Commerce's product import and export."""
    names = set(header)
    marks = {"attribute_set_code", "product_type", "additional_attributes", "product_websites"}
    return "sku" in names and len(names & (marks | {"product_online", "store_view_code"})) >= 2


def without_sku() -> Refused:
    """A row that names no product."""
    return Refused("sku", "", _("The row has no SKU."))
