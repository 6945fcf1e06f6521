"""One listing from one ASIN to another, a step at a time; a kill between any two of them loses nothing.

Before a call there is a committed row that says what is being asked, and holds the whole offer. After the
call there is another commit. Whoever finds a row in between reads Amazon, and never asks again unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from listings.codes import Channel, Source
from listings.models import Listing
from sync.amazon.errors import Denied, Invalid, NotFound, Revoked, Throttled, Unauthorized, Unreachable
from sync.amazon.listing_writes import Submitted, delete_offer, objections, put_offer, try_offer
from sync.pull.absence import bury, mark_missing
from sync.pull.items import write
from sync.push import gate, offer, records, words
from sync.push.records import Operation, State, last_of, locked, position_of
from sync.push.steps import Found, Seen, Step, goal, look_again, meaning, next_step
from sync.submissions import Submission
from sync.work import Work

MOST_STEPS = 12  # more than the longest way; a mistake of ours must not go in circles
NOT_TAKEN = (Throttled, Denied, Unauthorized, Revoked)  # Amazon, or our own throttle, did not let it in


def advance(work: Work, listing_id: int) -> None:
    """Do all that can be done for a listing now. Amazon's errors pass through, and are settled later."""
    for _number in range(MOST_STEPS):
        listing = Listing.objects.get(pk=listing_id)
        last = last_of(listing)
        step = next_step(position_of(listing, last, now=work.clock()))
        if step == Step.NOTHING or not STEPS[step](work, listing, last):
            return


def _begin(work: Work, listing: Listing, _last: Submission | None) -> bool:
    """Read the offer, have the new one judged, and only then decide to end the old one."""
    if gate.shut(work.store):
        return False
    place, wish = work.store.marketplace_id, listing.assigned_asin
    item = work.amazon.get_listing(place, listing.seller_sku)
    if item is None or offer.asin_of(item, place) != listing.asin:
        return False  # Amazon has moved on; the pull reads it, and the next run begins from there
    try:
        body = offer.offer_on(item, wish, marketplace_id=place)
        objection = _objection(work, listing.seller_sku, wish, body)
    except offer.Unfit as unfit:
        objection = words.unfit(unfit.why)
    with locked(work, listing.pk) as row:
        if not _is_next(work, row, Step.BEGIN) or row.assigned_asin != wish:
            return True  # another word came while Amazon was asked
        if objection:
            records.refuse(work, row, objection)
            return False
        records.begin(work, row, body)
    return True


def _objection(work: Work, sku: str, wish: str, body: dict[str, Any]) -> str:
    """What Amazon objects to in the new offer; '' if it would take it, and on the wished ASIN."""
    place = work.store.marketplace_id
    try:
        answer = try_offer(work.amazon, place, offer.preview_sku(sku, wish), body)
    except (Invalid, NotFound) as refusal:
        return words.not_tried(str(refusal))
    if not answer.good:
        return words.not_tried(answer.said)
    return words.elsewhere(answer.asin) if answer.asin not in ("", wish) else ""


def _send(work: Work, listing: Listing, last: Submission | None) -> bool:
    """Ask Amazon for what was decided, once."""
    assert last is not None
    if last.operation == Operation.LIST:
        _count_again(work, listing, last)
    with locked(work, listing.pk) as row:
        if not _is_next(work, row, Step.SEND):
            return True
        if gate.shut(work.store):
            return False
        last.state, last.sent_at, last.attempts = State.SENDING, work.clock(), last.attempts + 1
        last.save(update_fields=["state", "sent_at", "attempts"])
    try:
        answer = _ask(work, last)
    except NOT_TAKEN:
        with locked(work, listing.pk):
            last.state, last.attempts = State.READY, last.attempts - 1
            last.save(update_fields=["state", "attempts"])
        raise
    except Unreachable:
        with locked(work, listing.pk):
            last.state = State.UNKNOWN
            last.save(update_fields=["state"])
        raise
    except (Invalid, NotFound) as refusal:
        answer = Submitted("INVALID", said=str(refusal))
    work.tally.changed += 1
    with locked(work, listing.pk) as row:
        if answer.good:
            records.answered(last, answer)
        else:
            _refused(work, row, last, answer.said)
    return answer.good


def _ask(work: Work, submission: Submission) -> Submitted:
    place, sku = work.store.marketplace_id, submission.seller_sku
    if submission.operation == Operation.END:
        return delete_offer(work.amazon, place, sku)
    return put_offer(work.amazon, place, sku, submission.body)


def _count_again(work: Work, listing: Listing, last: Submission) -> None:
    """A SKU's quantity is one for all marketplaces: where it is still for sale, what is left there counts."""
    others = Listing.objects.filter(
        store__account=work.run.account, seller_sku=listing.seller_sku, channel=Channel.FBM
    )
    other = others.exclude(pk=listing.pk).on_amazon().select_related("store").order_by("pk").first()
    if other is None or gate.shut(work.store):
        return
    item = work.amazon.get_listing(other.store.marketplace_id, listing.seller_sku)
    if item is None:
        return
    try:
        last.body = offer.with_availability(last.body, offer.availability_of(item))
    except offer.Unfit:
        return
    with locked(work, listing.pk):
        last.save(update_fields=["body"])


