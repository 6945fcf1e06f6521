"""Any table, by a mapping from its columns to what they hold.

What a column can hold: the code of an attribute, built-in or not, or one of SPECIAL; "" leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from catalog.imports import adobe_parts
from catalog.imports.cells import split, unwrap
from catalog.imports.drafts import CLEAR, Draft, Image, Parent, Path
from catalog.imports.errors import BadFile, Refused
from catalog.imports.reading import Options, Reader
from catalog.imports.suggest import SOURCE, suggested
from catalog.imports.table import Record


class Mapped(Reader):
    """A row a product; the mapping is suggested by the header where the person gave none."""

    name = "mapped"

    def __init__(self, header: Sequence[str], options: Options) -> None:
        self.options = options
        mapping = options.mapping or suggested(header, {})
        holds = [(index, name, mapping.get(name, "")) for index, name in enumerate(header) if name]
        self.left = [name for _index, name, target in holds if not target]
        self.columns = {target: name for _index, name, target in holds if target}
        places = {target: index for index, _name, target in holds}
        if "sku" not in places:
            raise BadFile("no_sku", _("No column holds the SKU. Choose the one that does."))
        self.sku = places["sku"]
        self.texts = [
            (index, target)
            for index, _name, target in holds
            if target and target != "sku" and not target.startswith("@")
        ]
        parts: dict[str, Callable[[Draft, str], None]] = {
            "@type": self._type,
            "@attribute_set": self._set,
            "@categories": self._categories,
            "@websites": self._websites,
            "@view": self._view,
            "@images": self._images,
            "@parent": self._parent,
        }
        self.parts = [(places[target], part) for target, part in parts.items() if target in places]
        self.sources = [
            (index, target.removeprefix(SOURCE))
            for index, _name, target in holds
            if target.startswith(SOURCE)
        ]
        self.columns |= {target.removeprefix("@"): name for target, name in self.columns.items()}

    def draft(self, record: Record) -> list[Draft]:
        """The product of a row."""
        cells = record.cells
        draft = Draft(record.line, cells[self.sku])
        for index, code in self.texts:
            if text := cells[index]:
                draft.texts[code] = CLEAR if text == self.options.empty else text
        for index, part in self.parts:
            if cells[index].strip():
                part(draft, cells[index].strip())
        if "visibility" in draft.texts and draft.texts["visibility"] != CLEAR:
            draft.texts["visibility"] = adobe_parts.visibility_of(str(draft.texts["visibility"]))
        for index, source in self.sources:
            if cells[index].strip():
                found = adobe_parts.sources_of(f"{source}={cells[index].strip()}")
                draft.quantities = {**(draft.quantities or {}), **found}
        return [draft]

    def _list(self, text: str) -> list[str]:
        return [] if text == self.options.empty else split(text, self.options.separator)

    def _type(self, draft: Draft, text: str) -> None:
        try:
            draft.type = adobe_parts.type_of(text)
        except Refused as refused:
            raise Refused(self.columns["@type"], text, refused.reason) from None

    def _set(self, draft: Draft, text: str) -> None:
        draft.attribute_set = text

    def _categories(self, draft: Draft, text: str) -> None:
        draft.categories = [category_path(unwrap(part)) for part in self._list(text)]

    def _websites(self, draft: Draft, text: str) -> None:
        draft.websites = [part.strip() for part in self._list(text)]

    def _view(self, draft: Draft, text: str) -> None:
        draft.view = text

    def _images(self, draft: Draft, text: str) -> None:
        urls = list(dict.fromkeys(unwrap(part) for part in self._list(text)))
        draft.images = numbered(urls)

    def _parent(self, draft: Draft, text: str) -> None:
        draft.parent = Parent(text)


def numbered(urls: Sequence[str]) -> list[Image]:
    """Pictures in order; the first is the main one."""
    return [Image(url, roles=("base",) if number == 0 else ()) for number, url in enumerate(urls)]


def category_path(text: str) -> Path:
    """A path written Home > Kitchen > Mugs or Home/Kitchen/Mugs."""
    if " > " in text:
        names = tuple(part.strip() for part in re.split(r"\s+>\s+", text))
        return adobe_parts.path_of(adobe_parts.shown_path(names))
    return adobe_parts.path_of(text)
