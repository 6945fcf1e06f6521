"""Where Amazon's catalog is asked: numbers by the twenty, GCIDs and words one by one, variants of a parent.

Counts its calls, and stops when a run has made its share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from listings.asins.answers import Item, carrying, spoken
from sync.amazon.catalog import MOST_IDENTIFIERS
from sync.amazon.client import Amazon
from sync.amazon.errors import Invalid
from sync.pull.catalog_items import gtins_of, item_of

MOST_CALLS = 120  # a run and store: a minute at Amazon's rate of two a second
MOST_PAGES = 5  # of one search: a hundred items, more than a person looks through
MOST_VARIANTS = 100  # of one parent
NEEDED = ("summaries", "identifiers", "images", "productTypes", "relationships")


class OutOfCalls(Exception):
    """The run has made its share of calls; the next one goes on."""


@dataclass
class Hits:
    """What numbers (GTINs of 14 digits) led to, and Amazon's words for those that it did not accept."""

    items: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, str] = field(default_factory=dict)


class Desk:
    """Asks for one store in one run. Errors are those of the client; OutOfCalls when the share is used up."""

    def __init__(self, amazon: Amazon, marketplace_id: str) -> None:
        self._catalog = amazon.catalog
        self._marketplace_id = marketplace_id
        self._calls_left = MOST_CALLS

    def item(self, asin: str) -> Item | None:
        """The item with this ASIN; None if the marketplace has none."""
        self._count()
        said = self._catalog.item(self._marketplace_id, asin, included=NEEDED)
        return item_of(said, self._marketplace_id) if said else None

    def by_words(self, words: str) -> list[Item]:
        """Amazon's best items for these words, at most a page."""
        self._count()
        page = self._catalog.by_keywords(self._marketplace_id, words, included=NEEDED)
        return [item_of(said, self._marketplace_id) for said in page.items]

    def by_gcid(self, gcid: str) -> list[Item]:
        """The items that carry this GCID. Amazon has no search by it, so it is asked as a word: one call."""
        self._count()
        included = (*NEEDED, "attributes")
        page = self._catalog.by_keywords(self._marketplace_id, gcid, included=included)
        return carrying((item_of(said, self._marketplace_id) for said in page.items), gcid)

    def by_numbers(self, rank: str, gtins: Collection[str]) -> Hits:
        """The items that carry these numbers."""
        hits = Hits()
        by_type: dict[str, dict[str, str]] = defaultdict(dict)
        for gtin in sorted(gtins):
            kind, number = spoken(rank, gtin)
            by_type[kind][number] = gtin
        for kind, numbers in by_type.items():
            for some in _in_pieces(list(numbers)):
                self._ask(kind, {number: numbers[number] for number in some}, hits)
        return hits

    def variants(self, parents: Iterable[Item]) -> dict[str, Item]:
        """The variants of these parents by ASIN, with the values that tell them apart."""
        asins = list(dict.fromkeys(child for each in parents for child in each.children[:MOST_VARIANTS]))
        found = {}
        for some in _in_pieces(asins):
            for item in self._pages("ASIN", some, (*NEEDED, "attributes")):
                found[item.asin] = item
        return found

    def _ask(self, kind: str, numbers: dict[str, str], hits: Hits) -> None:
        """Ask for some numbers of one type. Where one of them spoils the call, each is asked for alone."""
        try:
            items = list(self._pages(kind, list(numbers), NEEDED))
        except Invalid as refusal:
            if len(numbers) == 1:
                hits.refused[next(iter(numbers.values()))] = str(refusal)
                return
            self._ask_alone(kind, numbers, hits)
            return
        if len(numbers) == 1:
            hits.items[next(iter(numbers.values()))] = items
            return
        asked = set(numbers.values())
        theirs = {item.asin: gtins_of(item) & asked for item in items}
        if all(theirs.values()):
            for item in items:
                for gtin in theirs[item.asin]:
                    hits.items[gtin].append(item)
        else:  # an item does not say which number found it
            self._ask_alone(kind, numbers, hits)

    def _ask_alone(self, kind: str, numbers: dict[str, str], hits: Hits) -> None:
        for number, gtin in numbers.items():
            self._ask(kind, {number: gtin}, hits)

    def _pages(self, kind: str, numbers: Sequence[str], included: Iterable[str]) -> Iterator[Item]:
        token = None
        for _page in range(MOST_PAGES):
            self._count()
            page = self._catalog.by_identifiers(
                self._marketplace_id, kind, numbers, included=included, page_token=token
            )
            yield from (item_of(said, self._marketplace_id) for said in page.items)
            token = page.next_token
            if token is None:
                return

    def _count(self) -> None:
        if self._calls_left <= 0:
            raise OutOfCalls
        self._calls_left -= 1


def _in_pieces(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), MOST_IDENTIFIERS):
        yield numbers[start : start + MOST_IDENTIFIERS]
