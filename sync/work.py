"""What a stage of a run works with: its run and store, Amazon, the clock, a tally, and a heartbeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amazon_channel.models import Store
    from sync.amazon.client import Amazon
    from sync.models import SyncRun


@dataclass
class Tally:
    """What one stage did, counted in listings (calls and throttled: in calls). Saved on its SyncStage row."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    held: int = 0
    quarantined: int = 0
    calls: int = 0
    throttled: int = 0
    lag_seconds: float | None = None
    message: str = ""


@dataclass
class Work:
    """One stage of one run in one store.

    `beat(done, expected)` keeps the run's heartbeat and shows progress. It raises RunLost if another worker
    has taken the run over, so call it between batches, outside a transaction.
    A stage that sets `again_in` stays unfinished: the run gives its worker back and goes on after that time.
    """

    run: SyncRun
    store: Store
    amazon: Amazon
    clock: Callable[[], datetime]
    beat: Callable[[int, int | None], None] = lambda done, expected: None
    tally: Tally = field(default_factory=Tally)
    again_in: float | None = None  # seconds after which the stage is worth going on with, in this same run
