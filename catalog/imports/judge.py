"""Judges a draft by the catalog's definitions: what it says in the catalog's values, or why it is refused.

Pure. What the row needs and the catalog lacks – attributes, options, sets, websites, categories – is named
beside it, if the person lets it be made.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from catalog import values
from catalog.addresses import Unsafe, checked
from catalog.imports import columns, pictures
from catalog.imports.columns import CLEARED
from catalog.imports.drafts import CLEAR, Draft, Image, Text
from catalog.imports.errors import BadFile, Refusal, Refused
from catalog.imports.making import Makes
from catalog.imports.reading import Options, Reader
from catalog.imports.schema import SLUG, Known, Make, Schema
from catalog.values import Definition, Dialect, Unfit

MOST_NEW_ATTRIBUTES = 1_000


@dataclass(slots=True)
class Said:
    """What a row says, fit for JSON: c columns, a attributes, w a website's values, l links, p the parent."""

    line: int
    sku: str
    view: str
    ref: str
    body: dict[str, Any]
    makes: list[Make] = field(default_factory=list)


class Judge:
    """Judges the drafts of one file, one after the other; the schema grows with what they make."""

    def __init__(self, schema: Schema, reader: Reader, options: Options, *, allowed: str = "") -> None:
        self.schema, self.reader, self.options, self.allowed = schema, reader, options, allowed
        self.dialect = Dialect("|", options.date_order, options.decimal_comma)
        self.owed: list[Make] = []  # of rows that were refused after all: the next ones count on them
        self.left: Counter[str] = Counter()  # attribute codes whose values are not imported

    def judge(self, draft: Draft, *, is_new: bool) -> tuple[Said | None, list[Refusal]]:
        """What the draft says, or everything that is wrong with it."""
        case = _Case(self, draft)
        try:
            case.fit_sku()
            body = case.website_body() if draft.view else case.body(is_new=is_new)
        except Refused as refused:
            case.refuse(refused)
            body = {}
        if case.refusals:
            return None, case.refusals
        self.schema.apply(case.makes.list)
        self.left.update(case.makes.left)
        if self.schema.made_attributes > MOST_NEW_ATTRIBUTES:
            raise BadFile(
                "too_many_attributes",
                _("The file would make more than %d attributes. Make them by hand, or do not make any.")
                % MOST_NEW_ATTRIBUTES,
            )
        makes, self.owed = [*self.owed, *case.makes.list], []
        return Said(draft.line, draft.sku, draft.view, draft.ref, body, makes), []


