"""One account at 429 does not slow another (P27), tokens do not mix (P33), tasks are doors."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from redis import Redis

from listings.models import Listing
from sync import runs, tasks
from sync.models import SyncRun
from sync.worker import carry_out

US, UK = "ATVPDKIKX0DER", "A1F83G8C2ARO7P"


@pytest.fixture(autouse=True)
def _fresh_redis():
    cache.clear()
    redis = Redis.from_url(settings.REDIS_URL)
    for key in redis.scan_iter("throttle:*"):
        redis.delete(key)


def soon():
    return timezone.now() + timedelta(seconds=5)


def timed(account):
    """Open a run and carry it out as a worker does; (the run, seconds the worker was held, its wait)."""
    opened = runs.open_run(account, trigger=SyncRun.Trigger.USER, now=soon())
    run = runs.claim(opened.pk, now=soon())
    began = time.perf_counter()
    wait = carry_out(run, clock=soon)
    held = time.perf_counter() - began
    run.refresh_from_db()
    return run, held, wait


def test_p27_an_account_at_429_gives_its_worker_back_and_the_other_is_on_time(box, connect):
    stuck, well = connect(US, name="Stuck", region="NA"), connect(UK, name="Well")
    for shop in (stuck, well):
        for number in range(5):
            box.lists(shop.seller, f"SKU-{number}")
    for operation in ("searchListingsItems", "createReport"):
        fault = {"name": "throttled", "operation": operation, "seller": stuck.seller["selling_partner_id"]}
        box.control("POST", "/faults", {**fault, "count": None})

    held_by_stuck, claims = 0.0, 0
    for _ in range(3):  # three times the one worker takes the stuck account first
        stuck_run = SyncRun.objects.filter(account=stuck.account).first()
        if stuck_run is None:
            stuck_run, held, wait = timed(stuck.account)
        else:
            SyncRun.objects.filter(pk=stuck_run.pk).update(resume_at=None)
            run = runs.claim(stuck_run.pk, now=soon())
            began = time.perf_counter()
            wait, held = carry_out(run, clock=soon), time.perf_counter() - began
        held_by_stuck, claims = held_by_stuck + held, claims + 1
        assert wait is not None
        assert held < 2
    stuck_run.refresh_from_db()
    assert (stuck_run.finished_at, stuck_run.claimed_at, stuck_run.claims) == (None, None, claims)

    well_run, held, wait = timed(well.account)
    assert (well_run.outcome, wait) == ("ok", None)
    assert held < 10  # stages of one small store; the stuck account's waits grow by minutes
    assert Listing.objects.filter(store=well.store).count() == 5

    # The stuck account was asked once an operation and left alone while its bucket is shut.
    assert box.calls("searchListingsItems", seller=stuck.seller) <= 3
    delta = stuck_run.stages.get(name="delta")
    assert (delta.finished_at, delta.throttled >= 1) == (None, True)


def test_two_accounts_in_turn_each_read_their_own(box, connect):
    one, two = connect(UK, name="One"), connect(UK, name="Two")
    for shop, sku in ((one, "OF-ONE"), (two, "OF-TWO")):
        box.lists(shop.seller, sku)
    for shop in (one, two, one, two):
        timed(shop.account)
    assert set(Listing.objects.values_list("store__account__name", "seller_sku")) == {
        ("One", "OF-ONE"),
        ("Two", "OF-TWO"),
    }


def test_a_second_delivery_of_a_task_does_nothing(connect):
    shop = connect(UK)
    run = runs.open_run(shop.account, trigger=SyncRun.Trigger.USER, now=timezone.now())
    for _ in range(2):
        tasks.run_sync(run_id=run.pk)
    run.refresh_from_db()
    assert (run.claims, run.finished_at is not None) == (1, True)


def test_the_tick_opens_and_sends_each_run_once(connect, monkeypatch):
    connect(UK, name="One"), connect(UK, name="Two")
    sent = []
    monkeypatch.setattr(runs.current_app, "send_task", lambda *args, **kwargs: sent.append(kwargs["kwargs"]))
    for _ in range(3):
        tasks.tick()
    assert sorted(run["run_id"] for run in sent) == sorted(SyncRun.objects.values_list("pk", flat=True))
    assert SyncRun.objects.count() == 2


def test_the_command_says_how_each_run_went(box, connect, capsys):
    connect(UK, name="Mugs")
    call_command("sync", "--account", "Mugs", "--wait")
    out = capsys.readouterr().out
    assert "Mugs: run " in out
    assert "Mugs [OK] Amazon prepares the list of all listings. It is loaded as soon as it is ready." in out

    box.control("POST", "/faults", {"name": "unavailable", "count": None})
    with pytest.raises(CommandError) as failed:
        call_command("sync", "--wait")
    assert failed.value.returncode == 1
    assert "Mugs [Failed] " in capsys.readouterr().out


def test_the_command_names_the_accounts_there_are(connect):
    connect(UK, name="Mugs")
    with pytest.raises(CommandError, match=r"There is no account Cups\. There are: Mugs\."):
        call_command("sync", "--account", "Cups")
