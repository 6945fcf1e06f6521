"""The whole picture by report: asked → waiting → ready → loaded, one small step each run; no worker sleeps.

The row is saved before Amazon is asked and the report's id as soon as it is known, so that a crash between
them leads to one report, not to two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from sync.amazon.errors import AmazonError, Invalid, NotFound, Throttled
from sync.amazon.report_list import recent_reports
from sync.models import ReportRequest
from sync.pull import documents, held
from sync.pull.load import load
from sync.work import Tally, Work

Kind, State, Held = ReportRequest.Kind, ReportRequest.State, ReportRequest.Held

NIGHT_HOUR = 2  # local time of the store
AGAIN_AFTER = timedelta(
    hours=1
)  # a second report after one that was held or failed; then it is the night's turn
PATIENCE = timedelta(hours=24)  # Amazon's reports take minutes, at the worst hours
KINDS = (Kind.ALL_DATA, Kind.CANCELLED)


def pull_reports(work: Work) -> None:
    """Ask for what is due in this store, and take each report under way as far as it goes now."""
    for kind in KINDS:
        if is_due(work.store, kind, now=work.clock()):
            ask(work.store, kind, now=work.clock())
    under_way = ReportRequest.objects.under_way().filter(store=work.store, kind__in=KINDS)
    for request in sorted(under_way, key=lambda each: KINDS.index(Kind(each.kind))):
        _advance(request, work)


def ask(store: Store, kind: str, *, now: datetime) -> ReportRequest:
    """A report of this kind that the next sync asks Amazon for; the one under way if there is one."""
    try:
        with transaction.atomic():
            return ReportRequest.objects.create(store=store, kind=kind, asked_at=now)
    except IntegrityError:
        return ReportRequest.objects.under_way().get(store=store, kind=kind)


def is_due(store: Store, kind: str, *, now: datetime) -> bool:
    """True on connection, once in each of the store's nights, and an hour after a report that was no use.

    Cancelled listings are only asked for once the whole picture is there.
    """
    latest = list(ReportRequest.objects.filter(store=store, kind=kind).order_by("-asked_at", "-pk")[:2])
    if kind == Kind.CANCELLED and not has_picture(store):
        return False
    if not latest:
        return True
    if latest[0].state in {State.ASKED, State.WAITING, State.READY}:
        return False
    if latest[0].asked_at < last_night(store, now=now):
        return True
    first_failure = _was_no_use(latest[0]) and not (len(latest) > 1 and _was_no_use(latest[1]))
    return first_failure and now - latest[0].asked_at >= AGAIN_AFTER


def last_night(store: Store, *, now: datetime) -> datetime:
    """When the store's last night began, two o'clock where it is."""
    here = now.astimezone(ZoneInfo(store.time_zone))
    night = here.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return night if night <= here else night - timedelta(days=1)


def _was_no_use(request: ReportRequest) -> bool:
    return request.state in {State.HELD, State.FAILED}


def has_picture(store: Store) -> bool:
    return pictures(store=store).exists()


def pictures(**of: Any) -> QuerySet[ReportRequest, ReportRequest]:
    """Whole lists that were loaded."""
    return ReportRequest.objects.filter(**of, kind=Kind.ALL_DATA, loaded_at__isnull=False)


def _advance(request: ReportRequest, work: Work) -> None:
    """As many steps as are possible now."""
    if request.state == State.ASKED:
        _create(request, work)
    if request.state == State.WAITING:
        _poll(request, work)
    if request.state == State.READY:
        _fetch(request, work)
    if request.state == State.READY:
        _add(work.tally, load(request, now=work.clock(), run_id=work.run.pk, beat=work.beat))


def _create(request: ReportRequest, work: Work) -> None:
    """Asks Amazon once. If an earlier answer was lost, the report it made is looked for first."""
    marketplace = request.store.marketplace_id
    if request.attempts:
        for report in recent_reports(work.amazon, request.kind, marketplace, since=request.asked_at):
            if not ReportRequest.objects.filter(store=request.store, report_id=report.report_id).exists():
                return _created(request, report.report_id)
    request.attempts += 1
    request.save(update_fields=["attempts"])
    try:
        report_id = work.amazon.create_report(request.kind, marketplace)
    except Throttled:
        # Amazon did nothing, so there is no lost report to look for.
        request.attempts -= 1
        request.save(update_fields=["attempts"])
        raise
    except Invalid as refusal:
        return _fail(request, refusal)
    return _created(request, report_id)


def _created(request: ReportRequest, report_id: str) -> None:
    request.report_id, request.state = report_id, State.WAITING
    request.save(update_fields=["report_id", "state"])


def _poll(request: ReportRequest, work: Work) -> None:
    """Looks how far Amazon is. CANCELLED and FATAL are held: they are never an empty catalogue."""
    now = work.clock()
    try:
        report = work.amazon.get_report(request.report_id)
    except NotFound as refusal:
        return _fail(request, refusal)
    request.polled_at = now
    # The picture is as of when it was asked for at the earliest; what we read later than that is newer.
    request.snapshot_at = report.created_at or request.asked_at
    request.save(update_fields=["polled_at", "snapshot_at"])
    if report.status == "DONE":
        request.document_id, request.state = report.document_id, State.READY
        request.save(update_fields=["document_id", "state"])
    elif report.status == "CANCELLED" and request.kind == Kind.CANCELLED:
        # The usual answer of a store that never deleted anything, and nothing a person need look at.
        request.state, request.held_detail = State.DISCARDED, _("Amazon has no cancelled listings here.")
        request.save(update_fields=["state", "held_detail"])
    elif report.status == "CANCELLED":
        held.hold(request, Held.CANCELLED, _cancelled(), now=now)
        work.tally.held += 1
    elif report.status == "FATAL":
        held.hold(request, Held.FATAL, _fatal(), now=now)
        work.tally.held += 1
    elif now - request.asked_at > PATIENCE:
        _fail_because(request, _("Amazon did not finish this report within a day. The next sync asks again."))
    return None


def _fetch(request: ReportRequest, work: Work) -> None:
    """Downloads the file if it is not here yet. A link that has expired is fetched anew by the next run."""
    if request.file and documents.path_of(request).exists():
        return
    try:
        documents.fetch(request, work.amazon, now=work.clock())
    except NotFound as refusal:
        _fail(request, refusal)
    else:
        request.save(update_fields=["file", "content_type", "size", "fetched_at"])


def _fail(request: ReportRequest, refusal: AmazonError) -> None:
    _fail_because(request, str(refusal))


def _fail_because(request: ReportRequest, reason: str) -> None:
    request.state, request.held_detail = State.FAILED, reason
    request.save(update_fields=["state", "held_detail"])


def _add(total: Tally, part: Tally) -> None:
    for name in ("read", "new", "changed", "unchanged", "missing", "held", "quarantined"):
        setattr(total, name, getattr(total, name) + getattr(part, name))
    total.message = " ".join(filter(None, (total.message, part.message)))


def _cancelled() -> str:
    return _(
        "Amazon cancelled the report: it has no listings here, or it was asked too often. Nothing "
        "was changed. "
        "The next sync asks again in an hour; discard this one."
    )


def _fatal() -> str:
    return _(
        "Amazon failed to make the report. Nothing was changed. The next sync asks again in an "
        "hour; discard this one."
    )
