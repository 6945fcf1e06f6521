"""For the journeys: the demo's Seller Central behind real HTTP, its accounts connected and once synced."""

import pytest

from amazon_channel.models import User
from sandbox.testing import sandbox_server
from tests.journeys.kept import kept_demo
from tests.journeys.stage import sync_demo


@pytest.fixture
def box(settings, tmp_path):
    """The demo's Seller Central, which this process's accounts talk to."""
    settings.REPORT_DIR = tmp_path
    with sandbox_server(scenario="demo") as running:
        settings.SP_API_SANDBOX_URL = running.url
        yield running


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """The demo, connected and synced once for all journeys that begin there."""
    with kept_demo(tmp_path_factory, sync_demo) as demo:
        yield demo


@pytest.fixture
def synced(kept, settings, db):
    """Syncs of that demo as it was at first."""
    return kept.stand(settings)


@pytest.fixture
def merchant(store, client):
    """The browser of a merchant who may see the journey's own store."""
    user = User.objects.create_user("mia", role="merchant")
    store.account.members.add(user)
    client.force_login(user)
    return client
