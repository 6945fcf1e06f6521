"""Reports that change nothing until a person has looked: why they are held, and what a person may do with
them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sync import findings
from sync.models import ReportRequest
from sync.pull import documents

Held = ReportRequest.Held
State = ReportRequest.State

# What a person can let through: the file is here and says something. The others have nothing to load.
ACCEPTABLE = {Held.SHRUNK, Held.NO_STATUS_COLUMN, Held.TRUNCATED}
FINISHED = {State.LOADED, State.DISCARDED, State.FAILED}
SHRUNK_ROWS, SHRUNK_PERCENT = 25, 20


class Hold(Exception):
    """Raised while a report is loaded: nothing of it may be written. Carries reason and the sentence for a
    person."""

    def __init__(self, reason: Held, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class CannotSettle(Exception):
    """The report cannot be accepted, discarded or loaded again; the text says why and what to do."""


def is_shrunk(*, absent: int, known: int) -> bool:
    """True if a report lacks so many of the listings Amazon had that it is probably not the whole picture."""
    return absent > SHRUNK_ROWS and absent * 100 > known * SHRUNK_PERCENT


def hold(request: ReportRequest, reason: Held, detail: str, *, now: datetime) -> None:
    """Puts a report aside for a person and says so where people look."""
    request.state = State.HELD
    request.held_reason = reason
    request.held_detail = detail
    request.accepted_by = ""
    request.save(update_fields=["state", "held_reason", "held_detail", "accepted_by"])
    findings.report(
        _finding(reason),
        account=request.store.account,
        store=request.store,
        subject=request.get_kind_display(),
        detail=detail,
        now=now,
    )


def settle_findings(request: ReportRequest, *, now: datetime) -> None:
    """A later report of the kind was loaded, or a person decided: nothing is held any longer."""
    for kind in ("held_report", "shrunk", "no_status_column"):
        findings.resolve(
            kind,
            account=request.store.account,
            store=request.store,
            subject=request.get_kind_display(),
            now=now,
        )


def supersede(request: ReportRequest) -> None:
    """Older reports of the kind that are still held have nothing to say any more."""
    older = ReportRequest.objects.held().filter(
        store=request.store, kind=request.kind, asked_at__lt=request.asked_at
    )
    older.update(state=State.DISCARDED)


def possible(request: ReportRequest) -> set[str]:
    """The deeds below that this report's state allows, by name. The deeds themselves look again."""
    if request.state == State.HELD:
        return {"accept", "discard"} if _is_acceptable(request) else {"discard"}
    return {"load_again"} if request.state in FINISHED and request.file else set()


def _is_acceptable(request: ReportRequest) -> bool:
    return request.held_reason in ACCEPTABLE and bool(request.file)


@transaction.atomic
def accept(request: ReportRequest, *, by: str, now: datetime) -> None:
    """Lets a held report through: the next sync loads it as it is. CannotSettle if there is nothing to
    load."""
    locked = _locked(request)
    if locked.state != State.HELD:
        raise CannotSettle(_("This report is not held. Reload the page."))
    if not _is_acceptable(locked):
        raise CannotSettle(
            _("There is nothing in this report to load. Discard it; the next sync asks for another.")
        )
    _make_ready(locked, accepted_by=by)
    settle_findings(locked, now=now)
    request.refresh_from_db()


@transaction.atomic
def discard(request: ReportRequest, *, by: str, now: datetime) -> None:
    """Throws a held report away; nothing changes. Its file stays for the usual days."""
    locked = _locked(request)
    if locked.state != State.HELD:
        raise CannotSettle(_("This report is not held. Reload the page."))
    locked.state = State.DISCARDED
    locked.accepted_by = ""
    locked.held_detail = f"{locked.held_detail} {_('Discarded by %(name)s.') % {'name': by}}".strip()
    locked.save(update_fields=["state", "accepted_by", "held_detail"])
    settle_findings(locked, now=now)
    request.refresh_from_db()


@transaction.atomic
def load_again(request: ReportRequest, *, by: str, now: datetime) -> None:
    """Has a report's file loaded once more by the next sync, for instance after the parser was mended.

    What was read since Amazon took the picture stays. CannotSettle if the file is gone or another is under
    way.
    """
    locked = _locked(request)
    if locked.state not in FINISHED:
        raise CannotSettle(_("This report is not finished. Wait for it, or accept it if it is held."))
    if not locked.file or not documents.path_of(locked).exists():
        raise CannotSettle(
            _("The file of this report is no longer kept. Ask for a new report on the store's page.")
        )
    # A shrunk report stays held unless a person lets it through by name.
    _make_ready(locked, accepted_by="")
    request.refresh_from_db()


def _locked(request: ReportRequest) -> ReportRequest:
    return (
        ReportRequest.objects.select_for_update(of=("self",))
        .select_related("store__account")
        .get(pk=request.pk)
    )


def _make_ready(request: ReportRequest, *, accepted_by: str) -> None:
    request.state = State.READY
    request.accepted_by = accepted_by[:150]
    try:
        with transaction.atomic():
            request.save(update_fields=["state", "accepted_by"])
    except IntegrityError as clash:
        raise CannotSettle(_("A newer report is already under way. Wait until it is loaded.")) from clash


def _finding(reason: Held) -> str:
    """The kind of finding a reason is shown as."""
    return reason.value if reason in {Held.SHRUNK, Held.NO_STATUS_COLUMN} else "held_report"
