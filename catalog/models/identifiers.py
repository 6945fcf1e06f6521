"""By which numbers the world knows a product."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.products import EXACT, Product


class ProductIdentifier(models.Model):
    """One identifier of one product, normalised, as read from the attribute that some store maps to a role.

    Derived from products and the stores' mappings by catalog.identifier_index alone, and never edited: what
    matching joins with. `value` is '' where the text is no identifier of its role; `problem` says why.
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
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    raw = models.CharField(_("as given"), max_length=255, db_collation=EXACT)
    value = models.CharField(_("value"), max_length=255, db_collation=EXACT, blank=True, default="")
    repaired = models.CharField(_("repaired"), max_length=24, blank=True, default="")  # what was mended
    problem = models.CharField(_("problem"), max_length=24, blank=True, default="")

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(fields=["product", "role", "attribute"], name="one_identifier_per_role"),
        ]
        indexes = [
            models.Index(fields=["kind", "value"], name="identifier_value", condition=~Q(value="")),
            models.Index(fields=["problem", "id"], name="identifier_problem", condition=~Q(problem="")),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.value or self.raw}"
