"""The journeys' stage: accounts connected to the sandbox, and syncs as a worker carries them out."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from amazon_channel.models import Account, Application, Store
from sync import runs
from sync.amazon.throttle import redis_at
from sync.models import SyncRun
from sync.worker import carry_out

# Amazon's clock is a little behind ours: the delta leaves the last seconds to the next run.
BEHIND = -10.0
UK = "A1F83G8C2ARO7P"


def connect_demo(box):
    """The demo's accounts, people and catalog; reports are ready at once, and nothing has been synced."""
    box.control("PUT", "/reports", {"seconds": 0})
    box.control("POST", "/clock", {"advance": BEHIND})
    call_command("seed_demo", "--force", verbosity=0)
    SyncRun.objects.all().delete()
    forget_limits()


def sync_demo(box):
    """The demo, connected and synced twice: the second run brings the reports of cancelled listings."""
    connect_demo(box)
    syncs = Syncs(box)
    for _ in range(2):
        syncs.everybody()
    return syncs


def store_of_mugs(seller, **columns):
    """The British store of a seller's account, just connected. Needs nothing of the demo."""
    forget_limits()
    application = Application.objects.create(
        name="Sandbox app",
        client_id="amzn1.application-oa2-client.demo",
        client_secret="demo-secret",
        sandbox=True,
    )
    account = Account.objects.create(
        name="Mugs",
        region="EU",
        selling_partner_id=seller["selling_partner_id"],
        application=application,
        refresh_token=seller["refresh_token"],
        authorised_at=timezone.now(),
    )
    return Store.objects.create(
        account=account,
        marketplace_id=UK,
        name="Mugs UK",
        currency="GBP",
        language="en_GB",
        time_zone="Europe/London",
        **columns,
    )


def forget_limits():
    """As if every wait for Amazon's limits were over."""
    redis = redis_at(settings.REDIS_URL)
    if keys := list(redis.scan_iter("throttle:*")):
        redis.delete(*keys)
    redis.close()


class Syncs:
    """Syncs in this process, by the same steps as in a worker; the clock can be moved along with Amazon's."""

    def __init__(self, box):
        self.box = box
        self._ahead = timedelta()

    def now(self):
        return timezone.now() + self._ahead

    def later(self, **span):
        """Time passes, here and at Amazon."""
        self._ahead += timedelta(**span)
        self.box.control("POST", "/clock", {"advance": timedelta(**span).total_seconds()})

    def sync(self, account, **wish):
        """One whole run, waits included."""
        run = self.begin(account, **wish)
        while not self.go_on(run):
            self.later(seconds=1)
        return run

    def begin(self, account, **wish):
        return runs.open_run(account, trigger=SyncRun.Trigger.USER, now=self.now(), **wish)

    def go_on(self, run):
        """What a worker does with an open run now; whether it is finished."""
        held = runs.claim(run.pk, now=self.now())
        wait = carry_out(held, clock=self.now) if held else timedelta(seconds=1)
        run.refresh_from_db()
        if wait is not None:
            self.later(seconds=max(wait.total_seconds(), 0.001))
            forget_limits()
        return run.finished_at is not None

    def everybody(self):
        return [self.sync(account) for account in Account.objects.order_by("pk")]
