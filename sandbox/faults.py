"""Things that go wrong on demand: each is planned for an operation, maybe a seller, and a count.

Faults of any HTTP operation, acted out by the app itself:
    throttled        429 QuotaExceeded                       server_error   500 InternalFailure
    unavailable      503 with an HTML body                   timeout        hang for `seconds`, then cut
    cut_body         connection closed in mid-body           expired_token  403, the token in use is spent
    forbidden        403 Unauthorized (a 403 storm)          slow           answer after `seconds`
Faults of searchListingsItems and searchCatalogItems:
    repeated_page    the first page again, with a new token  endless_token  a nextToken that never ends
    duplicate_rows   each row of the page twice              reordered_rows the page's rows in reverse
Faults of reports (acted out in sandbox/reports, under these operations):
    createReport         report_cancelled, report_fatal      (how the report will end)
    getReportDocument    status_column_missing, shrunk_report (`keep`: share of rows that stays, 0.1),
                         duplicate_rows, reordered_rows       (what is in the file)
    documentDownload     truncated_gzip, mislabelled_gzip, mislabelled_charset, cut_body, unavailable …
"""

import random
import threading
from dataclasses import asdict, dataclass, field, replace
from typing import Any

HTTP_FAULTS = (
    "throttled",
    "server_error",
    "unavailable",
    "timeout",
    "cut_body",
    "expired_token",
    "forbidden",
    "slow",
)
SEARCH_FAULTS = ("repeated_page", "endless_token", "duplicate_rows", "reordered_rows")
REPORT_FAULTS = (
    "report_cancelled",
    "report_fatal",
    "truncated_gzip",
    "mislabelled_gzip",
    "mislabelled_charset",
    "shrunk_report",
    "status_column_missing",
    "duplicate_rows",
    "reordered_rows",
)
NAMES = tuple(dict.fromkeys(HTTP_FAULTS + SEARCH_FAULTS + REPORT_FAULTS))


@dataclass(frozen=True, slots=True)
class Fault:
    """One planned fault. Operation "*" is every operation, seller "" every seller, count None no end."""

    name: str
    operation: str = "*"
    seller: str = ""
    count: int | None = 1
    probability: float = 1.0
    skip: int = 0  # calls that still go well before the fault begins ("on page 7": skip 6)
    seconds: float = 0.0  # of timeout and slow
    options: dict[str, Any] = field(default_factory=dict)
    id: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise ValueError(f"There is no fault {self.name}; there are: {', '.join(NAMES)}.")


class Faults:
    """The planned faults. Kept in memory: a restart heals everything."""

    def __init__(self, *, seed: int = 1) -> None:
        self._lock = threading.Lock()
        self._planned: dict[int, Fault] = {}
        self._last_id = 0
        self._dice = random.Random(seed)

    def add(self, fault: Fault) -> Fault:
        """Plan a fault; the answer carries its id."""
        with self._lock:
            self._last_id += 1
            planned = self._planned[self._last_id] = replace(fault, id=self._last_id)
        return planned

    def take(self, seller: str, operation: str, *, names: tuple[str, ...]) -> Fault | None:
        """The fault that strikes this call, if one is planned among `names`; it uses up one of its count."""
        if not self._planned:
            return None
        with self._lock:
            for fault in self._planned.values():
                if fault.name in names and _meant(fault, seller, operation) and self._strikes(fault):
                    return fault
        return None

    def clear(self, fault_id: int | None = None) -> int:
        """Forget one fault, or all; how many there were."""
        with self._lock:
            gone = [fault_id] if fault_id in self._planned else [] if fault_id else list(self._planned)
            for number in gone:
                del self._planned[number]
        return len(gone)

    def as_list(self) -> list[dict[str, Any]]:
        """Every planned fault with what is left of its count and how often it struck."""
        with self._lock:
            return [asdict(fault) for fault in self._planned.values()]

    def _strikes(self, fault: Fault) -> bool:
        if fault.skip:
            self._planned[fault.id] = replace(fault, skip=fault.skip - 1)
            return False
        if fault.count == 0 or self._dice.random() >= fault.probability:
            return False
        left = None if fault.count is None else fault.count - 1
        self._planned[fault.id] = replace(fault, count=left, struck=fault.struck + 1)
        return True


def _meant(fault: Fault, seller: str, operation: str) -> bool:
    return fault.operation in ("*", operation) and fault.seller in ("", seller)
