"""What a person wishes for listings: one function a deed. It changes what we wish and never calls Amazon."""

from __future__ import annotations

from datetime import datetime

from amazon_channel.models import User
from listings import sql
from listings.changes import attributed
from listings.codes import Source
from listings.deeds import Done, Why
from listings.querysets import ListingQuerySet


def wish(listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """Wish these listed, where they are ready to be and nobody wished it before."""
    return _write(sql.WISH, listings, by=by, now=now)


def take_back(listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """Drop the wishes for these that were not sent yet."""
    return _write(sql.TAKE_BACK, listings, by=by, now=now)


def _write(statement: str, listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """One statement, its rows locked in the order of their keys; the trigger logs each of them."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        ids = list(listings.order_by().values_list("pk", flat=True))
        done = Done(sql.execute(statement, {"ids": ids, "now": now}))
    done.left[Why.CHANGED_SINCE] += len(ids) - done.number
    return done
