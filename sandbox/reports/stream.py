"""From lines to the bytes of a document, piece by piece: spoilt on demand, encoded, and gzipped."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

LINE_END = "\r\n"
LINES_A_PIECE = 400
REORDERED_AT_ONCE = 1000
GZIP = 16 + zlib.MAX_WBITS


def spoil(lines: Iterable[str], faults: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The lines with what the planned faults of the content do to them; the header stays first."""
    rest = iter(lines)
    head = next(rest)
    if "shrunk_report" in faults:
        rest = _share(rest, float(faults["shrunk_report"].get("keep", 0.1)))
    if "duplicate_rows" in faults:
        rest = (line for line in rest for _ in range(2))
    if "reordered_rows" in faults:
        rest = _reordered(rest)
    whole = _chain(head, rest)
    if "status_column_missing" in faults:
        return (line.rpartition("\t")[0] for line in whole)
    return whole


def encoded(lines: Iterable[str], *, codec: str) -> Iterator[bytes]:
    """The lines as bytes in pieces of some tens of kilobytes; what the charset lacks becomes a ?."""
    rest = iter(lines)
    while piece := list(islice(rest, LINES_A_PIECE)):
        yield (LINE_END.join(piece) + LINE_END).encode(codec, "replace")


def gzipped(pieces: Iterable[bytes], *, is_whole: bool = True) -> Iterator[bytes]:
    """The pieces as one gzip member; one that is not whole lacks its end."""
    packer = zlib.compressobj(3, zlib.DEFLATED, GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush(zlib.Z_FINISH if is_whole else zlib.Z_SYNC_FLUSH)


def pack(lines: Iterable[str]) -> bytes:
    """Lines as one gzipped UTF-8 blob, to be kept."""
    return b"".join(gzipped(encoded(lines, codec="utf-8")))


def unpack(blob: bytes) -> Iterator[str]:
    """The lines of a kept blob."""
    text = zlib.decompress(blob, GZIP).decode()
    return iter(text.split(LINE_END)[:-1])


def _share(lines: Iterator[str], keep: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        if int((number + 1) * keep) > int(number * keep):
            yield line


def _reordered(lines: Iterator[str]) -> Iterator[str]:
    """Reversed a thousand at a time, so that a long report still needs no memory."""
    while block := list(islice(lines, REORDERED_AT_ONCE)):
        yield from reversed(block)


def _chain(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest
