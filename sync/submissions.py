"""What was sent to Amazon for a listing, and what became of it. The row is committed before the call.

ready ──► sending ──► accepted ──► shown        Amazon shows what was asked for
  ▲          │  │         └──────► not_shown    it did not within a day: a person must look
  │          │  └──► refused                    Amazon's words are kept
  └──────────┴──► unknown                       no answer came, or the worker died: Amazon is read, not told
dropped: the person wished otherwise before it was sent.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Account, Store
from catalog.models import EXACT


class Submission(models.Model):
    """One thing asked of Amazon for one SKU: to end its offer on one ASIN, or to make it on another."""

    class Operation(models.TextChoices):
        END = "end", _("End the old offer")
        LIST = "list", _("Make the new offer")

    class State(models.TextChoices):
        READY = "ready", _("Waits to be sent")
        SENDING = "sending", _("Being sent")
        ACCEPTED = "accepted", _("Accepted, not seen yet")
        UNKNOWN = "unknown", _("No answer; being looked up")
        SHOWN = "shown", _("Done, as Amazon shows")
        REFUSED = "refused", _("Refused")
        NOT_SHOWN = "not_shown", _("Accepted, never seen")
        DROPPED = "dropped", _("Not sent, no longer wished")

    OPEN = (State.READY, State.SENDING, State.ACCEPTED, State.UNKNOWN)
    SENT = (State.SENDING, State.ACCEPTED, State.UNKNOWN)

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name=_("account"))
    store = models.ForeignKey(Store, models.CASCADE, related_name="+", verbose_name=_("store"))
    listing = models.ForeignKey(
        "listings.Listing",
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("listing"),
    )
    seller_sku = models.CharField(_("Amazon SKU"), max_length=255, db_collation=EXACT)
    operation = models.CharField(_("what"), max_length=8, choices=Operation)
    old_asin = models.CharField(_("from ASIN"), max_length=10, db_collation=EXACT)
    asin = models.CharField(_("to ASIN"), max_length=10, db_collation=EXACT)
    # The whole offer to be made, already while the old one is ended: nothing is lost with it.
    body = models.JSONField(_("the offer"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    attempts = models.PositiveSmallIntegerField(_("times sent"), default=0)
    submission_id = models.CharField(_("Amazon's id"), max_length=80, blank=True, default="")
    said = models.TextField(_("Amazon's words"), blank=True, default="")
    run = models.ForeignKey(
        "sync.SyncRun", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("run")
    )
    opened_at = models.DateTimeField(_("decided"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("sent to Amazon")
        constraints = [
            models.UniqueConstraint(
                fields=["listing"],
                condition=Q(state__in=["ready", "sending", "accepted", "unknown"]),
                name="one_open_submission_per_listing",
            ),
        ]
        indexes = [
            models.Index(fields=["listing", "-id"], name="submission_listing"),
            models.Index(fields=["account", "-id"], name="submission_account"),
        ]

    def __str__(self) -> str:
        return f"{self.seller_sku}: {self.get_operation_display()}"
