"""ASINs that say what they stand for, so that a picture can be drawn from the ASIN alone.

An ASIN of ours is B0, a letter, and seven base-36 digits that hide (serial, kind, colour) behind a
multiplication that can be undone. Books have ISBN-10s, as at Amazon.
"""

from typing import NamedTuple

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SPACE = 36**7
SCRAMBLE = 48_271_000_837  # shares no factor with 36
UNSCRAMBLE = pow(SCRAMBLE, -1, SPACE)
KINDS, COLOURS = 64, 32  # room for kinds and colours
LETTERS = "BCDFG7"


class Meaning(NamedTuple):
    """What an ASIN of ours stands for: which copy, of which kind, in which colour."""

    serial: int
    kind: int
    colour: int


def asin_of(meaning: Meaning) -> str:
    """The ASIN of a kind in a colour; another serial gives another ASIN."""
    number = (meaning.serial * KINDS + meaning.kind) * COLOURS + meaning.colour
    hidden = number * SCRAMBLE % SPACE
    text = ""
    for _ in range(7):
        hidden, digit = divmod(hidden, 36)
        text = DIGITS[digit] + text
    return "B0" + LETTERS[meaning.serial % len(LETTERS)] + text


def meaning_of(asin: str) -> Meaning | None:
    """The reverse of `asin_of`; None for an ISBN or any text that is no ASIN."""
    digits = asin[3:]
    if len(asin) != 10 or not asin.startswith("B0") or not (digits.isascii() and digits.isalnum()):
        return None
    if digits != digits.upper():
        return None
    number = int(digits, 36) * UNSCRAMBLE % SPACE
    rest, colour = divmod(number, COLOURS)
    return Meaning(rest // KINDS, rest % KINDS, colour)


def is_ours(asin: str, meaning: Meaning) -> bool:
    """Whether `asin_of(meaning)` is this ASIN, without making it: its digits tell, its letter must fit."""
    return asin[2] == LETTERS[meaning.serial % len(LETTERS)]


def isbn10(number: int) -> str:
    """The ISBN-10 with these nine digits."""
    digits = f"{number % 10**9:09d}"
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return digits + ("X" if check == 10 else str(check))


def ean13(number: int) -> str:
    """A made-up EAN-13 with a right check digit, in the range 20 that GS1 leaves for in-house numbers."""
    return _with_check(f"20{number % 10**10:010d}")


def isbn13(isbn: str) -> str:
    """The ISBN-13 of an ISBN-10: the barcode on the book."""
    return _with_check(f"978{isbn[:9]}")


def upc_a(number: int) -> str:
    """A UPC-A with a right check digit, in the range that textbooks use; it begins with a zero."""
    return _with_check(f"012345{number % 10**5:05d}")


def _with_check(digits: str) -> str:
    """The digits and their check digit: counted from the right, every other one weighs three."""
    check = -sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits))) % 10
    return f"{digits}{check}"
