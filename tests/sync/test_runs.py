"""Runs as rows: one open per account, one winner, takeover, giving back, follow-ups."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from amazon_channel.models import Account
from sync import runs
from sync.models import ReportRequest, SyncRun
from sync.runs import CannotSync, RunLost
from tests.conftest import NOON

T = SyncRun.Trigger


@pytest.fixture
def opened(account):
    return runs.open_run(account, trigger=T.USER, now=NOON, by="ann")


def later(**span):
    return NOON + timedelta(**span)


def another(account, name, **columns):
    return Account.objects.create(
        name=name,
        region="EU",
        selling_partner_id=name,
        application=account.application,
        refresh_token="Atzr|x",
        authorised_at=NOON,
        **columns,
    )


def test_a_run_is_opened_when_the_interval_is_over(account):
    assert runs.open_due(now=NOON) == 1
    first = SyncRun.objects.get()
    runs.finish(runs.claim(first.pk, now=NOON), outcome="ok", message="", now=NOON)
    assert [runs.open_due(now=later(seconds=s)) for s in (0, 294, 296, 297)] == [0, 0, 1, 0]


def test_every_account_has_its_own_interval(account):
    quick = another(account, "Quick", sync_interval_seconds=60)
    for one in (account, quick):
        run = runs.open_run(one, trigger=T.TIMETABLE, now=NOON)
        runs.finish(runs.claim(run.pk, now=NOON), outcome="ok", message="", now=NOON)
    runs.open_due(now=later(seconds=60))
    assert list(SyncRun.objects.open().values_list("account__name", flat=True)) == ["Quick"]


def test_an_account_that_waits_for_its_first_list_is_looked_at_more_often(account, store):
    """Somebody has just connected it and wants to see listings; but not for ever, nor each night anew."""
    report = ReportRequest.objects.create(
        store=store, kind=ReportRequest.Kind.ALL_DATA, state="waiting", asked_at=NOON
    )

    def opened_after(seconds):
        SyncRun.objects.all().delete()
        now = report.asked_at + timedelta(minutes=1)
        run = runs.open_run(account, trigger=T.TIMETABLE, now=now)
        runs.finish(runs.claim(run.pk, now=now), outcome="ok", message="", now=now)
        return runs.open_due(now=now + timedelta(seconds=seconds)) == 1

    assert (opened_after(20), opened_after(30)) == (False, True)
    Account.objects.update(sync_interval_seconds=15)
    assert opened_after(15)
    Account.objects.update(sync_interval_seconds=3600)
    assert (opened_after(1700), opened_after(1745)) == (True, False)
    earlier = NOON - timedelta(days=1)
    ReportRequest.objects.create(
        store=store, kind=report.kind, state="loaded", asked_at=earlier, loaded_at=earlier
    )
    assert not opened_after(30)


def test_a_run_for_one_sku_does_not_put_off_the_next_whole_one(account, store):
    one = runs.open_run(account, trigger=T.USER, now=NOON, store=store, seller_sku="MUG-1")
    runs.finish(runs.claim(one.pk, now=NOON), outcome="ok", message="", now=NOON)
    assert runs.open_due(now=later(seconds=1)) == 1


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"paused_at": NOON}, id="inactive"),
        pytest.param({"state": "needs_reauthorisation"}, id="needs re-authorisation (P32)"),
        pytest.param({"state": "deleting"}, id="being deleted"),
    ],
)
def test_an_account_that_is_not_synced_gets_no_run(account, columns):
    Account.objects.update(**columns)
    account.refresh_from_db()
    assert runs.open_due(now=NOON) == 0
    with pytest.raises(CannotSync):
        runs.open_run(account, trigger=T.USER, now=NOON)


def test_a_run_of_an_account_that_was_made_inactive_is_ended(account, opened):
    Account.objects.update(paused_at=NOON)
    assert runs.claimable(now=NOON) == []
    assert runs.abandon_idle(now=NOON) == 1
    opened.refresh_from_db()
    assert opened.outcome == SyncRun.Outcome.ABANDONED


def test_a_claimed_run_cannot_be_claimed_again(opened):
    assert runs.claim(opened.pk, now=NOON).claims == 1
    assert runs.claim(opened.pk, now=later(seconds=59)) is None


def test_a_run_is_taken_over_once_its_heartbeat_is_stale(opened):
    first = runs.claim(opened.pk, now=NOON)
    runs.heartbeat(first, now=later(seconds=30))
    assert runs.claimable(now=later(seconds=89)) == []
    second = runs.claim(opened.pk, now=later(seconds=91))
    assert second.claims == 2
    for write in (
        lambda: runs.heartbeat(first, now=later(seconds=92)),
        lambda: runs.fence(first),
        lambda: runs.finish(first, outcome="ok", message="", now=later(seconds=92)),
        lambda: runs.give_back(first, resume_at=NOON, message=""),
    ):
        with pytest.raises(RunLost):
            write()
    runs.heartbeat(second, now=later(seconds=92))


def test_a_finished_run_is_finished_once(opened):
    run = runs.claim(opened.pk, now=NOON)
    runs.finish(run, outcome="ok", message="3 new.", now=NOON)
    with pytest.raises(RunLost):
        runs.finish(run, outcome="failed", message="", now=NOON)
    assert runs.claim(opened.pk, now=later(hours=2)) is None


def test_a_run_given_back_is_claimable_when_its_wait_is_over(opened):
    run = runs.claim(opened.pk, now=NOON)
    runs.give_back(run, resume_at=later(seconds=40), message="Waits.")
    assert runs.claim(opened.pk, now=later(seconds=39)) is None
    assert runs.claim(opened.pk, now=later(seconds=40)).claims == 2


def test_a_run_that_kills_its_workers_makes_room_in_the_end(opened):
    runs.claim(opened.pk, now=NOON)
    assert runs.claim(opened.pk, now=later(minutes=61)) is None
    opened.refresh_from_db()
    assert (opened.outcome, opened.message[:24]) == ("abandoned", "Given up after 1 attempt")


def test_sync_now_during_a_run_is_opened_when_it_ends(account, store, opened):
    run = runs.claim(opened.pk, now=NOON)
    assert runs.open_run(account, trigger=T.USER, now=NOON, store=store, seller_sku="MUG-1", by="bob") is None
    runs.finish(run, outcome="ok", message="", now=NOON)
    next_one = SyncRun.objects.open().get()
    assert (next_one.store, next_one.seller_sku, next_one.opened_by, next_one.trigger) == (
        store,
        "MUG-1",
        "bob",
        "user",
    )


def test_two_different_wishes_become_one_for_the_whole_account(account, store, opened):
    for sku in ("MUG-1", "MUG-2"):
        runs.open_run(account, trigger=T.USER, now=NOON, store=store, seller_sku=sku)
    opened.refresh_from_db()
    assert opened.follow_up == {"store": None, "seller_sku": "", "by": ""}


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_wins(application):
    account = Account.objects.create(
        name="Race",
        region="EU",
        selling_partner_id="A1",
        application=application,
        refresh_token="x",
        authorised_at=NOON,
    )
    run = runs.open_run(account, trigger=T.USER, now=NOON)
    start, won = threading.Barrier(6), []

    def work():
        start.wait()
        won.append(runs.claim(run.pk, now=NOON))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(claimed is not None for claimed in won) == 1
