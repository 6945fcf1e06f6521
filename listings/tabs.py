"""The one decision table: on which tab a listing stands, with which status, and why.

The generated columns of Listing, the counts and the 'why is it here?' page are all made from RULES.
First match wins. To add a tab or a status: here, in codes.py, and in the table of its tests.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from listings.codes import InFlight, Status, Tab

ON_AMAZON = Q(first_seen_at__isnull=False, gone_at__isnull=True)
ENDED_BY_US = Q(ended_at__isnull=False)
# The offer on the old ASIN was ended by us, so that one on another ASIN can be made with the same SKU.
MOVING = Q(in_flight=InFlight.MOVE)
# A publication after the end of the old offer starts a new life.
PUBLISHED_AGAIN = Q(published_at__isnull=False, published_at__gt=F("gone_at"))


NOT_SENT = _("This version keeps the wish and sends nothing to Amazon yet; in shadow mode nothing is sent.")


class Rule(NamedTuple):
    """One row of the table. `inputs` are the columns it reads; `cure` says what would move the listing."""

    name: str
    when: Q
    tab: Tab
    status: Status | Combinable
    because: str | Promise
    cure: str | Promise
    inputs: tuple[str, ...]


RULES: tuple[Rule, ...] = (
    Rule(
        "ending",
        ENDED_BY_US & ON_AMAZON,
        Tab.ENDED,
        Status.ENDING,
        _("You ended this listing; Amazon still shows it."),
        _("It becomes Manually ended once Amazon confirms. Publish it to sell again."),
        ("ended_at", "first_seen_at", "gone_at"),
    ),
    Rule(
        "ended",
        ENDED_BY_US,
        Tab.ENDED,
        Status.MANUALLY_ENDED,
        _("You ended this listing and Amazon no longer has it."),
        _("Publish it to sell again."),
        ("ended_at", "gone_at"),
    ),
    Rule(
        "move refused",
        MOVING & Q(gone_at__isnull=False) & ~Q(refusal=""),
        Tab.INACTIVE,
        Status.REFUSED,
        _("The offer on the old ASIN is ended, and the one on the new ASIN was refused. It is kept."),
        _("Assign another ASIN, or the old one again: the kept offer is sent with the next sync."),
        ("in_flight", "gone_at", "refusal"),
    ),
    Rule(
        "moving",
        MOVING & Q(gone_at__isnull=False),
        Tab.READY,
        Status.LISTING,
        _("The offer on the old ASIN is ended; the one on the new ASIN is on its way."),
        _("Nothing to do. It becomes Active once Amazon shows the new offer."),
        ("in_flight", "gone_at", "submitted_at"),
    ),
    Rule(
        "removed",
        Q(gone_at__isnull=False) & ~PUBLISHED_AGAIN,
        Tab.ENDED,
        Status.REMOVED,
        _("Amazon had this listing and confirmed that it is gone; you did not end it here."),
        _("Publish it to sell again. If it reappears on Amazon, the next sync brings it back."),
        ("gone_at", "missing_since", "published_at"),
    ),
    Rule(
        "variation parent",
        ON_AMAZON & Q(is_parent=True, discoverable=True),
        Tab.ACTIVE,
        Status.VARIATION_PARENT,
        _("This is the parent of a variation family: a page, not an offer. It never carries stock."),
        _("Nothing to do. Its children are the offers."),
        ("is_parent", "discoverable"),
    ),
    Rule(
        "hidden variation parent",
        ON_AMAZON & Q(is_parent=True),
        Tab.INACTIVE,
        Status.VARIATION_PARENT,
        _("This is the parent of a variation family, and Amazon does not show its page."),
        _("Mend its issues, or give it at least one child that can be bought."),
        ("is_parent", "discoverable"),
    ),
    Rule(
        "ignored",
        ON_AMAZON & Q(product__isnull=True, ignored_at__isnull=False),
        Tab.UNMATCHED,
        Status.IGNORED,
        _("You said that this listing is not to be managed here."),
        _("Stop ignoring it, or assign a product."),
        ("product", "ignored_at"),
    ),
    Rule(
        "several products",
        ON_AMAZON & Q(product__isnull=True, fitting_products__gt=1),
        Tab.UNMATCHED,
        Status.SEVERAL_PRODUCTS,
        _("More than one product of your catalog fits this listing, and none is guessed at."),
        _("Assign the right one, or give the products identifiers that differ."),
        ("product", "fitting_products", "match_detail"),
    ),
    Rule(
        "unmatched",
        ON_AMAZON & Q(product__isnull=True),
        Tab.UNMATCHED,
        Status.AWAITING_PRODUCT,
        _("Amazon has this listing, but no product of your catalog is assigned to it."),
        _("Assign a product, or add one with the same SKU or ASIN; the next sync matches it."),
        ("product", "first_seen_at"),
    ),
    Rule(
        "ineligible",
        ~Q(ineligible_reason=""),
        Tab.INELIGIBLE,
        F("ineligible_reason"),
        _("Your own settings or catalog say that this product is not to be sold now."),
        _("Change the product (stock, sale dates, enabled) or the store's settings."),
        ("ineligible_reason",),
    ),
    Rule(
        "lacking",
        ~Q(lacking="") & ~Q(buyable=True),
        Tab.INCOMPLETE,
        F("lacking"),
        _("The listing lacks what Amazon needs before it can be sold."),
        _("Update its required info: the item, ASIN or condition. Or supply it in the catalog."),
        ("lacking", "buyable"),
    ),
    Rule(
        "draft",
        Q(amazon_incomplete=True) & ~Q(buyable=True),
        Tab.INCOMPLETE,
        Status.MISSING_DATA,
        _("Amazon keeps this listing as a draft: required data is missing."),
        _("See the issues for the missing attributes and supply them."),
        ("amazon_incomplete", "buyable"),
    ),
    Rule(
        "moving, still for sale",
        ON_AMAZON & MOVING & Q(buyable=True),
        Tab.ACTIVE,
        Status.RELISTING,
        _("It is for sale on its old ASIN. Amazon was told to end that offer; one on the new ASIN follows."),
        _("Nothing to do. The next syncs look until the old offer is gone, and make the new one."),
        ("in_flight", "buyable", "submitted_at"),
    ),
    Rule(
        "relisting",
        ON_AMAZON & Q(buyable=True, relist_requested_at__isnull=False),
        Tab.ACTIVE,
        Status.RELISTING,
        _("The listing is for sale; a change you asked for is on its way."),
        _("Nothing to do. The next syncs send it and confirm it."),
        ("buyable", "relist_requested_at"),
    ),
    Rule(
        "search suppressed",
        ON_AMAZON & Q(buyable=True, search_suppressed=True),
        Tab.ACTIVE,
        Status.SEARCH_SUPPRESSED,
        _("The listing can be bought, but Amazon hides it from search."),
        _("Mend the issue that Amazon names; the listing returns to search by itself."),
        ("buyable", "search_suppressed"),
    ),
    Rule(
        "active",
        ON_AMAZON & Q(buyable=True),
        Tab.ACTIVE,
        Status.ACTIVE,
        _("Amazon says that buyers can buy it."),
        _("Nothing to do."),
        ("buyable",),
    ),
    Rule(
        "refused",
        ~Q(refusal=""),
        Tab.INACTIVE,
        Status.REFUSED,
        _("Amazon refused what was sent for this listing."),
        _("Read Amazon's reason and mend it; then publish again, or assign the ASIN again."),
        ("refusal",),
    ),
    Rule(
        "inactive",
        ON_AMAZON & ~Q(inactive_reason=""),
        Tab.INACTIVE,
        F("inactive_reason"),
        _("Amazon has the listing but does not sell it."),
        _("Mend the reason Amazon gives; the listing becomes Active by itself."),
        ("buyable", "inactive_reason"),
    ),
    Rule(
        "inactive without reason",
        ON_AMAZON,
        Tab.INACTIVE,
        Status.NOT_PROVIDED,
        _("Amazon has the listing but does not sell it, and gives no reason."),
        _("Look at the listing in Seller Central."),
        ("buyable", "inactive_reason"),
    ),
    Rule(
        "submitted",
        Q(submitted_at__isnull=False),
        Tab.READY,
        Status.LISTING,
        _("The listing was sent to Amazon, which has not confirmed it yet."),
        _("Nothing to do. It becomes Active once Amazon shows it."),
        ("submitted_at",),
    ),
    Rule(
        "wished",
        Q(published_at__isnull=False),
        Tab.READY,
        Status.READY,
        _("You want this product listed; it waits to be sent to Amazon."),
        NOT_SENT,
        ("published_at",),
    ),
    Rule(
        "ready",
        Q(),
        Tab.READY,
        Status.READY,
        _("The product has all that Amazon needs and is not on Amazon yet."),
        _("Publish it."),
        (),
    ),
)


def _case(column: str) -> Case:
    last = RULES[-1]
    # The last rules differ in their words only: for the columns the default says it all.
    alike = list(takewhile(lambda rule: (rule.tab, rule.status) == (last.tab, last.status), reversed(RULES)))
    deciding = RULES[: -len(alike)]
    whens = [When(rule.when, then=_value(getattr(rule, column))) for rule in deciding]
    return Case(*whens, default=_value(getattr(RULES[-1], column)), output_field=CharField())


def _value(verdict: Any) -> Combinable:
    return verdict if isinstance(verdict, Combinable) else Value(str(verdict.value))


def tab_expression() -> Case:
    """The tab as PostgreSQL computes it from a listing's other columns."""
    return _case("tab")


def status_expression() -> Case:
    """The status as PostgreSQL computes it from a listing's other columns."""
    return _case("status")
