"""GTINs and ISBNs as numbers: check digits, and the one number behind their several lengths. Pure.

With zeros in front every UPC, EAN and ISBN-13 is a GTIN of 14 digits; zeros change neither the number nor its
check digit. Written out rather than taken from stdnum, which takes 10 to 30 µs a number where a catalog has a
million of them; the tests hold the two against each other.

Sources: GS1 General Specifications (check digit, GTIN-8, 12, 13 and 14, UPC-E), ISO 2108 (ISBN-10 and 13).
"""

from __future__ import annotations

import re
from operator import mul

LENGTH = 14
BOOKS = ("0978", "0979")
NOTHING = "0" * LENGTH  # its check digit is right, and yet it is the number of nothing

_ISBN_10 = re.compile(r"\d{9}[\dX]", re.ASCII).fullmatch
_WEIGHTS = range(10, 1, -1)


def is_gtin(digits: str) -> bool:
    """Whether 14 ASCII digits end in their check digit."""
    codes = digits.encode()
    # The digits' codes are 48 too great each, which adds 1344 in all.
    return (sum(codes[1::2]) + 3 * sum(codes[::2])) % 10 == 4 and digits != NOTHING


def is_isbn_10(text: str) -> bool:
    """Whether it is nine digits and their check digit, which may be X."""
    if not _ISBN_10(text) or not text.strip("0"):
        return False
    last = 10 if text[9] == "X" else int(text[9])
    total: int = sum(map(mul, _WEIGHTS, map(int, text[:9]))) + last
    return total % 11 == 0


def gtin_of_isbn_10(isbn: str) -> str:
    """The GTIN of the ISBN-13 of an ISBN-10."""
    body = f"0978{isbn[:9]}"
    codes = body.encode()
    return f"{body}{-(sum(codes[1::2]) + 3 * sum(codes[::2]) - 48 * 27) % 10}"


def isbn_10_of_gtin(gtin: str) -> str:
    """The ISBN-10 of a book's GTIN; '' where there is none (979… has no ISBN-10)."""
    if not gtin.startswith("0978"):
        return ""
    check = -sum(map(mul, _WEIGHTS, map(int, gtin[4:13]))) % 11
    return f"{gtin[4:13]}{'X' if check == 10 else check}"


def gtin_of_asin(asin: str) -> str:
    """The GTIN of a book, whose ASIN is its ISBN-10; '' for any other ASIN."""
    return gtin_of_isbn_10(asin) if asin[:1] != "B" and is_isbn_10(asin) else ""


def written_out(upc_e: str) -> str:
    """The 14 digits that the eight of a UPC-E stand for; whether its check digit is right is for is_gtin."""
    number, body, check = upc_e[0], upc_e[1:7], upc_e[7]
    last = body[5]
    if last in "012":
        middle = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        middle = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        middle = f"{body[:4]}00000{body[4]}"
    else:
        middle = f"{body[:5]}0000{last}"
    return f"00{number}{middle}{check}"


def shown(gtin: str) -> str:
    """A GTIN as it is printed below its bars: with 8, 12, 13 or 14 digits."""
    for length in (8, 12, 13):
        if gtin.startswith("0" * (LENGTH - length)):
            return gtin[-length:]
    return gtin
