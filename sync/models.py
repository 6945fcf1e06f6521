"""What the sync remembers: runs, stages, cursors, report requests, and everything that went wrong."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Account, Store
from sync.querysets import ReportRequestQuerySet, SyncRunQuerySet
from sync.sales import SalesDay  # noqa: F401 - Django looks for tables here
from sync.submissions import Submission  # noqa: F401


class SyncRun(models.Model):
    """One attempt to bring an account up to date. Every attempt leaves a row, also one with nothing to do.

    Open (finished_at null) → claimed by a worker (heartbeat) → finished. A run that must wait for Amazon's
    limits gives its worker back: claimed_at is cleared and resume_at says when it may be claimed again.
    """

    class Trigger(models.TextChoices):
        TIMETABLE = "timetable", _("Timetable")
        USER = "user", _("Sync now")
        CONNECTED = "connected", _("Account connected")
        COMMAND = "command", _("Command line")

    class Outcome(models.TextChoices):
        OK = "ok", _("OK")
        NOTHING = "nothing", _("Nothing to do")
        PARTIAL = "partial", _("Partly done")
        FAILED = "failed", _("Failed")
        ABANDONED = "abandoned", _("Abandoned")

    account = models.ForeignKey(Account, models.CASCADE, related_name="runs", verbose_name=_("account"))
    store = models.ForeignKey(
        Store, models.SET_NULL, null=True, blank=True, verbose_name=_("only this store")
    )
    seller_sku = models.CharField(_("only this SKU"), max_length=255, blank=True, default="")
    trigger = models.CharField(_("opened by"), max_length=12, choices=Trigger, default=Trigger.TIMETABLE)
    opened_by = models.CharField(_("user"), max_length=150, blank=True, default="")
    opened_at = models.DateTimeField(_("opened"))
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    claimed_by = models.CharField(_("worker"), max_length=120, blank=True, default="")
    claims = models.PositiveIntegerField(_("times claimed"), default=0)
    heartbeat_at = models.DateTimeField(_("heartbeat"), null=True, blank=True)
    resume_at = models.DateTimeField(_("may go on at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="")
    message = models.TextField(_("message"), blank=True, default="")
    # a Sync now that came while this run was open: {"store": id or null, "seller_sku": "", "by": "name"}
    follow_up = models.JSONField(null=True, blank=True)

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        permissions = [("start_run", "Can start a sync now")]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(finished_at=None), name="one_open_run_per_account"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-opened_at"], name="run_account"),
            models.Index(fields=["-opened_at"], name="run_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.opened_at:%Y-%m-%d %H:%M}"

    @property
    def took(self) -> timedelta | None:
        """From opening to finishing; None while it runs."""
        return self.finished_at - self.opened_at if self.finished_at else None


class SyncStage(models.Model):
    """One stage of a run, for one store where the stage has one, with its tally."""

    run = models.ForeignKey(SyncRun, models.CASCADE, related_name="stages")
    store = models.ForeignKey(Store, models.SET_NULL, null=True, blank=True)
    name = models.CharField(_("stage"), max_length=20)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    done = models.BigIntegerField(_("done"), default=0)
    expected = models.BigIntegerField(_("expected"), null=True, blank=True)
    read = models.BigIntegerField(_("read"), default=0)
    new = models.BigIntegerField(_("new"), default=0)
    changed = models.BigIntegerField(_("changed"), default=0)
    unchanged = models.BigIntegerField(_("unchanged"), default=0)
    missing = models.BigIntegerField(_("missing"), default=0)
    held = models.BigIntegerField(_("held"), default=0)
    quarantined = models.BigIntegerField(_("quarantined"), default=0)
    calls = models.BigIntegerField(_("calls"), default=0)
    throttled = models.BigIntegerField(_("throttled"), default=0)
    lag_seconds = models.FloatField(
        _("lag"), null=True, blank=True
    )  # Amazon's change → our row, worst of the stage
    failed = models.BooleanField(_("failed"), default=False)
    message = models.TextField(_("message"), blank=True, default="")

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "name", "store"], name="one_stage_per_store", nulls_distinct=False
            ),
        ]
        indexes = [  # a store's latest lag, which Home asks for every few seconds
            models.Index(fields=["store", "-id"], condition=Q(lag_seconds__isnull=False), name="stage_lag"),
        ]

    def __str__(self) -> str:
        return self.name


class Cursor(models.Model):
    """How far a stage has read a store. Moves only in the transaction that wrote what it covers."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="cursors")
    stage = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "stage"], name="one_cursor_per_stage")]

    def __str__(self) -> str:
        return f"{self.stage} {self.at}"


