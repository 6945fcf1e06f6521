"""What Amazon's catalog is asked for a listing's sake, and the items it answered with.

A search is asked by the sync's stage `catalog`. Its question is kept in step with product and mapping by
listings.asins.sql, and set by a person who types an ASIN (listings.required_info). Both rows go with their
listing by trigger (migrations/0005).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EXACT = "C"


class FoundBy(models.TextChoices):
    """What led to an item of Amazon's catalog, surest first."""

    HAND = "asin", _("the ASIN typed by hand")
    GCID = "gcid", _("GCID")
    UPC = "upc", _("UPC")
    EAN = "ean", _("EAN")
    ISBN = "isbn", _("ISBN")
    KEYWORDS = "keywords", _("words")


class AsinSearch(models.Model):
    """One listing's question to Amazon's catalog.

    {"asin": …} is one that a person typed, {"gcid", "upc", "ean", "isbn", "keywords"} what the product says;
    barcodes stand as GTINs of 14 digits. `due` means that the question is to be asked (again); until the new
    answer comes, the old one stays, if it was one to the same question.
    """

    class Answer(models.TextChoices):
        WAITING = "", _("not asked yet")
        ONE = "one", _("one item")
        NONE = "none", _("no item")
        SEVERAL = "several", _("several items")
        VARIANTS = "variants", _("an item with variants")
        UNKNOWN = "unknown", _("Amazon does not know this ASIN in this marketplace")
        REFUSED = "refused", _("Amazon did not accept the question")

    listing = models.OneToOneField(
        "listings.Listing",
        models.DO_NOTHING,
        primary_key=True,
        related_name="asin_search",
        db_constraint=False,
    )
    store = models.ForeignKey(
        "amazon_channel.Store", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    question = models.JSONField(_("question"))
    due = models.BooleanField(_("to be asked"), default=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True, default="")
    asin = models.CharField(_("ASIN"), max_length=10, blank=True, default="", db_collation=EXACT)
    found_by = models.CharField(_("found by"), max_length=8, choices=FoundBy, blank=True, default="")
    found = models.PositiveSmallIntegerField(_("items found"), default=0)
    problem = models.TextField(_("problem"), blank=True, default="")  # Amazon's words for a refusal

    class Meta:
        verbose_name = _("search for an ASIN")
        verbose_name_plural = _("searches for ASINs")
        indexes = [
            models.Index(fields=["store", "listing"], name="asin_search_due", condition=Q(due=True)),
            models.Index(
                fields=["store", "asked_at"],
                name="asin_search_in_vain",
                condition=Q(due=False, answer__in=["none", "unknown", "refused"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.answer}"


class AsinCandidate(models.Model):
    """An item of Amazon's catalog that may be the listing's product."""

    listing = models.ForeignKey(
        "listings.Listing",
        models.DO_NOTHING,
        related_name="asin_candidates",
        db_constraint=False,
        db_index=False,
    )
    asin = models.CharField(_("ASIN"), max_length=10, db_collation=EXACT)
    title = models.TextField(_("title"), blank=True, default="")
    brand = models.CharField(_("brand"), max_length=255, blank=True, default="")
    image = models.TextField(_("picture"), blank=True, default="")
    product_type = models.CharField(_("product type"), max_length=80, blank=True, default="")
    identifiers = models.JSONField(_("identifiers"), default=list)  # [["EAN", "4006381333931"], …]
    is_parent = models.BooleanField(_("has variants"), default=False)
    parent_asin = models.CharField(_("parent"), max_length=10, blank=True, default="", db_collation=EXACT)
    theme = models.CharField(_("variation theme"), max_length=120, blank=True, default="")
    values = models.JSONField(_("values of the theme"), default=dict)  # {"color": "Blue"}
    found_by = models.CharField(_("found by"), max_length=8, choices=FoundBy)
    rank = models.PositiveSmallIntegerField(_("place"), default=0)  # 0: Amazon's best

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["rank", "asin"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "asin"], name="one_candidate_per_asin"),
        ]

    def __str__(self) -> str:
        return self.asin
