"""Which products were made from listings: so that one which a person deletes is not made again by itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MadeProduct(models.Model):
    """A product that listings.creation made, by its SKU. The row outlives the product."""

    sku = models.CharField(_("SKU"), max_length=64, unique=True, db_collation="C")
    listing_id = models.BigIntegerField(_("listing"))
    store_id = models.BigIntegerField(_("store"))
    at = models.DateTimeField(_("made"))
    user_id = models.BigIntegerField(_("by"), null=True, blank=True)  # null: by the store's settings

    class Meta:
        verbose_name = _("product made from a listing")
        verbose_name_plural = _("products made from listings")

    def __str__(self) -> str:
        return self.sku
