"""Where products are offered and kept: websites, the category tree, stock sources."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Website(models.Model):
    """A place of sale with values of its own. Products and stores name it by its code."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    sort_order = models.PositiveIntegerField(_("sort order"), default=0)
    # Adobe Commerce writes a website's own values in rows of its store views.
    store_views = ArrayField(models.SlugField(), verbose_name=_("store views"), default=list, blank=True)

    class Meta:
        verbose_name = _("website")
        verbose_name_plural = _("websites")
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name or self.code


class Category(models.Model):
    """A node of the category tree. Products name the categories they are in by id (Product.category_ids).

    `ancestry` holds the ids from the root down to the category itself, so that a subtree is one look-up in an
    index: Category.objects.filter(ancestry__contains=[id]). Only catalog.categories writes it.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    name = models.CharField(_("name"), max_length=200)
    sort_order = models.PositiveIntegerField(_("sort order"), default=0)
    ancestry = ArrayField(models.BigIntegerField(), default=list, editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="one_category_per_name", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="category_not_its_own_parent"
            ),
        ]
        indexes = [GinIndex(fields=["ancestry"], name="category_ancestry")]

    def __str__(self) -> str:
        return self.name


class StockSource(models.Model):
    """A place where stock is kept. Products say how much they have there (Product.quantities)."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        verbose_name = _("stock source")
        verbose_name_plural = _("stock sources")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code
