"""What changed on listings, and when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store
from listings.codes import Source
from listings.models.listing import Listing


class ListingChange(models.Model):
    """One field's change: old, new, when, by whom. Written by a trigger, so no writer can forget it."""

    listing = models.ForeignKey(
        Listing, models.DO_NOTHING, related_name="changes", db_constraint=False, db_index=False
    )
    store = models.ForeignKey(Store, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField(_("at"))
    run_id = models.BigIntegerField(_("run"), null=True, blank=True)
    user_id = models.BigIntegerField(_("user"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=20, choices=Source, blank=True, default="")
    field = models.CharField(_("field"), max_length=32)
    old = models.TextField(_("old"), null=True, blank=True)  # noqa: DJ001 – null is 'unknown', not ''
    new = models.TextField(_("new"), null=True, blank=True)  # noqa: DJ001

    class Meta:
        verbose_name = _("listing change")
        verbose_name_plural = _("listing changes")
        indexes = [
            models.Index(fields=["listing", "-id"], name="change_listing"),
            models.Index(fields=["at"], name="change_at"),
            models.Index(fields=["run_id"], name="change_run", condition=Q(field="tab")),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"
