"""What Amazon's catalog holds of our makers: what the demo lists, and much that it does not list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from sandbox.scenario.asins import Meaning, asin_of, isbn13
from sandbox.scenario.goods import MORE, NEW_COLOUR, NO_COLOUR, PARENT, SOLD, TWIN, good_of, isbn_of
from sandbox.scenario.items import FAMILIES, barcode
from sandbox.scenario.markets import MARKETS, Market
from sandbox.scenario.words import Colour, Kind, books, kinds, palette

FURTHER = {
    "dark": ("earth",),
    "bright": ("dark",),
    "wood": ("earth",),
    "glass": ("bright",),
    "earth": ("bright",),
    "neutral": ("earth",),
}
"""In which colours the makers sell a kind besides those of the demo's listings."""
WITH_PARENT = (*FAMILIES, "TENT", "BEAR")
"""Kinds that are a variation family in Amazon's catalog; the last two have a barcode of their own there."""
WITH_BARCODE = ("TENT", "BEAR")
TWINS = ("THROW", "SHEETS", "PACK", "GAME", "KITE", "POLES")
"""Kinds of which one colour has two ASINs with the same barcode."""
WITH_GCID, GCID_IN_A_TITLE = "TOWEL", "RUG"
"""Kinds of which one ware has no barcode but a GCID: by it Amazon finds the ware, or what goes with it."""
GOES_WITH = {"en": "{} – care set for {}", "de": "{} – Pflegeset zu {}", "ja": "{} お手入れセット {}用"}
NEW_PLACE, PARENT_NUMBER = 9, 99
TWIN_TITLE = {"en": "{} (2025 model)", "de": "{} (Modell 2025)", "ja": "{} 2025年モデル"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An ASIN of Amazon's catalog in one marketplace."""

    asin: str
    product_type: str
    title: str
    brand: str
    gtin: str
    is_parent: bool = False
    parent_asin: str | None = None
    gcid: str = ""


@dataclass(frozen=True, slots=True)
class Ware:
    """One size and colour of a kind that the demo does not list; `is_known`: Amazon's catalog has it."""

    kind: Kind
    place: int
    colour: Colour
    is_known: bool

    @property
    def asin(self) -> str:
        """Its ASIN, as far as Amazon knows it."""
        return asin_of(Meaning(MORE + self.place, self.kind.number, self.colour.number))

    @property
    def gtin(self) -> str:
        """Its barcode."""
        return barcode(self.kind, self.place, self.colour.number)


def entries(website: str) -> Iterator[Entry]:
    """All of Amazon's catalog in one of the demo's marketplaces, but for what sellers bring themselves."""
    market = MARKETS[website]
    for kind in kinds():
        yield from _listed(kind, market)
        yield from _new_colours(kind, market)
        if website != "jp":  # what the makers sell besides is not sold in Japan
            yield from _further(kind, market)
    for book in books():
        for edition in (1, 2):
            isbn = isbn_of(book, edition=edition)
            yield _entry(isbn, isbn13(isbn), market)


def further(kind: Kind) -> list[Ware]:
    """What its maker sells of a kind besides the demo's listings; Amazon knows two of three."""
    return [
        Ware(kind, place, colour, (kind.number + place + colour.number) % 3 != 0)
        for place in range(len(kind.sizes))
        for name in FURTHER[kind.palette]
        for colour in palette(name)
    ]


def parent_barcode(kind: Kind) -> str:
    """The barcode of a variation parent that has one."""
    return barcode(kind, NEW_PLACE, PARENT_NUMBER)


def new_barcode(kind: Kind, colour: Colour) -> str:
    """The barcode of a colour to come."""
    return barcode(kind, NEW_PLACE, colour.number)


def twinned(kind: Kind) -> Ware | None:
    """The ware of a kind that has two ASINs in Amazon's catalog."""
    if kind.code not in TWINS:
        return None
    return next(ware for ware in further(kind) if ware.is_known)


def branded(kind: Kind) -> Ware | None:
    """The ware of a kind that its maker numbers with a GCID instead of a barcode."""
    if kind.code not in (WITH_GCID, GCID_IN_A_TITLE):
        return None
    return next(ware for ware in further(kind) if ware.place and not ware.is_known)


def gcid_of(kind: Kind) -> str:
    """The GCID of that ware: sixteen letters and digits."""
    return sha256(kind.code.encode()).hexdigest()[:16].upper()


def _listed(kind: Kind, market: Market) -> Iterator[Entry]:
    parent = asin_of(Meaning(PARENT, kind.number, NO_COLOUR)) if kind.code in WITH_PARENT else None
    if parent:
        yield _entry(parent, parent_barcode(kind) if kind.code in WITH_BARCODE else "", market)
    for place in range(len(kind.sizes)):
        for colour in palette(kind.palette):
            asin = asin_of(Meaning(SOLD + place, kind.number, colour.number))
            yield _entry(asin, barcode(kind, place, colour.number), market, parent)


def _new_colours(kind: Kind, market: Market) -> Iterator[Entry]:
    if kind.palette == "bright" and len(kind.sizes) == 1:
        for colour in palette("neutral"):
            asin = asin_of(Meaning(NEW_COLOUR, kind.number, colour.number))
            yield _entry(asin, new_barcode(kind, colour), market)


def _further(kind: Kind, market: Market) -> Iterator[Entry]:
    for ware in further(kind):
        if ware.is_known:
            yield _entry(ware.asin, ware.gtin, market)
    if twin := twinned(kind):
        asin = asin_of(Meaning(TWIN + twin.place, kind.number, twin.colour.number))
        title = TWIN_TITLE[market.language].format(_entry(asin, "", market).title)
        yield Entry(asin, kind.product_type, title, kind.brand, twin.gtin)
    if numbered := branded(kind):
        yield _by_gcid(kind, numbered, market)


def _by_gcid(kind: Kind, ware: Ware, market: Market) -> Entry:
    """The ware itself, or another item that only names its GCID."""
    itself = replace(_entry(ware.asin, "", market), gcid=gcid_of(kind))
    if kind.code == WITH_GCID:
        return itself
    asin = asin_of(Meaning(TWIN + ware.place, kind.number, ware.colour.number))
    return replace(
        itself, asin=asin, title=GOES_WITH[market.language].format(kind.brand, itself.gcid), gcid=""
    )


def _entry(asin: str, gtin: str, market: Market, parent: str | None = None) -> Entry:
    good = good_of(asin, language=market.language)
    assert good is not None
    return Entry(asin, good.product_type, good.title, good.brand, gtin, good.is_parent, parent)
