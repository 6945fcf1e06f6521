"""Our side of the delta benchmark: accounts, runs, and a worker that notes where its time goes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amazon_channel.settings")
django.setup()

from django.db import connection  # noqa: E402 - models are there after setup only
from django.utils import timezone  # noqa: E402

from amazon_channel.models import Account, Application, Store  # noqa: E402
from sync import cursors, runs  # noqa: E402
from sync.amazon.client import Amazon  # noqa: E402
from sync.amazon.throttle import Unthrottled  # noqa: E402
from sync.call_log import CallLog  # noqa: E402
from sync.clients import TOKENS, credentials_of  # noqa: E402
from sync.models import SyncRun  # noqa: E402
from sync.run import STAGES, execute  # noqa: E402

LONG_AGO = datetime(2000, 1, 3, tzinfo=UTC)


def connect(sellers: list[dict[str, Any]], *, marketplace: str) -> None:
    """An account and a store for each seller of the sandbox."""
    application = Application.objects.create(
        name="Sandbox",
        client_id="amzn1.application-oa2-client.demo",
        client_secret="demo-secret",
        sandbox=True,
    )
    for seller in sellers:
        account = Account.objects.create(
            name=seller["name"],
            region="EU",
            selling_partner_id=seller["selling_partner_id"],
            application=application,
            refresh_token=seller["refresh_token"],
            authorised_at=timezone.now(),
        )
        Store.objects.create(
            account=account,
            marketplace_id=marketplace,
            name=f"{account.name} UK",
            currency="GBP",
            language="en_GB",
            time_zone="Europe/London",
        )


def open_runs(*, since_ever: bool) -> None:
    """A run for each account; `since_ever`: the delta begins before any listing was made."""
    for store in Store.objects.all():
        if since_ever:
            cursors.move(store, "delta", LONG_AGO)
        SyncRun.objects.create(account=store.account, opened_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_listing")


class Clockwork:
    """Seconds spent in the client and in the database."""

    def __init__(self) -> None:
        self.client = 0.0
        self.database = 0.0

    def timed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, its time counted as the client's."""

        def search(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self.client += time.perf_counter() - began

        return search

    def query(self, execute_: Callable[..., Any], *args: Any) -> Any:
        """An execute wrapper of Django's."""
        began = time.perf_counter()
        try:
            return execute_(*args)
        finally:
            self.database += time.perf_counter() - began


def work_off() -> dict[str, float]:
    """Claim and execute the delta stage of runs until none is left; seconds by part, and listings written."""
    clockwork, http, listings = Clockwork(), 0.0, 0
    delta = tuple(stage for stage in STAGES if stage.name == "delta")
    began, cpu_began = time.perf_counter(), time.process_time()
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(clockwork.query))
        for run_id in SyncRun.objects.open().order_by("pk").values_list("pk", flat=True):
            run = runs.claim(run_id, now=timezone.now())
            if run is None:
                continue
            calls = CallLog(run, timezone.now)
            amazon = Amazon(
                credentials_of(run.account), throttle=Unthrottled(), tokens=TOKENS, observer=calls
            )
            amazon.search_listings = clockwork.timed(amazon.search_listings)  # type: ignore[method-assign]
            execute(run, amazon, calls=calls, clock=timezone.now, steps=delta)
            http += calls.seconds
            stage = run.stages.get()
            if stage.failed or stage.quarantined:
                raise SystemExit(f"{run}: {stage.message}")
            listings += stage.read
    busy = time.perf_counter() - began
    return {
        "busy": busy,
        "listings": listings,
        "http": http,
        "client": clockwork.client - http,
        "database": clockwork.database,
        "ours": busy - clockwork.client - clockwork.database,
        "worker_cpu": time.process_time() - cpu_began,
    }
