"""What all tests share: rows to stand on, and a sandbox behind the real client."""

import os
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import override_settings
from redis import Redis

from amazon_channel.models import Account, Application, Store
from listings.models import Listing
from sync.amazon.pool import close_pools
from tests.servers import (
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_runtest_protocol,
    redis_for_those_who_ask,
)

__all__ = ["pytest_addoption", "pytest_collection_modifyitems", "pytest_runtest_protocol"]

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _own_redis():
    """Processes that run tests side by side have a Redis database each, as they have a PostgreSQL one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    address = urlsplit(settings.REDIS_URL)
    database = int(address.path.strip("/") or 0) + int(worker)
    own = address._replace(path=f"/{database}").geturl()
    cache = settings.CACHES["default"] | {"LOCATION": own}
    own_settings = override_settings(REDIS_URL=own, CELERY_BROKER_URL=own, CACHES={"default": cache})
    with own_settings, redis_for_those_who_ask():
        yield


@pytest.fixture
def redis():
    """A client, and leave to use Redis."""
    with Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(scope="session", autouse=True)
def _quick():
    """What costs time at every client and every user made: all static files listed, a slow hash."""
    with override_settings(
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _pools():
    """The connections that all accounts share are closed at the end, as a worker does."""
    yield
    close_pools()


@pytest.fixture
def application(db):
    return Application.objects.create(
        name="Sandbox app",
        client_id="amzn1.application-oa2-client.demo",
        client_secret="demo-secret",
        sandbox=True,
    )


@pytest.fixture
def account(application):
    return Account.objects.create(
        name="Demo EU",
        region="EU",
        selling_partner_id="A3DEMOEU",
        application=application,
        refresh_token="Atzr|demo-eu",
        authorised_at=NOON,
    )


@pytest.fixture
def store(account):
    return Store.objects.create(
        account=account,
        marketplace_id="A1F83G8C2ARO7P",
        name="Demo UK",
        website="uk",
        currency="GBP",
        language="en_GB",
        time_zone="Europe/London",
    )


@pytest.fixture
def make_listing(store):
    """A listing as a keyword call: make_listing("MUG-1", buyable=True)."""

    def make(sku="MUG-1", **columns):
        columns = {"first_seen_at": NOON, "changed_at": NOON, "store": store} | columns
        return Listing.objects.create(seller_sku=sku, **columns)

    return make
