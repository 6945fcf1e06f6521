"""Amazon's words for products, from the tables beside: types, attributes, their groups and choices."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("en", "de", "ja")
SPECIAL = {
    "Kitchen": ("capacity", "is_dishwasher_safe", "care_instructions"),
    "Stationery": ("capacity", "sheet_count", "ink_color", "closure_type"),
    "Outdoor": ("capacity", "water_resistance_level"),
    "Toys": ("manufacturer_minimum_age", "number_of_pieces"),
    "Home": ("pattern", "care_instructions"),
    "Books": ("author", "binding", "publication_date", "publisher"),
}
"""The attributes that only the product types of a category have."""
NEEDED = {
    "Kitchen": ("material", "is_dishwasher_safe"),
    "Stationery": ("material",),
    "Outdoor": ("material", "water_resistance_level"),
    "Toys": ("material", "manufacturer_minimum_age"),
    "Home": ("material", "pattern"),
    "Books": ("author", "binding", "publication_date"),
}
"""Those that a product of the category cannot do without."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its shape (text:200, boolean, weight …), how many values it may have, its texts.

    Flags: `required` by its requirements; `fixed`, it cannot be changed later; `offer`, an offer wants it.
    """

    name: str
    group: str
    shape: str
    many: int
    flags: frozenset[str]
    titles: dict[str, str]
    descriptions: dict[str, str]
    example: str


@dataclass(frozen=True, slots=True)
class ProductType:
    """A product type; the category decides which attributes are its own."""

    name: str
    category: str
    titles: dict[str, str]

    @property
    def attributes(self) -> list[Attribute]:
        """Every attribute that it has, in order."""
        foreign = {name for category in SPECIAL for name in SPECIAL[category]} - set(
            SPECIAL.get(self.category, ())
        )
        return [each for each in attributes() if each.name not in foreign]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of attributes, as pages show them together."""

    name: str
    titles: dict[str, str]
    descriptions: dict[str, str]


@cache
def product_types() -> dict[str, ProductType]:
    """Every product type by its name."""
    return {
        row["name"]: ProductType(row["name"], row["category"], _texts(row, "title_"))
        for row in _rows("types.tsv")
    }


@cache
def attributes() -> tuple[Attribute, ...]:
    """Every attribute of any product type."""
    return tuple(
        Attribute(
            row["name"],
            row["group"],
            row["shape"],
            int(row["many"]),
            frozenset(row["flags"].split()),
            _texts(row, "title_"),
            _texts(row, "description_"),
            row["example"],
        )
        for row in _rows("attributes.tsv")
    )


@cache
def groups() -> tuple[Group, ...]:
    """The groups in the order of Amazon's."""
    return tuple(
        Group(row["name"], _texts(row, "title_"), _texts(row, "description_")) for row in _rows("groups.tsv")
    )


@cache
def choices() -> dict[str, dict[str, dict[str, str]]]:
    """By list, the values to choose from, each with its names by language."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in _rows("choices.tsv"):
        found.setdefault(row["list"], {})[row["value"]] = _texts(row, "")
    return found


def _texts(row: dict[str, str], prefix: str) -> dict[str, str]:
    """By language; English where there is no other text."""
    return {language: row.get(prefix + language) or row[f"{prefix}en"] for language in LANGUAGES}


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
