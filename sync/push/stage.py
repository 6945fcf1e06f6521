"""The stage `push` of a run: every listing on its way to another ASIN goes as far as it can."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing
from listings.querysets import ListingQuerySet
from sync.amazon.errors import AmazonError, Revoked, Throttled, Unauthorized
from sync.push import gate
from sync.push.move import advance
from sync.submissions import Submission
from sync.work import Work

MOST_UNDER_WAY = 50  # moves of a store at a time: a mistake must not end a catalog
SILENCE = 2  # listings in a row to which Amazon did not answer


def push(work: Work) -> None:
    """Go on with what is under way, then begin what is wished. One listing's trouble stops no other."""
    room = MOST_UNDER_WAY - Submission.objects.filter(store=work.store, state__in=Submission.OPEN).count()
    shut = str(gate.shut(work.store))
    failed: list[AmazonError] = []
    silent = 0
    for number, listing_id in enumerate([*_under_way(work), *([] if shut else _wished(work, room))]):
        try:
            advance(work, listing_id)
            silent = 0
        except (Throttled, Unauthorized, Revoked):
            raise
        except AmazonError as error:
            failed.append(error)
            silent += error.retryable
            if silent >= SILENCE:
                raise
        work.beat(number, None)
    _tell(work, shut, room)
    if failed:
        raise failed[0]


def _under_way(work: Work) -> list[int]:
    """Listings to be looked after; not those whose offer waits for a person's word."""
    rows = _mine(work).exclude(in_flight="")
    rows = rows.exclude(~Q(refusal=""), gone_at__isnull=False, ended_at=None)
    return list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))


def _wished(work: Work, room: int) -> list[int]:
    return list(wishes(work).order_by("pk").values_list("pk", flat=True)[: max(room, 0)])


def wishes(work: Work) -> ListingQuerySet:
    """Listings that Amazon has and that a person wishes on another ASIN, which Amazon's catalog knows."""
    return _mine(work).filter(
        ~Q(assigned_asin="") & ~Q(asin=""),
        in_flight="",
        refusal="",
        ended_at=None,
        first_seen_at__isnull=False,
        gone_at=None,
        is_parent=False,
        asin_search__answer="one",
        asin_search__asin=F("assigned_asin"),
    )


def _mine(work: Work) -> ListingQuerySet:
    """The run's listings among those that the small index listing_moving holds."""
    rows = Listing.objects.filter(~Q(assigned_asin="") | ~Q(in_flight=""), store=work.store)
    return rows.filter(seller_sku=work.run.seller_sku) if work.run.seller_sku else rows


def _tell(work: Work, shut: str, room: int) -> None:
    """What waits, and for what."""
    waiting = wishes(work).count()
    if not waiting:
        return
    words = ngettext(
        "One listing waits to go to another ASIN.", "%d listings wait to go to another ASIN.", waiting
    )
    why = shut or (_("The next run goes on.") if room <= waiting else "")
    work.tally.message = f"{words % waiting if waiting > 1 else words} {why}".strip()
