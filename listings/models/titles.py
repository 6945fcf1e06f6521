"""The word search over titles, and what it has yet to see."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from amazon_channel.models import Store
from listings.models.listing import Listing


class ListingTitle(models.Model):
    """The title as the word search sees it; filled behind the load, since its index is the dearest by far."""

    listing = models.OneToOneField(
        Listing, models.DO_NOTHING, primary_key=True, related_name="search_title", db_constraint=False
    )
    store = models.ForeignKey(Store, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    title = models.TextField()

    class Meta:
        indexes = [
            GinIndex(OpClass("store_id", "int8_ops"), OpClass("title", "gin_trgm_ops"), name="title_words")
        ]

    def __str__(self) -> str:
        return self.title


class TitleBacklog(models.Model):
    """A range of listing ids whose titles the word search has not seen yet. Written by triggers."""

    store = models.ForeignKey(Store, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
