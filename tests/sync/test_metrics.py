"""Figures for Prometheus come from the tables."""

from datetime import timedelta

from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest

from sync.metrics import SyncCollector
from sync.models import ReportRequest, SyncRun, SyncStage


def test_the_figures(account, store):
    now = timezone.now()
    done = SyncRun.objects.create(
        account=account, opened_at=now, finished_at=now - timedelta(seconds=90), outcome="ok"
    )
    SyncStage.objects.create(
        run=done, store=store, name="delta", started_at=now, lag_seconds=12.5, calls=7, throttled=2
    )
    SyncRun.objects.create(account=account, opened_at=now)
    ReportRequest.objects.create(
        store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", state="held", asked_at=now
    )
    registry = CollectorRegistry()
    registry.register(SyncCollector())
    text = generate_latest(registry).decode()
    for line in (
        "channel_runs_open 1.0",
        'channel_runs_last_hour{outcome="ok"} 1.0',
        'channel_runs_last_hour{outcome="failed"} 0.0',
        'channel_lag_seconds{account="Demo EU",store="Demo UK"} 12.5',
        'channel_calls_last_hour{account="Demo EU",store="Demo UK"} 7.0',
        'channel_throttled_last_hour{account="Demo EU",store="Demo UK"} 2.0',
        "channel_reports_held 1.0",
        "channel_quarantined 0.0",
    ):
        assert line in text.splitlines()
    age = registry.get_sample_value("channel_last_good_run_age_seconds", {"account": "Demo EU"})
    assert 90 <= age < 120
