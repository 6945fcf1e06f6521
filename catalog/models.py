"""Products: the merchant's own catalog."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

EXACT = "C"  # SKUs compare byte by byte; this collation also serves prefix search from the unique index


class Product(models.Model):
    """Something the merchant sells. The SKU is exact and case-sensitive."""

    sku = models.CharField(_("SKU"), max_length=64, unique=True, db_collation=EXACT)
    name = models.CharField(_("name"), max_length=500)
    asin = models.CharField(_("ASIN"), max_length=10, blank=True, default="", db_collation=EXACT)
    condition = models.CharField(_("condition"), max_length=32, blank=True, default="")
    enabled = models.BooleanField(_("enabled"), default=True)
    quantity = models.IntegerField(_("quantity"), default=0)
    sale_starts_on = models.DateField(_("on sale from"), null=True, blank=True)
    sale_ends_on = models.DateField(_("on sale until"), null=True, blank=True)
    websites = ArrayField(models.SlugField(), verbose_name=_("websites"), default=list, blank=True)
    image = models.CharField(
        _("image"), max_length=500, blank=True, default="", validators=[URLValidator(["http", "https"])]
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["asin"], name="product_asin", condition=~models.Q(asin="")),
            GinIndex(fields=["websites"], name="product_websites"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} – {self.name}"