class _Case:
    """One draft before the judge."""

    def __init__(self, judge: Judge, draft: Draft) -> None:
        self.court, self.schema, self.options, self.draft = judge, judge.schema, judge.options, draft
        self.makes = Makes(judge.schema, judge.options, draft.labels)
        self.refusals: list[Refusal] = []

    def refuse(self, refused: Refused) -> None:
        self.refusals.append(Refusal.of(self.draft.line, refused))

    def fit_sku(self) -> None:
        """Refused if no product can have this SKU."""
        try:
            columns.fit_sku(self.draft.sku)
        except Refused as refused:
            raise Refused(self._at("sku"), refused.value, refused.reason) from None

    def body(self, *, is_new: bool) -> dict[str, Any]:
        draft = self.draft
        said: dict[str, Any] = {}
        self._values(said, for_website=False)
        if draft.type:
            said["type"] = draft.type
        self._set(said)
        self._places(said)
        if draft.images is not None:
            self._images(said, draft.images)
        for name in ("custom_options", "bundle_options"):
            if (options := getattr(draft, name)) is not None:
                said[name] = options
        if is_new and not said.get("name"):
            column = self.court.reader.column_of("name")
            self.refuse(Refused(column, "", _("A new product needs a name.")))
        attributes = said.pop("attributes")
        body: dict[str, Any] = {"c": said, "a": attributes}
        if draft.links:
            body["l"] = {kind: [list(link) for link in self._links(kind)] for kind in draft.links}
        if draft.parent:
            body["p"] = list(draft.parent)
        self._required(attributes, is_new=is_new)
        return body

    def _places(self, said: dict[str, Any]) -> None:
        """Where it is offered and kept, and what its variants differ by."""
        draft = self.draft
        if draft.categories is not None:
            said["categories"] = self._categories()
        if draft.websites is not None:
            said["websites"] = [self._website(code) for code in dict.fromkeys(draft.websites)]
        if draft.quantities is not None:
            self._quantities(said)
        if draft.axes is not None:
            said["axes"] = self._axes(draft.axes)

    def website_body(self) -> dict[str, Any]:
        """The values of one website, from the row of one of its store views."""
        view = self.draft.view
        said = self.options.views.get(view, "")
        website = said if said in self.schema.websites else ""
        if not website and SLUG.match(view):
            website = self.schema.website_of(view)
        if not website:
            raise Refused(
                "store_view_code",
                view,
                _("No website has this store view. Say which one does, and import the file again."),
            )
        if self.schema.views.get(view) != website:
            self.makes.add(["view", view, website])
        own: dict[str, Any] = {}
        self._values(own, for_website=True)
        attributes = own.pop("attributes")
        return {"w": {"website": website, "values": own | attributes}}

    def _values(self, said: dict[str, Any], *, for_website: bool) -> None:
        attributes: dict[str, Any] = {}
        for code, text in self.draft.texts.items():
            if isinstance(text, str) and not text.strip():
                continue
            try:
                if for_website and text == CLEAR:
                    self._nothing_here(code, said, attributes)
                elif code in columns.READERS or code == "image":
                    if not for_website or self._is_for_websites(code):
                        said[code] = self._column(code, text)
                elif code != "sku":
                    known = self.makes.attribute(code, text, for_website=for_website)
                    if known is not None:
                        attributes[code] = self._value(code, known, text)
            except Unfit as unfit:
                self.refuse(Refused(self._at(code), unfit.text, columns.word(unfit.reason)))
            except Refused as refused:
                self.refuse(refused)
        said["attributes"] = attributes

    def _at(self, code: str) -> str:
        return self.court.reader.column_of(code)

    def _is_for_websites(self, code: str) -> bool:
        known = self.schema.attributes.get(code)
        return known is not None and known.scope == "website"

    def _column(self, code: str, text: Text) -> Any:
        if text == CLEAR:
            if code == "name":
                raise Unfit("required", "")
            return CLEARED[code]
        if code == "image":
            return self._main_image(str(text))
        one = "|".join(text) if isinstance(text, list) else text
        try:
            return columns.read(code, one, self.court.dialect)
        except Refused as refused:
            raise Refused(self._at(code), refused.value, refused.reason) from None

    def _nothing_here(self, code: str, said: dict[str, Any], attributes: dict[str, Any]) -> None:
        """A website that shows nothing where others show the global value."""
        if code in columns.READERS or code == "image":
            if self._is_for_websites(code):
                said[code] = None
        elif self.makes.attribute(code, CLEAR, for_website=True) is not None:
            attributes[code] = None

    def _value(self, code: str, known: Known, text: Text) -> Any:
        if text == CLEAR:
            return None
        if known.type in ("select", "multi_select"):
            return self.makes.choices(code, known, text)
        one = "|".join(text) if isinstance(text, list) else text
        if known.type == "media":
            return self._checked(code, one)
        return values.read(Definition(code, known.type), one, self.court.dialect)

    def _set(self, said: dict[str, Any]) -> None:
        name = self.draft.attribute_set
        if not name:
            return
        if name not in self.schema.sets:
            if not self.options.make_sets or len(name) > 120:
                raise Refused(
                    "attribute_set_code",
                    name,
                    _("There is no attribute set of this name. Add it, or let missing sets be made."),
                )
            self.makes.add(["set", name])
        said["attribute_set"] = name
        if self.options.make_attributes:
            members = self.schema.sets.get(name, set())
            codes = [code for code in self.draft.texts if code not in columns.READERS and code != "image"]
            self.makes.extend(
                ["member", name, code]
                for code in codes
                if code not in members and (code in self.makes.new or code in self.schema.attributes)
            )

    def _required(self, attributes: dict[str, Any], *, is_new: bool) -> None:
        """A new product says all that its set requires; nobody may clear it later."""
        members = self.schema.sets.get(self.draft.attribute_set, set()) if is_new else attributes.keys()
        for code in sorted(members):
            known = self.schema.attributes.get(code)
            if known is None or not known.required or known.column:
                continue
            if attributes.get(code) is None:
                self.refuse(Refused(self._at(code), "", columns.word("required")))

    def _categories(self) -> list[list[str]]:
        paths = list(dict.fromkeys(self.draft.categories or []))
        ways = dict.fromkeys(path[:depth] for path in paths for depth in range(1, len(path) + 1))
        self.makes.extend(["category", *way] for way in ways if way not in self.schema.categories)
        return [list(path) for path in paths]

    def _website(self, code: str) -> str:
        if code not in self.schema.websites:
            if not self.options.make_websites or not SLUG.match(code):
                raise Refused(
                    self._at("websites"),
                    code,
                    _("There is no website of this code. Add it, or let missing websites be made."),
                )
            self.makes.add(["website", code])
        return code

    def _quantities(self, said: dict[str, Any]) -> None:
        quantities = self.draft.quantities or {}
        self.makes.extend(["source", code] for code in quantities if code not in self.schema.sources)
        said["quantities"] = quantities
        if quantities:
            said["quantity"] = sum(quantities.values())

    def _axes(self, codes: list[str]) -> list[str]:
        for code in codes:
            known = self.makes.attribute(code, "", for_website=False)
            if known is None:
                text = _("There is no attribute of this code. Add it, or let missing attributes be made.")
                raise Refused(self._at("axes"), code, text)
        return codes

    def _links(self, kind: str) -> list[tuple[str, int]]:
        links: dict[str, int] = {}
        for link in self.draft.links[kind]:
            if link.sku == self.draft.sku:
                self.refuse(Refused(self._at(kind), link.sku, _("A product cannot be a part of itself.")))
            links.setdefault(link.sku, link.quantity)
        return list(links.items())

    def _main_image(self, text: str) -> str:
        url = self._checked("image", text)
        if not pictures.is_absolute(url):
            raise Refused(self._at("image"), text, _("This is a path. Say which address stands before it."))
        return url

    def _checked(self, code: str, text: str, column: str = "") -> str:
        try:
            return checked(text, base=self.options.image_base, allowed=self.court.allowed)
        except Unsafe as unsafe:
            raise Refused(column or self._at(code), text, str(unsafe)) from None

    def _images(self, said: dict[str, Any], images: list[Image]) -> None:
        kept: list[dict[str, Any]] = []
        for image in images:
            url = self._checked("images", image.url, image.column)
            kept.append({"url": url, "label": image.label[:500], "roles": list(image.roles)})
        main = next((each for each in kept if "base" in each["roles"]), None)
        said["image"] = main["url"] if main and pictures.is_absolute(main["url"]) else ""
        said["images"] = pictures.worth_keeping(said["image"], kept)
