"""The report files: fetched to disk, kept gzip-compressed for some days, read as a stream of whole lines."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from django.conf import settings
from isal import igzip, igzip_lib, isal_zlib

from sync.models import ReportRequest

if TYPE_CHECKING:
    from sync.amazon.client import Amazon

GZIP_MAGIC = b"\x1f\x8b"
GZIP_BITS = 31
PIECE = 1 << 20
PACKED_PIECE = 1 << 15  # read at once; a report unpacks to about ten times as much


class Truncated(Exception):
    """The file ends before its gzip stream does, or its check sum is wrong."""


def fetch(request: ReportRequest, amazon: Amazon, *, now: datetime) -> None:
    """Downloads the request's document below REPORT_DIR, or raises; a file is there whole or not at all.

    What Amazon says about compression is not believed: the first bytes tell.
    """
    document = amazon.report_document(request.document_id)
    with _new_file(request) as target:
        download = amazon.download(document, target)
    request.content_type = download.content_type[:120]
    request.size = download.size
    request.fetched_at = now


def store(request: ReportRequest, source: IO[bytes]) -> None:
    """Keeps a report that is already here, plain or gzip, as the request's file."""
    with _new_file(request) as target:
        while piece := source.read(PIECE):
            target.write(piece)


@contextmanager
def _new_file(request: ReportRequest) -> Iterator[BinaryIO]:
    """A temporary file that becomes the request's file, compressed, when the block ends without an error."""
    place = Path(str(request.store.account_id)) / f"{request.pk}.gz"
    folder = settings.REPORT_DIR / place.parent
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as target:
            yield target
            target.seek(0)
            if target.read(2) != GZIP_MAGIC:
                _compress(target)
            target.flush()
            os.fsync(target.fileno())
        part.replace(settings.REPORT_DIR / place)
        _sync_folder(folder)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    request.file = str(place)


def _compress(plain: BinaryIO) -> None:
    """Replaces a file's content by its gzip."""
    plain.seek(0)
    with tempfile.TemporaryFile(dir=settings.REPORT_DIR) as packed:
        with igzip.IGzipFile(fileobj=packed, mode="wb", compresslevel=1) as packer:  # type: ignore[no-untyped-call]
            while piece := plain.read(PIECE):
                packer.write(piece)  # type: ignore[no-untyped-call]
        packed.seek(0)
        plain.seek(0)
        plain.truncate()
        while piece := packed.read(PIECE):
            plain.write(piece)


def _sync_folder(folder: Path) -> None:
    """Makes the new name of a file survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(request: ReportRequest) -> Path:
    """Where the request's file is."""
    return Path(settings.REPORT_DIR) / request.file


def batches(request: ReportRequest) -> Iterator[list[bytes]]:
    """The file's lines, without their \\n, in batches of some hundred kilobytes; all members of a gzip file.

    Raises Truncated if the file is cut off or damaged, but only after the whole lines that are there.
    """
    rest = b""
    with path_of(request).open("rb") as source:
        for piece in _unpacked(source):
            lines = piece.split(b"\n")
            lines[0] = rest + lines[0]
            rest = lines.pop()
            if lines:
                yield lines
    if rest:
        yield [rest]


def _unpacked(source: BinaryIO) -> Iterator[bytes]:
    """What a gzip file holds. Unlike GzipFile it gives out all that comes before a damage."""
    unpacker = None
    try:
        while packed := source.read(PACKED_PIECE):
            while packed:
                unpacker = unpacker or isal_zlib.decompressobj(GZIP_BITS)
                yield unpacker.decompress(packed)
                packed = unpacker.unused_data.lstrip(b"\x00") if unpacker.eof else b""
                unpacker = None if unpacker.eof else unpacker
    except igzip_lib.IsalError as problem:  # type: ignore[misc]  # its stub calls it an instance
        raise Truncated(str(problem)) from problem
    if unpacker is not None:
        raise Truncated("the file ends before its stream does")


def purge_report_files(now: datetime) -> int:
    """Deletes report files older than REPORT_KEEP_DAYS and leftovers of downloads; the number of files."""
    limit = now - timedelta(days=settings.REPORT_KEEP_DAYS)
    settled = ReportRequest.objects.exclude(file="").exclude(state__in=["ready", "held"])
    old = settled.filter(fetched_at__lt=limit)
    kept = set(ReportRequest.objects.exclude(file="").exclude(pk__in=old).values_list("file", flat=True))
    # A file younger than a day may belong to a download whose row is not saved yet.
    young = (now - timedelta(days=1)).timestamp()
    removed = 0
    for path in Path(settings.REPORT_DIR).glob("*/*"):
        if str(path.relative_to(settings.REPORT_DIR)) not in kept and path.stat().st_mtime < young:
            path.unlink(missing_ok=True)
            removed += 1
    old.update(file="")
    return removed
