"""Which charset a report is in: what it declares is only the first guess, for reports are often labelled
wrongly."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

ENOUGH = 1_000  # lines with other than ASCII characters that are looked at
FALLBACK = "cp1252"
# Java's names, which Amazon uses, and labels that in practice mean the wider Windows charset.
NAMES = {
    "windows-31j": "cp932",
    "ms932": "cp932",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "",  # a label that says nothing about the bytes that make the difference
    "ascii": "",
}


def declared(content_type: str) -> str:
    """The codec a Content-Type names, in Python's words; '' if it names none or one we do not have."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    return codec(found[1]) if found else ""


def codec(name: str) -> str:
    """Python's name of a charset; '' if there is no such codec."""
    name = name.strip().lower()
    name = NAMES.get(name, name)
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def decide(lines: Iterable[bytes], *, declared: str, marketplace: str) -> str:
    """The codec in which the lines make sense: declared → the marketplace's → UTF-8 → cp1252.

    Valid UTF-8 comes before all: text in any other charset is practically never valid UTF-8 by accident,
    while UTF-8 read as cp1252 gives no error, only broken characters. One line in a hundred may be
    unreadable before a charset is dropped, for a single broken line must not turn a whole Japanese report
    into cp1252.
    """
    odd: list[bytes] = []
    for line in lines:
        if not line.isascii():
            odd.append(line)
            if len(odd) == ENOUGH:
                break
    candidates = ["utf-8", declared, marketplace, FALLBACK]
    if not odd:
        return next(name for name in (declared, marketplace, FALLBACK) if name)
    for name in filter(None, candidates):
        if _unreadable(odd, name) * 100 <= len(odd):
            return name
    return FALLBACK


def _unreadable(lines: list[bytes], name: str) -> int:
    failed = 0
    for line in lines:
        try:
            line.decode(name)
        except UnicodeDecodeError:
            failed += 1
    return failed
