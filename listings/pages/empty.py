"""What an empty tab says: why it may be empty, and what would fill it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from listings.codes import Tab
from listings.pages.question import OVERRIDES

WHY_EMPTY: Mapping[str, Promise] = {
    Tab.INCOMPLETE: _("No listing lacks data. Products without an ASIN or a condition would wait here."),
    Tab.UNMATCHED: _("Every listing on Amazon has a product of your catalog."),
    Tab.READY: _(
        "No product waits to be listed. Add products to the catalog for this store's website, with an ASIN, "
        "a condition and stock."
    ),
    Tab.ACTIVE: _(
        "Nothing is for sale yet. Listings arrive here with the next sync, once Amazon says that buyers can "
        "buy them."
    ),
    Tab.INACTIVE: _("Amazon sells everything that it has of yours."),
    Tab.INELIGIBLE: _(
        "Your own settings hold nothing back: no listing is out of stock, disabled or off sale."
    ),
    Tab.ENDED: _("You have ended no listing, and none has gone from Amazon."),
    OVERRIDES: _("No listing has a price, handling time, condition or note of its own."),
}
