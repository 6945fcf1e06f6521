"""How far a stage has read a store. Move one only inside the transaction that wrote what it covers."""

from __future__ import annotations

from datetime import datetime

from amazon_channel.models import Store
from sync.models import Cursor


def position(store: Store, stage: str) -> datetime | None:
    """Where the stage stands in this store; None if it never read it."""
    return Cursor.objects.filter(store=store, stage=stage).values_list("at", flat=True).first()


def move(store: Store, stage: str, at: datetime | None) -> None:
    """From now on the stage stands here; None: it begins anew."""
    if at is None:
        Cursor.objects.filter(store=store, stage=stage).delete()
        return
    Cursor.objects.update_or_create(store=store, stage=stage, defaults={"at": at})
