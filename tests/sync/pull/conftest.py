"""For the tests of what is read: a stage as one call, a report's load as another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.pull import documents, fill, reading
from sync.pull.load import load
from tests.conftest import NOON
from tests.sync.pull.report_files import COLUMNS, DAY, HOUR, ready, text

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


@pytest.fixture(autouse=True)
def report_dir(settings, tmp_path):
    settings.REPORT_DIR = tmp_path
    return tmp_path


@pytest.fixture(params=["one after the other", "side by side"])
def way(request, monkeypatch):
    """A large first load is read and inserted side by side; here every load is large, in chunks of three."""
    if request.param == "side by side":
        monkeypatch.setattr(fill, "FROM_BYTES", 0)
        monkeypatch.setattr(fill, "AT_ONCE", 3)
        monkeypatch.setattr(reading, "STAGED_AT_ONCE", 2)
        monkeypatch.setattr(documents, "PACKED_PIECE", 30)


@pytest.fixture
def pull(store, way):
    """pull([lines], day=1) loads a report taken so many days after the first, an hour after it was taken."""

    def make(lines, *, day=0, columns=COLUMNS, content=None, **options):
        request = ready(store, content or text(lines, columns), at=NOON + day * DAY, **options)
        tally = load(request, now=NOON + day * DAY + HOUR, run_id=7)
        request.refresh_from_db()
        return tally, request

    return make


@pytest.fixture
def shop(connect):
    return connect(UK, DE)


@pytest.fixture
def stage(shop, make_work, clock):
    """stage(pull_delta) → its work, in a run of its own, without Amazon's limits."""

    def do(does, store=None):
        clock.now = max(timezone.now(), clock.now) + timedelta(seconds=10)
        work = make_work(store or shop.store)
        calls = CallLog(work.run, clock)
        calls.tally = work.tally
        credentials = credentials_of(shop.account)
        work.amazon = Amazon(credentials, throttle=Unthrottled(), tokens=TOKENS, observer=calls)
        does(work)
        return work

    return do
