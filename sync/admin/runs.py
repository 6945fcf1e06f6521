"""Runs: the list with what each did, and one run's stages with a progress bar while it runs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.timezone import now as clock
from django.utils.translation import gettext_lazy as _

from amazon_channel.admin_base import ReadOnlyAdmin, VisibleRelatedFilter, labelled
from listings.codes import Tab
from listings.models import ListingChange
from sync.models import SyncRun

MOVES_SHOWN = 50
TALLIES = {
    "read": _("read"),
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "missing": _("missing"),
    "held": _("held"),
    "quarantined": _("quarantined"),
    "calls": _("calls"),
    "throttled": _("throttled"),
}
STAGES = {
    "reports": _("reports"),
    "delta": _("changes"),
    "issues": _("issues"),
    "absence": _("missing listings"),
    "fba": _("Amazon's stock"),
    "sales": _("sales"),
    "attributes": _("attributes"),
    "derive": _("our verdict"),
    "values": _("values into the catalog"),
    "push": _("sent to Amazon"),
    "listing": _("listing"),
}
OUTCOME_COLOURS = {
    SyncRun.Outcome.OK: "success",
    SyncRun.Outcome.NOTHING: "info",
    SyncRun.Outcome.PARTIAL: "warning",
    SyncRun.Outcome.FAILED: "danger",
    SyncRun.Outcome.ABANDONED: "danger",
    "": "primary",
}


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """One row an attempt, newest first; the tallies are summed over its stages."""

    why_empty = _("No sync yet. The first one starts as soon as an account is connected.")
    list_display = ("account", "scope", "opened_at", "took_words", "read", "new", "changed", "outcome_badge")
    list_display_links = ("account", "opened_at")
    list_filter = (("account", VisibleRelatedFilter), "outcome", "trigger")
    list_select_related = ("account", "store")
    ordering = ("-opened_at",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        totals = {f"total_{name}": Sum(f"stages__{name}") for name in ("read", "new", "changed")}
        annotated: QuerySet[Any] = rows.annotate(**totals)
        return annotated

    @admin.display(description=_("only"))
    def scope(self, run: SyncRun) -> str:
        return " · ".join(filter(None, (run.store.name if run.store else "", run.seller_sku)))

    @admin.display(description=_("took"))
    def took_words(self, run: SyncRun) -> str:
        return f"{run.took.total_seconds():.1f} s" if run.took else "—"

    @admin.display(description=_("read"))
    def read(self, run: Any) -> Any:
        return run.total_read or 0

    @admin.display(description=_("new"))
    def new(self, run: Any) -> Any:
        return run.total_new or 0

    @admin.display(description=_("changed"))
    def changed(self, run: Any) -> Any:
        return run.total_changed or 0

    @labelled(_("outcome"), OUTCOME_COLOURS)
    def outcome_badge(self, run: SyncRun) -> Any:
        if run.finished_at:
            return run.outcome, run.get_outcome_display()
        return "", _("Running") if run.claimed_at else _("Waiting")

    def get_urls(self) -> list[URLPattern]:
        progress = self.admin_site.admin_view(self.progress)
        return [
            path("<path:object_id>/progress/", progress, name="sync_syncrun_progress"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.visible_or_404(request, object_id)
        context = self.admin_site.each_context(request) | {"title": str(run), "opts": self.opts}
        return render(request, "sync/run.html", context | _stages(run))

    def progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The part of a run's page that refreshes itself."""
        return render(request, "sync/run_progress.html", _stages(self.visible_or_404(request, object_id)))


def _stages(run: SyncRun) -> dict[str, Any]:
    stages = list(run.stages.select_related("store").order_by("started_at", "pk"))
    moves = ListingChange.objects.filter(run_id=run.pk, field="tab").select_related("listing", "store")
    return {
        "run": run,
        "stages": [
            (stage, STAGES.get(stage.name, stage.name), [getattr(stage, name) for name in TALLIES])
            for stage in stages
        ],
        "tallies": TALLIES.values(),
        "moves": [(move, _tab(move.old), _tab(move.new)) for move in moves.order_by("-pk")[:MOVES_SHOWN]],
        "now": clock(),
    }


def _tab(value: Any) -> Any:
    """A tab as people read it; '—' for none."""
    return dict(Tab.choices).get(value, value) or "—"
