"""What the list of products is found and counted by; written by triggers and catalog.index alone."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from catalog.models.products import EXACT, Product


class ProductIndex(models.Model):
    """A product as the list looks for it: narrow, so that a million of them are read quickly.

    `facets` says what it can be narrowed by, a word each (see catalog.facets); `words` holds the values
    of the attributes that are used in search, a line each.
    """

    product = models.OneToOneField(
        Product, models.DO_NOTHING, primary_key=True, related_name="index", db_constraint=False
    )
    sku = models.CharField(max_length=64, db_collation=EXACT)  # not unique: it may lag behind two changes
    facets = ArrayField(models.TextField(db_collation=EXACT))
    words = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["sku"], name="product_index_sku"),
            GinIndex(
                OpClass("facets", "array_ops"), OpClass("words", "gin_trgm_ops"), name="product_facets_words"
            ),
        ]

    def __str__(self) -> str:
        return self.sku


class IndexBacklog(models.Model):
    """What the index has yet to follow: these products, the products of these categories, or of an attribute.

    `xid` is null until catalog.index first sees the row, then a transaction's number: the row is worked off
    once all older transactions are over, since one of those may write what it could not know yet.
    """

    class Kind(models.TextChoices):
        PRODUCTS = "products"
        CATEGORIES = "categories"
        ATTRIBUTE = "attribute"

    kind = models.CharField(max_length=10, choices=Kind)
    ids = ArrayField(models.BigIntegerField(), default=list)
    code = models.CharField(max_length=60, blank=True, default="")
    xid = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{len(self.ids)} {self.kind} {self.code}"


class FacetCount(models.Model):
    """A change of how many products have a facet; the sum over a facet's rows is exact at any time.

    Rows are added and never updated, so that no writer waits for another. Facet '' counts all products.
    """

    facet = models.TextField(db_collation=EXACT)
    products = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["facet"], name="facet_count", include=["products"])]

    def __str__(self) -> str:
        return f"{self.facet} {self.products:+d}"
