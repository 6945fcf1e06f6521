"""What can be done to listings from their pages: which deeds fit where, and the door that does them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from amazon_channel.models import User
from listings.bulk import actions
from listings.bulk.choice import all_of, asked_by, rows_of
from listings.bulk.kinds import CREATE, DEEDS, Text
from listings.codes import Status, Tab
from listings.deeds import Done
from listings.models import BulkDeed, Listing
from listings.pages.question import Question
from listings.querysets import ListingQuerySet

PERMISSION = "listings.change_listing"
MOST_TICKED = 1_000


class Offer(NamedTuple):
    """An entry of a listing's menu: a page that opens in a dialog, or a deed that is done by POST."""

    label: Text
    icon: str
    address: str
    is_page: bool


BULK: dict[str, tuple[str, ...]] = {
    Tab.UNMATCHED: ("match", CREATE, "ignore", "notice"),
    Tab.INCOMPLETE: ("look-again",),
    Tab.ACTIVE: ("unassign",),
    Tab.INACTIVE: ("unassign",),
    Tab.INELIGIBLE: ("unassign",),
}


def bulk_deeds(tab: str, status: str = "") -> list[Offer]:
    """What can be done to the ticked rows of a tab, or of one status on it."""
    senseless = "ignore" if status == Status.IGNORED else "notice" if not status else ""
    return [
        Offer(DEEDS[name].label, DEEDS[name].icon, _door(name), False)
        for name in BULK.get(tab, ())
        if name != senseless
    ]


def offers_for(listing: Listing) -> list[Offer]:
    """The menu of one listing: only what makes sense where it stands."""
    if listing.is_parent:
        return []
    if listing.tab == Tab.UNMATCHED:
        ignored = listing.ignored_at is not None
        return [
            _page(_("Assign product"), "link", "assign", listing),
            _post(_("Create product"), "add_box", CREATE, listing),
            _of("notice" if ignored else "ignore", listing),
        ]
    offers = []
    if listing.tab == Tab.INCOMPLETE:
        offers.append(_page(_("Update required info"), "edit_note", "required", listing))
    elif listing.tab in (Tab.ACTIVE, Tab.INACTIVE, Tab.INELIGIBLE, Tab.READY):
        offers.append(_page(_("Edit assigned ASIN"), "edit_note", "required", listing))
    if listing.first_seen_at is not None and listing.product_id and listing.tab != Tab.ENDED:
        offers += [
            _page(_("Assign another product"), "link", "assign", listing),
            _of("unassign", listing),
        ]
    return offers


def _page(label: Text, icon: str, name: str, listing: Listing) -> Offer:
    return Offer(label, icon, reverse(f"admin:listings_listing_{name}", args=[listing.pk]), True)


def _of(name: str, listing: Listing) -> Offer:
    return _post(DEEDS[name].label, DEEDS[name].icon, name, listing)


def _post(label: Text, icon: str, name: str, listing: Listing) -> Offer:
    return Offer(label, icon, f"{_door(name)}?row={listing.pk}", False)


def _door(name: str) -> str:
    return reverse("admin:listings_listing_deed", args=[name])


class Chosen(NamedTuple):
    """What a deed was asked for: the rows, `all` that a question asks for if so, and what a form sends on."""

    rows: ListingQuerySet
    all: Question | None
    hidden: list[tuple[str, str]]


def chosen_by(request: HttpRequest, user: User) -> Chosen:
    """One row, the ticked ones, or all that the list's address asks for – of what the person may see."""
    rows = Listing.objects.visible_to(user)
    if one := _ids([request.GET.get("row", "")]):
        return Chosen(rows.filter(pk__in=one), None, [("_selected_action", str(one[0]))])
    if request.POST.get("all"):
        question = asked_by(request.POST.get("next", ""), user)
        return Chosen(rows & rows_of(question), question, [("all", "1")])
    ids = _ids(request.POST.getlist("_selected_action")[:MOST_TICKED])
    return Chosen(rows.filter(pk__in=ids), None, [("_selected_action", str(pk)) for pk in ids])


def do(request: HttpRequest, name: str) -> HttpResponse:
    """Do a deed to what was chosen; all of a filter only after it was confirmed."""
    user = may_change(request)
    deed = DEEDS[name]
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = chosen_by(request, user)
    if chosen.all and not request.POST.get("confirmed"):
        context = {"deed": deed, "door": request.path, "hidden": chosen.hidden, "title": deed.label}
        return TemplateResponse(request, "admin/listings/listing/confirm.html", context | page_of(request))
    return carry_out(request, name, chosen, by=user)


def carry_out(
    request: HttpRequest, name: str, chosen: Chosen, *, by: User, plan: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Do it: few at once, then back to the list; many in a worker, whose progress the next page shows."""
    now = timezone.now()
    if chosen.all is None:
        return tell(request, DEEDS[name].does(chosen.rows, by, now, plan or {}), DEEDS[name].said)
    deed = actions.start(name, all_of(chosen.all), by=by, now=now, plan=plan)
    if deed.state == BulkDeed.State.DONE:
        return tell(request, deed.done, DEEDS[name].said)
    return HttpResponseRedirect(reverse("admin:listings_bulkdeed_change", args=[deed.pk]))


def tell(request: HttpRequest, done: Done, said: Callable[[int], str]) -> HttpResponse:
    """Say what was done and what was left, and go back to the list."""
    sentences: Sequence[str] = list(done.sentences())
    if done.number:
        messages.success(request, said(done.number))
    elif not sentences:
        messages.info(request, _("Nothing has changed."))
    for sentence in sentences:
        messages.warning(request, sentence)
    return HttpResponseRedirect(back(request))


def back(request: HttpRequest) -> str:
    """The page the person came from, never one of another site."""
    page = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return page
    return reverse("admin:listings_listing_changelist")


def page_of(request: HttpRequest) -> dict[str, object]:
    """What every page of a deed needs: the admin's context and the way back."""
    from django.contrib import admin

    return {**admin.site.each_context(request), "opts": Listing._meta, "next": back(request)}


def may_change(request: HttpRequest) -> User:
    """The user. PermissionDenied for one who may only look."""
    if not isinstance(request.user, User) or not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return request.user


def _ids(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
