"""What a person does to listings: one function a deed. It changes what we wish and never calls Amazon."""

from __future__ import annotations

from datetime import datetime

from amazon_channel.models import Store, User
from listings import sql
from listings.changes import attributed
from listings.codes import Source


def list_all(store: Store, *, by: User, now: datetime) -> int:
    """Wish every product of the store listed that is ready to be; how many were not wished before."""
    return _write(sql.WISH, store, by=by, now=now)


def take_back_all(store: Store, *, by: User, now: datetime) -> int:
    """Drop the wishes of this store that were not sent yet; how many there were."""
    return _write(sql.TAKE_BACK, store, by=by, now=now)


def _write(statement: str, store: Store, *, by: User, now: datetime) -> int:
    """One statement, its rows locked in the order of their keys; the trigger logs each of them."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        return sql.execute(statement, {"store": store.pk, "now": now})
