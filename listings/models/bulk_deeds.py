"""One deed on many listings: what was asked, by whom, how far it got, and what is still to be done."""

from __future__ import annotations

from collections import Counter
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store, User
from listings.deeds import Done


class BulkDeedQuerySet(models.QuerySet["BulkDeed"]):
    """Sets of bulk deeds."""

    def visible_to(self, user: User) -> Self:
        """The deeds on stores all of which this user may see."""
        seen = list(Store.objects.visible_to(user).values_list("pk", flat=True))
        return self.filter(store_ids__contained_by=seen)

    def open(self) -> Self:
        """Deeds with work left."""
        return self.filter(state__in=[BulkDeed.State.CHOOSING, BulkDeed.State.WORKING])


class BulkDeed(models.Model):
    """A deed of listings.bulk.kinds on all listings of a filter, or of a store.

    Which listings are meant is decided once, when work begins: from then on each is in a batch.
    """

    class State(models.TextChoices):
        CHOOSING = "choosing", _("Choosing listings")
        WORKING = "working", _("Under way")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("what"), max_length=12)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=150)
    user_id = models.BigIntegerField()
    store_ids = ArrayField(models.BigIntegerField(), default=list)  # no listing of another store is touched
    asked = models.JSONField()  # {"question": "?tab=…"}, an address of the list, or {"store": id}
    plan = models.JSONField(default=dict, blank=True)  # what the deed's form said, if it has one
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.CHOOSING)
    worked_at = models.DateTimeField(null=True, blank=True)  # a worker is at it while this is fresh
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    chosen = models.PositiveIntegerField(_("listings"), default=0)
    seen = models.PositiveIntegerField(_("worked through"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    left = models.JSONField(_("left as they are"), default=dict, blank=True)  # {reason: number}
    problem = models.TextField(_("problem"), blank=True, default="")

    objects = BulkDeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        indexes = [
            models.Index(fields=["id"], name="bulk_deed_open", condition=Q(state__in=["choosing", "working"]))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether there is work left."""
        return self.state in (self.State.CHOOSING, self.State.WORKING)

    @property
    def done(self) -> Done:
        """What it has done by now."""
        return Done(self.changed, Counter(self.left))


class BulkDeedBatch(models.Model):
    """Listings that a bulk deed has still to be done to. The row goes in the transaction that does it."""

    deed = models.ForeignKey(BulkDeed, models.CASCADE, related_name="batches", db_index=False)
    number = models.PositiveIntegerField()
    listing_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "number"], name="one_batch_per_number")]

    def __str__(self) -> str:
        return f"{self.deed_id}/{self.number}"
