"""The stage within runs: a SKU goes its whole way in one, shadow says what waits, limits are waited for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sync import runs
from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.models import SyncRun, SyncStage
from sync.run import execute
from tests.sync.push.conftest import NEW, OLD, SKU, place, story


@pytest.fixture
def carry(scene):
    """carry(seller_sku=…): a run executed here, claimed again each time it gives its worker back."""

    def do(**wish):
        clock = scene.clock
        clock.now = max(timezone.now(), clock.now) + timedelta(seconds=10)
        SyncRun.objects.filter(finished_at=None).update(finished_at=clock())
        run = runs.open_run(scene.shop.account, trigger="user", now=clock(), store=scene.shop.store, **wish)
        waits = []
        for _number in range(6):
            claimed = runs.claim(run.pk, now=clock())
            calls = CallLog(claimed, clock)
            credentials = credentials_of(scene.shop.account)
            amazon = Amazon(credentials, throttle=Unthrottled(), tokens=TOKENS, observer=calls)
            if execute(claimed, amazon, calls=calls, clock=clock):
                break
            run.refresh_from_db()
            waits.append((run.message, (run.resume_at - clock()).total_seconds()))
            clock.now = run.resume_at
        run.refresh_from_db()
        return run, waits

    return do


CALLS = 7  # read, preview, delete, 404; 404, put, read


def test_one_sku_arrives_within_one_run(scene, carry):
    scene.wish(NEW)
    run, waits = carry(seller_sku=SKU)
    assert waits == [("Waits for Amazon to show what was sent.", 5.0)]
    assert (run.outcome, story()) == ("ok", [("end", "shown"), ("list", "shown")])
    assert place() == ("active", "active", NEW, "")
    assert SyncStage.objects.get(run=run, name="push").calls == CALLS


def test_a_whole_run_takes_it_along_and_the_next_has_nothing_to_send(scene, carry):
    scene.wish(NEW)
    carry()
    before = scene.count()
    run, waits = carry()
    assert (waits, scene.count()) == ([], before)
    assert SyncStage.objects.get(run=run, name="push").calls == 0


def test_a_run_in_shadow_says_what_waits(scene, carry):
    scene.shop.account.mode = "shadow"
    scene.shop.account.save()
    scene.wish(NEW)
    run, _waits = carry()
    assert "One listing waits to go to another ASIN. In shadow mode nothing is sent" in run.message
    assert (scene.count(), place()) == ((0, 0), ("active", "active", OLD, NEW))


def test_amazons_limit_is_waited_for_within_the_run(scene, carry):
    scene.box.control("POST", "/faults", {"name": "throttled", "operation": "putListingsItem"})
    scene.wish(NEW)
    run, waits = carry(seller_sku=SKU)
    assert waits[0][0] == "Waits for Amazon's limits."
    assert (run.outcome, place()) == ("ok", ("active", "active", NEW, ""))
