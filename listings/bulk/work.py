"""Carries bulk deeds out: the choice first, then batch by batch, each a transaction, so a kill loses nothing.

A batch is a row that goes in the transaction of its work. Whoever comes after a killed worker finds the rows
that are left, and two workers at one deed find different ones. Errors: what breaks a batch is undone with it,
and the deed waits for a person (FAILED); where only the database failed it stays open, for the timetable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from amazon_channel.models import User
from listings.bulk.choice import chosen
from listings.bulk.kinds import DEEDS
from listings.deeds import Done
from listings.models import BulkDeed, BulkDeedBatch, Listing

BATCH = 1_000  # listings that one transaction locks
AT_ONCE = 500  # listings that a request works through
LOST_AFTER = timedelta(seconds=60)  # a worker without a word for so long is given up
State = BulkDeed.State

log = structlog.get_logger(__name__)


def claim(deed_id: int, *, now: datetime) -> BulkDeed | None:
    """The deed if there is work and nobody is at it; one winner."""
    won = BulkDeed.objects.open().filter(_free(now), pk=deed_id).update(worked_at=now)
    return BulkDeed.objects.get(pk=deed_id) if won else None


def waiting(*, now: datetime) -> list[int]:
    """The deeds with work left that no worker is at."""
    return list(BulkDeed.objects.open().filter(_free(now)).order_by("pk").values_list("pk", flat=True))


def _free(now: datetime) -> Q:
    return Q(worked_at=None) | Q(worked_at__lt=now - LOST_AFTER)


def carry_out(deed: BulkDeed, *, clock: Callable[[], datetime] = timezone.now) -> BulkDeed:
    """Do all that is left of a deed. Call it with what `claim` gave."""
    try:
        user = User.objects.get(pk=deed.user_id)
        choose(deed, user)
        while one_batch(deed, user, now=clock()):
            pass
    except OperationalError:
        raise  # nothing is wrong with the deed: the timetable goes on with it
    except Exception as error:
        log.exception("bulk deed broken", deed=deed.pk)
        what = f"{type(error).__name__}: {error}"[:300]
        problem = _("Unexpected error: %s. The worker's log has the details.") % what
        _end(deed, State.FAILED, now=clock(), problem=problem)
    else:
        _end(deed, State.DONE, now=clock())
    deed.refresh_from_db()
    return deed


@transaction.atomic
def choose(deed: BulkDeed, user: User) -> None:
    """Put every listing that is meant into a batch. From then on the choice stands, whatever changes."""
    row = BulkDeed.objects.select_for_update().get(pk=deed.pk)
    if row.state != State.CHOOSING:
        return
    ids = chosen(row, user).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    for number, some in enumerate(_in_pieces(ids)):
        BulkDeedBatch.objects.create(deed=row, number=number, listing_ids=some)
        row.chosen += len(some)
    row.state = State.WORKING
    row.save(update_fields=["chosen", "state"])


def _in_pieces(ids: Iterator[int]) -> Iterator[list[int]]:
    while some := list(islice(ids, BATCH)):
        yield some


@transaction.atomic
def one_batch(deed: BulkDeed, user: User, *, now: datetime) -> bool:
    """Do the next batch; False when none is left, or the deed was stopped."""
    if not BulkDeed.objects.filter(pk=deed.pk, state=State.WORKING).exists():
        return False
    batch = deed.batches.select_for_update().order_by("number").first()
    if batch is None:
        return False
    rows = Listing.objects.filter(pk__in=batch.listing_ids)
    done = DEEDS[deed.kind].does(rows, user, now, deed.plan)
    batch.delete()
    _count(deed, len(batch.listing_ids), done, now=now)
    return True


def _count(deed: BulkDeed, seen: int, done: Done, *, now: datetime) -> None:
    """Add what became of a batch, and keep the heartbeat. The row is locked last, so nobody waits for it."""
    row = BulkDeed.objects.select_for_update().get(pk=deed.pk)
    row.seen += seen
    row.changed += done.number
    row.left = dict(+(Counter(row.left) + done.left))
    row.worked_at = now if row.is_open else None
    row.save(update_fields=["seen", "changed", "left", "worked_at"])


def _end(deed: BulkDeed, state: State, *, now: datetime, problem: str = "") -> None:
    """Finish an open deed; done is only one without batches."""
    rows = BulkDeed.objects.open().filter(pk=deed.pk)
    if state == State.DONE:
        rows = rows.filter(batches=None)
    rows.update(state=state, finished_at=now, worked_at=None, problem=problem)
