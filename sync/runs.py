"""Runs as rows: who may open one, which worker holds it, and how it ends. PostgreSQL decides every race.

open_run, open_due ──► open ──claim──► held by a worker ──finish──► finished (and its follow-up opened)
                        ▲                   │
                        └────give_back──────┘   Amazon's limits: resume_at says when it goes on
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from amazon_channel.models import Account, Store
from sync.models import ReportRequest, SyncRun
from sync.querysets import SyncRunQuerySet

TICK_SECONDS = 10
SOON = timedelta(seconds=30)  # between two looks for an account's first list of listings
LASTS_AT_MOST = timedelta(hours=1)  # a run that waits or dies longer than this makes room for a new one

log = structlog.get_logger(__name__)


class RunLost(Exception):
    """Another worker has taken this run over, or it is finished: stop without writing anything more."""


class CannotSync(Exception):
    """This account is not synced now; the text says why and what to do."""


def stale_after() -> timedelta:
    """How long a heartbeat may be silent before another worker takes the run over."""
    return timedelta(seconds=settings.SYNC_STALE_SECONDS)


def open_run(
    account: Account,
    *,
    trigger: SyncRun.Trigger,
    now: datetime,
    store: Store | None = None,
    seller_sku: str = "",
    by: str = "",
) -> SyncRun | None:
    """Open a run for an account, a store, or one SKU of a store, and send it to a worker.

    None if one is open already: this wish is then kept beside it and opened when it finishes.
    CannotSync for an account that is paused, being deleted or needs re-authorisation.
    """
    refuse_idle(account)
    wish = {"store": store.pk if store else None, "seller_sku": seller_sku, "by": by}
    try:
        with transaction.atomic():
            run = SyncRun.objects.create(
                account=account,
                store=store,
                seller_sku=seller_sku,
                trigger=trigger,
                opened_by=by,
                opened_at=now,
            )
    except IntegrityError:
        return (
            None
            if _keep_for_later(account, wish)
            else open_run(account, trigger=trigger, now=now, store=store, seller_sku=seller_sku, by=by)
        )
    transaction.on_commit(lambda: send(run.pk))
    return run


def refuse_idle(account: Account) -> None:
    """CannotSync for an account that nothing may be read for now."""
    if account.state == Account.State.NEEDS_REAUTHORISATION:
        raise CannotSync(_("Amazon no longer lets us in. Connect the account again, then sync."))
    if account.state != Account.State.CONNECTED:
        raise CannotSync(_("This account is being deleted."))
    if account.paused_at:
        raise CannotSync(_("This account is paused. Resume it on its page, then sync."))


def _keep_for_later(account: Account, wish: dict[str, Any]) -> bool:
    """Note the wish on the open run; False if that has finished in the meantime."""
    with transaction.atomic():
        held = SyncRun.objects.select_for_update().filter(account=account, finished_at=None).first()
        if held is None:
            return False
        earlier = held.follow_up
        if earlier and {**earlier, "by": ""} != {**wish, "by": ""}:
            wish = {"store": None, "seller_sku": "", "by": wish["by"]}  # two wishes: the whole account
        held.follow_up = wish
        held.save(update_fields=["follow_up"])
    return True


def open_due(*, now: datetime) -> int:
    """Open a run for each account whose interval is over and that has none open; how many at most.

    Accounts that need re-authorisation or are paused are left alone. A second tick meanwhile opens none.
    """
    due = Account.objects.syncing().exclude(pk__in=_opened_lately(now).values("account"))
    SyncRun.objects.bulk_create(
        [SyncRun(account=account, trigger=SyncRun.Trigger.TIMETABLE, opened_at=now) for account in due],
        ignore_conflicts=True,
    )
    return len(due)


def _opened_lately(now: datetime) -> models.QuerySet[SyncRun]:
    """Runs that are open, and runs of whole accounts whose interval is not over.

    Half a tick of grace: 300 s must not become 310 s because the tick came a moment early. An account whose
    first list Amazon is still making is looked at more often for a while: somebody waits to see it.
    """
    own = models.ExpressionWrapper(
        F("account__sync_interval_seconds") * models.Value(timedelta(seconds=1)), models.DurationField()
    )
    waits = Exists(ReportRequest.objects.first_pictures(now=now).filter(store__account=OuterRef("account")))
    interval = Case(When(waits, then=Least(own, models.Value(SOON))), default=own)
    grace = timedelta(seconds=TICK_SECONDS / 2)
    recent = Q(store=None, seller_sku="", opened_at__gt=models.Value(now + grace) - interval)
    return SyncRun.objects.filter(recent | Q(finished_at=None))


def abandon_idle(*, now: datetime) -> int:
    """End open runs that no worker holds, of accounts that are not synced any more; how many."""
    idle = SyncRun.objects.claimable(now=now, stale_before=now - stale_after()).exclude(
        account__in=Account.objects.syncing()
    )
    return idle.update(
        finished_at=now,
        outcome=SyncRun.Outcome.ABANDONED,
        message=_("The account was paused, or needs re-authorisation, before this run began."),
    )


def claimable(*, now: datetime) -> list[SyncRun]:
    """Open runs that a worker may take now, oldest first: new ones, waited ones, ones whose worker died."""
    return list(
        SyncRun.objects.claimable(now=now, stale_before=now - stale_after())
        .filter(account__in=Account.objects.syncing())
        .order_by("opened_at")
    )


def claim(run_id: int, *, now: datetime) -> SyncRun | None:
    """Take a run for this process. One winner; None for everyone else, and for a run that need not be done.

    `claims` of the row is the winner's token: every later write of this worker is tied to it.
    """
    won = (
        SyncRun.objects.claimable(now=now, stale_before=now - stale_after())
        .filter(pk=run_id)
        .update(
            claimed_at=now,
            heartbeat_at=now,
            resume_at=None,
            claimed_by=f"{socket.gethostname()}:{os.getpid()}"[:120],
            claims=F("claims") + 1,
        )
    )
    if not won:
        return None
    run = SyncRun.objects.select_related("account__application", "store").get(pk=run_id)
    if run.claims > 1 and now - run.opened_at > LASTS_AT_MOST:
        finish(run, outcome=SyncRun.Outcome.ABANDONED, message=_too_long(run), now=now)
        return None
    return run


def _too_long(run: SyncRun) -> str:
    return _("Given up after %(claims)d attempts in over an hour. The next run goes on where it stopped.") % {
        "claims": run.claims - 1
    }


def held(run: SyncRun) -> SyncRunQuerySet:
    """The run's row as a set, as long as this worker still holds it."""
    return SyncRun.objects.filter(pk=run.pk, claims=run.claims, finished_at=None)


