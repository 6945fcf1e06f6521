"""What can be said of a product: attributes, their options, and the sets that group them."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(
    r"^[a-z][a-z0-9_]{0,59}\Z", _("Lower-case letters, digits and _, beginning with a letter; at most 60.")
)


class Attribute(models.Model):
    """One thing that can be said of a product, under a code that never changes.

    Values stand in Product.attributes as JSON: text, dates (ISO 8601) and options (the option's value) as
    strings; whole numbers as numbers; decimals, prices and weights as strings, so that no digit is lost;
    yes/no as true/false; several options as a list. An attribute with `column` is built in: its value is
    that column of Product.
    """

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        LONG_TEXT = "long_text", _("Long text")
        INTEGER = "integer", _("Whole number")
        DECIMAL = "decimal", _("Decimal number")
        PRICE = "price", _("Price")
        WEIGHT = "weight", _("Weight")
        DATE = "date", _("Date")
        BOOLEAN = "boolean", _("Yes/No")
        SELECT = "select", _("Choice")
        MULTI_SELECT = "multi_select", _("Several choices")
        MEDIA = "media", _("Picture")

    class Scope(models.TextChoices):
        GLOBAL = "global", _("Global")
        WEBSITE = "website", _("Website")

    code = models.CharField(_("code"), max_length=60, unique=True, db_collation="C", validators=[CODE])
    label = models.CharField(_("label"), max_length=120)
    labels = models.JSONField(_("labels by language"), default=dict, blank=True)  # {"de": "Farbe"}
    type = models.CharField(_("type"), max_length=12, choices=Type, default=Type.TEXT)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope, default=Scope.GLOBAL)
    required = models.BooleanField(_("required"), default=False)
    unique = models.BooleanField(_("unique"), default=False)
    used_in_search = models.BooleanField(_("used in search"), default=False)
    used_in_navigation = models.BooleanField(_("used in navigation"), default=False)
    usable_in_rules = models.BooleanField(_("usable in rules"), default=True)
    comparable = models.BooleanField(_("comparable"), default=False)
    column = models.CharField(_("built-in column"), max_length=60, blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["column"], condition=~Q(column=""), name="one_attribute_per_column"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.code

    @property
    def has_options(self) -> bool:
        return self.type in (self.Type.SELECT, self.Type.MULTI_SELECT)


class AttributeOption(models.Model):
    """One choice of a select attribute. `value` is what products hold; it never changes, its labels may."""

    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="options")
    value = models.CharField(_("value"), max_length=255, db_collation="C")
    labels = models.JSONField(_("labels by language"), default=dict, blank=True)
    sort_order = models.PositiveIntegerField(_("sort order"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["sort_order", "value"]
        constraints = [
            models.UniqueConstraint(fields=["attribute", "value"], name="one_option_per_value"),
        ]

    def __str__(self) -> str:
        return self.value


class AttributeSet(models.Model):
    """The attributes that products of one sort have. Built-in attributes belong to every set."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    attributes = models.ManyToManyField(
        Attribute, blank=True, related_name="sets", verbose_name=_("attributes")
    )

    class Meta:
        verbose_name = _("attribute set")
        verbose_name_plural = _("attribute sets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
