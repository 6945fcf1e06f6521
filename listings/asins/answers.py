"""What Amazon's answers mean for a listing: one ASIN, several to choose from, variants, or none. Pure.

Source: reference product, catalog search: ASIN, GCID, UPC, EAN, ISBN, then words. The surest identifier that
leads to exactly one item decides; several items are never guessed at. A variation parent is a page, not an
offer, so it decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

RANKS = ("gcid", "upc", "ean", "isbn", "keywords")  # the order in which what was found is heard
BARCODES = ("upc", "ean", "isbn")  # what Amazon's catalog can be asked for, twenty to a call


class Item(NamedTuple):
    """An item of Amazon's catalog as far as choosing goes. `identifiers`: (type, number) as Amazon writes."""

    asin: str
    title: str = ""
    brand: str = ""
    image: str = ""
    product_type: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    is_parent: bool = False
    parent_asin: str = ""
    theme: str = ""
    values: Mapping[str, str] = {}
    children: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """The answer, the ASIN if it is one, what led to it, and every item that may be meant, best first."""

    answer: str  # a word of AsinSearch.Answer
    asin: str
    found_by: str
    candidates: tuple[tuple[str, Item], ...]


NOTHING = Verdict("none", "", "", ())


def decide(found: Mapping[str, Sequence[Item]]) -> Verdict:
    """The verdict on what each rank found. Words are listened to only where no number found anything."""
    numbers = [rank for rank in RANKS[:-1] if found.get(rank)]
    ranks = numbers or [rank for rank in RANKS[-1:] if found.get(rank)]
    for rank in ranks:
        offers = [item for item in found[rank] if not item.is_parent]
        if len(offers) == 1:
            return Verdict("one", offers[0].asin, rank, ((rank, offers[0]),))
    candidates = _each_once((rank, item) for rank in ranks for item in found[rank])
    if not candidates:
        return NOTHING
    only_parents = all(item.is_parent for _rank, item in candidates)
    return Verdict("variants" if only_parents else "several", "", candidates[0][0], candidates)


def carrying(items: Iterable[Item], gcid: str) -> list[Item]:
    """The items that name this GCID as theirs: Amazon finds it as a word, which may stand anywhere."""
    return [item for item in items if any(number.upper() == gcid for _kind, number in item.identifiers)]


def judge_typed(item: Item | None) -> Verdict:
    """The verdict on an ASIN that a person typed: unknown, a parent whose variants are meant, or it is."""
    if item is None:
        return Verdict("unknown", "", "asin", ())
    if item.is_parent:
        return Verdict("variants", "", "asin", (("asin", item),))
    return Verdict("one", item.asin, "asin", (("asin", item),))


def with_variants(verdict: Verdict, variants: Mapping[str, Item]) -> Verdict:
    """The verdict with each parent's variants in its place; a parent whose variants are unknown stays."""
    if not any(item.is_parent for _rank, item in verdict.candidates):
        return verdict
    spread = (
        (rank, each)
        for rank, item in verdict.candidates
        for each in ([variants[child] for child in item.children if child in variants] or [item])
    )
    return verdict._replace(candidates=_each_once(spread))


def spoken(rank: str, gtin: str) -> tuple[str, str]:
    """Amazon's type and spelling for a GTIN of 14 digits: UPC-A has 12, EAN and ISBN 13, EAN-8 has 8."""
    if gtin[0] != "0":
        return "GTIN", gtin
    if rank == "isbn":
        return "ISBN", gtin[1:]
    if gtin.startswith("000000"):
        return "EAN", gtin[6:]
    if rank == "upc" and gtin.startswith("00"):
        return "UPC", gtin[2:]
    return "EAN", gtin[1:]


def _each_once(candidates: Iterable[tuple[str, Item]]) -> tuple[tuple[str, Item], ...]:
    seen: dict[str, tuple[str, Item]] = {}
    for rank, item in candidates:
        seen.setdefault(item.asin, (rank, item))
    return tuple(seen.values())
