"""Named sets of runs and reports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from amazon_channel.models import Account, User

if TYPE_CHECKING:
    from datetime import datetime

    from sync.models import ReportRequest, SyncRun  # noqa: F401 - named in the base classes


FIRST_HALF = timedelta(minutes=30)


class SyncRunQuerySet(models.QuerySet["SyncRun"]):
    """Sets of runs."""

    def visible_to(self, user: User) -> Self:
        """Runs of the accounts this user may see."""
        return self.filter(account__in=Account.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(finished_at=None)

    def claimable(self, *, now: datetime, stale_before: datetime) -> Self:
        """Open runs that no live worker holds and that need not wait any longer."""
        unheld = Q(claimed_at=None) | Q(heartbeat_at__lt=stale_before)
        return self.open().filter(unheld).exclude(resume_at__gt=now)


class ReportRequestQuerySet(models.QuerySet["ReportRequest"]):
    """Sets of report requests."""

    def visible_to(self, user: User) -> Self:
        """Reports of the accounts this user may see."""
        return self.filter(store__account__in=Account.objects.visible_to(user))

    def under_way(self) -> Self:
        return self.filter(state__in=["asked", "waiting", "ready"])

    def first_pictures(self, *, now: datetime) -> Self:
        """First lists of a store's listings that Amazon has been making for half an hour at most."""
        loaded = self.model._default_manager.filter(
            store=OuterRef("store"), kind=OuterRef("kind"), loaded_at__isnull=False
        )
        lately = self.under_way().filter(kind="GET_MERCHANT_LISTINGS_ALL_DATA", asked_at__gt=now - FIRST_HALF)
        return lately.exclude(Exists(loaded))

    def held(self) -> Self:
        return self.filter(state="held")
