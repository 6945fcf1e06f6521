"""Reports asked of Amazon: their way, and for the held ones why, with accept, discard and load again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now as clock
from django.utils.translation import gettext_lazy as _

from amazon_channel.admin_base import DialogForm, ReadOnlyAdmin, VisibleRelatedFilter, deed, done, labelled
from sync.models import ReportRequest
from sync.pull import held

State = ReportRequest.State
COLOURS: dict[str, str] = {
    State.ASKED: "info",
    State.WAITING: "info",
    State.READY: "primary",
    State.LOADED: "success",
    State.HELD: "danger",
    State.FAILED: "danger",
    State.DISCARDED: "warning",
}


@admin.register(ReportRequest)
class ReportRequestAdmin(ReadOnlyAdmin):
    """One row a report; nothing is edited, held ones are settled."""

    account_path = "store__account"
    why_empty = _("No report was asked for yet. The first sync of a store asks for one.")
    list_display = ("store", "kind_words", "asked_at", "loaded_at", "lines", "state_badge", "why_held")
    list_filter = (("store", VisibleRelatedFilter), "state", "kind")
    list_select_related = ("store",)
    ordering = ("-asked_at",)
    sortable_by = ()
    actions_row = ("accept", "discard", "load_again")
    actions_detail = ("accept", "discard", "load_again")

    @admin.display(description=_("report"))
    def kind_words(self, report: ReportRequest) -> str:
        return report.get_kind_display()

    @labelled(_("state"), COLOURS)
    def state_badge(self, report: ReportRequest) -> Any:
        return report.state, report.get_state_display()

    @admin.display(description=_("held because"))
    def why_held(self, report: ReportRequest) -> str:
        return f"{report.get_held_reason_display()}: {report.held_detail}" if report.held_reason else ""

    def fits(self, deed: str, row: Any) -> bool:
        """As the deeds themselves would decide, without looking at the disk."""
        return deed in held.possible(row)

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only what makes sense in the report's present state."""
        report = self.get_object(request, str(object_id))
        possible = held.possible(report) if report else set()
        shown: list[Any] = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [each for each in shown if each.action_name.removeprefix("sync_reportrequest_") in possible]

    @deed(
        _("Accept"),
        permission="sync.settle_reportrequest",
        explains=_("The report is right after all: the next sync loads it as it is."),
    )
    def accept(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        return self._settle(request, object_id, held.accept)

    @deed(
        _("Discard"),
        permission="sync.settle_reportrequest",
        explains=_("The report is wrong: it is put aside and a new one is asked for."),
    )
    def discard(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        return self._settle(request, object_id, held.discard)

    @deed(
        _("Load again"),
        permission="sync.settle_reportrequest",
        explains=_("The kept file is read once more; Amazon is not asked."),
    )
    def load_again(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        return self._settle(request, object_id, held.load_again)

    def _settle(self, request: HttpRequest, object_id: str, verb: Callable[..., None]) -> HttpResponse:
        report = self.visible_or_404(request, object_id)
        back = reverse("admin:sync_reportrequest_changelist")
        try:
            verb(report, by=str(request.user), now=clock())
        except held.CannotSettle as refusal:
            return done(request, back, str(refusal), level=messages.ERROR)
        return done(request, back, _("Done. The next sync carries it out."))
