"""What a store sold on a day, as Amazon's own figures tell it. Written by sync.pull.sales, a row a day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store


class SalesDay(models.Model):
    """A calendar day in the store's time zone; the newest one is not over yet. Kept for 400 days."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="sales_days", db_index=False, verbose_name=_("store")
    )
    day = models.DateField(_("day"), db_index=True)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("ordered product sales"), max_digits=18, decimal_places=4)
    orders = models.PositiveIntegerField(_("orders"))
    units = models.PositiveIntegerField(_("units"))

    class Meta:
        verbose_name = _("day of sales")
        verbose_name_plural = _("days of sales")
        constraints = [models.UniqueConstraint(fields=["store", "day"], name="one_sales_day_per_store")]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount} {self.currency}"
