"""The vocabulary of the shops: what is sold, under which names, in three languages."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
JAPANESE_SIZES = {
    "2 person": "2人用",
    "4 person": "4人用",
    "single": "1人用",
    "double": "2人用",
    "small": "小",
    "large": "大",
    "40 pieces": "40ピース",
    "80 pieces": "80ピース",
    "500 pieces": "500ピース",
    "1000 pieces": "1000ピース",
    "24 pieces": "24ピース",
}


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour or material with its shade for drawings."""

    number: int
    palette: str
    code: str
    hex: str
    names: dict[str, str]  # by language: en, de, ja


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product; its title templates hold {size}, {metric}, {size_ja} and {colour}."""

    number: int
    code: str
    category: str
    product_type: str
    brand: str
    shape: str
    palette: str
    sizes: tuple[tuple[str, str], ...]  # (as in the United States, metric)
    usd: float
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Book:
    """An invented book."""

    number: int
    code: str
    author: str
    usd: float
    titles: dict[str, str]


@cache
def colours() -> tuple[Colour, ...]:
    """All colours; the number of each is its place."""
    return tuple(
        Colour(place, row["palette"], row["code"], row["hex"], _by_language(row))
        for place, row in enumerate(_rows("colours.tsv"))
    )


@cache
def palette(name: str) -> tuple[Colour, ...]:
    """The colours of one palette."""
    return tuple(colour for colour in colours() if colour.palette == name)


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds; the number of each is its place, and stands in its ASINs."""
    return tuple(
        Kind(
            place,
            row["code"],
            row["category"],
            row["product_type"],
            row["brand"],
            row["shape"],
            row["palette"],
            tuple(_size(size) for size in row["sizes"].split(";")),
            float(row["usd"]),
            _by_language(row),
        )
        for place, row in enumerate(_rows("kinds.tsv"))
    )


@cache
def books() -> tuple[Book, ...]:
    """All books."""
    return tuple(
        Book(place, row["code"], row["author"], float(row["usd"]), _by_language(row))
        for place, row in enumerate(_rows("books.tsv"))
    )


def title_of(kind: Kind, *, size: int, colour: Colour, language: str) -> str:
    """The title of a kind in a size and colour, as a shop of that language writes it."""
    plain, metric = kind.sizes[size]
    return kind.titles[language].format(
        size=metric if language == "de" else plain,
        metric=metric,
        size_ja=JAPANESE_SIZES.get(plain, metric),
        colour=colour.names[language],
    )


def book_title(book: Book, *, language: str) -> str:
    """The title of a book with its author."""
    if language == "ja":
        return f"{book.titles['ja']} ／ {book.author}"
    return f"{book.titles[language]}{' by ' if language == 'en' else ' von '}{book.author}"


def _by_language(row: dict[str, str]) -> dict[str, str]:
    return {language: row[language] for language in ("en", "de", "ja")}


def _size(text: str) -> tuple[str, str]:
    plain, _, metric = text.partition("|")
    return plain, metric or plain


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
