"""Articles that make matching work: a barcode finds one ASIN, several, a family or none, or is damaged."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.scenario.articles import Article, of_ware
from sandbox.scenario.asins import Meaning, asin_of, isbn13
from sandbox.scenario.assortment import (
    WITH_BARCODE,
    WITH_GCID,
    Ware,
    branded,
    further,
    gcid_of,
    parent_barcode,
    twinned,
)
from sandbox.scenario.goods import NO_COLOUR, PARENT, good_of, isbn_of
from sandbox.scenario.items import AMERICAN
from sandbox.scenario.words import books, kinds

EVERYWHERE = ("us", "uk", "de")
FINDS_ONE, FINDS_NONE = 6, 4
HYPHENS = (1, 4, 9)  # where an ISBN-10 is parted
DAMAGES = (
    "wrong check digit",
    "another wrong check digit",
    "spreadsheet",
    "blanks",
    "prefix",
)


def puzzles() -> dict[str, list[Article]]:
    """The articles by what is the matter with them; none is on Amazon yet, and none has an ASIN."""
    wares = [ware for kind in kinds() for ware in further(kind) if ware.place and ware != twinned(kind)]
    known = iter([ware for ware in wares if ware.is_known and ware.kind.brand not in AMERICAN])
    american = iter([ware for ware in wares if ware.is_known and ware.kind.brand in AMERICAN])
    unknown = iter([ware for ware in wares if not ware.is_known])
    found = {
        "finds one": [_plain(next(known)) for _ in range(FINDS_ONE)],
        "finds several": [_plain(ware) for kind in kinds() if (ware := twinned(kind))],
        "finds none": [_plain(next(unknown)) for _ in range(FINDS_NONE)],
        "finds a family": list(_families()),
        "is a book": list(_books()),
        "lost its leading zero": [_zero_lost(next(american)) for _ in range(2)],
        "UPC as an EAN": [_as_ean(next(american))],
    }
    for damage in DAMAGES:
        found[damage] = [_damaged(next(known), damage)]
    found["shares a barcode"] = list(_sharing(next(known)))
    found["differs in case"] = list(_case_twins(next(unknown)))
    for ware in filter(None, map(branded, kinds())):
        name = "has a GCID" if ware.kind.code == WITH_GCID else "has a GCID that finds another"
        found[name] = [replace(_plain(ware), barcodes={"gcid": gcid_of(ware.kind)})]
    return found


def _plain(ware: Ware) -> Article:
    return of_ware(ware, websites=EVERYWHERE)


def _families() -> Iterator[Article]:
    for kind in kinds():
        if kind.code in WITH_BARCODE:
            asin = asin_of(Meaning(PARENT, kind.number, NO_COLOUR))
            good = good_of(asin, language="en")
            assert good is not None
            yield Article(
                f"{good.part_number}-ANY",
                f"{good.title}, any colour",
                good,
                EVERYWHERE,
                9,
                barcodes={"ean": parent_barcode(kind)},
                image=f"/images/{asin}.svg",
            )


def _books() -> Iterator[Article]:
    """Second editions: by ISBN-10, with hyphens, by ISBN-13, and by the EAN on the back."""
    for number, book in enumerate(books()[:4]):
        isbn = isbn_of(book, edition=2)
        first, second, third = HYPHENS
        typed = (
            {"isbn": isbn},
            {"isbn": "-".join((isbn[:first], isbn[first:second], isbn[second:third], isbn[third:]))},
            {"isbn": isbn13(isbn)},
            {"ean": isbn13(isbn)},
        )[number]
        good = good_of(isbn, language="en")
        assert good is not None
        yield Article(
            f"BOOK-{book.code}-2ND",
            good.title,
            good,
            EVERYWHERE,
            14,
            barcodes=typed,
            image=f"/images/{isbn}.svg",
        )


def _zero_lost(ware: Ware) -> Article:
    return replace(_plain(ware), barcodes={"upc": ware.gtin.lstrip("0")})


def _as_ean(ware: Ware) -> Article:
    return replace(_plain(ware), barcodes={"ean": f"0{ware.gtin}"})


def _damaged(ware: Ware, damage: str) -> Article:
    gtin = ware.gtin
    typed = {
        "wrong check digit": gtin[:-1] + str((int(gtin[-1]) + 3) % 10),
        "another wrong check digit": gtin[:-2] + str((int(gtin[-2]) + 1) % 10) + gtin[-1],
        "spreadsheet": f"{int(gtin):.2E}",
        "blanks": f" {gtin[:1]} {gtin[1:7]} {gtin[7:]} ",
        "prefix": f"EAN: {gtin}",
    }[damage]
    return replace(_plain(ware), barcodes={"ean": typed})


def _sharing(ware: Ware) -> Iterator[Article]:
    article = _plain(ware)
    yield article
    yield replace(article, sku=f"{article.sku}-GIFT", name=f"{article.name}, gift box", kind=None)


def _case_twins(ware: Ware) -> Iterator[Article]:
    article = replace(_plain(ware), barcodes={}, kind=None)
    yield replace(article, sku=f"{article.sku}-SET")
    yield replace(article, sku=f"{article.sku}-SET".lower(), name=f"{article.name} (small set)")
