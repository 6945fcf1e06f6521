"""Products: what the merchant sells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.attributes import AttributeSet

EXACT = "C"  # SKUs compare byte by byte; this collation also serves prefix search from the unique index
TOTAL_OF_SOURCES = Func(F("quantities"), function="catalog_total", output_field=models.IntegerField())


def _money(label: Any) -> models.DecimalField[Decimal | None, Decimal | None]:
    """An amount in the catalog's own currency; null: not given."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )


def _measure(label: Any) -> models.DecimalField[Decimal | None, Decimal | None]:
    """A weight or length in the catalog's own unit; null: not given."""
    return models.DecimalField(
        label, max_digits=12, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class Product(models.Model):
    """Something the merchant sells. The SKU is exact and case-sensitive.

    What every catalog has stands in columns; what this merchant's attributes say stands in `attributes`
    ({code: value}, see Attribute). A website's own values stand in `website_values` ({website: {code:
    value}}), built-in codes such as name and price included, and beat the global ones there.
    """

    class Type(models.TextChoices):
        SIMPLE = "simple", _("Simple")
        VIRTUAL = "virtual", _("Virtual")
        DOWNLOADABLE = "downloadable", _("Downloadable")
        CONFIGURABLE = "configurable", _("Configurable")
        BUNDLE = "bundle", _("Bundle")
        GROUPED = "grouped", _("Grouped")
        GIFT_CARD = "giftcard", _("Gift card")

    class Visibility(models.TextChoices):
        NOWHERE = "nowhere", _("Not Visible Individually")
        CATALOG = "catalog", _("Catalog")
        SEARCH = "search", _("Search")
        BOTH = "both", _("Catalog, Search")

    sku = models.CharField(_("SKU"), max_length=64, unique=True, db_collation=EXACT)
    name = models.CharField(_("name"), max_length=500)
    type = models.CharField(_("type"), max_length=12, choices=Type, default=Type.SIMPLE, db_default="simple")
    attribute_set = models.ForeignKey(
        AttributeSet, models.PROTECT, null=True, blank=True, verbose_name=_("attribute set")
    )  # null: of no set, so no attribute is required
    asin = models.CharField(_("ASIN"), max_length=10, blank=True, default="", db_collation=EXACT)
    condition = models.CharField(_("condition"), max_length=32, blank=True, default="")

    # where it is offered
    enabled = models.BooleanField(_("enabled"), default=True)
    visibility = models.CharField(
        _("visibility"), max_length=8, choices=Visibility, default=Visibility.BOTH, db_default="both"
    )
    websites = ArrayField(models.SlugField(), verbose_name=_("websites"), default=list, blank=True)
    category_ids = ArrayField(
        models.BigIntegerField(), verbose_name=_("categories"), default=list, db_default=[], blank=True
    )
    sale_starts_on = models.DateField(_("on sale from"), null=True, blank=True)
    sale_ends_on = models.DateField(_("on sale until"), null=True, blank=True)

    # what it costs
    price = _money(_("price"))
    special_price = _money(_("special price"))
    special_from = models.DateField(_("special price from"), null=True, blank=True)
    special_to = models.DateField(_("special price until"), null=True, blank=True)
    cost = _money(_("cost"))
    msrp = _money(_("recommended price"))
    map_price = _money(_("minimum advertised price"))
    tax_class = models.CharField(_("tax class"), max_length=120, blank=True, default="", db_default="")

    # what it measures
    weight = _measure(_("weight"))
    length = _measure(_("length"))
    width = _measure(_("width"))
    height = _measure(_("height"))

    # what there is of it
    manage_stock = models.BooleanField(_("manage stock"), default=True, db_default=True)
    in_stock = models.BooleanField(_("in stock"), default=True, db_default=True)
    quantity = models.IntegerField(_("quantity"), default=0)  # what can be sold, over all sources
    quantities = models.JSONField(_("quantity per source"), default=dict, db_default={}, blank=True)

    # how it looks; references only, nothing is fetched
    image = models.CharField(
        _("image"), max_length=500, blank=True, default="", validators=[URLValidator(["http", "https"])]
    )
    images = models.JSONField(
        _("further images"), default=list, db_default=[], blank=True
    )  # [{"url", "label", "roles": []}]

    # what else is said of it
    attributes = models.JSONField(_("attributes"), default=dict, db_default={}, blank=True)
    website_values = models.JSONField(_("values per website"), default=dict, db_default={}, blank=True)
    axes = ArrayField(
        models.CharField(max_length=60), verbose_name=_("varies by"), default=list, db_default=[], blank=True
    )  # codes of the attributes by which the children of a configurable differ
    options = models.JSONField(
        _("customer's options"), default=list, db_default=[], blank=True
    )  # as Adobe Commerce exports them: [{"name", "type", "required", …}]
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantities={}) | Q(quantity=TOTAL_OF_SOURCES), name="quantity_is_total_of_sources"
            ),
        ]
        indexes = [
            models.Index(fields=["asin"], name="product_asin", condition=~Q(asin="")),
            models.Index(
                fields=["id"], name="product_page", condition=Q(type__in=["configurable", "grouped"])
            ),  # few: what matching leaves out, without reading all products
            GinIndex(fields=["websites"], name="product_websites"),
            GinIndex(fields=["category_ids"], name="product_categories"),
            GinIndex(fields=["attributes"], name="product_attributes", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.sku} – {self.name}"


class ProductLink(models.Model):
    """A product that another one consists of: a variant of a configurable, a part of a bundle or group."""

    class Kind(models.TextChoices):
        VARIANT = "variant", _("Variant")
        BUNDLED = "bundled", _("Part of a bundle")
        GROUPED = "grouped", _("Member of a group")

    parent = models.ForeignKey(Product, models.CASCADE, related_name="parts")
    child = models.ForeignKey(Product, models.CASCADE, related_name="wholes")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        constraints = [
            models.UniqueConstraint(fields=["parent", "child", "kind"], name="one_link_per_part"),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="no_part_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.child_id}"
