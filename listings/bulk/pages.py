"""The pages of bulk deeds: the list of all, and one with its progress, its outcome, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from amazon_channel.admin_base import ReadOnlyAdmin
from amazon_channel.models import Store
from listings.bulk import actions
from listings.bulk.kinds import DEEDS, Text
from listings.models import BulkDeed

PERMISSION = "listings.change_listing"


@admin.register(BulkDeed)
class BulkDeedAdmin(ReadOnlyAdmin):
    """What was done to many listings at once. Started from the list of listings, or for a whole store."""

    list_display = ("at", "by", "what", "state", "chosen", "changed", "finished_at")
    list_display_links = ("at", "what")
    list_filter = ("state",)
    search_fields = ("by",)
    ordering = ("-pk",)
    sortable_by = ()
    why_empty = gettext_lazy("Nothing yet. What you do to all listings of a list is kept here.")

    @admin.display(description=gettext_lazy("what"))
    def what(self, deed: BulkDeed) -> Text:
        return label_of(deed)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:number>/stop/", view(require_POST(self.stop_view)), name="listings_bulkdeed_stop"),
            path("<int:number>/go-on/", view(require_POST(self.go_on_view)), name="listings_bulkdeed_go_on"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One deed: how far it got, what it changed, what it left and why."""
        deed = self.visible_or_404(request, object_id)
        if not self.has_view_permission(request, deed):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": label_of(deed),
            "deed": deed,
            "percent": 100 * deed.seen // deed.chosen if deed.chosen else 0,
            "remaining": deed.chosen - deed.seen,
            "said": DEEDS[deed.kind].said(deed.changed) if deed.kind in DEEDS and deed.changed else "",
            "left": list(deed.done.sentences()),
            "where": where_of(deed),
            "may_change": request.user.has_perm(PERMISSION),
        }
        response = TemplateResponse(request, "admin/listings/bulkdeed/deed.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def stop_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Do nothing more; what was done stays."""
        return self._do(
            request,
            number,
            lambda deed: actions.stop(deed, now=timezone.now()),
            _("It is over already, so there is nothing to stop."),
        )

    def go_on_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Try what is left again."""
        return self._do(request, number, actions.go_on, _("Only one that failed can go on."))

    def _do(
        self, request: HttpRequest, number: int, verb: Callable[[BulkDeed], None], refusal: str
    ) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        try:
            verb(self.visible_or_404(request, str(number)))
        except actions.NotNow:
            messages.error(request, refusal)
        return HttpResponseRedirect(reverse("admin:listings_bulkdeed_change", args=[number]))


def label_of(deed: BulkDeed) -> Text:
    """What is done; the bare name of a kind that another version knew."""
    return DEEDS[deed.kind].label if deed.kind in DEEDS else deed.kind


def where_of(deed: BulkDeed) -> list[tuple[str, str]]:
    """The pages that show what the deed is about: the list it was asked from, or the store's listings."""
    page = reverse("admin:listings_listing_changelist")
    if "question" in deed.asked:
        return [(_("The list it was asked from"), f"{page}{deed.asked['question']}")]
    stores = Store.objects.filter(pk__in=deed.store_ids).order_by("pk")
    return [(f"{store.marketplace.flag} {store.name}", f"{page}?store={store.pk}") for store in stores]
