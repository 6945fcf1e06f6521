"""The home page: a card per store, recent runs, and what needs a person."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _

from amazon_channel.models import Account, Store, User
from listings.codes import Status, Tab
from listings.models import TabCount
from listings.pages.empty_stores import has_other_tabs, known_candidates
from reporting.sales import SalesFigure, sales_figures
from sync.models import Finding, Quarantined, ReportRequest, SyncRun, SyncStage
from sync.pull.reports import pictures

RUNS_SHOWN = 8
IGNORED = "ignored"  # not a tab: a part of Unmatched


class Alert(NamedTuple):
    """Something that waits for a person: how many, of what, and where to settle it."""

    kind: str
    number: int


class StoreCard(NamedTuple):
    """What the home page says about one store."""

    store: Store
    last_run: SyncRun | None
    lag_seconds: float | None
    tabs: list[tuple[Tab, int]]
    listings: int
    alerts: list[Alert]
    sales: SalesFigure | None
    is_starting: bool = False  # nothing on Amazon yet, and we know it


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the admin's index page is rendered with."""
    return context | {"title": _("Home")} | _home(request)


def cards(request: HttpRequest) -> HttpResponse:
    """The part of the home page that refreshes itself."""
    return render(request, "reporting/home.html", _home(request))


def _home(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    if not isinstance(user, User):
        return {}
    now = clock()
    return {
        "cards": store_cards(user, now=now),
        "accounts": accounts_with_findings(user),
        "runs": recent_runs(user),
        "may_connect": user.has_perm("amazon_channel.add_account"),
        "now": now,
    }


def accounts_with_findings(user: User) -> list[Account]:
    """The accounts this user may see; `findings` counts what concerns the whole account, not one store."""
    of_account = Q(finding__store=None, finding__resolved_at=None)
    accounts = Account.objects.visible_to(user).annotate(
        findings=Count("finding", filter=of_account, distinct=True)
    )
    return list(accounts.order_by("name"))


def recent_runs(user: User) -> list[SyncRun]:
    """The newest runs of the accounts this user may see, with what they changed."""
    runs = SyncRun.objects.visible_to(user).select_related("account", "store").order_by("-opened_at")
    tally = {f"total_{name}": Sum(f"stages__{name}") for name in ("read", "new", "changed")}
    return list(runs.filter(pk__in=list(runs.values_list("pk", flat=True)[:RUNS_SHOWN])).annotate(**tally))


def store_cards(user: User, *, now: datetime | None = None) -> list[StoreCard]:
    """A card for each store this user may see; a fixed number of queries, however many stores."""
    stores: list[Any] = list(  # stores, and what the annotations add to each
        Store.objects.visible_to(user)
        .select_related("account", "account__application")
        .annotate(
            has_known=known_candidates(),
            has_picture=Exists(pictures(store=OuterRef("pk"))),
            last_run_id=Subquery(_last_run()),
            lag_seconds=Subquery(_lag()),
        )
        .order_by("account__name", "name")
    )
    ids = [store.pk for store in stores]
    counts = _tab_counts(ids)
    last_runs = SyncRun.objects.in_bulk({store.last_run_id for store in stores} - {None})
    alerts = _alerts(ids)
    sales = sales_figures(stores, now=now or clock())
    return [
        StoreCard(
            store,
            last_runs.get(store.last_run_id),
            store.lag_seconds,
            _shown(counts, store.pk),
            sum(counts.get((store.pk, tab.value), 0) for tab in Tab),
            _with_incomplete(alerts.get(store.pk, []), counts.get((store.pk, Tab.INCOMPLETE.value), 0)),
            sales.get(store.pk),
            _is_starting(store, counts),
        )
        for store in stores
    ]


def _last_run() -> QuerySet[Any, Any]:
    """Of a store: the last run that went over all of it, its account's or its own. One SKU is no sync.

    It is the first that its account's index comes to: DISTINCT ON would go through every run that is kept.
    """
    ended = SyncRun.objects.filter(account=OuterRef("account"), finished_at__isnull=False, seller_sku="")
    of_store = ended.filter(Q(store=None) | Q(store=OuterRef("pk")))
    return of_store.order_by("-opened_at").values("pk")[:1]


def _lag() -> QuerySet[Any, Any]:
    """Of a store: how long Amazon's latest change took to reach our rows; one step in its index as well."""
    stages = SyncStage.objects.filter(store=OuterRef("pk"), lag_seconds__isnull=False)
    return stages.order_by("-pk").values("lag_seconds")[:1]


def _with_incomplete(alerts: list[Alert], incomplete: int) -> list[Alert]:
    return ([Alert("incomplete", incomplete)] if incomplete else []) + alerts


def _tab_counts(store_ids: list[int]) -> Counter[tuple[int, str]]:
    """Listings per store and tab; ignored ones, which wait for nobody, under a name of their own besides."""
    counts: Counter[tuple[int, str]] = Counter()
    rows = TabCount.objects.filter(store__in=store_ids).values_list("store_id", "tab", "status", "listings")
    for store_id, tab, status, number in rows:
        counts[store_id, tab] += number
        if status == Status.IGNORED:
            counts[store_id, IGNORED] += number
    return counts


def _shown(counts: Counter[tuple[int, str]], store_id: int) -> list[tuple[Tab, int]]:
    """The tabs with the numbers that the list of listings shows."""
    numbers = {tab: counts[store_id, tab.value] for tab in Tab}
    numbers[Tab.UNMATCHED] -= counts[store_id, IGNORED]
    return list(numbers.items())


def _is_starting(store: Any, counts: dict[tuple[int, str], int]) -> bool:
    """Nothing of the store is on Amazon, as Amazon's own list says: not one that is still to be read."""
    asleep = not store.active or store.deleting_at
    return store.has_picture and not (asleep or store.has_known or has_other_tabs(counts, store.pk))


def _alerts(store_ids: list[int]) -> dict[int, list[Alert]]:
    waiting = (
        ("held", ReportRequest.objects.held()),
        ("quarantined", Quarantined.objects.filter(resolved_at=None)),
        ("findings", Finding.objects.filter(resolved_at=None)),
    )
    alerts: dict[int, list[Alert]] = {}
    for kind, rows in waiting:
        per_store = rows.filter(store__in=store_ids).values_list("store_id")
        for store_id, number in per_store.annotate(number=Count("pk")):
            alerts.setdefault(store_id, []).append(Alert(kind, number))
    return alerts
