"""By which numbers the world knows a product."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.products import EXACT, Product


class IdentifierQuerySet(models.QuerySet["ProductIdentifier"]):
    """Sets of identifiers that have a name."""

    def on(self, website: str) -> Self:
        """What counts on a website: what it says itself, and the global value where it says nothing."""
        if not website:
            return self.filter(website="")
        own = ProductIdentifier.objects.filter(
            product=OuterRef("product"),
            role=OuterRef("role"),
            attribute=OuterRef("attribute"),
            website=website,
        )
        return self.filter(Q(website=website) | Q(website="") & ~Exists(own))


class ProductIdentifier(models.Model):
    """One identifier of one product, normalised, as read from the attribute that some store maps to a role.

    Derived from products and the stores' mappings by catalog.identifier_index alone, and never edited: what
    matching joins with. `value` is '' where the text is no identifier of its role; `problem` says why.
    A website has a row only where the product says something else there than everywhere.
    """

    class Role(models.TextChoices):
        SELLER_SKU = "sku", _("Seller SKU")
        ASIN = "asin", _("ASIN")
        UPC = "upc", _("UPC")
        EAN = "ean", _("EAN")
        ISBN = "isbn", _("ISBN")
        GCID = "gcid", _("GCID")

    class Kind(models.TextChoices):
        SELLER_SKU = "sku", _("Seller SKU")
        ASIN = "asin", _("ASIN")
        GTIN = "gtin", _("GTIN")
        GCID = "gcid", _("GCID")

    product = models.ForeignKey(Product, models.CASCADE, related_name="identifiers", db_index=False)
    role = models.CharField(_("role"), max_length=4, choices=Role)
    attribute = models.CharField(_("attribute"), max_length=60, db_collation=EXACT)  # its code
    website = models.CharField(
        _("website"), max_length=50, db_collation=EXACT, blank=True, default="", db_default=""
    )  # its code; '': everywhere else
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    raw = models.CharField(_("as given"), max_length=255, db_collation=EXACT)
    value = models.CharField(_("value"), max_length=255, db_collation=EXACT, blank=True, default="")
    repaired = models.CharField(_("repaired"), max_length=24, blank=True, default="")  # what was mended
    problem = models.CharField(_("problem"), max_length=24, blank=True, default="")

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "role", "attribute", "website"], name="one_identifier_per_website"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "value"], name="identifier_value", condition=~Q(value="")),
            models.Index(fields=["website", "product"], name="identifier_website", condition=~Q(website="")),
            models.Index(fields=["problem", "id"], name="identifier_problem", condition=~Q(problem="")),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.value or self.raw}"


class IdentifierSource(models.Model):
    """An attribute that some store maps to a role, and how far the index has read its values.

    Written by catalog.identifier_index alone, which holds all of these rows while it works: of two runs the
    second waits for the first, and then finds little to do.
    """

    role = models.CharField(_("role"), max_length=4, choices=ProductIdentifier.Role)
    attribute = models.CharField(_("attribute"), max_length=60, db_collation=EXACT)
    rules = models.PositiveSmallIntegerField(default=0)  # the version of catalog.identifiers that read it
    asked_at = models.DateTimeField()  # last time a mapping, or the preview of one, named it
    read_until = models.DateTimeField(null=True)  # products changed before this are read
    compared_at = models.DateTimeField(null=True)  # last time every product was compared

    class Meta:
        verbose_name = _("source of identifiers")
        verbose_name_plural = _("sources of identifiers")
        constraints = [
            models.UniqueConstraint(fields=["role", "attribute"], name="one_source_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.attribute}"
