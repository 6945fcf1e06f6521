"""Everything a handler may use, in one frozen bundle."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.clock import Clock
from sandbox.counters import Counters
from sandbox.faults import Faults
from sandbox.store import Store
from sandbox.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One pretend Seller Central."""

    store: Store
    clock: Clock
    faults: Faults
    throttle: Throttle
    counters: Counters
    closing: threading.Event = field(default_factory=threading.Event)
    """Set when the sandbox goes down: wakes whatever waits."""

    def close(self) -> None:
        """Wake what waits and close the data file."""
        self.closing.set()
        self.store.close()


def open_sandbox(path: Path | None = None, *, throttle: float = 1.0) -> Sandbox:
    """The sandbox of a data file (None: a temporary one), with its kept clock offset."""
    clock = Clock()
    store = Store(path, clock=clock)
    clock.advance(int(store.setting("clock_offset_ms", "0")) / 1000)
    return Sandbox(store, clock, Faults(), Throttle(clock, factor=throttle), Counters())
