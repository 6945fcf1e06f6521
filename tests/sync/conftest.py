"""For the sync's tests: a claimed run, a clock, and an account of a seller in the sandbox."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amazon_channel.models import Account, Application, Store
from sandbox.testing import sandbox_server
from sync import runs
from sync.models import SyncRun
from sync.work import Work

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = START

    def __call__(self):
        return self.now

    def advance(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make_work(clock):
    """A stage's Work in a run just claimed: make_work(store), make_work(store, amazon=…)."""

    def make(store, amazon: Any = None, **columns):
        SyncRun.objects.filter(account=store.account, finished_at=None).update(finished_at=clock())
        run = runs.open_run(store.account, trigger=SyncRun.Trigger.USER, now=clock())
        assert run is not None
        SyncRun.objects.filter(pk=run.pk).update(**columns)
        claimed = runs.claim(run.pk, now=clock())
        assert claimed is not None
        return Work(claimed, store, amazon, clock)

    return make


@pytest.fixture
def box(settings):
    """An empty sandbox over real HTTP that this process's accounts talk to."""
    with sandbox_server() as running:
        settings.SP_API_SANDBOX_URL = running.url
        yield running


@dataclass(frozen=True)
class Shop:
    """A seller in the sandbox, and the account and stores connected to it."""

    seller: dict
    account: Account
    stores: list[Store]

    @property
    def store(self):
        return self.stores[0]


@pytest.fixture
def connect(box, db):
    """connect("A1F83G8C2ARO7P", …, name="Mugs") → Shop, as if it had just been connected."""

    def make(*marketplaces, name="Mugs", region="EU"):
        application, _ = Application.objects.get_or_create(
            client_id="amzn1.application-oa2-client.demo",
            sandbox=True,
            defaults={"name": "Sandbox app", "client_secret": "demo-secret"},
        )
        seller = box.seller(*marketplaces, name=name)
        account = Account.objects.create(
            name=name,
            region=region,
            selling_partner_id=seller["selling_partner_id"],
            application=application,
            refresh_token=seller["refresh_token"],
            authorised_at=START,
        )
        stores = [
            Store.objects.create(
                account=account,
                marketplace_id=marketplace,
                name=f"{name} {number}",
                currency="GBP",
                language="en_GB",
                time_zone="Europe/London",
            )
            for number, marketplace in enumerate(marketplaces, 1)
        ]
        return Shop(seller, account, stores)

    return make
