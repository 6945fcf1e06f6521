"""Which ASINs an identifier or words find, in Amazon's own catalog and in what sellers list."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.catalog_items.barcodes import gtin14, isbn10, spellings
from sandbox.scenario.goods import good_of

CAP = 1000
"""How many ASINs a search finds at most, as at Amazon."""
REACH = 1_000_000
"""In how many listings words are looked for: titles have no index, and a call must not take long."""
BY_BARCODE = """
SELECT asin FROM catalog_item WHERE gtin IN ({gtins}) AND marketplace_id = ?
UNION SELECT asin FROM listing WHERE gtin IN ({texts}) AND marketplace_id = ? AND asin IS NOT NULL
ORDER BY asin
"""
BY_ASIN = """
SELECT asin FROM catalog_item WHERE marketplace_id = ? AND asin IN ({asins})
UNION SELECT asin FROM listing WHERE asin IN ({asins}) AND marketplace_id = ?
ORDER BY asin
"""
BY_SKU = """
SELECT DISTINCT asin FROM listing
WHERE seller_id = ? AND sku IN ({skus}) AND marketplace_id = ? AND asin IS NOT NULL AND deleted_at IS NULL
ORDER BY asin
"""
# The cross join walks the listings seller by seller, by their primary key: others' marketplaces cost nothing.
BY_WORDS = """
SELECT asin, brand FROM catalog_item WHERE marketplace_id = ?1 AND {own}
UNION ALL
SELECT asin, json_extract(attributes, '$.brand[0].value') FROM (
    SELECT asin, title, attributes
    FROM participation CROSS JOIN listing USING (seller_id, marketplace_id)
    WHERE marketplace_id = ?1 AND asin IS NOT NULL LIMIT {reach}
) AS listed
WHERE {listed}
  AND NOT EXISTS (SELECT 1 FROM catalog_item WHERE marketplace_id = ?1 AND asin = listed.asin)
"""
OWN_WORDS = "coalesce(brand, '') || ' ' || coalesce(gcid, '') || ' ' || title"


@dataclass(frozen=True, slots=True)
class Found:
    """An ASIN that words find, and by what the search can be narrowed; texts may be empty."""

    asin: str
    brand: str
    node: str
    node_name: str
    department: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """To which brands and browse nodes a search is narrowed; none named: to none."""

    brands: frozenset[str]  # casefolded
    nodes: frozenset[str]

    def admits(self, found: Found) -> bool:
        """Whether an ASIN is of them."""
        if self.brands and found.brand.casefold() not in self.brands:
            return False
        return not self.nodes or bool(self.nodes & {found.node, found.department})


def by_identifiers(
    db: sqlite3.Connection, kind: str, wanted: list[str], *, marketplace_id: str, seller_id: str
) -> list[str]:
    """The ASINs of these identifiers, in order; SKUs are those of the seller."""
    if kind == "SKU":
        sql = BY_SKU.format(skus=_holes(wanted))
        return _column(db, sql, (seller_id, *wanted, marketplace_id))
    if kind == "ASIN":
        return _by_asins(db, wanted, marketplace_id)
    gtins = [gtin for text in wanted if (gtin := gtin14(kind, text))]
    if not gtins:
        return []
    texts = [text for gtin in gtins for text in spellings(gtin)]
    sql = BY_BARCODE.format(gtins=_holes(gtins), texts=_holes(texts))
    found = _column(db, sql, (*gtins, marketplace_id, *texts, marketplace_id))
    books = [isbn for gtin in gtins if (isbn := isbn10(gtin))]
    return sorted({*found, *_by_asins(db, books, marketplace_id)})


def by_words(
    db: sqlite3.Connection, words: list[str], *, marketplace_id: str, narrowed: Narrowed, language: str
) -> list[Found]:
    """The first ASINs whose title, brand or GCID holds every word: its own, and of REACH listings."""
    likes = [f"%{_escaped(word)}%" for word in words]
    holes = [f"?{place}" for place in range(2, 2 + len(likes))]
    sql = BY_WORDS.format(
        own=" AND ".join(f"{OWN_WORDS} LIKE {hole} ESCAPE '\\'" for hole in holes),
        reach=REACH,
        listed=" AND ".join(f"title LIKE {hole} ESCAPE '\\'" for hole in holes),
    )
    rows = db.execute(sql, (marketplace_id, *likes))
    found = (_found(row, language) for row in _each_once(rows))
    return list(islice((each for each in found if narrowed.admits(each)), CAP))


def _each_once(rows: Iterable[sqlite3.Row]) -> Iterator[sqlite3.Row]:
    """An ASIN that several list is one."""
    seen = set()
    for row in rows:
        if row["asin"] not in seen:
            seen.add(row["asin"])
            yield row


def _by_asins(db: sqlite3.Connection, asins: list[str], marketplace_id: str) -> list[str]:
    sql = BY_ASIN.format(asins=_holes(asins))
    return _column(db, sql, (marketplace_id, *asins, *asins, marketplace_id))


def _found(row: sqlite3.Row, language: str) -> Found:
    good = good_of(row["asin"], language=language)
    if good is None:
        return Found(row["asin"], row["brand"] or "", "", "", "")
    make = good.make
    brand = row["brand"] or good.brand
    return Found(row["asin"], brand, make.node, make.nodes[language], good.department.node)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _column(db: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> list[str]:
    return [row[0] for row in db.execute(sql, values)]


def _holes(values: list[str]) -> str:
    return ",".join("?" * len(values))
