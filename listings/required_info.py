"""What an incomplete listing lacks, supplied by hand: its ASIN, which of several it is, its condition.

A typed ASIN is a wish until Amazon knows it: the sync's stage `catalog` asks. One that is chosen among
Amazon's own candidates needs no asking. Of a listing that Amazon has, the stage `push` then ends the offer
and makes it anew on the wished ASIN; one that Amazon refused after that waits for a new word from here.
Nothing here calls Amazon.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from amazon_channel.models import User
from catalog.identifiers import Kind, normalise
from listings.changes import attributed
from listings.codes import Channel, Condition, Source
from listings.deeds import DeedRefused, Done, Why
from listings.eligibility import judge_listings
from listings.models import Listing, ListingChange
from listings.models.asins import AsinCandidate, AsinSearch
from listings.querysets import ListingQuerySet


def read_asin(text: str) -> str:
    """The ASIN in a text, the address of Amazon's page included. DeedRefused for what cannot be one."""
    asin = normalise(Kind.ASIN, text).value
    if not asin:
        raise DeedRefused(
            _("An ASIN has ten letters and digits, for example B07XAMPLE1. Check what you typed.")
        )
    return asin


def type_asin(listing_id: int, text: str, *, by: User, now: datetime) -> Listing:
    """Wish this ASIN for the listing; the next run asks Amazon whether it is there.

    DeedRefused for a text that is no ASIN, and for a listing that needs none.
    """
    asin = read_asin(text)
    with attributed(Source.USER, now=now, user_id=by.pk):
        listing = _locked(listing_id)
        if _on_amazon(listing) and asin == listing.asin:
            if not listing.assigned_asin:
                raise DeedRefused(_("%s is the ASIN that it has.") % asin)
            _forget(listing, now=now)  # back to what Amazon has
            return listing
        _refuse_fba(listing)
        _write(listing, asin, now=now)
        AsinSearch.objects.update_or_create(
            listing=listing,
            defaults={
                "store_id": listing.store_id,
                "question": {"asin": asin},
                "due": True,
                "answer": "",
                "asin": "",
                "found_by": "",
                "found": 0,
                "problem": "",
            },
        )
        judge_listings(listing.store, [listing.pk], now=now)
    return listing


def choose(listing_id: int, asin: str, *, by: User, now: datetime) -> Listing:
    """The listing is this one of the items that Amazon's catalog answered with."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        listing = _locked(listing_id)
        _refuse_fba(listing)
        candidate = AsinCandidate.objects.filter(listing=listing, asin=asin).first()
        if candidate is None:
            raise DeedRefused(_("Amazon's answer has changed meanwhile. Choose again."))
        if candidate.is_parent:
            raise DeedRefused(
                _("%s is a page with variants, not an offer. Choose the variant you sell.") % asin
            )
        _write(listing, asin, now=now)
        AsinSearch.objects.update_or_create(
            listing=listing,
            defaults={
                "store_id": listing.store_id,
                "question": {"asin": asin},
                "due": False,
                "answer": AsinSearch.Answer.ONE,
                "asin": asin,
                "found_by": "asin",
                "problem": "",
            },
        )
        judge_listings(listing.store, [listing.pk], now=now)
    return listing


def forget_asin(listing_id: int, *, by: User, now: datetime) -> Listing:
    """Drop the ASIN that was assigned by hand; the product and Amazon's catalog are heard again."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        listing = _locked(listing_id)
        if not listing.assigned_asin:
            raise DeedRefused(_("No ASIN was assigned by hand."))
        _forget(listing, now=now)
    return listing


def supply_condition(listing_id: int, condition: str, *, by: User, now: datetime) -> Listing:
    """The listing is sold in this condition, whatever the product says; '' leaves it to the product again."""
    if condition and condition not in Condition.values:
        raise DeedRefused(_("Choose one of Amazon's conditions."))
    with attributed(Source.USER, now=now, user_id=by.pk):
        listing = _locked(listing_id)
        Listing.objects.filter(pk=listing.pk).update(override_condition=condition, changed_at=now)
        judge_listings(listing.store, [listing.pk], now=now)
    return listing


def look_again(listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """Ask Amazon's catalog again with the next run, whatever it answered before."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        locked = list(listings.select_for_update(of=("self",)).order_by("pk").only("store"))
        searches = AsinSearch.objects.filter(listing__in=locked)
        answers = dict(searches.values_list("listing_id", "answer"))
        number = searches.update(due=True)
        ListingChange.objects.bulk_create(
            ListingChange(
                listing=row,
                store_id=row.store_id,
                at=now,
                user_id=by.pk,
                source=Source.USER,
                field="asin_search",
                old=answers[row.pk] or None,
                new="due",
            )
            for row in locked
            if row.pk in answers
        )
    done = Done(number)
    done.left[Why.NOT_ASKED] = len(locked) - number
    return done


def _locked(listing_id: int) -> Listing:
    """The listing, if an ASIN or condition can be supplied for it."""
    rows = Listing.objects.select_for_update(of=("self",)).select_related("store")
    listing = rows.get(pk=listing_id)
    if listing.is_parent:
        raise DeedRefused(_("It is the parent of a variation family: a page, not an offer."))
    if listing.product_id is None:
        raise DeedRefused(_("It has no product yet. Assign one first."))
    if listing.ended_at is not None:
        raise DeedRefused(_("It is ended. Publish it first."))
    return listing


def _on_amazon(listing: Listing) -> bool:
    return listing.first_seen_at is not None and listing.gone_at is None


def _refuse_fba(listing: Listing) -> None:
    """The offer of a listing that Amazon ships must not be ended: its stock would be stranded."""
    if listing.first_seen_at is not None and listing.channel == Channel.FBA:
        raise DeedRefused(
            _(
                "Amazon ships it, and its stock in Amazon's warehouse belongs to the ASIN that it has."
                " List the other ASIN under a new SKU."
            )
        )


def _write(listing: Listing, asin: str, *, now: datetime) -> None:
    """A new word about the ASIN; it also answers what Amazon refused, so that it is sent again."""
    Listing.objects.filter(pk=listing.pk).update(assigned_asin=asin, refusal="", changed_at=now)
    listing.assigned_asin, listing.refusal = asin, ""


def _forget(listing: Listing, *, now: datetime) -> None:
    """The next run asks anew what the product says."""
    _write(listing, "", now=now)
    AsinSearch.objects.filter(listing=listing).delete()
    AsinCandidate.objects.filter(listing=listing, found_by="asin").delete()
    judge_listings(listing.store, [listing.pk], now=now)
