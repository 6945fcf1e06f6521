"""What the page of one listing says of its product and ASIN: what decided, how sure, what else may be."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from amazon_channel.models import Account
from listings.codes import InFlight, MatchedBy, Status, Tab
from listings.models import Listing
from listings.models.asins import AsinCandidate, AsinSearch
from listings.pages.required import Told, told


class Match(NamedTuple):
    """The product and what decided it, how the search for an ASIN stands, and the items to choose from."""

    text: str
    why: str
    told: Told | None
    wish: str
    candidates: list[AsinCandidate]


def match_of(listing: Listing) -> Match:
    """Read the section; two queries."""
    search = AsinSearch.objects.filter(listing=listing).first()
    candidates = list(AsinCandidate.objects.filter(listing=listing)) if search else []
    text, why = _decided(listing)
    return Match(text, why, told(listing, search), _wish(listing), candidates)


def _decided(listing: Listing) -> tuple[str, str]:
    if listing.is_parent:
        return _("The parent of a variation family: a page, not an offer. It needs no product."), ""
    product = listing.product
    if product is not None:
        return f"{product.sku} – {product.name}", _sureness(listing)
    if listing.status == Status.SEVERAL_PRODUCTS:
        fit = _("%(n)d products of yours fit by %(what)s. None is guessed at: assign the right one.")
        return fit % {"n": listing.fitting_products, "what": listing.match_detail}, ""
    if listing.ignored_at is not None:
        return _("Ignored: no product is looked for."), ""
    if listing.matched_by == MatchedBy.HAND:
        return _("Freed of its product by hand. Automatic matching leaves it alone until you attempt it."), ""
    return _("No product of yours has its SKU, ASIN or number."), ""


def _sureness(listing: Listing) -> str:
    """What decided, and how sure that is."""
    sure = {
        MatchedBy.HAND: _("Assigned by hand. It stays so until you undo it."),
        MatchedBy.SKU: _("Sure: the same seller SKU."),
        MatchedBy.ASIN: _("Sure: the same ASIN, which no other product of yours has."),
        MatchedBy.GTIN: _("Quite sure: the same UPC, EAN or ISBN, which no other product of yours has."),
        MatchedBy.GCID: _("Sure: the same GCID."),
        MatchedBy.CANDIDATE: _("Made from this product."),
    }
    said = sure.get(MatchedBy(listing.matched_by), "") if listing.matched_by else ""
    return f"{said} ({listing.match_detail})" if said and listing.match_detail else said


def _wish(listing: Listing) -> str:
    """That another ASIN is wished for a listing that Amazon has, and how far that is."""
    if listing.first_seen_at is None or listing.tab == Tab.ENDED:
        return ""
    moving = listing.in_flight == InFlight.MOVE
    if not moving and listing.assigned_asin in ("", listing.asin):
        return ""
    asins = {"wish": listing.assigned_asin or listing.asin, "has": listing.asin}
    if not listing.asin:
        draft = _(
            "Amazon keeps a draft without ASIN, which is not sent from here: finish it in Seller Central."
        )
        return f"{_('You wish it on %(wish)s.') % asins} {draft}"
    wished = _("You wish it on %(wish)s instead of %(has)s.") % asins
    if listing.refusal:
        return f"{wished} {_('It was refused:')} {listing.refusal}"
    if listing.store.account.mode == Account.Mode.SHADOW:
        return f"{wished} {_('In shadow mode nothing is sent: switch the account to live.')}"
    return _on_its_way(listing, asins) if moving else f"{wished} {_next_steps()}"


def _next_steps() -> str:
    return _("The next sync has Amazon try the new offer; then it ends the old one and makes the new one.")


def _on_its_way(listing: Listing, asins: dict[str, str]) -> str:
    if listing.gone_at is None:
        return _("On its way to %(wish)s: Amazon was told to end the offer on %(has)s.") % asins
    return _("On its way to %(wish)s: the offer on %(has)s is ended.") % asins
