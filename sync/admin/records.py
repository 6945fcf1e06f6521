"""What went wrong, in rows: communication errors, quarantine with retry, findings with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now as clock
from django.utils.translation import gettext_lazy as _

from amazon_channel.admin_base import DialogForm, ReadOnlyAdmin, VisibleRelatedFilter, deed, done
from sync import findings, quarantine
from sync.models import CallError, Finding, Quarantined


class OpenFilter(admin.SimpleListFilter):
    """Open ones unless asked otherwise."""

    title = _("settled")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("Open")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Without Django's own "All", which would be the open ones here."""
        shown = self.value() or "open"
        for value, title in self.lookup_choices:
            yield {
                "selected": shown == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset if self.value() == "all" else queryset.filter(resolved_at=None)


class KindFilter(admin.SimpleListFilter):
    """Findings of one kind, called as the list calls them."""

    title = _("finding")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, words.title) for kind, words in findings.KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


RECORDS = {
    "report_line": _("line of a report"),
    "search_item": _("listing"),
    "fba_summary": _("Amazon's stock"),
    "sales_day": _("day of sales"),
}


@admin.register(CallError)
class CallErrorAdmin(ReadOnlyAdmin):
    """Calls to Amazon that did not go well, newest first."""

    account_path = "account"
    why_empty = _("No call to Amazon has gone wrong lately.")
    list_display = ("at", "account", "operation", "status_code", "code", "message", "request_id", "retryable")
    list_filter = (("account", VisibleRelatedFilter), "operation", "retryable")
    list_select_related = ("account",)
    ordering = ("-at",)
    sortable_by = ()


@admin.register(Quarantined)
class QuarantinedAdmin(ReadOnlyAdmin):
    """Records that could not be understood, as they came."""

    account_path = "account"
    why_empty = _("Everything that Amazon sent was understood.")
    list_display = ("key", "store", "what", "field", "reason", "first_at", "times")
    list_filter = (OpenFilter, ("store", VisibleRelatedFilter))
    list_select_related = ("account", "store")
    ordering = ("-last_at",)
    sortable_by = ()
    actions_row = ("retry",)
    actions_detail = ("retry",)

    def fits(self, deed: str, row: Any) -> bool:
        """Nothing is retried that has been understood since."""
        return row.resolved_at is None

    @admin.display(description=_("record"))
    def what(self, record: Quarantined) -> str:
        return str(RECORDS.get(record.kind, record.kind))

    @deed(
        _("Retry"),
        permission="sync.retry_quarantined",
        explains=_("The kept record is read once more. If it is understood now, it takes its place."),
    )
    def retry(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        record = self.visible_or_404(request, object_id)
        back = reverse("admin:sync_quarantined_changelist")
        try:
            quarantine.retry(record, now=clock())
        except quarantine.StillNotUnderstood as refusal:
            return done(request, back, f"{record.key}: {refusal}", level=messages.ERROR)
        return done(request, back, _("%s is understood now.") % record.key)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """What the sync noticed, and what to do about it."""

    account_path = "account"
    why_empty = _("The sync has noticed nothing that waits for you.")
    list_display = ("what", "account", "store", "subject", "detail", "advice", "last_at")
    list_filter = (OpenFilter, ("account", VisibleRelatedFilter), ("store", VisibleRelatedFilter), KindFilter)
    list_select_related = ("account", "store")
    ordering = ("-last_at",)
    sortable_by = ()
    actions_row = ("settle",)

    def fits(self, deed: str, row: Any) -> bool:
        """Nothing is settled twice."""
        return row.resolved_at is None

    @admin.display(description=_("finding"))
    def what(self, finding: Finding) -> str:
        return str(findings.describe(finding.kind).title)

    @admin.display(description=_("what to do"))
    def advice(self, finding: Finding) -> str:
        return str(findings.describe(finding.kind).advice)

    @deed(
        _("Mark as settled"),
        permission="sync.resolve_finding",
        explains=_("It comes back if the sync finds it again."),
    )
    def settle(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        finding = self.visible_or_404(request, object_id)
        Finding.objects.filter(pk=finding.pk, resolved_at=None).update(resolved_at=clock())
        return done(request, reverse("admin:sync_finding_changelist"), _("Settled."))
