"""The deeds that can be done to many listings at once: what each does, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from amazon_channel.models import User
from listings import actions, assigning, required_info
from listings.creation import create_products
from listings.deeds import Done
from listings.new_products import NewProducts
from listings.pages.show import whole
from listings.querysets import ListingQuerySet

Text = str | Promise
CREATE, LIST, TAKE_BACK = "create", "list", "take-back"


class Deed(NamedTuple):
    """Something done to several listings by `does(rows, by, now, plan)`, one transaction for each call.

    `said` tells how many it was done to. `plan` is what the deed's form said, {} where it has none.
    """

    label: Text
    icon: str
    does: Callable[[ListingQuerySet, User, datetime, Mapping[str, Any]], Done]
    said: Callable[[int], str]
    explains: Text = ""


DEEDS: Mapping[str, Deed] = {
    "match": Deed(
        gettext_lazy("Attempt automatic match"),
        "join_inner",
        lambda rows, by, now, _plan: assigning.attempt_match(rows, by=by, now=now),
        lambda n: (
            ngettext("%(n)s listing has found its product.", "%(n)s listings have found their products.", n)
            % {"n": whole(n)}
        ),
        gettext_lazy("Looks for their products now, by the attributes that their stores map."),
    ),
    "ignore": Deed(
        gettext_lazy("Ignore"),
        "visibility_off",
        lambda rows, by, now, _plan: assigning.ignore(rows, by=by, now=now),
        lambda n: ngettext("%(n)s listing is ignored.", "%(n)s listings are ignored.", n) % {"n": whole(n)},
        gettext_lazy("They stay on Amazon and no longer wait for a product here."),
    ),
    "notice": Deed(
        gettext_lazy("Stop ignoring"),
        "visibility",
        lambda rows, by, now, _plan: assigning.stop_ignoring(rows, by=by, now=now),
        lambda n: ngettext("%(n)s listing waits again.", "%(n)s listings wait again.", n) % {"n": whole(n)},
        gettext_lazy("They wait for a product again."),
    ),
    "unassign": Deed(
        gettext_lazy("Unassign product"),
        "link_off",
        lambda rows, by, now, _plan: assigning.unassign(rows, by=by, now=now),
        lambda n: (
            ngettext("%(n)s listing has no product now.", "%(n)s listings have no product now.", n)
            % {"n": whole(n)}
        ),
        gettext_lazy("They go to Unmatched and stay there until you assign a product or attempt a match."),
    ),
    "look-again": Deed(
        gettext_lazy("Look again at Amazon"),
        "travel_explore",
        lambda rows, by, now, _plan: required_info.look_again(rows, by=by, now=now),
        lambda n: (
            ngettext(
                "The next sync looks for %(n)s product in Amazon's catalog again.",
                "The next sync looks for %(n)s products in Amazon's catalog again.",
                n,
            )
            % {"n": whole(n)}
        ),
        gettext_lazy("The next sync asks Amazon's catalog again, whatever it answered before."),
    ),
    CREATE: Deed(
        gettext_lazy("Create products"),
        "add_box",
        lambda rows, by, now, plan: create_products(rows, NewProducts.read(plan), by=by, now=now),
        lambda n: (
            ngettext(
                "%(n)s listing has its own product now.", "%(n)s listings have their own products now.", n
            )
            % {"n": whole(n)}
        ),
    ),
    LIST: Deed(
        gettext_lazy("List these products"),
        "publish",
        lambda rows, by, now, _plan: actions.wish(rows, by=by, now=now),
        lambda n: (
            ngettext("%(n)s product is marked to be listed.", "%(n)s products are marked to be listed.", n)
            % {"n": whole(n)}
        ),
    ),
    TAKE_BACK: Deed(
        gettext_lazy("Take back"),
        "undo",
        lambda rows, by, now, _plan: actions.take_back(rows, by=by, now=now),
        lambda n: (
            ngettext(
                "%(n)s product is no longer to be listed.", "%(n)s products are no longer to be listed.", n
            )
            % {"n": whole(n)}
        ),
    ),
}
