"""One run of one account, stage by stage. Read this first.

For each store: reports (the whole picture) → delta (what changed) → issues (why it is not sold) → absence
(is it gone?) → fba (Amazon's stock) → catalog (ASINs for products without one) → sales (what was sold) →
attributes (where mapped) → derive (our verdict) → values (of attributes, into the catalog) → push (what
Amazon is told). A stage that fails takes no other with it. A stage that must wait for Amazon's limits, or
for Amazon to show what it was just told, stays unfinished: the run gives its worker back and goes on later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.utils.translation import gettext as _

from amazon_channel.actions import needs_reauthorisation
from amazon_channel.models import Account, Store
from sync import ending, findings
from sync.amazon.client import Amazon
from sync.amazon.errors import AmazonError, Denied, Revoked, Throttled, Unauthorized, Unreachable
from sync.attributes.stage import pull_attributes
from sync.attributes.values import fill_catalog
from sync.call_log import CallLog
from sync.derive import derive
from sync.heartbeat import Beat
from sync.models import SyncRun, SyncStage
from sync.pull.absence import confirm_absence
from sync.pull.asins import search_asins
from sync.pull.delta import pull_delta
from sync.pull.fba import pull_fba
from sync.pull.one import pull_one
from sync.pull.reports import pull_reports
from sync.pull.sales import pull_sales
from sync.pull.sweep import sweep_issues
from sync.push.stage import push
from sync.runs import LASTS_AT_MOST, RunLost, finish, give_back, heartbeat
from sync.work import Tally, Work

log = structlog.get_logger(__name__)

SILENCE = 2  # stages in a row that Amazon did not answer; after that the run stops asking


class Stage(NamedTuple):
    """A step of a run. `asks` is False where nothing is asked of Amazon: that is done in every claim."""

    name: str
    does: Callable[[Work], None]
    asks: bool = True


STAGES = (
    Stage("reports", pull_reports),
    Stage("delta", pull_delta),
    Stage("issues", sweep_issues),
    Stage("absence", confirm_absence),
    Stage("fba", pull_fba),
    Stage("catalog", search_asins),
    Stage("sales", pull_sales),
    Stage("attributes", pull_attributes),
    Stage("derive", derive, asks=False),
    Stage("values", fill_catalog, asks=False),
    Stage("push", push),
)
ONE_SKU = (
    Stage("listing", pull_one),
    Stage("catalog", search_asins),
    Stage("derive", derive, asks=False),
    Stage("push", push),
)


@dataclass
class Trip:
    """What is known while a run is executed."""

    run: SyncRun
    amazon: Amazon
    calls: CallLog
    clock: Callable[[], datetime]
    waits: list[float] = field(default_factory=list)
    limited: bool = False
    silent: int = 0
    denied: bool = False
    broken: bool = False
    refusal: str = ""  # what Amazon says of the application


def execute(
    run: SyncRun,
    amazon: Amazon,
    *,
    calls: CallLog,
    clock: Callable[[], datetime],
    steps: tuple[Stage, ...] = (),
) -> bool:
    """Do what is left of a claimed run. True when it is finished, False when it waits for Amazon's limits.

    RunLost if another worker has taken it over; then nothing more is written. `steps` are for measurements.
    """
    trip = Trip(run, amazon, calls, clock)
    stores = run.account.stores.filter(active=True).order_by("pk")
    if run.store_id:
        stores = stores.filter(pk=run.store_id)
    steps = steps or (ONE_SKU if run.seller_sku else STAGES)
    try:
        for store in stores:
            for step in steps:
                _perform(step, store, trip)
    except Revoked as error:
        _close_account(run.account, error, now=clock())
    except Unauthorized as error:
        trip.refusal = str(error)
    return _end(trip)


def _perform(step: Stage, store: Store, trip: Trip) -> None:
    """One stage of one store, and its row. Revoked, Unauthorized and RunLost pass through."""
    row, _new = SyncStage.objects.get_or_create(
        run=trip.run, name=step.name, store=store, defaults={"started_at": trip.clock()}
    )
    if step.asks and (row.finished_at or trip.silent >= SILENCE):
        return
    heartbeat(trip.run, now=trip.clock())
    work = Work(trip.run, store, trip.amazon, trip.clock, Beat(trip.run, row, trip.clock))
    trip.calls.tally = work.tally
    error = _attempt(step, work, trip)
    trip.calls.flush()
    if work.again_in is not None:
        trip.waits.append(work.again_in)
    waits = isinstance(error, Throttled) or work.again_in is not None
    message = str(error) if error else work.tally.message
    log.debug("stage", stage=step.name, store_id=store.pk, **asdict(work.tally) | {"message": message})
    _record(
        row, work.tally, failed=bool(error) and not waits, message=message, at=None if waits else trip.clock()
    )
    if isinstance(error, Revoked | Unauthorized):
        raise error


def _attempt(step: Stage, work: Work, trip: Trip) -> Exception | None:
    """Do it; what went wrong, as an error whose text a person can read."""
    try:
        step.does(work)
    except RunLost:
        raise
    except Throttled as error:
        trip.waits.append(error.wait)
        trip.limited = True
        return error
    except AmazonError as error:
        trip.silent += isinstance(error, Unreachable)
        trip.denied |= isinstance(error, Denied)
        return error
    except Exception as error:
        log.exception("stage broken", stage=step.name, store_id=work.store.pk)
        trip.broken = True
        what = f"{type(error).__name__}: {error}"[:300]
        return Exception(_("Unexpected error: %s. The worker's log has the details.") % what)
    if step.asks:
        trip.silent = 0
    return None


def _record(row: SyncStage, tally: Tally, *, failed: bool, message: str, at: datetime | None) -> None:
    """Add what this claim did to the stage's row."""
    for name in (*ending.COUNTED, "calls", "throttled"):
        setattr(row, name, getattr(row, name) + getattr(tally, name))
    lags = [lag for lag in (row.lag_seconds, tally.lag_seconds) if lag is not None]
    row.lag_seconds = max(lags, default=None)
    row.failed, row.message, row.finished_at = failed, message, at
    row.save(
        update_fields=[
            *ending.COUNTED,
            "calls",
            "throttled",
            "lag_seconds",
            "failed",
            "message",
            "finished_at",
        ]
    )


