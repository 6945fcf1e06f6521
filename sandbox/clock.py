"""The sandbox's own clock, which can be moved and stopped, so that tokens expire without waiting."""

import threading
import time
from datetime import UTC, datetime
from functools import lru_cache


class Clock:
    """Real time plus an offset, or one frozen instant; all times are UTC milliseconds since 1970."""

    def __init__(self, offset_ms: int = 0) -> None:
        self._lock = threading.Lock()
        self._offset_ms = offset_ms
        self._frozen_ms: int | None = None

    @property
    def offset_ms(self) -> int:
        """How far ahead of real time the clock runs."""
        return self._offset_ms

    def now_ms(self) -> int:
        """The sandbox's present, in milliseconds."""
        frozen = self._frozen_ms
        return time.time_ns() // 1_000_000 + self._offset_ms if frozen is None else frozen

    def now(self) -> datetime:
        """The sandbox's present as aware UTC."""
        return from_ms(self.now_ms())

    def advance(self, seconds: float) -> None:
        """Move the present forward (or back, with a negative number)."""
        with self._lock:
            if self._frozen_ms is None:
                self._offset_ms += round(seconds * 1000)
            else:
                self._frozen_ms += round(seconds * 1000)

    def freeze(self, at_ms: int | None = None) -> None:
        """Stop the clock now, or at the given instant."""
        instant = self.now_ms() if at_ms is None else at_ms
        with self._lock:
            self._frozen_ms = instant

    def unfreeze(self) -> None:
        """Let the clock run on from where it was stopped."""
        with self._lock:
            if self._frozen_ms is not None:
                self._offset_ms = self._frozen_ms - time.time_ns() // 1_000_000
                self._frozen_ms = None

    def reset(self) -> None:
        """Back to real time."""
        with self._lock:
            self._offset_ms, self._frozen_ms = 0, None


def from_ms(ms: int) -> datetime:
    """Milliseconds as aware UTC."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC)


def to_ms(moment: datetime) -> int:
    """Aware datetime as milliseconds, rounded down."""
    return int(moment.timestamp() * 1000 // 1)


def iso(ms: int) -> str:
    """ISO 8601 with milliseconds and Z, as Amazon writes it (2026-11-23T09:30:00.125Z)."""
    seconds, rest = divmod(ms, 1000)
    return f"{_whole_second(seconds)}.{rest:03d}Z"


@lru_cache(4096)
def _whole_second(seconds: int) -> str:
    # What changed together is read together, so that most of a page's times share their second.
    return from_ms(seconds * 1000).strftime("%Y-%m-%dT%H:%M:%S")


def parse_iso(text: str) -> int:
    """An ISO 8601 date-time with a zone as milliseconds; ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} names no time zone")
    return to_ms(moment)