def heartbeat(run: SyncRun, *, now: datetime) -> None:
    """Say that this worker is alive; RunLost if it no longer holds the run."""
    if not held(run).update(heartbeat_at=now):
        raise RunLost(run.pk)


def fence(run: SyncRun) -> None:
    """Inside a short transaction: nobody takes this run over until it ends; RunLost if somebody has."""
    if not held(run).select_for_update().values_list("pk").first():
        raise RunLost(run.pk)


def give_back(run: SyncRun, *, resume_at: datetime, message: str) -> None:
    """Free the worker until `resume_at`; the run stays open and goes on from there."""
    if not held(run).update(claimed_at=None, heartbeat_at=None, resume_at=resume_at, message=message):
        raise RunLost(run.pk)


def finish(run: SyncRun, *, outcome: SyncRun.Outcome, message: str, now: datetime) -> None:
    """End a run once, and open what was wished meanwhile. RunLost if another worker holds it."""
    with transaction.atomic():
        row = held(run).select_for_update().first()
        if row is None:
            raise RunLost(run.pk)
        row.finished_at, row.outcome, row.message = now, outcome, message
        row.resume_at = None
        row.save(update_fields=["finished_at", "outcome", "message", "resume_at"])
        if row.follow_up:
            _open_follow_up(row, now=now)


def _open_follow_up(run: SyncRun, *, now: datetime) -> None:
    wish = run.follow_up or {}
    account = Account.objects.get(pk=run.account_id)
    store = account.stores.filter(pk=wish.get("store") or 0).first()
    try:
        open_run(
            account,
            trigger=SyncRun.Trigger.USER,
            now=now,
            store=store,
            seller_sku=wish.get("seller_sku", "") if store else "",
            by=wish.get("by", ""),
        )
    except CannotSync as why:
        log.info("follow-up not opened", account_id=account.pk, reason=str(why))


def send(run_id: int, *, countdown: float | None = None) -> None:
    """Hand a run to the workers, maybe in some seconds. A broker that is down: the tick sends it again."""
    try:
        current_app.send_task("sync.run_sync", kwargs={"run_id": run_id}, countdown=countdown, retry=False)
    except OperationalError as error:
        log.warning("run not sent", run_id=run_id, error=str(error))
