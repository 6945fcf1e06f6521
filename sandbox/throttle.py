"""Amazon's usage plans: a token bucket per (application, seller, operation) and one per application."""

import threading
from dataclasses import dataclass

from sandbox.clock import Clock


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls per second that refill the bucket, and how many it holds."""

    rate: float
    burst: float


PLANS = {
    "searchListingsItems": Plan(5, 5),
    "patchListingsItem": Plan(5, 5),
    "deleteListingsItem": Plan(5, 5),
    "getListingsItem": Plan(5, 10),
    "putListingsItem": Plan(5, 10),
    "searchCatalogItems": Plan(2, 2),
    "getCatalogItem": Plan(2, 2),
    "searchDefinitionsProductTypes": Plan(5, 5),  # Amazon's model says burst 10, its page 5
    "getDefinitionsProductType": Plan(5, 5),
    "createReport": Plan(0.0167, 15),
    "getReportDocument": Plan(0.0167, 15),
    "getReport": Plan(2, 15),
    "getReports": Plan(0.0222, 10),
    "cancelReport": Plan(0.0222, 10),
    "getReportSchedules": Plan(0.0222, 10),
    "createReportSchedule": Plan(0.0222, 10),
    "cancelReportSchedule": Plan(0.0222, 10),
    "getReportSchedule": Plan(0.0222, 10),
    "getInventorySummaries": Plan(2, 2),
    "getOrderMetrics": Plan(0.5, 15),
    "getMarketplaceParticipations": Plan(0.016, 15),
    "getAccount": Plan(0.016, 15),
    "getMyFeesEstimateForASIN": Plan(1, 2),
}
"""Amazon's documented rate and burst of each operation served, per application and seller."""

APPLICATION_PLANS = {
    "getListingsItem": Plan(100, 100),
    "putListingsItem": Plan(100, 100),
    "getCatalogItem": Plan(250, 250),
    "searchCatalogItems": Plan(500, 500),
    "searchDefinitionsProductTypes": Plan(100, 100),
    "getDefinitionsProductType": Plan(100, 100),
    "deleteListingsItem": Plan(100, 100),
    "patchListingsItem": Plan(500, 500),
    "patchListingsItem product data": Plan(100, 100),
    "patchListingsItem relationships": Plan(5, 5),
    "putListingsItem relationships": Plan(25, 25),
    "VALIDATION_PREVIEW": Plan(20, 20),
}
"""Limits over all sellers of one application."""


UNLIMITED = 1000
"""What the header tells without a throttle, so that a client which trusts it need not hold itself back."""


class Throttle:
    """The buckets. Factor 1 is Amazon's pace, 10 ten times as fast, 0 no limit at all."""

    def __init__(self, clock: Clock, *, factor: float) -> None:
        self.factor = factor
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, ...], tuple[float, int]] = {}

    def header(self, operation: str) -> str | None:
        """The value of x-amzn-RateLimit-Limit; None for operations without a documented rate."""
        plan = PLANS.get(operation)
        return None if plan is None else f"{plan.rate * (self.factor or UNLIMITED):g}"

    def allow(self, client_id: str, seller_id: str, operation: str) -> bool:
        """Take one token of this operation's bucket; False when it is empty."""
        return self._take((client_id, seller_id, operation), PLANS.get(operation))

    def allow_application(self, client_id: str, limit: str) -> bool:
        """Take one token of an application-wide limit."""
        return self._take((client_id, limit), APPLICATION_PLANS.get(limit))

    def reset(self) -> None:
        """Fill every bucket."""
        with self._lock:
            self._buckets.clear()

    def _take(self, key: tuple[str, ...], plan: Plan | None) -> bool:
        if plan is None or not self.factor:
            return True
        now = self._clock.now_ms()
        with self._lock:
            level, since = self._buckets.get(key, (plan.burst, now))
            level = min(plan.burst, level + max(0, now - since) / 1000 * plan.rate * self.factor)
            allowed = level >= 1
            self._buckets[key] = (level - 1 if allowed else level, now)
        return allowed
