"""The door of the form *Update required info*: does what was chosen, and has Amazon asked at once.

The form belongs to the listings, which stand below the sync and know this door by its name only.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amazon_channel.models import User
from listings import required_info
from listings.deeds import DeedRefused
from listings.models import Listing
from sync import runs
from sync.sync_now import Wish, back, open_wish


@require_POST
def supply(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Assign a typed or chosen ASIN, drop it, or supply the condition; say so and go back."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("listings.change_listing"):
        raise PermissionDenied
    listing = Listing.objects.visible_to(user).filter(pk=listing_id).first()
    if listing is None:
        raise Http404(_("It is not there, or it belongs to an account you are not a member of."))
    try:
        said, waits = _do(request, listing, user)
    except DeedRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(_form(listing, request))
    messages.success(request, said)
    if waits:
        _start(request, listing, user)
        return HttpResponseRedirect(_form(listing, request))
    return HttpResponseRedirect(back(request))


def _do(request: HttpRequest, listing: Listing, user: User) -> tuple[str, bool]:
    """What was done, in words, and whether Amazon must be asked."""
    now, sku = timezone.now(), listing.seller_sku
    if chosen := request.POST.get("candidate", ""):
        required_info.choose(listing.pk, chosen, by=user, now=now)
        return _("%(sku)s: %(asin)s is assigned.") % {"sku": sku, "asin": chosen}, False
    if "forget" in request.POST:
        required_info.forget_asin(listing.pk, by=user, now=now)
        return _("%s: the ASIN assigned by hand is dropped.") % sku, False
    if "condition" in request.POST:
        required_info.supply_condition(listing.pk, request.POST["condition"], by=user, now=now)
        return _("%s: the condition is saved.") % sku, False
    row = required_info.type_asin(listing.pk, request.POST.get("asin", ""), by=user, now=now)
    if not row.assigned_asin:
        return _("%s keeps the ASIN that it has on Amazon.") % sku, False
    return _("%(sku)s: %(asin)s is being checked at Amazon.") % {"sku": sku, "asin": row.assigned_asin}, True


def _start(request: HttpRequest, listing: Listing, user: User) -> None:
    """Ask Amazon at once, if this person and account may; else the next run does."""
    if not user.has_perm("sync.start_run") or not listing.store.active:
        return
    try:
        open_wish(Wish(listing.store.account, listing.store, listing.seller_sku), by=user.get_username())
    except runs.CannotSync as refusal:
        messages.warning(request, f"{listing.store.account}: {refusal}")


def _form(listing: Listing, request: HttpRequest) -> str:
    """The form again, with what was typed and the way back."""
    asked = {"asin": request.POST.get("asin", "")[:40], "next": back(request)}
    address = reverse("admin:listings_listing_required", args=[listing.pk])
    return f"{address}?{urlencode({name: value for name, value in asked.items() if value})}"


urlpatterns = [path("<int:listing_id>/", admin.site.admin_view(supply), name="required-info")]
