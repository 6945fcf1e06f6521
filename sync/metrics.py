"""Figures of the sync for Prometheus, read from the tables: workers come and go, the rows stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max, Sum
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from amazon_channel.models import Account
from sync.models import Finding, Quarantined, ReportRequest, SyncRun, SyncStage

WINDOW = timedelta(hours=1)


class SyncCollector(Collector):
    """Register once in a web process. Each scrape costs a handful of small queries."""

    def collect(self) -> Iterator[Metric]:
        """The figures now; those over runs cover the last hour."""
        yield from _runs()
        yield from _stores()
        yield from _waiting_for_people()

    def describe(self) -> list[Metric]:
        """Nothing up front, so that registering asks no database."""
        return []


def _runs() -> Iterator[Metric]:
    now = timezone.now()
    yield GaugeMetricFamily(
        "channel_runs_open", "Runs open or under way", value=SyncRun.objects.open().count()
    )
    outcomes = GaugeMetricFamily(
        "channel_runs_last_hour", "Runs finished in the last hour", labels=["outcome"]
    )
    found = SyncRun.objects.filter(finished_at__gt=now - WINDOW).values_list("outcome").annotate(Count("pk"))
    counts = dict(found.order_by())
    for outcome in SyncRun.Outcome.values:
        outcomes.add_metric([outcome], counts.get(outcome, 0))
    yield outcomes
    age = GaugeMetricFamily(
        "channel_last_good_run_age_seconds", "Since an account's last complete run ended", labels=["account"]
    )
    good = [SyncRun.Outcome.OK, SyncRun.Outcome.NOTHING]
    last = dict(
        SyncRun.objects.filter(outcome__in=good, finished_at__gt=now - timedelta(days=30))
        .values_list("account")
        .annotate(Max("finished_at"))
        .order_by()
    )
    for account in Account.objects.syncing():
        if account.pk in last:
            age.add_metric([account.name], (now - last[account.pk]).total_seconds())
    yield age


def _stores() -> Iterator[Metric]:
    labels = ["account", "store"]
    lag = GaugeMetricFamily(
        "channel_lag_seconds", "From Amazon's change to our row, worst of the last hour", labels=labels
    )
    calls = GaugeMetricFamily("channel_calls_last_hour", "Calls to Amazon", labels=labels)
    throttled = GaugeMetricFamily("channel_throttled_last_hour", "Calls that Amazon throttled", labels=labels)
    recent = SyncStage.objects.filter(
        run__opened_at__gt=timezone.now() - WINDOW, store__isnull=False
    ).values_list("store__account__name", "store__name")
    for account, store, worst, made, refused in recent.annotate(
        Max("lag_seconds"), Sum("calls"), Sum("throttled")
    ).order_by():
        if worst is not None:
            lag.add_metric([account, store], worst)
        calls.add_metric([account, store], made)
        throttled.add_metric([account, store], refused)
    yield from (lag, calls, throttled)


def _waiting_for_people() -> Iterator[Metric]:
    closed = Account.objects.filter(state=Account.State.NEEDS_REAUTHORISATION).count()
    figures = {
        "channel_reports_held": ("Reports held for a person", ReportRequest.objects.held().count()),
        "channel_quarantined": (
            "Records in quarantine",
            Quarantined.objects.filter(resolved_at=None).count(),
        ),
        "channel_findings_open": ("Findings open", Finding.objects.filter(resolved_at=None).count()),
        "channel_accounts_closed": ("Accounts that need re-authorisation", closed),
    }
    for name, (text, value) in figures.items():
        yield GaugeMetricFamily(name, text, value=value)