class ReportRequest(models.Model):
    """A report asked of Amazon: asked → waiting → ready → loaded, or held for a person, or failed."""

    class Kind(models.TextChoices):
        ALL_DATA = "GET_MERCHANT_LISTINGS_ALL_DATA", _("All listings")
        CANCELLED = "GET_MERCHANT_CANCELLED_LISTINGS_DATA", _("Cancelled listings")

    class State(models.TextChoices):
        ASKED = "asked", _("To be asked")
        WAITING = "waiting", _("Amazon prepares it")
        READY = "ready", _("To be loaded")
        LOADED = "loaded", _("Loaded")
        HELD = "held", _("Held")
        DISCARDED = "discarded", _("Discarded")
        FAILED = "failed", _("Failed")

    class Held(models.TextChoices):
        CANCELLED = "cancelled", _("Amazon cancelled the report")
        FATAL = "fatal", _("Amazon failed to make the report")
        TRUNCATED = "truncated", _("The report is cut off")
        NO_SKU_COLUMN = "no_sku_column", _("The SKU column is missing")
        NO_STATUS_COLUMN = "no_status_column", _("The status column is missing")
        SHRUNK = "shrunk", _("The report shrank")
        UNREADABLE = "unreadable", _("The report cannot be read")

    store = models.ForeignKey(Store, models.CASCADE, related_name="reports", verbose_name=_("store"))
    kind = models.CharField(_("report"), max_length=60, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    held_reason = models.CharField(_("held because"), max_length=20, choices=Held, blank=True, default="")
    held_detail = models.TextField(_("detail"), blank=True, default="")
    accepted_by = models.CharField(_("accepted by"), max_length=150, blank=True, default="")
    report_id = models.CharField(_("report id"), max_length=80, blank=True, default="")
    document_id = models.CharField(_("document id"), max_length=200, blank=True, default="")
    asked_at = models.DateTimeField(_("asked"))
    polled_at = models.DateTimeField(_("last looked"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("fetched"), null=True, blank=True)
    loaded_at = models.DateTimeField(_("loaded"), null=True, blank=True)
    snapshot_at = models.DateTimeField(_("Amazon's picture of"), null=True, blank=True)
    file = models.CharField(_("file"), max_length=255, blank=True, default="")  # below REPORT_DIR, gzip
    content_type = models.CharField(max_length=120, blank=True, default="")
    charset = models.CharField(_("charset"), max_length=20, blank=True, default="")
    size = models.BigIntegerField(_("bytes"), null=True, blank=True)
    lines = models.BigIntegerField(_("lines"), null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    objects = ReportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        permissions = [("settle_reportrequest", "Can accept, discard and load reports")]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind"],
                condition=Q(state__in=["asked", "waiting", "ready"]),
                name="one_report_under_way",
            ),
        ]
        indexes = [models.Index(fields=["store", "kind", "-asked_at"], name="report_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d %H:%M}"


class CallError(models.Model):
    """A call to Amazon that did not go well."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="call_errors", verbose_name=_("account")
    )
    run = models.ForeignKey(SyncRun, models.SET_NULL, null=True, blank=True, db_index=False)
    at = models.DateTimeField(_("at"), db_index=True)
    operation = models.CharField(_("call"), max_length=60)
    status_code = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    code = models.CharField(_("error code"), max_length=80, blank=True, default="")
    message = models.TextField(_("message"), blank=True, default="")
    request_id = models.CharField(_("request id"), max_length=80, blank=True, default="")
    retryable = models.BooleanField(_("tried again"), default=False)

    class Meta:
        verbose_name = _("communication error")
        verbose_name_plural = _("communication errors")
        indexes = [models.Index(fields=["account", "-at"], name="error_account")]

    def __str__(self) -> str:
        return f"{self.operation}: {self.message}"


class Quarantined(models.Model):
    """A record that could not be understood, kept raw with the reason, until it can."""

    account = models.ForeignKey(Account, models.CASCADE, verbose_name=_("account"))
    store = models.ForeignKey(Store, models.CASCADE, null=True, blank=True, verbose_name=_("store"))
    kind = models.CharField(_("kind"), max_length=20)  # as in sync.admin.records.RECORDS
    key = models.CharField(_("SKU or line"), max_length=255)
    payload = models.TextField(_("as it came"))
    field = models.CharField(_("field"), max_length=80, blank=True, default="")
    reason = models.TextField(_("reason"))
    report = models.ForeignKey(ReportRequest, models.SET_NULL, null=True, blank=True)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    times = models.PositiveIntegerField(_("times"), default=1)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    class Meta:
        verbose_name = _("quarantined record")
        verbose_name_plural = _("quarantine")
        permissions = [("retry_quarantined", "Can retry quarantined records")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "store", "kind", "key"],
                condition=Q(resolved_at=None),
                name="one_open_quarantine_per_record",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class Finding(models.Model):
    """Something the sync noticed that a person should know, with what to do about it (see findings.py)."""

    account = models.ForeignKey(Account, models.CASCADE, verbose_name=_("account"))
    store = models.ForeignKey(Store, models.CASCADE, null=True, blank=True, verbose_name=_("store"))
    kind = models.CharField(_("kind"), max_length=32)
    subject = models.CharField(_("about"), max_length=255, blank=True, default="")
    detail = models.TextField(_("detail"), blank=True, default="")
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        permissions = [("resolve_finding", "Can mark findings as settled")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "store", "kind", "subject"],
                condition=Q(resolved_at=None),
                name="one_open_finding",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()
