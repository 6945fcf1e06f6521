"""Workers killed in the middle of syncs: nothing is lost, nothing doubled, nothing left open."""

import os
import random
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from amazon_channel.models import Store
from sandbox.testing import sandbox_server
from sync import runs
from sync.models import Cursor, ReportRequest, SyncRun, SyncStage
from sync.pull.reports import ask
from sync.tasks import WAITS_IN_QUEUE, tick
from tests.journeys import truth
from tests.journeys.shopkeeper import Bustle, Shopkeeper
from tests.journeys.stage import connect_demo, forget_limits
from tests.journeys.workers import Trap, a_while_passes, open_runs, until, workers

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(600)]

KILLS = 50
CHECKED_EVERY = 10
SEED = int(os.environ.get("KILL_SEED", "20261123"))  # any number, to look further
OUTAGE = timedelta(hours=15)
STANDSTILL = timedelta(minutes=16)  # more than three times what any search overlaps


@pytest.fixture
def trap(settings, tmp_path):
    """The demo's Seller Central with a trap before it."""
    settings.REPORT_DIR = tmp_path / "reports"
    trap = Trap()
    with sandbox_server(scenario="demo", wrap=trap.before) as trap.box:
        settings.SP_API_SANDBOX_URL = trap.box.url
        yield trap


class Siege:
    """The shop changes, runs are opened, a worker is killed and another goes on; until all have been."""

    def __init__(self, trap, worker, dice):
        self.trap, self.worker, self.dice = trap, worker, dice
        self.box = trap.box
        self.bustle = Bustle(Shopkeeper(self.box), dice)
        self.waves, self.struck_in = 0, Counter()

    def kill_one(self):
        """A worker lives until a random moment after one of its calls; if its runs end first, more come."""
        self.worker.start()
        self.trap.arm(
            calls=self.dice.randrange(1, 13), moment=self.dice.uniform(0, 0.12), kill=self.worker.kill
        )
        while not self.trap.struck.wait(0.02):
            self.keep_busy()
        assert self.worker.reap() == -9
        held = SyncStage.objects.filter(run__finished_at=None, run__claimed_at__isnull=False)
        self.struck_in.update(held.filter(finished_at=None).values_list("name", flat=True))
        a_while_passes()
        self.bustle.go_on(3)
        tick()

    def keep_busy(self):
        """When all runs are done: another outage of hours, in which the shop changed, and runs after it."""
        if SyncRun.objects.open().exists():
            return
        begin = STANDSTILL * self.waves - OUTAGE
        Cursor.objects.filter(stage__in=("delta", "fba")).update(at=timezone.now() + begin)
        with self.at_amazon_it_was(begin + STANDSTILL / 2):
            self.bustle.go_on(8)
        if self.waves % 3 == 2:
            for store in Store.objects.all():
                ask(store, ReportRequest.Kind.ALL_DATA, now=timezone.now())
        self.waves += 1
        open_runs()

    @contextmanager
    def at_amazon_it_was(self, ago):
        """What is done meanwhile bears the date of then: a cursor that moved too far would never read it."""
        self.box.control("POST", "/clock", {"advance": ago.total_seconds()})
        yield
        self.box.control("POST", "/clock", {"advance": -ago.total_seconds()})

    def let_it_end(self):
        """A worker that nobody kills ends what is open, and two more runs of each account."""
        self.worker.start()
        for more in (False, True, True):
            if more:
                open_runs()
            self.let_them_end()
        self.worker.stop()

    def let_them_end(self):
        """Until all runs are done. A wait that is too long for the queue is a tick's; here it is cut short.

        Whether there is one depends on how many calls the machine has fitted between kills by then.
        """
        while SyncRun.objects.open().exists():
            assert until(lambda: waiting_long().exists() or not SyncRun.objects.open().exists())
            forget_limits()
            for run in waiting_long():
                SyncRun.objects.filter(pk=run.pk).update(resume_at=timezone.now())
                runs.send(run.pk)


def waiting_long():
    """Runs that no message in the queue will let go on."""
    later = timezone.now() + timedelta(seconds=WAITS_IN_QUEUE)
    return SyncRun.objects.open().filter(resume_at__gt=later)


@pytest.mark.django_db(transaction=True)
def test_workers_killed_at_fifty_random_moments_lose_and_double_nothing(trap, tmp_path):
    connect_demo(trap.box)
    dice, catalog = random.Random(SEED), truth.demo_catalog()
    with workers(tmp_path / "workers.log") as worker:
        siege = Siege(trap, worker, dice)
        for number in range(1, KILLS + 1):
            siege.kill_one()
            if number % CHECKED_EVERY == 0:
                siege.let_it_end()
                assert truth.differences(trap.box, catalog, ghosts=truth.GHOSTS) == {}, number
                assert truth.count_errors() == {}, number
    print(f"seed {SEED}; {siege.waves} waves; struck in {dict(siege.struck_in)}")  # noqa: T201
    finished = SyncRun.objects.all()
    assert not finished.open().exists()
    assert set(finished.values_list("outcome", flat=True)) <= {"ok", "nothing"}
    assert not ReportRequest.objects.under_way().exists()
    assert len(siege.struck_in) >= 4
    taken_over = sum(run.claims - 1 for run in finished)
    assert taken_over >= KILLS / 2
