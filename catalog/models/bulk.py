"""One attribute changed for many products at once, with what each product had before."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.products import EXACT, Product


class BulkEdit(models.Model):
    """What was asked, by whom, and how far it got. Its lines say what became of each product."""

    class Operation(models.TextChoices):
        SET = "set", _("Set to")
        CLEAR = "clear", _("Clear")
        PLUS = "plus", _("Add an amount")
        PERCENT = "percent", _("Change by percent")
        INCLUDE = "include", _("Add choices")
        EXCLUDE = "exclude", _("Take choices away")

    class State(models.TextChoices):
        COLLECTING = "collecting", _("Choosing products")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=150)
    user_id = models.BigIntegerField()
    attribute = models.CharField(_("attribute"), max_length=60, db_collation=EXACT)  # its code
    operation = models.CharField(_("operation"), max_length=8, choices=Operation)
    operand = models.JSONField(null=True, blank=True)  # the value as products hold it, or the amount as text
    website = models.CharField(_("website"), max_length=50, blank=True, default="")
    asked = models.JSONField()  # {"ids": […]} or the question of the list, see catalog.pages.question
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.COLLECTING)
    worked_at = models.DateTimeField(null=True, blank=True)  # a worker is at it while this is fresh
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    matched = models.PositiveIntegerField(_("products"), default=0)
    written = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("already so"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    undone = models.PositiveIntegerField(_("undone"), default=0)
    conflicts = models.PositiveIntegerField(_("changed since"), default=0)

    class Meta:
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")

    def __str__(self) -> str:
        return f"{self.pk}"


class BulkEditLine(models.Model):
    """One product in a bulk edit: what it had, what it got, or why it was left alone. null: no value."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WRITTEN = "written", _("Changed")
        UNCHANGED = "unchanged", _("Already so")
        REFUSED = "refused", _("Refused")
        UNDONE = "undone", _("Undone")
        CONFLICT = "conflict", _("Changed since")

    edit = models.ForeignKey(BulkEdit, models.CASCADE, related_name="lines", db_index=False)
    product = models.ForeignKey(
        Product, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    sku = models.CharField(max_length=64, db_collation=EXACT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=24, blank=True, default="")
    old = models.JSONField(null=True, blank=True)
    new = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edit", "product"], name="one_line_per_product")]
        indexes = [models.Index(fields=["edit", "state", "product"], name="bulk_edit_lines")]

    def __str__(self) -> str:
        return f"{self.sku}: {self.old} → {self.new}"
