"""An account that Amazon throttles to a halt costs the others nothing, with one worker process for all."""

import pytest
from django.utils import timezone

from amazon_channel.models import Account
from listings.models import Listing
from sync.models import SyncRun
from sync.tasks import tick
from tests.journeys import truth
from tests.journeys.shopkeeper import Shopkeeper
from tests.journeys.stage import connect_demo, forget_limits
from tests.journeys.workers import a_minute_passes, open_runs, until_all_are_done, workers

pytestmark = pytest.mark.journey

US, JP, UK = "ATVPDKIKX0DER", "A1VC38T7YXB528", "A1F83G8C2ARO7P"
ROUNDS = 4


class Day:
    """Rounds of edits and syncs, timed from the opening of a run to its end."""

    def __init__(self, box, stuck):
        self.box, self.keeper, self.stuck = box, Shopkeeper(box), stuck
        self.keys = [next(key for key in sorted(self.keeper.sound()) if key[0] == m) for m in (US, JP, UK)]
        self._price = 1000

    def seconds(self):
        """The slowest run of the accounts that are well, by round; each round's edits are in our rows."""
        slowest = []
        for _ in range(ROUNDS):
            self._price += 1
            for key in self.keys:
                self.keeper.edit(key, price=str(self._price))
            begun = timezone.now()
            open_runs()
            well = SyncRun.objects.filter(opened_at__gte=begun).exclude(account=self.stuck)
            until_all_are_done(well)
            assert set(well.values_list("outcome", flat=True)) == {"ok"}
            assert {self.price_here(key) for key in self.keys[:2]} == {self._price}
            slowest.append(max(run.took.total_seconds() for run in well))
        return slowest

    def price_here(self, key):
        return Listing.objects.get(store__marketplace_id=key[0], seller_sku=key[1]).price


@pytest.mark.django_db(transaction=True)
def test_an_account_at_429_does_not_hold_up_the_others(box, tmp_path):
    connect_demo(box)
    stuck = Account.objects.get(region="EU")
    with workers(tmp_path / "workers.log") as worker:
        worker.start(processes=1)
        for _ in range(2):
            open_runs()
            until_all_are_done()
        day = Day(box, stuck)
        before = day.seconds()
        until_all_are_done()
        old_price = day.price_here(day.keys[2])

        storm = {"name": "throttled", "operation": "*", "count": None, "seller": stuck.selling_partner_id}
        box.control("POST", "/faults", storm)
        box.control("DELETE", "/counters", {})
        during = day.seconds()
        print(f"slowest run of the others: {before} s, with an account at 429: {during} s")  # noqa: T201
        held_up = SyncRun.objects.open().get()
        assert (held_up.account, held_up.claimed_at) == (stuck, None)
        assert day.price_here(day.keys[2]) == old_price
        # The stuck account may wait a second in place, once in a stage, before it gives the worker back.
        assert sorted(during)[ROUNDS // 2] <= sorted(before)[ROUNDS // 2] + 0.5
        assert max(during) <= max(before) + 4
        assert calls_of(box, stuck) <= 2 * len({"reports", "delta", "issues", "absence", "fba"}) * 2

        box.control("DELETE", "/faults", {})
        forget_limits()
        a_minute_passes()
        tick()
        until_all_are_done()
        open_runs()
        until_all_are_done()
    assert truth.differences(box, truth.demo_catalog(), ghosts=truth.GHOSTS) == {}


def calls_of(box, account):
    rows = box.control("GET", "/counters")
    return sum(row["calls"] for row in rows if row["seller"] == account.selling_partner_id)
