"""Imports of products: what a file was, how far it came, what was refused; mappings kept for later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.products import EXACT


class ImportMapping(models.Model):
    """Which column of a table holds what, kept under a name for the next file of its kind."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    columns = models.JSONField(_("columns"), default=dict)  # {header: what it holds}; see imports.mapped
    options = models.JSONField(_("options"), default=dict, blank=True)  # of imports.reading.Options
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # the file it last read
    kind = models.CharField(max_length=4, blank=True, default="", db_default="")  # of imports.look.Layout
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    used_by = models.CharField(_("by"), max_length=150, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProductImport(models.Model):
    """One file on its way into the catalog. At most one runs at a time; it goes on after a kill.

    Read: rows are judged and staged, nothing of the catalog is touched. Check: what only all rows together
    can tell. Write: products in the order of their SKUs. Link: variants and parts. `place` says how far a
    stage has come, and moves only in the transaction of what it covers.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Not started")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    class Stage(models.TextChoices):
        READ = "read", _("Reading")
        CHECK = "check", _("Checking")
        WRITE = "write", _("Comparing and writing")
        LINK = "link", _("Linking variants and parts")
        END = "end", _("Finished")

    # what a person sent
    name = models.CharField(_("file"), max_length=200)
    file = models.CharField(max_length=100, blank=True, default="")  # below IMPORT_DIR; '' once deleted
    size = models.BigIntegerField(_("bytes"), default=0)
    format = models.CharField(_("format"), max_length=12, blank=True, default="")
    layout = models.JSONField(default=dict)  # imports.look.Layout
    came_as = models.CharField(_("encoding"), max_length=20, blank=True, default="")
    options = models.JSONField(_("options"), default=dict)  # imports.reading.Options
    dry_run = models.BooleanField(_("dry run"), default=True)
    opened_by = models.CharField(_("opened by"), max_length=150, blank=True, default="")
    opened_at = models.DateTimeField(_("opened at"))

    # how far it came
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    stage = models.CharField(_("stage"), max_length=6, choices=Stage, default=Stage.READ)
    place = models.JSONField(default=dict)
    claims = models.PositiveIntegerField(default=0)  # a worker whose number is older has lost it
    claimed_at = models.DateTimeField(_("started at"), null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    error = models.CharField(max_length=24, blank=True, default="")  # imports.errors.BadFile.code
    message = models.TextField(_("message"), blank=True, default="")

    # what came of it
    rows = models.PositiveIntegerField(_("rows"), default=0)
    staged = models.PositiveIntegerField(default=0)  # products to compare
    compared = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    left = models.PositiveIntegerField(_("left alone"), default=0)  # products the file does not name
    made = models.JSONField(default=dict)  # {"attribute": 3, "category": 12}
    notes = models.JSONField(default=dict)  # {"columns": [...], "attributes": {...}, "twins": [...]}

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="one_running_import"
            ),
        ]
        indexes = [models.Index(fields=["-opened_at", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class StagedProduct(models.Model):
    """What one row says, judged and waiting to be compared. Gone when its import ends."""

    run = models.ForeignKey(ProductImport, models.CASCADE, related_name="rows_staged", db_index=False)
    line = models.PositiveIntegerField()
    sku = models.CharField(max_length=64, db_collation=EXACT)
    view = models.CharField(max_length=64, db_collation=EXACT, blank=True, default="")
    ref = models.CharField(max_length=80, db_collation=EXACT, blank=True, default="")
    body = models.JSONField()
    size = models.PositiveIntegerField(default=0, db_default=0)  # characters of the body, about
    makes = models.JSONField(null=True)  # what must be added to the catalog first
    relinks = models.BooleanField(default=False)  # its parts differ from those in the catalog

    class Meta:
        verbose_name = _("staged product")
        verbose_name_plural = _("staged products")
        constraints = [
            models.UniqueConstraint(fields=["run", "sku", "view"], name="one_staged_row_per_view"),
        ]
        indexes = [
            models.Index(fields=["run", "ref"], name="staged_ref", condition=~Q(ref="")),
            models.Index(fields=["run", "sku"], name="staged_relinks", condition=Q(relinks=True)),
            models.Index(fields=["run", "id"], name="staged_makes", condition=Q(makes__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.sku


class ImportRefusal(models.Model):
    """One thing that is wrong with one line of a file."""

    run = models.ForeignKey(ProductImport, models.CASCADE, related_name="refusals", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=200, blank=True, default="")
    value = models.TextField(_("value"), blank=True, default="")
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        indexes = [models.Index(fields=["run", "line", "id"], name="refusal_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
