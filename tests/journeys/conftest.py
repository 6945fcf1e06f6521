"""For the journeys: the demo's Seller Central behind real HTTP, its accounts connected and once synced."""

import pytest

from sandbox.testing import sandbox_server
from tests.journeys.stage import Syncs, connect_demo


@pytest.fixture
def box(settings, tmp_path):
    """The demo's Seller Central, which this process's accounts talk to."""
    settings.REPORT_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with sandbox_server(scenario="demo") as running:
        settings.SP_API_SANDBOX_URL = running.url
        yield running


@pytest.fixture
def synced(box, db):
    """The demo, connected and synced twice: the second run brings the reports of cancelled listings."""
    connect_demo(box)
    syncs = Syncs(box)
    for _ in range(2):
        syncs.everybody()
    return syncs
