"""The page of eligible products: what the catalog would offer in a store that has nothing on Amazon yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amazon_channel.models import Store, User
from catalog.models import Product
from listings.codes import CANDIDATE_TABS, Status, Tab
from listings.models import BulkDeed, Listing, TabCount
from listings.pages import columns, show
from listings.pages.columns import Column, Row
from listings.pages.empty_stores import nothing_on_amazon
from listings.wishes import wishes
from sync.pull.reports import has_picture

SHOWN = 10  # products of a group
STOCK = Column(
    "stock",
    gettext_lazy("In the catalog"),
    lambda listing, now: show.whole(listing.product.quantity if listing.product else None),
)
COLUMNS = [columns.SKU, columns.ASIN, columns.NAME, columns.CONDITION, STOCK, columns.STATUS]
WORDS: Mapping[str, tuple[Promise, Promise, Promise]] = {
    Tab.READY: (
        gettext_lazy("Would be listed"),
        gettext_lazy("They have all that Amazon needs."),
        gettext_lazy("No product is ready yet."),
    ),
    Tab.INCOMPLETE: (
        gettext_lazy("Still lack something"),
        gettext_lazy("Supply it in the catalog; the next sync looks again."),
        gettext_lazy("No product lacks anything."),
    ),
    Tab.INELIGIBLE: (
        gettext_lazy("Not eligible"),
        gettext_lazy("Your catalog or the store's settings say that they are not to be sold now."),
        gettext_lazy("No product is held back."),
    ),
}


class Group(NamedTuple):
    """The products of one tab: how many, and the first of them."""

    tab: str
    title: str | Promise
    about: str | Promise
    none: str | Promise
    number: int
    rows: list[Row]


class Step(NamedTuple):
    """What has to be done before there is anything to see; `address` is '' where the person may not."""

    text: str
    link: str = ""
    address: str = ""


@dataclass(frozen=True)
class Eligible:
    """The page, read in a fixed number of queries."""

    store: Store
    is_empty: bool
    groups: list[Group]
    wished: int
    unwished: int
    step: Step | None
    under_way: BulkDeed | None


@require_safe
def eligible(request: HttpRequest, store_id: int) -> HttpResponse:
    """The page of one store, for everybody who may see its listings."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("listings.view_listing"):
        raise PermissionDenied
    stores = Store.objects.visible_to(user).filter(deleting_at=None).select_related("account")
    store = get_object_or_404(stores, pk=store_id)
    context = admin.site.each_context(request) | {
        "title": _("Eligible products"),
        "page": read(store, user),
        "columns": COLUMNS,
        "may_list": user.has_perm("listings.change_listing"),
    }
    response = render(request, "reporting/eligible.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def read(store: Store, user: User) -> Eligible:
    """What the page shows. In a store with listings on Amazon only what could be listed besides."""
    counts: dict[tuple[int, str], int] = {}
    ready = 0
    for tab, status, number in TabCount.objects.filter(store=store).values_list("tab", "status", "listings"):
        counts[store.pk, tab] = counts.get((store.pk, tab), 0) + number
        ready += number if (tab, status) == (Tab.READY, Status.READY) else 0
    is_empty = nothing_on_amazon(counts, store)
    tabs = CANDIDATE_TABS if is_empty else [Tab.READY]
    groups = [
        _group(store, tab, counts.get((store.pk, tab), 0)) for tab in sorted(tabs, key=list(WORDS).index)
    ]
    anything = any(group.number for group in groups)
    return Eligible(
        store,
        is_empty,
        groups,
        *wishes(store, ready=ready),
        step=next_step(store, user) if is_empty and not anything else None,
        under_way=BulkDeed.objects.open().filter(asked={"store": store.pk}).first(),
    )


def next_step(store: Store, user: User) -> Step:
    """Why there is nothing to see, the first thing to mend first."""
    if not has_picture(store):
        runs = reverse("admin:sync_syncrun_changelist")
        text = _("Amazon's list of this store has not been read yet. Your products show here once it has.")
        return Step(text, _("See the runs"), runs)
    if not store.website:
        text = _("The store has no website, so no product belongs to it. Name the website of its products.")
        may = user.has_perm("amazon_channel.change_store")
        page = reverse("admin:amazon_channel_store_change", args=[store.pk])
        return Step(text, _("Name the website"), page) if may else Step(f"{text} {_('Ask an operator.')}")
    products = Product.objects.filter(websites__contains=[store.website])
    catalog = reverse("admin:catalog_product_changelist")
    if not products.exists():
        text = _(
            "No product of your catalog is for the website %s. Add products, or name it on those you have."
        )
        return Step(text % store.website, _("Go to the catalog"), catalog)
    if not products.filter(enabled=True).exists():
        text = _("All products for the website %s are disabled. Enable those that are to be sold.")
        return Step(text % store.website, _("Go to the catalog"), catalog)
    return Step(_("Your products show here after the next sync."))


def _group(store: Store, tab: Tab, number: int) -> Group:
    rows = Listing.objects.filter(store=store, tab=tab).select_related("product")
    first = list(rows.order_by("-changed_at", "-pk")[:SHOWN]) if number else []
    for listing in first:
        listing.store = store
    return Group(tab, *WORDS[tab], number, columns.rows_of(first, COLUMNS, clock()))
