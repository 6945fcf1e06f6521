"""The dialog in which a person supplies what a listing lacks: its ASIN, which item it is, its condition."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amazon_channel.models import Account
from listings.asins.answers import BARCODES, spoken
from listings.codes import Channel, Condition, InFlight, Tab
from listings.models import Listing
from listings.models.asins import AsinCandidate, AsinSearch, FoundBy
from listings.pages.assign import dialog
from listings.pages.columns import picture_of, title_of
from listings.pages.deeds import may_change, page_of
from listings.pages.missing import missing_attributes


class Told(NamedTuple):
    """How the search for the listing's ASIN stands, in a sentence; `waiting` while Amazon is to answer."""

    text: str
    tone: str
    waiting: bool = False


def required_view(request: HttpRequest, listing: Listing) -> HttpResponse:
    """What is lacking and what may be chosen. The form is sent to the sync's door, which may start a sync."""
    may_change(request)
    search = AsinSearch.objects.filter(listing=listing).first()
    on_amazon = listing.first_seen_at is not None and listing.gone_at is None
    context = page_of(request) | {
        "listing": listing,
        "listing_title": title_of(listing),
        "picture": picture_of(listing),
        "door": reverse("required-info", args=[listing.pk]),
        "told": told(listing, search),
        "candidates": list(AsinCandidate.objects.filter(listing=listing)),
        "missing": missing_attributes([listing]).get(listing.pk, []),
        "conditions": Condition.choices,
        "on_amazon": on_amazon,
        "fba": on_amazon and listing.channel == Channel.FBA,
        "moving": listing.in_flight == InFlight.MOVE,
        "shadow": listing.store.account.mode == Account.Mode.SHADOW,
        "typed": request.GET.get("asin", "")[:40] or listing.assigned_asin,
        "title": _("Update required info") if listing.tab == Tab.INCOMPLETE else _("Edit assigned ASIN"),
    }
    return dialog(request, "required", context)


def told(listing: Listing, search: AsinSearch | None) -> Told | None:
    """What is known of the search; None where nothing is searched for."""
    if search is None:
        if listing.asin or listing.first_seen_at is not None:
            return None
        return Told(
            _("Amazon's catalog cannot be asked: this store maps no UPC, EAN, ISBN or GCID of the product."),
            "warn",
        )
    if "asin" in search.question:
        return _told_typed(search)
    words = _told_found(search)
    if search.due and search.asked_at is not None:
        return words._replace(text=f"{words.text} {_('The next sync asks again.')}")
    return words


def _told_typed(search: AsinSearch) -> Told:
    asin = search.question["asin"]
    if search.answer == AsinSearch.Answer.ONE:
        return Told(_("%s was assigned by hand; Amazon knows it in this marketplace.") % asin, "good")
    if search.answer == AsinSearch.Answer.UNKNOWN:
        return Told(_("Amazon does not know %s in this marketplace. Type another ASIN.") % asin, "bad")
    if search.answer == AsinSearch.Answer.VARIANTS:
        return Told(_("%s is a page with variants. Choose the variant you sell.") % asin, "warn")
    if search.answer == AsinSearch.Answer.REFUSED:
        return Told(
            _("Amazon did not accept %(asin)s: %(why)s") % {"asin": asin, "why": search.problem}, "bad"
        )
    return Told(_("%s is being checked at Amazon. The answer comes with the sync.") % asin, "info", True)


def _told_found(search: AsinSearch) -> Told:
    by = FoundBy(search.found_by).label if search.found_by else ""
    match search.answer:
        case AsinSearch.Answer.ONE:
            return Told(
                _("%(asin)s was found by the product's %(by)s.") % {"asin": search.asin, "by": by}, "good"
            )
        case AsinSearch.Answer.SEVERAL:
            words = ngettext("%(n)d item of Amazon's fits", "%(n)d items of Amazon's fit", search.found)
            return Told(f"{words % {'n': search.found}} ({by}). {_('Choose the one you sell.')}", "warn")
        case AsinSearch.Answer.VARIANTS:
            return Told(_("Amazon has it in several variants. Choose the variant you sell."), "warn")
        case AsinSearch.Answer.NONE:
            return Told(_("Amazon's catalog has no item with %s.") % asked_for(search), "warn")
        case AsinSearch.Answer.REFUSED:
            return Told(_("Amazon did not accept what was asked: %s") % search.problem, "bad")
    return Told(_("The next sync looks for %s in Amazon's catalog.") % asked_for(search), "info")


def asked_for(search: AsinSearch) -> str:
    """What was asked, as a person reads it: EAN 4006381333931, “blue mug”."""
    parts = []
    for role in FoundBy.values:
        if role in search.question:
            said = str(search.question[role])
            number = spoken(role, said)[1] if role in BARCODES else said
            parts.append(f"“{said}”" if role == FoundBy.KEYWORDS else f"{FoundBy(role).label} {number}")
    return ", ".join(parts)
