"""The listing row: columns grouped by their one writer, and a verdict that PostgreSQL computes.

Amazon's side is written by sync.pull, the user's by listings.actions, ours by sync.derive (through
listings.matching and listings.eligibility), what was sent by sync.push. Tab and status are generated columns
over all of these, so no code path can leave a listing on the wrong tab. Counts, the change log and the title
search's backlog are kept by statement-level triggers (migrations/0002_triggers.py).

Foreign keys from here carry no database constraint: checking them costs 7 s per million rows. A load locks
its store's row instead, accounts are deleted by sync.deletion, and matching drops products that are gone.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store
from catalog.models import EXACT, Product
from listings.codes import CANDIDATE_TABS, Channel, Condition, MatchedBy, Source
from listings.querysets import ListingQuerySet
from listings.tabs import status_expression, tab_expression

OVERRIDDEN = (
    Q(override_price__isnull=False)
    | Q(override_handling_days__isnull=False)
    | ~Q(override_condition="")
    | ~Q(override_note="")
)


class Listing(models.Model):
    """One seller SKU in one store, from Amazon, from our catalog, or from both."""

    store = models.ForeignKey(
        Store,
        models.PROTECT,
        related_name="listings",
        db_constraint=False,
        db_index=False,
        verbose_name=_("store"),
    )
    seller_sku = models.CharField(_("Amazon SKU"), max_length=255, db_collation=EXACT)

    # the verdict: PostgreSQL. First in the row, so that what counts and lists tabs need not unpack the rest.
    changed_at = models.DateTimeField(_("last change"))  # sort key of the tabs; each writer sets it
    tab = models.GeneratedField(
        expression=tab_expression(), output_field=models.CharField(max_length=12), db_persist=True
    )
    status = models.GeneratedField(
        expression=status_expression(), output_field=models.CharField(max_length=32), db_persist=True
    )
    overridden = models.GeneratedField(
        expression=models.ExpressionWrapper(OVERRIDDEN, output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    # Amazon's side: sync.pull
    asin = models.CharField(
        _("ASIN"), max_length=10, blank=True, default="", db_default="", db_collation=EXACT
    )
    title = models.TextField(_("product listing name"), blank=True, default="", db_default="")
    image = models.TextField(_("picture"), blank=True, default="", db_default="")
    product_type = models.CharField(_("product type"), max_length=80, blank=True, default="", db_default="")
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, null=True, blank=True)
    quantity = models.IntegerField(_("quantity on Amazon"), null=True, blank=True)  # null = unknown, never 0
    fba_quantity = models.IntegerField(_("FBA quantity"), null=True, blank=True)
    condition = models.CharField(
        _("condition"), max_length=32, choices=Condition, blank=True, default="", db_default=""
    )
    channel = models.CharField(
        _("channel"), max_length=3, choices=Channel, blank=True, default="", db_default=""
    )
    handling_days = models.PositiveSmallIntegerField(_("handling time"), null=True, blank=True)
    amazon_status = models.CharField(_("status word"), max_length=40, blank=True, default="", db_default="")
    buyable = models.BooleanField(_("buyable"), null=True, blank=True)
    discoverable = models.BooleanField(_("discoverable"), null=True, blank=True)
    search_suppressed = models.BooleanField(_("search suppressed"), default=False, db_default=False)
    amazon_incomplete = models.BooleanField(_("draft at Amazon"), default=False, db_default=False)
    inactive_reason = models.CharField(
        _("inactive reason"), max_length=32, blank=True, default="", db_default=""
    )
    is_parent = models.BooleanField(_("variation parent"), default=False, db_default=False)
    parent_sku = models.CharField(_("parent SKU"), max_length=255, blank=True, default="", db_default="")
    extra = models.JSONField(_("what was read and has no column"), null=True, blank=True)
    amazon_created_at = models.DateTimeField(_("created on Amazon"), null=True, blank=True)
    amazon_updated_at = models.DateTimeField(_("changed on Amazon"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("first seen on Amazon"), null=True, blank=True)
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)
    read_at = models.DateTimeField(_("facts read"), null=True, blank=True)
    read_from = models.CharField(
        _("facts from"), max_length=20, choices=Source, blank=True, default="", db_default=""
    )
    line_digest = models.BigIntegerField(null=True, blank=True)  # of the report line this row was made from

    # the user's side: listings.actions (and, where matched_by is not 'hand', listings.matching)
    product = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        verbose_name=_("product"),
    )
    matched_by = models.CharField(
        _("matched by"), max_length=12, choices=MatchedBy, blank=True, default="", db_default=""
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    relist_requested_at = models.DateTimeField(_("relist asked for"), null=True, blank=True)
    override_price = models.DecimalField(
        _("price override"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    override_handling_days = models.PositiveSmallIntegerField(_("handling override"), null=True, blank=True)
    override_condition = models.CharField(
        _("condition override"), max_length=32, choices=Condition, blank=True, default="", db_default=""
    )
    override_note = models.TextField(_("seller's note override"), blank=True, default="", db_default="")

    # our side: sync.derive
    ineligible_reason = models.CharField(
        _("why not eligible"), max_length=32, blank=True, default="", db_default=""
    )
    lacking = models.CharField(_("what is lacking"), max_length=32, blank=True, default="", db_default="")

    # what was sent: sync.push
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    refusal = models.TextField(_("Amazon's refusal"), blank=True, default="", db_default="")

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(fields=["store", "seller_sku"], name="one_listing_per_sku"),
        ]
        indexes = [
            # Read backwards, newest first; ascending, for new rows then go to the end of their group.
            models.Index(fields=["store", "tab", "changed_at", "id"], name="listing_tab"),
            HashIndex(fields=["asin"], name="listing_asin", condition=~Q(asin="")),
            models.Index(fields=["product"], name="listing_product", condition=Q(product__isnull=False)),
            models.Index(
                fields=["store", "changed_at", "id"],
                name="listing_overridden",
                condition=Q(overridden=True),
            ),
            models.Index(
                fields=["store", "missing_since"],
                name="listing_missing",
                condition=Q(missing_since__isnull=False, gone_at__isnull=True),
            ),
            # Small ones: a store's rows that Amazon knows among its candidates, and what waits to be sent.
            models.Index(
                fields=["store"],
                name="listing_known_candidate",
                condition=Q(first_seen_at__isnull=False, tab__in=CANDIDATE_TABS),
            ),
            models.Index(
                fields=["store", "tab"],
                name="listing_wished",
                condition=Q(published_at__isnull=False, submitted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.seller_sku


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


class TabCount(models.Model):
    """Listings of a store per tab and status. Kept by triggers; tab 'overrides' counts overrides."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="tab_counts", db_index=False)
    tab = models.CharField(max_length=12)
    status = models.CharField(max_length=32)
    listings = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "tab", "status"], name="one_count_per_status")
        ]

    def __str__(self) -> str:
        return f"{self.tab}/{self.status}: {self.listings}"


class ListingTitle(models.Model):
    """The title as the word search sees it; filled behind the load, since its index is the dearest by far."""

    listing = models.OneToOneField(
        Listing, models.DO_NOTHING, primary_key=True, related_name="search_title", db_constraint=False
    )
    store = models.ForeignKey(Store, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    title = models.TextField()

    class Meta:
        indexes = [
            GinIndex(OpClass("store_id", "int8_ops"), OpClass("title", "gin_trgm_ops"), name="title_words")
        ]

    def __str__(self) -> str:
        return self.title


class TitleBacklog(models.Model):
    """A range of listing ids whose titles the word search has not seen yet. Written by triggers."""

    store = models.ForeignKey(Store, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
