"""How often each seller called each operation, and with what outcome, since the start or the last reset."""

import threading
from collections import Counter
from typing import Any


class Counters:
    """Counts of (seller, operation, status)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: Counter[tuple[str, str, int]] = Counter()

    def add(self, seller_id: str, operation: str, status: int) -> None:
        """One call more; status 0 is a connection that was cut."""
        with self._lock:
            self._calls[seller_id, operation, status] += 1

    def as_list(self) -> list[dict[str, Any]]:
        """Rows of seller, operation, status and calls, in that order."""
        with self._lock:
            rows = sorted(self._calls.items())
        return [
            {"seller": seller, "operation": operation, "status": status, "calls": calls}
            for (seller, operation, status), calls in rows
        ]

    def reset(self) -> None:
        """Back to nothing."""
        with self._lock:
            self._calls.clear()
