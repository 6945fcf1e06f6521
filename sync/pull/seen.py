"""A growing set of 64-bit hashes in a few sorted arrays: eight bytes each, where a Python set takes sixty.

New hashes come in sorted runs. Two runs of about the same length become one, so that there are never more
than a few, and hardly a merge needs room for all of them twice.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.int64]


class Seen:
    """Hashes that were there before. Two texts of one hash only make the caller look closer."""

    def __init__(self, hashes: Iterable[int] = ()) -> None:
        self._runs: list[Hashes] = []
        self.add(hashes)

    def add(self, hashes: Iterable[int]) -> None:
        """Put hashes in; none twice, and none that is there."""
        run = np.fromiter(hashes, np.int64)
        run.sort()
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.concatenate([self._runs.pop(), run])
            run.sort(kind="stable")  # merges two sorted runs: linear
        if len(run):
            self._runs.append(run)

    def has(self, hashes: Hashes) -> NDArray[np.bool_]:
        """For each hash whether it was put in."""
        found = np.zeros(len(hashes), dtype=bool)
        for run in self._runs:
            places = np.minimum(np.searchsorted(run, hashes), len(run) - 1)
            found |= run[places] == hashes
        return found
