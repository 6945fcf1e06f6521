"""What Amazon says is wrong with listings."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store
from listings.models.listing import Listing


class ListingIssue(models.Model):
    """One thing Amazon says is wrong with a listing. Kept when it is over (`cleared_at`)."""

    class Severity(models.TextChoices):
        ERROR = "ERROR", _("Error")
        WARNING = "WARNING", _("Warning")
        INFO = "INFO", _("Information")

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="issues")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    code = models.CharField(_("code"), max_length=40, blank=True, default="")
    message = models.TextField(_("Amazon's text"))
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    categories = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    attribute_names = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    enforcements = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    exemption = models.CharField(max_length=32, blank=True, default="")
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))
    absent_since = models.DateTimeField(null=True, blank=True)  # one read without it; a second one clears it
    cleared_at = models.DateTimeField(_("over since"), null=True, blank=True)

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        indexes = [
            models.Index(
                fields=["store", "code", "listing"], name="issue_code", condition=Q(cleared_at=None)
            ),
            models.Index(fields=["store", "absent_since"], name="issue_absent", condition=Q(cleared_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