def _refused(work: Work, row: Listing, last: Submission, said: str) -> None:
    records.settle(last, State.REFUSED, now=work.clock(), said=said)
    records.refuse(work, row, words.not_ended(said) if last.operation == Operation.END else said)


def _look(work: Work, listing: Listing, last: Submission | None) -> bool:
    """Read the SKU back and draw the conclusion."""
    assert last is not None
    if last.state == State.SENDING:  # a worker died over it
        with locked(work, listing.pk):
            last.state = State.UNKNOWN
            last.save(update_fields=["state"])
    place = work.store.marketplace_id
    item = work.amazon.get_listing(place, listing.seller_sku)
    at = position_of(listing, last, now=work.clock())
    found = meaning(at, _seen(item, place, last.asin))
    if item is not None:
        write(work, [item], source=Source.ITEM)
    if found in (Found.WAIT, Found.ONCE_MORE):
        _come_back(work, 5.0 if found == Found.ONCE_MORE else look_again(at.age))
    return _conclude(work, last, found, objections(item.get("issues")) if item else "")


def _seen(item: dict[str, Any] | None, place: str, target: str) -> Seen:
    if item is None:
        return Seen.GONE
    asin = offer.asin_of(item, place)
    if asin == target:
        return Seen.WISHED
    return Seen.BROKEN if not asin and objections(item.get("issues")) else Seen.OTHER


def _conclude(work: Work, last: Submission, found: Found, said: str) -> bool:
    """Write what a look means; whether something more can be done at once."""
    now = work.clock()
    if found == Found.ONCE_MORE:
        mark_missing(work, [last.seller_sku])
    if found == Found.ENDED:
        bury(work, [last.listing_id])
    with locked(work, last.listing_id) as row:
        if found in (Found.ENDED, Found.SHOWN):
            records.settle(last, State.SHOWN, now=now)
        if found == Found.SHOWN:
            records.arrive(work, row)
        if found == Found.AGAIN:
            last.state = State.READY
            last.save(update_fields=["state"])
        if found == Found.REFUSED:
            _refused(work, row, last, said)
        if found == Found.NEVER:
            records.settle(last, State.NOT_SHOWN, now=now)
            records.refuse(work, row, _never(row, last))
        if found == Found.TELL:
            kind = "offer_not_ended" if last.operation == Operation.END else "offer_not_shown"
            records.tell(work, row, kind, f"{last.old_asin} → {last.asin}")
    return found in (Found.ENDED, Found.SHOWN, Found.AGAIN)


def _never(row: Listing, last: Submission) -> str:
    if last.operation == Operation.END:
        return words.never_ended()
    gone = row.gone_at is not None or row.asin == last.asin
    return words.never_shown(last.asin) if gone else words.back(row.asin)


def _come_back(work: Work, seconds: float | None) -> None:
    if seconds is not None:
        work.again_in = min(seconds, work.again_in or seconds)


def _list(work: Work, listing: Listing, last: Submission | None) -> bool:
    """Decide to make the kept offer where the person's latest word wants it."""
    assert last is not None
    with locked(work, listing.pk) as row:
        at = position_of(row, last_of(row), now=work.clock())
        if next_step(at) != Step.LIST:
            return True
        asin = goal(at)
        records.plan(
            work, row, last, asin, offer.on_asin(last.body, asin, marketplace_id=work.store.marketplace_id)
        )
    return True


def _drop(work: Work, listing: Listing, _last: Submission | None) -> bool:
    return _stand(work, listing, Step.DROP, records.stop)


def _done(work: Work, listing: Listing, _last: Submission | None) -> bool:
    return _stand(work, listing, Step.DONE, records.arrive)


def _refuse(work: Work, listing: Listing, _last: Submission | None) -> bool:
    said = words.unknown(listing.assigned_asin)
    return _stand(work, listing, Step.REFUSE, lambda work, row: records.refuse(work, row, said))


def _back(work: Work, listing: Listing, _last: Submission | None) -> bool:
    """Amazon is said to have the SKU again. A report may be late, so that Amazon itself is asked first."""
    item = work.amazon.get_listing(work.store.marketplace_id, listing.seller_sku)
    if item is None:
        bury(work, [listing.pk])
        return True
    write(work, [item], source=Source.ITEM)
    said = words.back(offer.asin_of(item, work.store.marketplace_id))
    return _stand(work, listing, Step.BACK, lambda work, row: records.refuse(work, row, said))


def _stand(work: Work, listing: Listing, step: Step, does: Callable[[Work, Listing], None]) -> bool:
    """A step that needs no call: done if it is still the next one. What waits to be sent is dropped by it."""
    with locked(work, listing.pk) as row:
        if _is_next(work, row, step):
            records.drop_open(row, now=work.clock())
            does(work, row)
    return True


def _is_next(work: Work, row: Listing, step: Step) -> bool:
    """Whether a step is still the next one, by rows that nobody else can change now."""
    return next_step(position_of(row, last_of(row), now=work.clock())) == step


STEPS: dict[Step, Callable[[Work, Listing, Submission | None], bool]] = {
    Step.BEGIN: _begin,
    Step.SEND: _send,
    Step.LOOK: _look,
    Step.LIST: _list,
    Step.DROP: _drop,
    Step.REFUSE: _refuse,
    Step.BACK: _back,
    Step.DONE: _done,
}
