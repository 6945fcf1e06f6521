"""Writes an ALL_DATA report of any length as Amazon would: 29 columns, cp1252, CRLF, gzip, the same for the
same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from isal import igzip

COLUMNS = (
    "item-name", "item-description", "listing-id", "seller-sku", "price",
    "quantity", "open-date", "image-url", "item-is-marketplace", "product-id-type",
    "zshop-shipping-fee", "item-note", "item-condition", "zshop-category1", "zshop-browse-path",
    "zshop-storefront-feature", "asin1", "asin2", "asin3", "will-ship-internationally",
    "expedited-shipping", "zshop-boldface", "product-id", "bid-for-featured-placement", "add-delete",
    "pending-quantity", "fulfillment-channel", "merchant-shipping-group", "status",
)  # fmt: skip
BRANDS = (
    "Alder & Ash",
    "Brightwater",
    "Café Lumière",
    "Dorfner",
    "Evergrove",
    "Fjordlys",
    "Granville",
    "Hüttenwerk",
)
NOUNS = ("Water Bottle", "Desk Lamp", "Kitchen Scale", "Yoga Mat", "Phone Case", "Picnic Blanket",
"Tea Kettle",
         "Garden Hose", "Bath Towel", "Wall Clock", "Dog Lead", "Bike Light", "Storage Box",
         "Cable 2 m")  # fmt: skip
TRAITS = ("Stainless Steel", "Double Walled", "Foldable", "Dishwasher Safe", "Extra Large", "with Lid",
          "Set of 2", "12\" Wide", "Non-Slip", "Rechargeable", "for Travel", "Matte Black")  # fmt: skip
COLOURS = ("Blue", "Green", "Red", "Sand", "Anthracite", "White", "Black")
SENTENCES = (
    "Made of food-safe material that keeps its shape for years, tested every day in our own kitchen.",
    "The handle stays cool, the lid closes tight, and everything goes into the dishwasher.",
    "Comes in a plain box without plastic; the instructions are printed on the inside of the lid.",
    "Please measure twice before you order: the outer size is given, the inner one is a little less.",
    "We ship from our own warehouse and answer every question within a day, on Sundays too.",
)
BATCH = 5_000
_SKU, _PRICE = COLUMNS.index("seller-sku"), COLUMNS.index("price")


def lines(count: int) -> Iterator[bytes]:
    """`count` lines, the same at every call."""
    draw = random.Random(1)
    for number in range(count):
        yield _line(number, draw)


def _line(number: int, draw: random.Random) -> bytes:
    asin = f"B0{number:08d}"
    by_amazon = draw.random() < 0.3
    quantity = draw.choice((0, 1, 2, 3, 5, 8, 12, 40, 250))
    status = "Incomplete" if draw.random() < 0.02 else "Active" if by_amazon or quantity else "Inactive"
    # One title in thirty has letters beyond ASCII.
    brand = draw.choice(BRANDS if draw.random() < 0.1 else BRANDS[:2])
    title = (
        f"{brand} {draw.choice(NOUNS)}, {draw.choice(TRAITS)}, {draw.choice(TRAITS)}, {draw.choice(COLOURS)}"
    )
    price = draw.randrange(299, 19_999)
    day = f"20{draw.randrange(12, 26)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"
    opened = f"{day} {draw.randrange(24):02d}:{draw.randrange(60):02d}:17"
    cells = dict.fromkeys(COLUMNS, "") | {
        "item-name": title,
        "item-description": f"{title}. {' '.join(draw.choices(SENTENCES, k=draw.randrange(1, 6)))}",
        "listing-id": f"{number:04d}{draw.randrange(10**7):07d}",
        "seller-sku": f"{draw.choice('ABCDEFGH')}{draw.randrange(100):02d}-{number:07d}",
        "price": f"{price / 100:.2f}",
        "quantity": "" if by_amazon else str(quantity),
        "open-date": f"{opened} {'PDT' if 4 <= int(day[5:7]) <= 10 else 'PST'}",
        "item-is-marketplace": "y",
        "product-id-type": "1",
        "item-condition": "11",
        "asin1": asin,
        "product-id": asin,
        "pending-quantity": "" if by_amazon else "0",
        "fulfillment-channel": "AMAZON_NA" if by_amazon else "DEFAULT",
        "merchant-shipping-group": "" if by_amazon else "Migrated Template",
        "status": status,
    }
    return "\t".join(cells.values()).encode("cp1252")


def write(path: Path, source: Iterator[bytes]) -> int:
    """Writes header and lines as one gzip file; the bytes before compression."""
    size = 0
    with igzip.open(path, "wb", compresslevel=2) as target:  # type: ignore[no-untyped-call]
        piece = ["\t".join(COLUMNS).encode()]
        for line in source:
            piece.append(line)
            if len(piece) == BATCH:
                size += target.write(b"\r\n".join(piece) + b"\r\n")
                piece.clear()
        if piece:
            size += target.write(b"\r\n".join(piece) + b"\r\n")
    return size


def a_day_later(path: Path, *, every: int) -> Iterator[bytes]:
    """A report's lines: one in `every` with another price, one in ten times `every` gone, as many new."""
    for number, line in enumerate(_lines_of(path)):
        if number % (10 * every) == 1:
            yield _as_new(line)
            continue
        if number % every == 0:
            cells = line.split(b"\t")
            cells[_PRICE] = b"1" + cells[_PRICE]
            yield b"\t".join(cells)
        else:
            yield line


def twice(path: Path) -> Iterator[bytes]:
    """The lines of a report, and as many again under other SKUs."""
    yield from _lines_of(path)
    for line in _lines_of(path):
        yield _as_new(line)


def _as_new(line: bytes) -> bytes:
    cells = line.split(b"\t")
    cells[_SKU] = b"NEW-" + cells[_SKU]
    return b"\t".join(cells)


def _lines_of(path: Path) -> Iterator[bytes]:
    with igzip.open(path, "rb") as source:  # type: ignore[no-untyped-call]
        next(source)
        for line in source:
            yield line.rstrip(b"\r\n")
