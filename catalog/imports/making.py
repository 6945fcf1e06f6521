"""What a row adds to the catalog besides its product: attributes and options that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.imports.adobe_words import OWN_COLUMNS
from catalog.imports.codes import CODE
from catalog.imports.drafts import CLEAR, Text
from catalog.imports.reading import Options
from catalog.imports.schema import NO_OPTIONS, Known, Make, Schema
from catalog.values import LINE_BREAK, Unfit

LONG = 255  # characters beyond which a text is a long one


class Makes:
    """The things that one row needs and the catalog lacks, in the order in which they are made."""

    def __init__(self, schema: Schema, options: Options, labels: Mapping[str, str]) -> None:
        self.schema, self.options, self.labels = schema, options, labels
        self.list: list[Make] = []
        self.left: list[str] = []  # codes whose values are left out
        self.new: dict[str, Known] = {}  # attributes that this row makes or widens

    def add(self, make: Make) -> None:
        self.list.append(make)

    def extend(self, makes: Iterable[Make]) -> None:
        self.list.extend(makes)

    def attribute(self, code: str, text: Text, *, for_website: bool) -> Known | None:
        """The attribute, made or widened if need be; None if its value is left out."""
        known = self.new.get(code) or self.schema.attributes.get(code)
        fits = CODE.match(code) is not None
        if known is None and (not self.options.make_attributes or not fits or text == CLEAR):
            self.left.append(code)
            return None
        if known is not None and not known.made:
            if for_website and known.scope != "website":
                self.left.append(code)
                return None
            return known
        wanted = _made(code, text, known, for_website=for_website)
        if wanted != known:
            self.new[code] = wanted
            self.add(["attribute", code, wanted.type, wanted.scope, self.labels.get(code, "")])
        return wanted

    def choices(self, code: str, known: Known, text: Text) -> str | list[str] | None:
        """The value of a choice or of several; an option that is missing is made, or the value is Unfit."""
        if known.type == "select":
            chosen = ["|".join(text) if isinstance(text, list) else text.strip()]
        else:
            parts = text if isinstance(text, list) else text.split("|")
            chosen = list(dict.fromkeys(part.strip() for part in parts))
        chosen = [each for each in chosen if each]
        there = self.schema.options.get(code, NO_OPTIONS)
        for each in chosen:
            if each not in there:
                if not self.options.make_attributes or len(each) > 255:
                    raise Unfit("unknown_option", each)
                self.add(["option", code, each])
        if known.type == "multi_select":
            return chosen or None
        return chosen[0] if chosen else None


def _made(code: str, text: Text, known: Known | None, *, for_website: bool) -> Known:
    """The attribute that is made: a text, a long one if one value is long; per website if one value is."""
    joined = text if isinstance(text, str) else "|".join(text)
    is_long = (
        OWN_COLUMNS.get(code) == "long_text" or len(joined) > LONG or LINE_BREAK.search(joined) is not None
    )
    if known is not None:
        is_long = is_long or known.type == "long_text"
        for_website = for_website or known.scope == "website"
    wanted = "long_text" if is_long else "text", "website" if for_website else "global"
    return known if known is not None and wanted == known[:2] else Known(*wanted, made=True)