def _close_account(account: Account, error: Revoked, *, now: datetime) -> None:
    """No more runs until a person connects the account again."""
    needs_reauthorisation(account, str(error), now=now)
    findings.report("needs_reauthorisation", account=account, detail=str(error), now=now)


def _end(trip: Trip) -> bool:
    run, now = trip.run, trip.clock()
    if trip.waits:
        resume_at = now + timedelta(seconds=max(min(trip.waits), 1.0))
        if resume_at - run.opened_at < LASTS_AT_MOST:
            shows = _("Waits for Amazon to show what was sent.")
            message = _("Waits for Amazon's limits.") if trip.limited else shows
            give_back(run, resume_at=resume_at, message=message)
            return False
    _settle_findings(trip, now=now)
    outcome, message = ending.verdict(run)
    finish(run, outcome=outcome, message=message, now=now)
    return True


def _settle_findings(trip: Trip, *, now: datetime) -> None:
    """Raise what this run met, settle what it no longer meets."""
    account = trip.run.account
    seen = {
        "application_refused": bool(trip.refusal),
        "unreachable": trip.silent >= SILENCE,
        "access_denied": trip.denied,
        "stage_broken": trip.broken,
    }
    for kind, holds in seen.items():
        if holds:
            detail = trip.refusal if kind == "application_refused" else ""
            findings.report(kind, account=account, detail=detail, now=now)
        else:
            findings.resolve(kind, account=account, now=now)
