"""What deeds on listings have in common: how they are refused, and what they leave behind.

A deed takes a set of listings, is one transaction, locks its rows in the order of their keys, and answers
with Done; listings.bulk parts a large set into batches. What it cannot do for a listing is counted by reason,
never passed over in silence. A deed on one listing raises DeedRefused instead, whose text is for the person
who asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Why(StrEnum):
    """Why a deed was not done to a listing."""

    PARENT = "parent"
    NOT_ON_AMAZON = "not_on_amazon"
    HAS_PRODUCT = "has_product"
    NO_PRODUCT = "no_product"
    ALREADY = "already"
    SKU_TAKEN = "sku_taken"
    SKU_UNFIT = "sku_unfit"
    NO_ASIN = "no_asin"
    NOT_ASKED = "not_asked"
    IMPORT_OFF = "import_off"
    CHANGED_SINCE = "changed_since"


def reason(why: str) -> str:
    """A reason in words."""
    return {
        Why.PARENT: _("It is the parent of a variation family: a page, not an offer."),
        Why.NOT_ON_AMAZON: _("It was made from its product and is not on Amazon yet, so it has no other."),
        Why.HAS_PRODUCT: _("It has a product already."),
        Why.NO_PRODUCT: _("It has no product."),
        Why.ALREADY: _("It is so already."),
        Why.SKU_TAKEN: _("A product with this SKU exists already: assign that one."),
        Why.SKU_UNFIT: _(
            "Its SKU is longer than 64 characters or has line breaks, which a product's may not."
        ),
        Why.NO_ASIN: _("It has no ASIN to take as the product's SKU."),
        Why.NOT_ASKED: _(
            "Amazon's catalog is not asked for it: its product has an ASIN, or nothing to search by."
        ),
        Why.IMPORT_OFF: _("Its store matches by hand only (setting Import listings)."),
        Why.CHANGED_SINCE: _("It has changed meanwhile, so that this no longer fits."),
    }[Why(why)]


class DeedRefused(Exception):
    """The deed makes no sense for this listing; the text says why and what to do instead."""


@dataclass
class Done:
    """How many listings a deed changed, and how many it left, by reason."""

    number: int = 0
    left: Counter[str] = field(default_factory=Counter)

    def one_or_refuse(self) -> Done:
        """This, if the one listing was changed; else DeedRefused with the reason."""
        if not self.number and +self.left:
            raise DeedRefused(reason(next(iter(+self.left))))
        return self

    def sentences(self) -> Iterator[str]:
        """What was left and why."""
        for why, number in (+self.left).most_common():
            words = ngettext("Left as it is: one listing.", "Left as they are: %s listings.", number)
            shown = number_format(number, force_grouping=True)
            yield f"{words % shown if number > 1 else words} {reason(why)}"
