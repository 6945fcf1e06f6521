"""For the journeys: the demo shop behind real HTTP, its accounts connected, and syncs in this process."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from sandbox.testing import sandbox_server
from sync import runs
from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.models import SyncRun
from sync.run import execute


@pytest.fixture
def demo(settings, db, tmp_path):
    """The demo's Seller Central, its three accounts connected and the catalog imported."""
    settings.REPORT_DIR = tmp_path
    with sandbox_server(scenario="demo") as box:
        settings.SP_API_SANDBOX_URL = box.url
        call_command("seed_demo", "--force", verbosity=0)
        SyncRun.objects.all().delete()
        yield box


@pytest.fixture
def sync(demo):
    """sync(account) → its finished run, without Amazon's limits; a report is ready in a later one."""

    def do(account, **wish):
        now = timezone.now
        opened = runs.open_run(account, trigger=SyncRun.Trigger.USER, now=now(), **wish)
        run = runs.claim(opened.pk, now=now())
        calls = CallLog(run, now)
        client = Amazon(credentials_of(account), throttle=Unthrottled(), tokens=TOKENS, observer=calls)
        execute(run, client, calls=calls, clock=now)
        run.refresh_from_db()
        return run

    return do


@pytest.fixture
def sync_until_loaded(sync, demo):
    """Sync an account until its reports are loaded; Amazon's clock is moved over their making."""

    def do(account):
        found = [sync(account)]
        for _ in range(3):  # the whole picture, then the report of cancelled listings
            demo.control("POST", "/clock", {"advance": timedelta(minutes=1).total_seconds()})
            found.append(sync(account))
        return found

    return do
