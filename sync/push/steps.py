"""What comes next for a listing on its way to another ASIN, and what a look at Amazon means. Pure.

The order: try the new offer, end the old one, look until it is gone, make the new one, look until it shows.
Until the old offer is told to end, another word of the person's stops everything; after that the latest word
says on which ASIN the kept offer is made: the wished one, or the old one if the wish was dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ARRIVES = timedelta(minutes=15)  # what shows no effect after this, and was never answered, never arrived
TELL = timedelta(hours=1)  # accepted and not shown: a person should know
GIVE_UP = timedelta(hours=24)  # Amazon's own word on SKUs that were deleted: wait a day
MOST_ATTEMPTS = 3


class Known(StrEnum):
    """What Amazon's catalog says of the wished ASIN."""

    YES = "yes"
    WAITS = "waits"
    NO = "no"


class Step(StrEnum):
    """What is to be done now."""

    NOTHING = "nothing"
    BEGIN = "begin"  # read the offer, try the new one, decide to end the old one
    SEND = "send"  # what was decided
    LOOK = "look"  # what Amazon made of it
    LIST = "list"  # decide to make the kept offer
    DROP = "drop"  # what was decided is not wished any more
    REFUSE = "refuse"  # the wished ASIN is none that Amazon knows
    BACK = "back"  # Amazon has the SKU again, on another ASIN than wished
    DONE = "done"  # Amazon shows what was wished


class Seen(StrEnum):
    """What a look at the SKU finds."""

    GONE = "gone"  # 404
    WISHED = "wished"
    OTHER = "other"
    BROKEN = "broken"  # it is there, without ASIN and with errors


class Found(StrEnum):
    """What a look means."""

    WAIT = "wait"
    TELL = "tell"
    ONCE_MORE = "once_more"  # the first 404: one alone is no proof
    ENDED = "ended"
    SHOWN = "shown"
    AGAIN = "again"  # it never arrived
    REFUSED = "refused"
    NEVER = "never"  # not_shown


@dataclass(frozen=True, slots=True)
class Position:
    """Where a listing stands. `wish`: the ASIN assigned by hand; `operation` …: its last submission's."""

    wish: str = ""
    known: Known = Known.WAITS
    asin: str = ""
    on_amazon: bool = True
    missing: bool = False  # some look has not found it already
    ended: bool = False  # by a person
    moving: bool = False
    refused: bool = False
    operation: str = ""
    state: str = ""
    target: str = ""
    old: str = ""
    age: timedelta = timedelta(0)  # since it was sent
    attempts: int = 0


SENT = ("sending", "accepted", "unknown")


def next_step(at: Position) -> Step:
    """What is to be done now, by what is known now."""
    if not at.moving:
        return _before(at)
    if at.state in SENT:
        return Step.LOOK
    if not at.operation:
        return Step.DROP  # nothing is known of it any more
    return _on_amazon(at) if at.on_amazon else _off_amazon(at)


def _off_amazon(at: Position) -> Step:
    """It moves, nothing is under way, and the old offer is gone."""
    if at.ended:
        return Step.DROP
    if at.refused:
        return Step.NOTHING
    if at.state == "ready" and at.operation == "list" and at.target == goal(at):
        return Step.SEND
    if goal(at):
        return Step.LIST
    return Step.REFUSE if at.known == Known.NO else Step.NOTHING


def goal(at: Position) -> str:
    """The ASIN on which the kept offer is to be made; '' while that is not certain."""
    if not at.wish:
        return at.old
    return at.wish if at.known == Known.YES else ""


def _before(at: Position) -> Step:
    if not at.wish or not at.asin or not at.on_amazon or at.ended or at.refused:
        return Step.NOTHING  # without ASIN it is a draft, no offer that could be ended
    if at.wish == at.asin:
        return Step.DONE
    return Step.BEGIN if at.known == Known.YES else Step.NOTHING


def _on_amazon(at: Position) -> Step:
    """It moves, nothing is under way, and Amazon has the SKU."""
    if at.asin == at.target:
        return Step.DONE
    if at.state == "ready" and at.operation == "end":
        still = at.wish == at.target and at.known == Known.YES and not at.ended
        return Step.SEND if still else Step.DROP
    return Step.BACK


def meaning(at: Position, seen: Seen) -> Found:
    """What a look at a SKU means for what was sent last."""
    if seen == Seen.WISHED:
        return Found.SHOWN
    if at.operation == "end" and seen == Seen.GONE:
        return Found.ENDED if at.missing or not at.on_amazon else Found.ONCE_MORE
    if seen == Seen.BROKEN and at.operation == "list" and at.age >= ARRIVES:
        return Found.REFUSED
    untouched = seen == Seen.GONE if at.operation == "list" else seen != Seen.GONE
    unanswered = at.state != "accepted" and at.age >= ARRIVES
    if untouched and unanswered and at.attempts < MOST_ATTEMPTS:
        return Found.AGAIN
    if at.age >= GIVE_UP:
        return Found.NEVER
    return Found.TELL if at.age >= TELL else Found.WAIT


def look_again(age: timedelta) -> float | None:
    """In how many seconds a fresh submission is worth a look in the same run; None: the next run looks."""
    seconds = age.total_seconds()
    return min(max(seconds, 5.0), 60.0) if seconds < 120 else None
