"""What the things behind our ASINs are: brand, material, size, weight – all that Amazon's catalog knows."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sandbox.scenario.asins import Meaning, asin_of, is_ours, isbn10, meaning_of
from sandbox.scenario.words import (
    JAPANESE_SIZES,
    Book,
    Colour,
    Kind,
    book_title,
    books,
    colours,
    kinds,
    palette,
    title_of,
)

HERE = Path(__file__).parent
LANGUAGES = ("en", "de", "ja")
SOLD, PARENT, NEW_COLOUR, EARLIER, TWIN, MORE = 1, 7, 30, 41, 50, 70
"""Serials of ASINs: the first size of what is sold, a variation parent, a colour to come, an edition that is
gone, a second ASIN of the same thing, a thing that others sell. The next sizes follow."""
MADE_UP = 100  # generated listings begin here
LAST_SERIAL = 3_000_000  # beyond it an ASIN means nothing: its digits are chance
NO_COLOUR = 31
FIRST_ISBN, SECOND_EDITION, ISBN_STEP = 98_700_000, 98_900_000, 137


@dataclass(frozen=True, slots=True)
class Department:
    """A department of Amazon's: its browse node and what all its things have in common."""

    node: str
    group: str  # the code of its display group
    names: dict[str, str]
    bullets: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Make:
    """How a kind of thing is made: length, width, height; `extra` is an attribute of its product type."""

    grams: int
    centimetres: tuple[int, int, int]
    node: str
    nodes: dict[str, str]
    material: dict[str, str]
    extra: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Good:
    """The product facts of a thing in one language: one object for all its ASINs, of which `asin` is one."""

    asin: str
    product_type: str
    brand: str
    title: str
    usd: float
    colour: str
    size: str
    author: str
    released_on: date
    is_parent: bool
    part_number: str
    make: Make
    department: Department


def good_of(asin: str, *, language: str) -> Good | None:
    """What an ASIN of ours stands for, in en, de or ja; None for any other ASIN."""
    if asin in _books():
        return _book(asin, language)
    meaning = meaning_of(asin)
    if meaning is None or not is_ours(asin, meaning) or not 0 < meaning.serial < LAST_SERIAL:
        return None
    if meaning.kind >= len(kinds()) or (meaning.colour >= len(colours()) and meaning.colour != NO_COLOUR):
        return None
    return _thing(meaning.kind, meaning.colour, _size(kinds()[meaning.kind], meaning.serial), language)


def language_of(locale: str) -> str:
    """The language in which we know a thing's name, for a locale: English where there is no other."""
    language = locale.partition("_")[0]
    return language if language in LANGUAGES else "en"


def isbn_of(book: Book, *, edition: int = 1) -> str:
    """The ISBN-10 of a book, which is its ASIN too."""
    return isbn10((FIRST_ISBN if edition == 1 else SECOND_EDITION) + book.number * ISBN_STEP)


def makes() -> dict[str, Make]:
    """How each kind is made, by its code; BOOK for books."""
    return _makes()


def departments() -> dict[str, Department]:
    """The departments by their category."""
    return _departments()


def barcode_type(gtin: str) -> str:
    """upc, isbn or ean: what a barcode of ours is."""
    return "upc" if len(gtin) == 12 else "isbn" if gtin.startswith("978") else "ean"


def size_name(kind: Kind, size: int, language: str) -> str:
    """A size as a shop of that language names it."""
    plain, metric = kind.sizes[size]
    return {"en": plain, "de": metric}.get(language) or JAPANESE_SIZES.get(plain, metric)


def part_number(kind: Kind, size: int | None, colour: Colour | None) -> str:
    """What the maker calls it, and the shop takes as its SKU: KEL-FRYPAN-12-GRF."""
    shown = kind.sizes[size][0].upper() if size is not None and len(kind.sizes) > 1 else ""
    short = "".join(char for char in shown if char.isalnum())[:4]
    parts = (kind.brand[:3].upper(), kind.code, short, colour.code if colour else "")
    return "-".join(part for part in parts if part)


def _size(kind: Kind, serial: int) -> int | None:
    """Which of its sizes an ASIN is; None for a parent, and where the ASIN does not tell."""
    if serial == PARENT:
        return None
    if serial >= MADE_UP:
        return 0 if len(kind.sizes) == 1 else None
    first = max(each for each in (SOLD, NEW_COLOUR, EARLIER, TWIN, MORE) if each <= serial)
    return serial - first if serial - first < len(kind.sizes) else None


@cache
def _thing(kind_number: int, colour_number: int, size: int | None, language: str) -> Good:
    kind = kinds()[kind_number]
    colour = None if colour_number == NO_COLOUR else colours()[colour_number]
    title = title_of(kind, size=size or 0, colour=colour or palette(kind.palette)[0], language=language)
    serial = MADE_UP if size is None else SOLD + size
    return Good(
        asin_of(Meaning(serial if colour else PARENT, kind_number, colour_number)),
        kind.product_type,
        kind.brand,
        title if colour else title.split(",")[0],
        round(kind.usd * (1 + 0.35 * (size or 0)), 2),
        colour.names[language] if colour else "",
        "" if size is None else size_name(kind, size, language),
        "",
        date(2020 + kind.number % 6, 1 + kind.number % 12, 1 + kind.number % 28),
        colour is None,
        part_number(kind, size, colour),
        _makes()[kind.code],
        _departments()[kind.category],
    )


@cache
def _book(asin: str, language: str) -> Good:
    book = _books()[asin]
    is_second = asin == isbn_of(book, edition=2)
    ending = {"en": " (Second Edition)", "de": " (2. Auflage)", "ja": " 第2版"}[language]
    return Good(
        asin,
        "ABIS_BOOK",
        "Linden & Finch Press",
        book_title(book, language=language) + (ending if is_second else ""),
        book.usd,
        "",
        "",
        book.author,
        date(2024 if is_second else 2017 + book.number % 6, 1 + book.number % 12, 14),
        False,
        f"LF-{asin[3:9]}",
        _makes()["BOOK"],
        _departments()["Books"],
    )


@cache
def _books() -> dict[str, Book]:
    return {isbn_of(book, edition=edition): book for book in books() for edition in (1, 2)}


@cache
def _makes() -> dict[str, Make]:
    return {row["code"]: _make(row) for row in _rows("goods.tsv")}


def _make(row: dict[str, str]) -> Make:
    length, width, height = (int(part) for part in row["centimetres"].split("x"))
    name, _, value = row["extra"].partition("=")
    nodes = {language: row[f"node_{language}"] for language in LANGUAGES}
    material = {language: row[f"material_{language}"] for language in LANGUAGES}
    return Make(int(row["grams"]), (length, width, height), row["node"], nodes, material, (name, value))


@cache
def _departments() -> dict[str, Department]:
    return {
        row["category"]: Department(
            row["node"],
            row["group"],
            {language: row[f"name_{language}"] for language in LANGUAGES},
            {
                language: tuple(row[f"bullet{number}_{language}"] for number in (1, 2, 3))
                for language in LANGUAGES
            },
        )
        for row in _rows("departments.tsv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
