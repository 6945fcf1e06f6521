"""The listing row: columns grouped by their one writer, and a verdict that PostgreSQL computes.

Amazon's side is written by sync.pull, the user's by listings.actions, ours by sync.derive (through
listings.matching and listings.eligibility), what was sent by sync.push. Tab and status are generated columns
over all of these, so no code path can leave a listing on the wrong tab. Counts, the change log and the title
search's backlog are kept by statement-level triggers (migrations/0002_triggers.py).

Foreign keys from here carry no database constraint: checking them costs 7 s per million rows. A load locks
its store's row instead, accounts are deleted by sync.deletion, and matching drops products that are gone.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store
from catalog.models import EXACT, Product
from listings.codes import CANDIDATE_TABS, Channel, Condition, InFlight, MatchedBy, Source
from listings.querysets import ListingQuerySet
from listings.tabs import status_expression, tab_expression

OVERRIDDEN = (
    Q(override_price__isnull=False)
    | Q(override_handling_days__isnull=False)
    | ~Q(override_condition="")
    | ~Q(override_note="")
)
# All that is not on_amazon(), and what the last whole report missed.
NOT_AT_AMAZON = Q(first_seen_at__isnull=True) | Q(gone_at__isnull=False) | Q(missing_since__isnull=False)


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
    gtin = models.CharField(
        _("GTIN"), max_length=14, blank=True, default="", db_default="", db_collation=EXACT
    )  # UPC, EAN or ISBN as Amazon names it, 14 digits

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
    fitting_products = models.SmallIntegerField(
        _("products that fit"), default=0, db_default=0
    )  # at the rank that decides; several are never guessed at (listings.matching)
    match_detail = models.CharField(
        _("matched on"), max_length=120, blank=True, default="", db_default=""
    )  # "attribute: value" that decided, written by listings.matching
    ignored_at = models.DateTimeField(_("ignored since"), null=True, blank=True)
    assigned_asin = models.CharField(
        _("ASIN assigned by hand"), max_length=10, blank=True, default="", db_default="", db_collation=EXACT
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
    in_flight = models.CharField(
        _("under way"), max_length=8, choices=InFlight, blank=True, default="", db_default=""
    )
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    refusal = models.TextField(
        _("Amazon's refusal"), blank=True, default="", db_default=""
    )  # a person who answers it (assigns another ASIN) takes it away; nothing is sent again before that

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
            # What count_at_amazon takes off the whole: few as a rule, and no work for a load of new listings.
            models.Index(
                fields=["store"],
                name="listing_not_at_amazon",
                condition=NOT_AT_AMAZON,
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
            models.Index(
                fields=["store"],
                name="listing_moving",
                condition=~Q(assigned_asin="") | ~Q(in_flight=""),
            ),
        ]

    def __str__(self) -> str:
        return self.seller_sku
