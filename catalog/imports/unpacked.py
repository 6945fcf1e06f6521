"""What a workbook unpacks to, read through once and never held: refuses what no table of products needs."""

from __future__ import annotations

import re
import zipfile
from typing import IO
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from catalog.imports.errors import BadFile

SHEET = "spreadsheetml.worksheet+xml"
STRINGS = "spreadsheetml.sharedStrings+xml"
TYPES = "[Content_Types].xml"
# bytes unpacked. Of a sheet a row is held at a time, of shared strings their text, of other parts everything.
LARGEST = {SHEET: 4 << 30, STRINGS: 256 << 20, "": 16 << 20}
MOST = {SHEET: 1 << 20, STRINGS: 2 << 20}  # rows, as Excel has them, and shared strings
WIDEST = 4 << 20  # bytes of a row, or of a shared string
PIECE = 1 << 16
FIRST = {
    SHEET: re.compile(rb"(<(?:\w+:)?row)[\s/>]"),
    STRINGS: re.compile(rb"(<(?:\w+:)?si)[\s/>]"),
}
LONGEST_MARK = 64


def check(packed: zipfile.ZipFile) -> None:
    """Refuse a workbook that would not fit in memory, row by row. BadFile, or what zipfile raises."""
    sizes = {info.filename: info.file_size for info in packed.infolist()}
    if sizes[TYPES] > LARGEST[""]:
        raise too_large()
    kinds = _kinds(packed)
    for name, size in sizes.items():
        kind = kinds.get(name, "")
        if size > LARGEST[kind] and (kind or name.endswith((".xml", ".rels"))):
            raise too_large()
    for name, kind in kinds.items():
        if name in sizes:
            with packed.open(name) as part:
                _read_through(part, kind)


def too_large() -> BadFile:
    """A workbook beyond what fits."""
    return BadFile("too_large", _("The workbook unpacks to more than fits. Save it as CSV."))


def damaged() -> BadFile:
    """A workbook that cannot be read."""
    return BadFile("binary", _("The workbook is damaged or locked. Save it again as CSV or XLSX."))


def _kinds(packed: zipfile.ZipFile) -> dict[str, str]:
    """Which parts are sheets and which are shared strings; strings if they say both, since those are held."""
    kinds: dict[str, str] = {}
    for each in ElementTree.fromstring(packed.read(TYPES)):
        name, type_ = each.get("PartName", "").lstrip("/"), each.get("ContentType", "")
        for kind in (SHEET, STRINGS):
            if type_.endswith(kind) and kinds.get(name) != STRINGS:
                kinds[name] = kind
    return kinds


def _read_through(part: IO[bytes], kind: str) -> None:
    """Refuse more rows or shared strings than fit, and one that is wider than fits."""
    tail, mark, read, last, count = b"", b"", 0, 0, 0
    while piece := part.read(PIECE):
        text = tail + piece
        if b"<!" in text:  # no program writes comments or CDATA, in which marks could hide, or entities
            raise damaged()
        if not mark and (first := FIRST[kind].search(text)):
            mark = first[1]
        if mark and (at := text.rfind(mark)) >= 0:
            count, last = count + text.count(mark), read - len(tail) + at
        read += len(piece)
        if read - last > WIDEST or count > MOST[kind]:
            raise too_large()
        tail = text[1 - len(mark) if mark else -LONGEST_MARK :]
