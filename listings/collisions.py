"""Where identifiers collide or cannot be used: pages by key, each entry with its products and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store
from catalog.gtin import shown
from catalog.identifier_words import PROBLEMS
from catalog.identifiers import Problem
from catalog.models import ProductIdentifier
from catalog.websites import names as website_names
from listings import collision_sql as sql

Text = str | Promise
DAMAGED = (Problem.ROUNDED, Problem.TWO_READINGS)
WRONG = tuple(each for each in Problem if each not in (*DAMAGED, Problem.CHECK_DIGIT, Problem.PLACEHOLDER))
SAMPLE = 6  # products named of a group; the others are counted


class Kind(NamedTuple):
    """One sort of collision: its tab, its heading, and what it means and calls for."""

    tab: Text
    title: Text
    advice: Text
    problems: tuple[Problem, ...] = ()  # of the kinds that are about single texts


KINDS: dict[str, Kind] = {
    "gtin": Kind(
        _("Same number"),
        _("Same UPC, EAN or ISBN"),
        _(
            "A listing with this number fits several products, so none is chosen. Give each product its own"
            " number; a pack of several has another one than the single piece."
        ),
    ),
    "asin": Kind(
        _("Same ASIN"),
        _("Same ASIN"),
        _(
            "A listing with this ASIN fits several products, unless its seller SKU decides. Leave the ASIN"
            " with one of them, or assign the listing by hand."
        ),
    ),
    "sku": Kind(
        _("Same seller SKU"),
        _("Same seller SKU"),
        _(
            "The attribute that holds seller SKUs says the same of several products. A seller SKU belongs"
            " to one."
        ),
    ),
    "twins": Kind(
        _("Case"),
        _("SKUs that differ only in case"),
        _("They are kept apart here and on Amazon, but people and other tools mix them up. Rename one."),
    ),
    "two_asins": Kind(
        _("Several ASINs"),
        _("One product on several ASINs"),
        _(
            "Right if you sell it on purpose under a second ASIN. If not, assign the odd listing to its own"
            " product."
        ),
    ),
    "check_digit": Kind(
        _("Check digits"),
        _("Wrong check digits"),
        _("A digit is mistyped or missing. Compare the number with the one printed on the product."),
        (Problem.CHECK_DIGIT,),
    ),
    "damaged": Kind(
        _("Spreadsheet damage"),
        _("Damaged by a spreadsheet"),
        _(
            "What was lost cannot be known. Type the number anew, and format the column as text before you"
            " import the file again."
        ),
        DAMAGED,
    ),
    "wrong": Kind(
        _("Other values"),
        _("Values that are no identifiers"),
        _("The attribute holds something else than what the store's mapping says. Correct the value."),
        WRONG,
    ),
}


class Collision(NamedTuple):
    """One entry: the value, where it stands, its products (id, SKU), how many more, what is wrong with it."""

    value: str
    where: str
    products: list[tuple[int, str]]
    more: int
    says: Text
    key: str


class Page(NamedTuple):
    """A page of entries, and the key after which the next one begins ('' = there is none)."""

    rows: list[Collision]
    next: str


def page(
    kind: str, *, stores: Sequence[Store], after: str = "", size: int = 50, sample: int = SAMPLE
) -> Page:
    """The entries behind a key, in order. `stores` are those whose listings the reader may see."""
    rows = _read(kind, {store.pk: store for store in stores}, after, limit=size + 1, sample=sample)
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].key if more else "")


def everything(kind: str, *, stores: Sequence[Store]) -> Iterator[Collision]:
    """All entries, a thousand in memory at a time."""
    after = ""
    while True:
        found = page(kind, stores=stores, after=after, size=1_000, sample=100)
        yield from found.rows
        if not found.next:
            return
        after = found.next


def _read(kind: str, stores: dict[int, Store], after: str, *, limit: int, sample: int) -> list[Collision]:
    values: dict[str, Any] = {"limit": limit, "sample": sample, "after": after.replace("\x00", "")}
    first, _dash, second = after.partition("-")
    if KINDS[kind].problems:
        values |= {
            "problems": [each.value for each in KINDS[kind].problems],
            "after_problem": first.replace("\x00", ""),
            "after_id": _number(second),
        }
        rows, names = _rows(sql.PROBLEMS, values), website_names()
        return [_problem(row[:-1], names.get(row[-1], row[-1])) for row in rows]
    if kind == "two_asins":
        values |= {"stores": list(stores), "after_product": _number(first), "after_store": _number(second)}
        return [_two_asins(row, stores) for row in _rows(sql.TWO_ASINS, values)]
    if kind == "twins":
        return [_group(row, row[0]) for row in _rows(sql.TWINS, values)]
    shared, names = _rows(sql.SHARED, values | {"kind": kind}), website_names()
    return [
        _group(row, shown(row[0]) if kind == "gtin" else row[0], _places(row[1], names)) for row in shared
    ]


def _places(websites: list[str], names: dict[str, str]) -> str:
    """Where products share a number: the websites' names, '' for everywhere."""
    return "" if "" in websites else ", ".join(names.get(each, each) for each in websites)


def _group(row: Any, value: str, where: str = "") -> Collision:
    key, _where, ids, skus, products = row
    return Collision(value, where, list(zip(ids, skus, strict=True)), products - len(ids), "", key)


def _two_asins(row: Any, stores: dict[int, Store]) -> Collision:
    asins, store, ids, skus, _one = row
    return Collision(
        asins, stores[int(store)].name, list(zip(ids, skus, strict=True)), 0, "", f"{ids[0]}-{store}"
    )


def _problem(row: Any, website: str) -> Collision:
    raw, attribute, ids, skus, _one, problem, number, role = row
    where = f"{ProductIdentifier.Role(role).label}: {attribute}" + (f" ({website})" if website else "")
    products = list(zip(ids, skus, strict=True))
    return Collision(raw, where, products, 0, PROBLEMS[Problem(problem)], f"{problem}-{number}")


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Any] = cursor.fetchall()
    return found


def _number(text: str) -> int:
    return min(int(text), 2**63 - 1) if text.isascii() and text.isdigit() and len(text) < 20 else 0
