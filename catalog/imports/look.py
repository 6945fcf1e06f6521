"""What kind of file it is: its encoding, its delimiter, its header. Reads bytes, never the whole file."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from catalog.imports import workbook
from catalog.imports.errors import BadFile, line_too_long

LONGEST = 1 << 20  # bytes of a line, and of a record that spans several
PIECE = 1 << 16
"""Bytes that are read at once. Larger pieces leave holes in the process's memory that nothing fills again:
of a file of 81 MB read and decoded in pieces of 1 MB 49 MB stayed, in these 0.4 MB."""
MOST_COLUMNS = 2_000
ENOUGH = 1_000  # lines with other than ASCII characters that are looked at
UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")  # no characters of cp1252
MAGIC = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"\x7fELF": "ELF",
}
DELIMITERS = ",;\t|"


class Layout(NamedTuple):
    """How a table is laid out in its file."""

    kind: str  # csv or xlsx
    encoding: str = "utf-8"
    delimiter: str = ","
    enclosure: str = '"'
    start: int = 0  # bytes of the byte order mark


def normalise(path: Path) -> str:
    """Turn UTF-16 into UTF-8 in place; the encoding the file came in. BadFile for what holds no text."""
    with path.open("rb") as source:
        head = source.read(1 << 16)
    if not head.strip():
        raise BadFile("empty", _("The file is empty."))
    if head[:4] == b"PK\x03\x04":
        return "xlsx"
    for magic, name in MAGIC.items():
        if head.startswith(magic):
            raise BadFile("binary", _("This is a %s file. Send a CSV or XLSX file.") % name)
    if encoding := _wide(head):
        _rewrite(path, encoding)
        return encoding
    if head.count(b"\x00") * 1000 > len(head):
        raise BadFile("binary", _("This is no text file. Send a CSV or XLSX file."))
    return ""


def _wide(head: bytes) -> str:
    """The name of the UTF-16 flavour; '' if it is none. Without a mark, every other byte of text is NUL."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2], head[1:2000:2]
    if odd and odd.count(0) * 10 > len(odd) * 7 and even.count(0) * 10 < len(even):
        return "utf-16-le"
    if even and even.count(0) * 10 > len(even) * 7 and odd.count(0) * 10 < len(odd):
        return "utf-16-be"
    return ""


def _rewrite(path: Path, encoding: str) -> None:
    part = path.with_suffix(".utf8")
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source, part.open("wb") as target:
            while piece := source.read(PIECE):
                target.write(decoder.decode(piece).encode())
            target.write(decoder.decode(b"", final=True).encode())
        part.replace(path)
    except UnicodeError as broken:
        part.unlink(missing_ok=True)
        raise BadFile("encoding", _("The file is marked as UTF-16 and is none.")) from broken


def layout_of(path: Path, *, encoding: str = "", delimiter: str = "", enclosure: str = "") -> Layout:
    """The layout of a normalised file; what is given is taken as given."""
    if is_workbook(path):
        return Layout("xlsx")
    with path.open("rb") as source:
        start = len(codecs.BOM_UTF8) if source.read(3) == codecs.BOM_UTF8 else 0
        source.seek(start)
        first = source.readline(LONGEST + 1)
        while first and not first.strip():
            first = source.readline(LONGEST + 1)
    if len(first) > LONGEST:
        raise line_too_long(1, LONGEST)
    found = encoding or ("utf-8" if start else encoding_of(path))
    text = first.decode(found, "replace")
    return Layout("csv", found, delimiter or _delimiter(text), enclosure or '"', start)


def is_workbook(path: Path) -> bool:
    """True for XLSX; BadFile for another kind of ZIP file, and for one that cannot or should not be read."""
    with path.open("rb") as source:
        if source.read(4) != b"PK\x03\x04":
            return False
    workbook.check(path)
    return True


def encoding_of(path: Path) -> str:
    """utf-8 or cp1252. One line in a hundred may be broken UTF-8; more of them say that it is none.

    BadFile if it is neither.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as source:
        try:
            while piece := source.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
    odd = broken = undefined = 0
    with path.open("rb") as source:
        for line in _odd_lines(source):
            odd += 1
            broken += not _is_utf8(line)
            undefined += bool(UNDEFINED.intersection(line))
    if broken * 100 <= odd:
        return "utf-8"
    if undefined * 100 > odd:
        raise BadFile(
            "encoding",
            _("The file is neither UTF-8 nor Windows-1252. Save it as UTF-8 and send it again."),
        )
    return "cp1252"


def _odd_lines(source: BinaryIO) -> Iterator[bytes]:
    count = 0
    while (line := source.readline(LONGEST + 1)) and count < ENOUGH:
        if not line.isascii():
            count += 1
            yield line


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(header: str) -> str:
    """What parts most names of the header."""
    lengths = {mark: len(next(csv.reader([header], delimiter=mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: lengths[mark])
