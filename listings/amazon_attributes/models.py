"""Amazon's attributes and their mapping to the catalog's; what Amazon says of each listing, apart from it.

What Amazon says is written by sync.attributes, mappings by listings.amazon_attributes.actions, how far the
import has come by listings.amazon_attributes.importing. Values go one way only: from Amazon into the catalog.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store
from catalog.models import Attribute
from listings.amazon_attributes.querysets import AmazonAttributeQuerySet, AttributeMappingQuerySet

NAME_LENGTH = 200


class ProductTypeDefinition(models.Model):
    """One of Amazon's product types in one marketplace, as it was last read."""

    marketplace_id = models.CharField(_("marketplace"), max_length=16)
    product_type = models.CharField(_("product type"), max_length=80)
    title = models.CharField(_("title"), max_length=255, blank=True, default="")
    version = models.CharField(_("version"), max_length=120, blank=True, default="")
    list_version = models.CharField(
        _("version of Amazon's list"), max_length=120, blank=True, default=""
    )  # of all product types, when this one was read: another one means that something has changed
    checksum = models.CharField(_("checksum"), max_length=120, blank=True, default="")
    read_at = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("product type")
        verbose_name_plural = _("product types")
        constraints = [
            models.UniqueConstraint(
                fields=["marketplace_id", "product_type"], name="one_definition_per_product_type"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.product_type


class AmazonAttribute(models.Model):
    """One attribute of Amazon's in one marketplace, with every product type that knows it.

    `name` is Amazon's; a part of a compound attribute follows behind a dot (item_dimensions.length).
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        INTEGER = "integer", _("Whole number")
        DECIMAL = "decimal", _("Decimal number")
        MONEY = "money", _("Money")
        WEIGHT = "weight", _("Weight")
        BOOLEAN = "boolean", _("Yes/No")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        PICTURE = "picture", _("Picture")
        UNKNOWN = "", _("Not known")

    marketplace_id = models.CharField(_("marketplace"), max_length=16)
    name = models.CharField(_("Amazon attribute"), max_length=NAME_LENGTH, db_collation="C")
    title = models.CharField(_("title"), max_length=255, blank=True, default="")
    description = models.TextField(_("description"), blank=True, default="")
    kind = models.CharField(_("type"), max_length=8, choices=Kind, blank=True, default=Kind.UNKNOWN)
    several = models.BooleanField(_("several values"), default=False)
    longest = models.PositiveIntegerField(_("longest text"), null=True, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)  # [{"value", "title"}]
    units = ArrayField(models.CharField(max_length=60), verbose_name=_("units"), default=list, blank=True)
    product_types = ArrayField(
        models.CharField(max_length=80), verbose_name=_("product types"), default=list, blank=True
    )
    required_by = ArrayField(
        models.CharField(max_length=80), verbose_name=_("required by"), default=list, blank=True
    )  # product types that do not list without it

    objects = AmazonAttributeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Amazon attribute")
        verbose_name_plural = _("Amazon attributes")
        constraints = [
            models.UniqueConstraint(fields=["marketplace_id", "name"], name="one_amazon_attribute_per_name"),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def root(self) -> str:
        """The name under which listings carry it."""
        return self.name.partition(".")[0]


class AttributeMapping(models.Model):
    """In this store, values of Amazon's attribute go into that attribute of the catalog."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="attribute_mappings", verbose_name=_("store")
    )
    amazon_attribute = models.ForeignKey(
        AmazonAttribute, models.PROTECT, related_name="mappings", verbose_name=_("Amazon attribute")
    )
    attribute = models.ForeignKey(
        Attribute, models.CASCADE, related_name="amazon_mappings", verbose_name=_("catalog attribute")
    )
    active = models.BooleanField(_("active"), default=True)
    overwrite = models.BooleanField(_("overwrite values of the catalog"), default=False)
    websites = ArrayField(
        models.SlugField(), verbose_name=_("websites"), default=list, blank=True
    )  # values of these websites are written; none named: the value for all
    add_options = models.BooleanField(_("add missing choices"), default=False)
    unit = models.CharField(_("unit in the catalog"), max_length=20, blank=True, default="")
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))  # after this, every product is looked at again

    objects = AttributeMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("attribute mapping")
        verbose_name_plural = _("attribute mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "amazon_attribute"], name="one_mapping_per_amazon_attribute"
            ),
            models.UniqueConstraint(
                fields=["store", "attribute"],
                condition=Q(active=True),
                name="one_active_source_per_catalog_attribute",
            ),
            models.UniqueConstraint(
                fields=["attribute"],
                condition=Q(active=True, overwrite=True, websites=[]),
                name="one_store_overwrites_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amazon_attribute} → {self.attribute.code}"


class AttributeReading(models.Model):
    """How far a store's attributes are known, and since when a person wants them read again."""

    store = models.OneToOneField(Store, models.CASCADE, primary_key=True, related_name="attribute_reading")
    # the user's
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    asked_by = models.CharField(_("asked by"), max_length=150, blank=True, default="")
    # sync.attributes
    product_types = ArrayField(
        models.CharField(max_length=80), verbose_name=_("product types"), default=list, blank=True
    )
    carried = ArrayField(
        models.CharField(max_length=NAME_LENGTH), verbose_name=_("carried"), default=list, blank=True
    )  # names of attributes that listings of the store carry
    types_read_at = models.DateTimeField(_("product types read"), null=True, blank=True)
    changes_read_to = models.DateTimeField(_("changes read up to"), null=True, blank=True)
    whole_read_at = models.DateTimeField(_("all read as wished"), null=True, blank=True)
    # listings.amazon_attributes.importing
    import_began_at = models.DateTimeField(_("import began"), null=True, blank=True)
    imported_to = models.BigIntegerField(_("last product looked at"), default=0)
    imported_at = models.DateTimeField(_("all looked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reading of attributes")
        verbose_name_plural = _("readings of attributes")

    def __str__(self) -> str:
        return str(self.store)

    @property
    def waits(self) -> bool:
        """A person asked, and what they asked for is not read yet."""
        return self.asked_at is not None and (
            self.whole_read_at is None or self.whole_read_at < self.asked_at
        )


class ListingAttributes(models.Model):
    """Everything Amazon says of one listing, as it came; apart, so that lists need not carry it."""

    listing = models.OneToOneField(
        "listings.Listing",
        models.DO_NOTHING,
        primary_key=True,
        related_name="amazon_attributes",
        db_constraint=False,
    )
    store = models.ForeignKey(Store, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    attributes = models.JSONField(_("of the listing"), default=dict)  # {name: [{"value", …}]}
    catalog_attributes = models.JSONField(
        _("of Amazon's catalog"), default=dict
    )  # where the listing says nothing
    digest = models.BigIntegerField()  # of both
    listing_updated_at = models.DateTimeField(_("listing changed"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"))
    catalog_read_at = models.DateTimeField(_("catalog read"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("attributes of a listing")
        verbose_name_plural = _("attributes of listings")
        indexes = [
            models.Index(fields=["store", "listing"], name="listing_attributes_store"),
            models.Index(fields=["store", "changed_at"], name="listing_attributes_changed"),
        ]

    def __str__(self) -> str:
        return str(self.listing_id)
