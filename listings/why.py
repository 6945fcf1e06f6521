"""Why is it here? The rule that decided, each input with value, source and time, and what would move it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from amazon_channel.models import Store
from catalog.models import Product
from listings.codes import Source, Status
from listings.models import Listing, ListingChange
from listings.tabs import RULES, Rule

OUR_COLUMNS = {"ineligible_reason", "lacking"}
MATCHING_COLUMNS = {"fitting_products", "match_detail"}
USER_COLUMNS = {"ended_at", "published_at", "relist_requested_at", "ignored_at", "assigned_asin"}
SENT_COLUMNS = {"submitted_at", "refusal", "in_flight"}


class Input(NamedTuple):
    """One value the rule read: its label, the value as stored, who wrote it, and when."""

    name: str | Promise
    value: Any
    source: str | Promise
    at: datetime | None


class Explanation(NamedTuple):
    """The rule that decided, its inputs, and the rules before it that did not apply."""

    rule: Rule
    because: str | Promise
    cure: str | Promise
    inputs: list[Input]
    earlier: list[Rule]


def explain(listing: Listing) -> Explanation:
    """Let PostgreSQL evaluate the decision table for this one row, so it cannot disagree."""
    number = _first_match(listing.pk)
    rule = RULES[number]
    inputs = [_input(listing, column) for column in rule.inputs]
    return Explanation(rule, rule.because, rule.cure, inputs + _reasons(listing, rule), list(RULES[:number]))


def _first_match(listing_id: int) -> int:
    truths = {f"rule_{i}": _truth(rule.when) for i, rule in enumerate(RULES) if rule.when}
    row = Listing.objects.filter(pk=listing_id).annotate(**truths).values(*truths).get()
    return next((i for i in range(len(RULES)) if row.get(f"rule_{i}")), len(RULES) - 1)


def _truth(when: Q) -> Coalesce:
    return Coalesce(ExpressionWrapper(when, output_field=BooleanField()), False)


def _input(listing: Listing, column: str) -> Input:
    field = Listing._meta.get_field(column)
    label = getattr(field, "verbose_name", column)
    change = (
        ListingChange.objects.filter(listing=listing, field=column)
        .order_by("-pk")
        .only("source", "at")
        .first()
    )
    source, at = (change.source, change.at) if change else _first_writer(listing, column)
    return Input(label, getattr(listing, column), Source(source).label if source else _("unknown"), at)


def _first_writer(listing: Listing, column: str) -> tuple[str, datetime | None]:
    """Who wrote a value that has never changed since the row came."""
    if column in OUR_COLUMNS:
        return Source.DERIVE, listing.changed_at
    if column == "product":
        return (Source.USER if listing.matched_by == "hand" else Source.MATCHING), listing.changed_at
    if column in MATCHING_COLUMNS:
        return Source.MATCHING, listing.changed_at
    if column in USER_COLUMNS:
        return Source.USER, getattr(listing, column)
    if column in SENT_COLUMNS:
        return Source.PUSH, listing.submitted_at
    return listing.read_from, listing.read_at or listing.first_seen_at


def _reasons(listing: Listing, rule: Rule) -> list[Input]:
    """What stands behind a verdict of ours: the product's own values and the store's settings."""
    product, store = listing.product, listing.store
    if rule.name not in ("ineligible", "lacking") or product is None:
        return []
    of_the_product: dict[str, list[tuple[Any, Any]]] = {
        Status.PRODUCT_DISABLED: [(_("enabled"), product.enabled)],
        Status.NOT_OFFERED: [(_("websites"), ", ".join(product.websites))],
        Status.ONLY_A_PAGE: [(_("type"), product.get_type_display())],
        Status.NOT_YET_ON_SALE: [(_("on sale from"), product.sale_starts_on)],
        Status.SALE_OVER: [(_("on sale until"), product.sale_ends_on)],
        Status.OUT_OF_STOCK: [(_("quantity in the catalog"), product.quantity)],
        Status.BELOW_THRESHOLD: [(_("quantity in the catalog"), product.quantity)],
        Status.NO_ASIN: [(_("ASIN in the catalog"), _said(product, store, store.asin_attribute))],
        Status.NO_CONDITION: [
            (_("condition in the catalog"), _said(product, store, store.condition_attribute))
        ],
    }
    of_the_store: dict[str, list[tuple[Any, Any]]] = {
        Status.NOT_OFFERED: [(_("website"), store.website)],
        Status.BELOW_THRESHOLD: [(_("out-of-stock threshold"), store.out_of_stock_threshold)],
        Status.NO_CONDITION: [(_("condition of products that name none"), store.default_condition)],
    }
    return [
        Input(name, value, source, at)
        for values, source, at in (
            (of_the_product, _("Catalog"), product.updated_at),
            (of_the_store, _("The store's settings"), store.updated_at),
        )
        for name, value in values.get(listing.status, [])
    ]


def _said(product: Product, store: Store, attribute: str) -> Any:
    """What an attribute says of the product on the store's website: there, in a column, or everywhere."""
    own = (product.website_values.get(store.website) or {}).get(attribute)
    if own is not None:
        return own
    return (
        product.attributes.get(attribute)
        if attribute in product.attributes
        else getattr(product, attribute, None)
    )
