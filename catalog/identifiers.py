"""Product identifiers as people and spreadsheets write them, in the one form that can be compared. Pure.

UPC, EAN, ISBN and GTIN all end as a GTIN of 14 digits (see gtin.py), so UPC 036000291452 and EAN
0036000291452 are equal, and zeros that a spreadsheet lost come back with certainty: they do not change the
check digit. Digits that it rounded away never come back, and what can be read in two ways is named, not
guessed at.

Source for ASINs: Amazon's page on product ids (ten letters and digits; for a book it is the ISBN-10).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from catalog import gtin as gtins


class Kind(StrEnum):
    """What an identifier is said to be."""

    ASIN = "asin"
    UPC = "upc"
    EAN = "ean"
    GTIN = "gtin"
    ISBN = "isbn"
    GCID = "gcid"
    SKU = "sku"


NUMBERS = frozenset({Kind.UPC, Kind.EAN, Kind.GTIN, Kind.ISBN})  # the kinds that end as a GTIN


class Repair(StrEnum):
    """What was put right without a doubt."""

    SIGNS = "signs"  # blanks, hyphens, quotes, wide digits, thousands separators, lower case
    LABEL = "label"  # "ISBN-13: 978…", or the address of Amazon's page
    ZEROS = "zeros"  # leading zeros that a spreadsheet dropped
    EXPONENT = "exponent"  # 4.006381333931E+12, with all digits still there
    DECIMALS = "decimals"  # 4006381333931.0
    SHORT_UPC = "short_upc"  # UPC-E, written out
    OTHER_ISBN = "other_isbn"  # an ISBN-10 where an EAN or GTIN belongs, an ISBN-13 where an ASIN does


class Problem(StrEnum):
    """Why a value cannot be used."""

    DIGITS = "digits"  # something that is no digit
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"
    ROUNDED = "rounded"  # 1.23E+12: the spreadsheet threw digits away
    TWO_READINGS = "two_readings"  # right as two different numbers
    PLACEHOLDER = "placeholder"  # 0000000000000, n/a
    NOT_ISBN = "not_isbn"  # a GTIN, but not of a book
    NOT_ASIN = "not_asin"
    NOT_GCID = "not_gcid"
    CONTROL = "control"  # a tab or line break inside


class Identifier(NamedTuple):
    """`value`: 14 digits, an ASIN, a GCID or the exact SKU; '' if blank or if there is a problem."""

    kind: Kind
    value: str
    repairs: tuple[Repair, ...] = ()
    problem: Problem | None = None


# Raise it when a text is read otherwise than before: the index of identifiers is then read anew.
VERSION = 1

LONGEST_SKU = 255
_SIZES = frozenset({8, 12, 13, 14})
_NOTHING = frozenset({"NA", "NAN", "NONE", "NULL", "NIL", "DOESNOTAPPLY", "NOTAPPLICABLE", "TBD", "UNKNOWN"})

_IS_ASIN = re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{10}", re.ASCII).fullmatch
_IS_GCID = re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{16}", re.ASCII).fullmatch
_LABEL = re.compile(
    r"^(?:ISBN|EAN|UPC|GTIN|JAN|ASIN|GCID)(?:[- ]?(?:1[0-4]|8|A|E))?(?:\s*[:#=]\s*|\s+)",
    re.ASCII | re.IGNORECASE,
)
_PAGE = re.compile(
    r"https?://[^/\s]*amazon\.[^/\s]+/(?:\S*/)?(?:dp|product)/([A-Z0-9]{10})(?:[/?#]\S*)?",
    re.ASCII | re.IGNORECASE,
).fullmatch
_QUOTED = re.compile(r"=?\"(.*)\"|'(.*?)'?", re.DOTALL).fullmatch  # ="036000291452" and '036000291452
_EXPONENT = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,2})", re.ASCII).fullmatch
_DECIMALS = re.compile(r"(\d+)[.,]0+", re.ASCII).fullmatch
_GROUPS = re.compile(r"\d{1,3}([.,'’])\d{3}(?:\1\d{3})+", re.ASCII).fullmatch
# blanks of every kind, what cannot be seen, hyphens and dashes
_SIGNS = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2060\ufeff\-\u2010-\u2015\u2212_]+")


def normalise(kind: Kind, text: str) -> Identifier:
    """The identifier in its comparable form, with what was repaired; or the problem that forbids to use it.

    Clean values take a microsecond. A SKU is never changed: blanks, case and zeros belong to it.
    """
    if kind in NUMBERS:
        if 12 <= len(text) <= gtins.LENGTH and text.isascii() and text.isdecimal():
            gtin = text.zfill(gtins.LENGTH)
            if gtins.is_gtin(gtin) and (kind is not Kind.ISBN or gtin.startswith(gtins.BOOKS)):
                return Identifier(kind, gtin)
        return _number(kind, text)
    if kind is Kind.ASIN:
        return Identifier(kind, text) if _IS_ASIN(text) and text[0] != "0" else _asin(text)
    return _gcid(text) if kind is Kind.GCID else _sku(text)


def _number(kind: Kind, text: str) -> Identifier:
    """The slow way, for all that is not plainly a number of 12 to 14 digits."""
    bare, repairs, problem = _digits(text)
    if problem is None and bare and not bare.strip("0"):
        problem = Problem.PLACEHOLDER
    if problem is not None:
        return _wrong(kind, problem)
    if not bare:
        return Identifier(kind, "")
    if kind is Kind.ISBN and len(bare) <= 10:
        return _short_isbn(bare, repairs)
    if len(bare) == 10 and gtins.is_isbn_10(bare):
        return _ten_digits(kind, bare, repairs)
    if not (bare.isascii() and bare.isdecimal()):
        return _wrong(kind, Problem.DIGITS)
    may_be_short = kind is Kind.UPC and len(bare) == 8 and bare[0] in "01"
    return _short_upc(bare, repairs) if may_be_short else _judged(kind, bare, repairs)


def _judged(kind: Kind, digits: str, repairs: tuple[Repair, ...]) -> Identifier:
    """Digits of any number: a GTIN with the zeros it should have, or what is wrong with them."""
    if not 8 <= len(digits) <= gtins.LENGTH:
        return _wrong(kind, Problem.LENGTH)
    gtin = digits.zfill(gtins.LENGTH)
    if not gtins.is_gtin(gtin):
        return _wrong(kind, Problem.CHECK_DIGIT)
    if kind is Kind.ISBN and not gtin.startswith(gtins.BOOKS):
        return _wrong(kind, Problem.NOT_ISBN)
    return Identifier(kind, gtin, repairs if len(digits) in _SIZES else (*repairs, Repair.ZEROS))


def _short_isbn(bare: str, repairs: tuple[Repair, ...]) -> Identifier:
    """An ISBN-10, or what is left of one that began with a zero or two."""
    if not (bare[:-1].isdecimal() and bare.isascii() and bare[-1] in "0123456789X"):
        return _wrong(Kind.ISBN, Problem.DIGITS)
    if len(bare) < 8:
        return _wrong(Kind.ISBN, Problem.LENGTH)
    if not gtins.is_isbn_10(bare.zfill(10)):
        return _wrong(Kind.ISBN, Problem.CHECK_DIGIT)
    zeros = (Repair.ZEROS,) if len(bare) < 10 else ()
    return Identifier(Kind.ISBN, gtins.gtin_of_isbn_10(bare.zfill(10)), (*repairs, *zeros))


def _ten_digits(kind: Kind, bare: str, repairs: tuple[Repair, ...]) -> Identifier:
    """An ISBN-10 where another number is expected – if it is not a UPC that lost two zeros as well."""
    if bare.isdecimal() and gtins.is_gtin(bare.zfill(gtins.LENGTH)):
        return _wrong(kind, Problem.TWO_READINGS)
    return Identifier(kind, gtins.gtin_of_isbn_10(bare), (*repairs, Repair.OTHER_ISBN))


def _short_upc(digits: str, repairs: tuple[Repair, ...]) -> Identifier:
    """Eight digits that begin with 0 or 1: a UPC-E, or an EAN-8. GS1 gives no EAN-8 that begins with 0."""
    long = gtins.written_out(digits)
    if not gtins.is_gtin(long):
        return _judged(Kind.UPC, digits, repairs)
    if digits[0] == "1" and gtins.is_gtin(digits.zfill(gtins.LENGTH)):
        return _wrong(Kind.UPC, Problem.TWO_READINGS)
    return Identifier(Kind.UPC, long, (*repairs, Repair.SHORT_UPC))


def _asin(text: str) -> Identifier:
    bare, repairs = _bare(text)
    if page := _PAGE(text.strip()):
        bare, repairs = page[1].upper(), (Repair.LABEL,)
    if not bare:
        return Identifier(Kind.ASIN, "")
    if bare.replace("/", "") in _NOTHING or not bare.strip("0"):
        return _wrong(Kind.ASIN, Problem.PLACEHOLDER)
    if _IS_ASIN(bare):
        return Identifier(Kind.ASIN, bare, repairs)
    if bare[0].isdigit():  # a book's number that a spreadsheet took for a number, or its ISBN-13
        book = normalise(Kind.ISBN, text)
        if asin := gtins.isbn_10_of_gtin(book.value):
            longer = (Repair.OTHER_ISBN,) if asin.lstrip("0") not in bare else ()
            return Identifier(Kind.ASIN, asin, (*book.repairs, *longer))
        if book.problem is Problem.ROUNDED:
            return _wrong(Kind.ASIN, Problem.ROUNDED)
    return _wrong(Kind.ASIN, Problem.NOT_ASIN)


def _gcid(text: str) -> Identifier:
    bare, repairs = _bare(text)
    if not bare:
        return Identifier(Kind.GCID, "")
    if bare.replace("/", "") in _NOTHING or not bare.strip("0"):
        return _wrong(Kind.GCID, Problem.PLACEHOLDER)
    return Identifier(Kind.GCID, bare, repairs) if _IS_GCID(bare) else _wrong(Kind.GCID, Problem.NOT_GCID)


def _sku(text: str) -> Identifier:
    if not text or text.isspace():
        return Identifier(Kind.SKU, "")
    if len(text) > LONGEST_SKU:
        return _wrong(Kind.SKU, Problem.LENGTH)
    if not text.isprintable() and any(ord(sign) < 32 for sign in text):
        return _wrong(Kind.SKU, Problem.CONTROL)
    return Identifier(Kind.SKU, text)


def _wrong(kind: Kind, problem: Problem) -> Identifier:
    return Identifier(kind, "", (), problem)


def _bare(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Upper case without label, quotes, blanks and hyphens; and what of these there was."""
    wide = unicodedata.normalize("NFKC", text).strip()
    if quoted := _QUOTED(wide):
        wide = quoted[1] if quoted[1] is not None else quoted[2]
    named = _LABEL.sub("", wide.lstrip())
    bare = _SIGNS.sub("", named).upper()
    repairs = (Repair.LABEL,) if named != wide.lstrip() else ()
    return bare, (*repairs, *((Repair.SIGNS,) if bare != named or wide != text else ()))


def _digits(text: str) -> tuple[str, tuple[Repair, ...], Problem | None]:
    """As `_bare`, and what a spreadsheet's number format did undone where no digit was lost."""
    bare, repairs = _bare(text)
    if bare.replace("/", "") in _NOTHING:
        return "", (), Problem.PLACEHOLDER
    if power := _EXPONENT(bare):
        digits = power[1] + (power[2] or "")
        if len(digits) != int(power[3]) + 1:
            return "", (), Problem.ROUNDED
        return digits, (*repairs, Repair.EXPONENT), None
    if whole := _DECIMALS(bare):
        return whole[1], (*repairs, Repair.DECIMALS), None
    if _GROUPS(bare):
        return re.sub(r"\D", "", bare), tuple(dict.fromkeys((*repairs, Repair.SIGNS))), None
    return bare, repairs, None
