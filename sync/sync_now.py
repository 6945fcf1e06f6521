"""The door of the *Sync now* buttons of the listing pages: a store, one listing, or those that are ticked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amazon_channel.models import Account, Store, User
from listings.models import Listing
from sync import runs
from sync.models import SyncRun

MOST = 1_000  # ticked rows that are looked at; a page has 50


class Wish(NamedTuple):
    """What one account is to read now: everything, a store, or one SKU of a store."""

    account: Account
    store: Store | None
    seller_sku: str


@require_POST
def sync_now(request: HttpRequest) -> HttpResponse:
    """Open the runs asked for, say so, and go back to where the button was."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("sync.start_run"):
        raise PermissionDenied
    wishes = list(_wishes(request, user))
    if not wishes:
        messages.error(
            request, _("Nothing to sync. Tick a listing of an active store, or choose such a store.")
        )
    for wish in wishes:
        try:
            messages.success(request, open_wish(wish, by=user.get_username()))
        except runs.CannotSync as refusal:
            messages.error(request, f"{wish.account}: {refusal}")
    return HttpResponseRedirect(back(request))


def _wishes(request: HttpRequest, user: User) -> Iterator[Wish]:
    """One wish per account, as narrow as what was ticked allows: an account has one run at a time."""
    ticked = [int(text) for text in request.POST.getlist("_selected_action")[:MOST] if _is_id(text)]
    if ticked:
        rows = Listing.objects.visible_to(user).filter(pk__in=ticked, store__active=True)
        listings = sorted(rows.select_related("store__account"), key=lambda row: row.store.account_id)
        for _account, group in groupby(listings, key=lambda row: row.store.account_id):
            yield _narrowest(list(group))
        return
    chosen = request.POST.get("store", "")
    if _is_id(chosen):
        stores = Store.objects.visible_to(user).filter(pk=int(chosen), active=True)
        for store in stores.select_related("account"):
            yield Wish(store.account, store, "")


def _narrowest(listings: list[Listing]) -> Wish:
    stores = {listing.store_id for listing in listings}
    store = listings[0].store
    if len(stores) > 1:
        return Wish(store.account, None, "")
    return Wish(store.account, store, listings[0].seller_sku if len(listings) == 1 else "")


def open_wish(wish: Wish, *, by: str) -> str:
    """Open the run; what is said of it. CannotSync if the account may not be synced."""
    what = wish.seller_sku or str(wish.store or wish.account)
    run = runs.open_run(
        wish.account,
        trigger=SyncRun.Trigger.USER,
        now=timezone.now(),
        store=wish.store,
        seller_sku=wish.seller_sku,
        by=by,
    )
    if run is None:
        return _("%s: a sync is already running; yours starts as soon as it is done.") % what
    return _("%s: the sync has started.") % what


def back(request: HttpRequest) -> str:
    """The page the person came from, never one of another site."""
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return page
    return reverse("admin:listings_listing_changelist")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


urlpatterns = [path("", admin.site.admin_view(sync_now), name="sync-now")]
