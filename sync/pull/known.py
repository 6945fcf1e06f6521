"""Which lines of a report we already have: the digests of a store's rows in two sorted arrays, 17 bytes a
row."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import repeat
from typing import IO

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

# One row of PostgreSQL's binary COPY: number of columns, then length and value of each.
_COPIED = np.dtype([("columns", ">i2"), ("n1", ">i4"), ("id", ">i8"), ("n2", ">i4"), ("digest", ">i8")])
_HEADER, _TRAILER = 19, 2
_AT_ONCE = 1 << 16
GREATEST = np.uint64(2**64 - 1)


class Known:
    """The rows that Amazon has as far as we know, found by the digest of the line they were made from.

    Digests are evenly spread, so their first bits tell where in the sorted array to begin: seven times faster
    than a binary search, which misses the processor's cache at every step.
    """

    def __init__(self, ids: npt.NDArray[np.int64], digests: npt.NDArray[np.uint64]) -> None:
        """Takes both arrays over; `digests` has one more at its end, the greatest there can be.

        It makes every search end.
        """
        # In place, for at a million rows each copy is 8 MB.
        order = np.argsort(digests[:-1])
        digests.sort()
        ids[:] = ids[order]
        del order
        self.ids, self.digests = ids, digests
        self.seen = np.zeros(len(ids), dtype=np.bool_)
        bits = max(1, len(ids).bit_length() - 1)
        self._shift = np.uint64(64 - bits)
        firsts = np.arange(1 << bits, dtype=np.uint64)
        firsts <<= self._shift
        self._starts = np.searchsorted(self.digests, firsts).astype(np.int32)

    @classmethod
    def nothing(cls) -> Known:
        """For a store of which we know no listing."""
        return cls(np.empty(0, np.int64), np.full(1, GREATEST))

    @classmethod
    def from_copy(cls, copied: IO[bytes]) -> Known:
        """Reads COPY … TO STDOUT (FORMAT binary) of (id bigint, digest bigint), both not null."""
        size = copied.seek(0, 2)
        rows = (size - _HEADER - _TRAILER) // _COPIED.itemsize
        ids = np.empty(rows, dtype=np.int64)
        digests = np.full(rows + 1, GREATEST, dtype=np.uint64)
        copied.seek(_HEADER)
        for start in range(0, rows, _AT_ONCE):
            end = min(start + _AT_ONCE, rows)
            part = np.frombuffer(copied.read((end - start) * _COPIED.itemsize), dtype=_COPIED)
            ids[start:end] = part["id"]
            digests[start:end] = part["digest"].astype(np.int64).view(np.uint64)
        return cls(ids, digests)

    def __len__(self) -> int:
        return len(self.ids)

    def note(self, digests: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
        """Marks the rows of these lines as seen; returns the positions of the lines that are not known."""
        if not len(self.ids):
            return np.arange(len(digests))
        places = self._starts[digests >> self._shift]
        while (behind := self.digests[places] < digests).any():
            places += behind
        places[places == len(self.ids)] = 0
        hits = self.digests[places] == digests
        self.seen[places[hits]] = True
        return np.flatnonzero(~hits)

    def unseen(self) -> npt.NDArray[np.int64]:
        """The ids of the rows whose line did not come."""
        return self.ids[~self.seen]

    def seen_count(self) -> int:
        return int(np.count_nonzero(self.seen))


def digests(lines: Sequence[bytes], seed: int) -> npt.NDArray[np.uint64]:
    """The 64-bit digest of each line. Two different lines of a million agree by chance once in some ten
    million loads."""
    return np.fromiter(map(xxh3_64_intdigest, lines, repeat(seed)), dtype=np.uint64, count=len(lines))


def seed_of(*parts: bytes) -> int:
    """A seed under which lines read otherwise (another header, charset or parser) have other digests."""
    return int(xxh3_64_intdigest(b"\x00".join(parts)))


def scratch() -> IO[bytes]:
    """A file for COPY's output, so that it is never in memory whole."""
    return tempfile.TemporaryFile()
