"""The rows of a move: each step is one transaction, tied to this worker's hold on its run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from listings.changes import attributed
from listings.codes import InFlight, MatchedBy, Source
from listings.models import Listing
from listings.models.asins import AsinCandidate, AsinSearch
from sync import findings
from sync.amazon.listing_writes import Submitted
from sync.pull.items import hold
from sync.push.steps import Known, Position
from sync.runs import fence
from sync.submissions import Submission
from sync.work import Work

State, Operation = Submission.State, Submission.Operation
KINDS = ("offer_not_ended", "offer_not_shown", "offer_lost")
# What tied the product to the old ASIN alone. A person says that the product is sold on the new one.
BY_NUMBER = (MatchedBy.ASIN, MatchedBy.GTIN, MatchedBy.GCID)


@contextmanager
def locked(work: Work, listing_id: int) -> Iterator[Listing]:
    """The listing in a transaction of ours; RunLost if this worker no longer holds the run."""
    with attributed(Source.PUSH, now=work.clock(), run_id=work.run.pk):
        fence(work.run)
        hold(work.store)
        yield Listing.objects.select_for_update(of=("self",)).select_related("store").get(pk=listing_id)


def last_of(listing: Listing) -> Submission | None:
    """What was decided last for this listing."""
    return Submission.objects.filter(listing=listing).order_by("-pk").first()


def position_of(listing: Listing, last: Submission | None, *, now: datetime) -> Position:
    """Where the listing stands, for the rules."""
    at = Position(
        wish=listing.assigned_asin,
        known=_known(listing),
        asin=listing.asin,
        on_amazon=listing.first_seen_at is not None and listing.gone_at is None,
        missing=listing.missing_since is not None or listing.gone_at is not None,
        ended=listing.ended_at is not None,
        moving=listing.in_flight == InFlight.MOVE,
        refused=bool(listing.refusal),
    )
    if last is None or not at.moving:
        return at
    facts: dict[str, Any] = {
        "operation": last.operation,
        "state": last.state,
        "target": last.asin,
        "old": last.old_asin,
        "age": now - last.sent_at if last.sent_at else timedelta(0),
        "attempts": last.attempts,
    }
    return Position(**{name: getattr(at, name) for name in Position.__slots__} | facts)


def _known(listing: Listing) -> Known:
    search = AsinSearch.objects.filter(listing=listing).first()
    if not listing.assigned_asin or search is None or search.question.get("asin") != listing.assigned_asin:
        return Known.WAITS
    if search.answer == AsinSearch.Answer.ONE:
        return Known.YES
    return Known.WAITS if search.answer == AsinSearch.Answer.WAITING else Known.NO


def begin(work: Work, listing: Listing, body: dict[str, Any]) -> Submission:
    """Decide to end the old offer. In `locked`."""
    now = work.clock()
    _write(listing, now, in_flight=InFlight.MOVE, submitted_at=now, refusal="")
    asins = {"old_asin": listing.asin, "asin": listing.assigned_asin}
    return _open(work, listing, operation=Operation.END, body=body, **asins)


def plan(work: Work, listing: Listing, last: Submission, asin: str, body: dict[str, Any]) -> Submission:
    """Decide to make the kept offer on an ASIN. In `locked`; what waited to be sent is dropped."""
    drop_open(listing, now=work.clock())
    asins = {"old_asin": last.old_asin, "asin": asin}
    return _open(work, listing, operation=Operation.LIST, body=body, **asins)


def _open(work: Work, listing: Listing, **columns: Any) -> Submission:
    return Submission.objects.create(
        account=work.run.account,
        store=work.store,
        listing=listing,
        seller_sku=listing.seller_sku,
        run=work.run,
        opened_at=work.clock(),
        **columns,
    )


def drop_open(listing: Listing, *, now: datetime) -> None:
    """What was decided and not sent is not to be sent any more."""
    ready = Submission.objects.filter(listing=listing, state=State.READY)
    ready.update(state=State.DROPPED, settled_at=now)


def settle(submission: Submission, state: Submission.State, *, now: datetime, said: str = "") -> None:
    """The end of a submission. `said` are Amazon's words, or ours on what did not happen."""
    submission.state, submission.settled_at, submission.said = state, now, said or submission.said
    submission.save(update_fields=["state", "settled_at", "said"])


def answered(submission: Submission, answer: Submitted) -> None:
    """Amazon has taken it; whether it does it is another matter."""
    submission.state, submission.submission_id = State.ACCEPTED, answer.submission_id
    submission.save(update_fields=["state", "submission_id"])


def refuse(work: Work, listing: Listing, said: str) -> None:
    """Amazon, or what we know, says no. An offer that was ended already stays on its way, and is told of."""
    lost = listing.in_flight == InFlight.MOVE and listing.gone_at is not None
    kept = {} if lost else {"in_flight": "", "submitted_at": None}
    _write(listing, work.clock(), refusal=said, **kept)
    _resolve(work, listing)
    if lost:
        tell(work, listing, "offer_lost", said)


def stop(work: Work, listing: Listing) -> None:
    """The listing is not on its way any more: nothing was sent, or a person ended it."""
    _write(listing, work.clock(), in_flight="", submitted_at=None, refusal="")
    _resolve(work, listing)


def arrive(work: Work, listing: Listing) -> None:
    """Amazon shows the offer where it was wished: the wish is over, unless another one came meanwhile."""
    now = work.clock()
    values: dict[str, Any] = {"in_flight": "", "submitted_at": None, "refusal": ""}
    if listing.assigned_asin == listing.asin:
        values["assigned_asin"] = ""
        AsinSearch.objects.filter(listing=listing).delete()
        AsinCandidate.objects.filter(listing=listing, found_by="asin").delete()
        if listing.matched_by in BY_NUMBER:
            values["matched_by"] = MatchedBy.HAND
    _write(listing, now, **values)
    _resolve(work, listing)


def tell(work: Work, listing: Listing, kind: str, detail: str = "") -> None:
    """A finding about this SKU."""
    now, sku = work.clock(), listing.seller_sku
    findings.report(kind, account=work.run.account, store=work.store, subject=sku, detail=detail, now=now)


def _resolve(work: Work, listing: Listing) -> None:
    now, sku = work.clock(), listing.seller_sku
    for kind in KINDS:
        findings.resolve(kind, account=work.run.account, store=work.store, subject=sku, now=now)


def _write(listing: Listing, now: datetime, **values: Any) -> None:
    Listing.objects.filter(pk=listing.pk).update(changed_at=now, **values)
    for name, value in values.items():
        setattr(listing, name, value)
