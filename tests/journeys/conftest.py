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
        box.inside.store.set_setting("report_seconds", "0")
        call_command("seed_demo", "--force", verbosity=0)
        SyncRun.objects.all().delete()
        yield box


@pytest.fixture
def sync(demo):
    """sync(account) → its finished run, without Amazon's limits, some seconds after what was done last."""

    def do(account, **wish):
        opened = runs.open_run(account, trigger=SyncRun.Trigger.USER, now=soon(), **wish)
        run = runs.claim(opened.pk, now=soon())
        calls = CallLog(run, soon)
        client = Amazon(credentials_of(account), throttle=Unthrottled(), tokens=TOKENS, observer=calls)
        execute(run, client, calls=calls, clock=soon)
        run.refresh_from_db()
        return run

    return do


def soon():
    """The clock of the syncs: what was done at Amazon a moment ago lies far enough back to be read."""
    return timezone.now() + timedelta(seconds=5)


@pytest.fixture
def sync_until_loaded(sync):
    """Sync an account until the whole picture and the cancelled listings are loaded; the runs."""

    def do(account):
        return [sync(account) for _ in range(3)]

    return do
