"""How many listings stand on each tab."""

from __future__ import annotations

from django.db import models

from amazon_channel.models import Store


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
