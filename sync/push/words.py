"""What a person reads when an offer could not be moved: why, and what to do. It is the listing's refusal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sync.push import offer


def unfit(why: str) -> str:
    """Why the offer cannot be made on another ASIN."""
    return {
        offer.FBA: _(
            "Amazon ships it, and its stock in Amazon's warehouse belongs to the ASIN that it has."
            " List the other ASIN under a new SKU."
        ),
        offer.NO_PRICE: _("Amazon tells no price of the old offer, so the new one cannot be made."),
        offer.NO_CONDITION: _("Amazon tells no condition of the old offer, so the new one cannot be made."),
        offer.NO_QUANTITY: _("Amazon tells no quantity of the old offer, so the new one cannot be made."),
    }[why]


def not_tried(said: str) -> str:
    return _("Amazon would not take the offer on the new ASIN: %s") % said


def elsewhere(asin: str) -> str:
    return _("Amazon would put the offer on %s instead.") % asin


def not_ended(said: str) -> str:
    return _("Amazon did not end the old offer: %s") % said


def never_ended() -> str:
    return _(
        "Amazon accepted the end of the old offer a day ago and still shows it. Look in Seller Central, then"
        " assign the ASIN again."
    )


def never_shown(asin: str) -> str:
    return (
        _("Amazon accepted the offer on %s a day ago and does not show it. Assign the ASIN again to repeat.")
        % asin
    )


def back(asin: str) -> str:
    return (
        _(
            "Amazon has this SKU again on %s. It asks to wait a day before a deleted SKU is used again:"
            " assign the ASIN again tomorrow, or list it under a new SKU."
        )
        % asin
    )


def unknown(asin: str) -> str:
    return _("Amazon does not know %s in this marketplace. Assign another ASIN.") % asin
