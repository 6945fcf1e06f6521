"""For the tests of the report load: reports kept in a folder of the test's own, and the load as one call."""

import pytest

from sync.pull.load import load
from tests.conftest import NOON
from tests.sync.pull.report_files import COLUMNS, DAY, HOUR, ready, text


@pytest.fixture(autouse=True)
def report_dir(settings, tmp_path):
    settings.REPORT_DIR = tmp_path
    return tmp_path


@pytest.fixture
def pull(store):
    """pull([lines], day=1) loads a report taken so many days after the first, an hour after it was taken."""

    def make(lines, *, day=0, columns=COLUMNS, content=None, **options):
        request = ready(store, content or text(lines, columns), at=NOON + day * DAY, **options)
        tally = load(request, now=NOON + day * DAY + HOUR, run_id=7)
        request.refresh_from_db()
        return tally, request

    return make
