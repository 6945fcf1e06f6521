"""The listings in the back office: the list by tabs and the page of one listing. Shows and delegates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from amazon_channel.admin_base import ReadOnlyAdmin
from listings.amazon_attributes.admin import AmazonAttributeAdmin
from listings.bulk.kinds import CREATE, DEEDS
from listings.bulk.pages import BulkDeedAdmin
from listings.models import Listing
from listings.pages.assign import assign_view
from listings.pages.changelist import ListingChangeList
from listings.pages.counts import issue_codes
from listings.pages.creating import create_view
from listings.pages.deeds import PERMISSION, do, may_change, offers_for
from listings.pages.details import details_of
from listings.pages.question import asked_store, stores_seen
from listings.pages.required import required_view

__all__ = ["AmazonAttributeAdmin", "BulkDeedAdmin", "ListingAdmin"]

FRAGMENT = "X-Listings-Fragment"  # the page's script asks for the moving part alone


@admin.register(Listing)
class ListingAdmin(ReadOnlyAdmin):
    """Listings change by deeds and by the sync, so there is no form."""

    list_display = ("seller_sku",)
    search_fields = ("seller_sku",)  # the search itself is pages.search; this shows the box
    change_list_template = "admin/listings/listing/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ListingChangeList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; only its moving part when the page's own script asks."""
        sync_now = sync_now_url(request)
        may_change = request.user.has_perm(PERMISSION)
        context = {
            "title": _("Product listings"),
            "sync_now_url": sync_now,
            "may_change": may_change,
            "ticks": bool(sync_now or may_change or self.get_actions(request)),
        }
        response = super().changelist_view(request, context | (extra_context or {}))
        if FRAGMENT in request.headers and isinstance(response, TemplateResponse):
            response.template_name = "admin/listings/listing/fragment.html"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = f"{FRAGMENT}, Cookie"
        return response

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("issue-codes/", view(self.issue_codes), name="listing-issue-codes"),
            path("deeds/<slug:name>/", view(self.deed), name="listings_listing_deed"),
            path("<path:object_id>/assign/", view(self.assign), name="listings_listing_assign"),
            path("<path:object_id>/required-info/", view(self.required), name="listings_listing_required"),
            *super().get_urls(),
        ]

    def deed(self, request: HttpRequest, name: str) -> HttpResponse:
        """A deed on the ticked rows, on all of a filter, or on one row of the list."""
        may_change(request)
        if name == CREATE:
            return create_view(request)
        if name not in DEEDS:
            raise Http404
        return do(request, name)

    def assign(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose the product of one listing."""
        may_change(request)
        return assign_view(request, self.visible_or_404(request, object_id))

    def required(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Supply what one listing lacks."""
        may_change(request)
        return required_view(request, self.visible_or_404(request, object_id))

    def issue_codes(self, request: HttpRequest) -> HttpResponse:
        """The entries of the issue filter, asked for when a person opens the filters."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        stores = stores_seen(request.user)  # type: ignore[arg-type]
        store = asked_store(request.GET, stores)
        codes = issue_codes([store.pk] if store else [seen.pk for seen in stores])
        return JsonResponse({"choices": [[code.code, str(code)] for code in codes if code.code]})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one listing."""
        listing = self.visible_or_404(request, object_id)
        if not self.has_view_permission(request, listing):
            raise PermissionDenied
        before = request.GET.get("before", "")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "details": details_of(listing, before=_number(before)),
            "older_page": bool(before),
            "sync_now_url": sync_now_url(request),
            "offers": offers_for(listing) if request.user.has_perm(PERMISSION) else [],
            "title": listing.seller_sku,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/listings/listing/details.html", context)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("store__account", "product")


def sync_now_url(request: HttpRequest) -> str:
    """Where the *Sync now* buttons post to; '' for a person who may not start a sync.

    The door belongs to the sync, which stands above the listings: they know it by name only.
    """
    return reverse("sync-now") if request.user.has_perm("sync.start_run") else ""


def _number(text: str) -> int | None:
    return min(int(text), 2**63 - 1) if text.isascii() and text.isdigit() and len(text) < 20 else None
