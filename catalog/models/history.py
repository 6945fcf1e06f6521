"""What happened to products: one row a changed value, written by triggers so that no writer can forget."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.products import Product


class ProductChange(models.Model):
    """One value's change. `field` is a column of Product or an attribute's code, '' for the product itself:
    added where `old` is null, deleted where `new` is. Who and by what means: catalog.changes.attributed.
    """

    product = models.ForeignKey(
        Product, models.DO_NOTHING, related_name="changes", db_constraint=False, db_index=False
    )
    at = models.DateTimeField(_("at"))
    user_id = models.BigIntegerField(null=True, blank=True)
    source = models.CharField(_("source"), max_length=24, blank=True, default="")
    number = models.BigIntegerField(null=True, blank=True)  # of the import or bulk edit that wrote it
    website = models.CharField(_("website"), max_length=50, blank=True, default="")  # '' = the global value
    field = models.CharField(_("field"), max_length=60, blank=True, default="")
    old = models.TextField(null=True, blank=True)  # noqa: DJ001 - null is "there was none", '' is a value
    new = models.TextField(null=True, blank=True)  # noqa: DJ001

    class Meta:
        verbose_name = _("change of a product")
        verbose_name_plural = _("changes of products")
        indexes = [models.Index(fields=["product", "id"], name="product_change")]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"
