"""Barcodes: which text of which type is which GTIN. UPC-A, EAN-13 with a leading zero and GTIN-14 are one."""

import re

LENGTHS = {"EAN": (8, 13), "JAN": (8, 13), "UPC": (12,), "GTIN": (8, 12, 13, 14), "ISBN": (10, 13)}
SPELLINGS = (8, 12, 13, 14)
BOOKLAND = ("978", "979")


def gtin14(kind: str, text: str) -> str | None:
    """The 14 digits that a barcode of that type stands for; None for a text that is none of that type.

    Nothing is repaired: a barcode without its leading zeros, or as a spreadsheet shows it, finds nothing.
    """
    if kind == "ISBN" and re.fullmatch(r"\d{9}[\dX]", text):
        return with_check(BOOKLAND[0] + text[:9]).zfill(14)
    if not re.fullmatch(r"\d+", text, re.ASCII) or len(text) not in LENGTHS.get(kind, ()):
        return None
    if kind == "ISBN" and not text.startswith(BOOKLAND):
        return None
    return text.zfill(14)


def spellings(gtin: str) -> list[str]:
    """Every text that may stand for a GTIN-14: with fewer zeros before it, and as an ISBN-10."""
    bare = gtin.lstrip("0")
    found = [bare.zfill(length) for length in SPELLINGS if len(bare) <= length]
    return [*found, *filter(None, [isbn10(gtin)])]


def isbn10(gtin: str) -> str | None:
    """The ISBN-10 of a GTIN-14, which is the ASIN of a book; None for what is no book."""
    if not gtin.startswith("0978"):
        return None
    digits = gtin[4:13]
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return digits + ("X" if check == 10 else str(check))


def with_check(digits: str) -> str:
    """The digits and their check digit: counted from the right, every other one weighs three."""
    check = -sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits))) % 10
    return f"{digits}{check}"


def identifiers(gtin: str) -> list[tuple[str, str]]:
    """Type and text of every identifier that a GTIN-14 is: EAN, GTIN, ISBN or UPC."""
    found = [("EAN", gtin[1:]), ("GTIN", gtin)] if gtin.startswith("0") else [("GTIN", gtin)]
    if gtin[1:].startswith(BOOKLAND):
        found.append(("ISBN", gtin[1:]))
    if gtin.startswith("00"):
        found.append(("UPC", gtin[2:]))
    return found
