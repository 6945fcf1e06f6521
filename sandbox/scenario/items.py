"""The things the demo shop sells: each kind in its sizes and colours, and the books; some under odd SKUs."""

from dataclasses import dataclass, replace

from sandbox.scenario.asins import Meaning, asin_of, ean13, isbn13, upc_a
from sandbox.scenario.goods import NO_COLOUR, PARENT, SOLD, isbn_of, part_number
from sandbox.scenario.words import Book, Kind, book_title, books, kinds, palette, title_of

ODD_SKUS = {
    "KEL-FRYPAN-12-GRF": 'PAN 12" GRAPHITE',
    "KEL-MUG-GRN": "MUG 350 ML GREEN",
    "MOR-TOWEL-BATH-GRY": "TOWEL/BATH/GREY",
    "INK-INK-BLU": "INK,1.7OZ,BLUE",
    "OST-MILL-OAK": "SALT&PEPPER-OAK",
    "PIP-KITE-RED": "50%-KITE+RED",
    "FER-TENT-4PER-OLV": "TENT #4?OLIVE",
    "PAP-NOTEBOOK-A5-RED": "00012345",
    "PAP-NOTEBOOK-A5-BLU": "0007",
    "KEL-TEAPOT-YEL": "KÄNNCHEN-GELB",
    "KEL-TEAPOT-RED": "急須-001",
    "MOR-RUG-5X7F-SGE": "MORROWLIN_RUG.5x7.SAGE.HAND-FINISHED.01",
    "TAR-LAMP-YEL": "LAMP;400LM=YELLOW",
}
"""SKUs as sellers really choose them: blanks, quotes, slashes, commas, leading zeros, other scripts."""
LOCAL_ONLY = {"KÄNNCHEN-GELB": "de", "急須-001": "jp"}
"""SKUs that only the seller of that website could have typed."""
FAMILIES = ("FRYPAN", "MUG", "BOTTLE", "TOWEL", "NOTEBOOK")
"""Kinds that are sold as a variation family, under a parent."""
AMERICAN = ("Ostravik", "Tarnvik")
"""Brands whose barcodes are UPCs; the others have EANs."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to sell. Titles by language; `usd` is what it costs in the United States."""

    sku: str
    asin: str
    product_type: str
    usd: float
    titles: dict[str, str]
    gtin: str
    category: str
    parent_sku: str | None = None


def items() -> list[Item]:
    """Every item of the demo, in a fixed order."""
    made = [item for kind in kinds() for item in _of_kind(kind)]
    return [replace(item, sku=ODD_SKUS.get(item.sku, item.sku)) for item in made] + [
        _of_book(book) for book in books()
    ]


def parent_of(kind: Kind) -> Item:
    """The variation parent of a kind: not for sale itself."""
    titles = {
        language: title_of(kind, size=0, colour=palette(kind.palette)[0], language=language).split(",")[0]
        for language in ("en", "de", "ja")
    }
    return Item(
        parent_sku(kind),
        asin_of(Meaning(PARENT, kind.number, NO_COLOUR)),
        kind.product_type,
        kind.usd,
        titles,
        "",
        kind.category,
    )


def parent_sku(kind: Kind) -> str:
    """KEL-MUG-PARENT."""
    return f"{kind.brand[:3].upper()}-{kind.code}-PARENT"


def barcode(kind: Kind, place: int, colour: int) -> str:
    """The barcode of a kind in its size number `place` and a colour; places from 9 on are no sizes."""
    number = kind.number * 1000 + place * 100 + colour
    return upc_a(number) if kind.brand in AMERICAN else ean13(number)


def _of_kind(kind: Kind) -> list[Item]:
    made = []
    for place in range(len(kind.sizes)):
        for colour in palette(kind.palette):
            titles = {
                language: title_of(kind, size=place, colour=colour, language=language)
                for language in ("en", "de", "ja")
            }
            made.append(
                Item(
                    part_number(kind, place, colour),
                    asin_of(Meaning(SOLD + place, kind.number, colour.number)),
                    kind.product_type,
                    round(kind.usd * (1 + 0.35 * place), 2),
                    titles,
                    barcode(kind, place, colour.number),
                    kind.category,
                    parent_sku(kind) if kind.code in FAMILIES else None,
                )
            )
    return made


def _of_book(book: Book) -> Item:
    titles = {language: book_title(book, language=language) for language in ("en", "de", "ja")}
    isbn = isbn_of(book)
    return Item(f"BOOK-{book.code}", isbn, "ABIS_BOOK", book.usd, titles, isbn13(isbn), "Books")
