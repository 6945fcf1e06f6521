"""A run from claim to end against the sandbox: outcomes, contained faults, waiting, one SKU."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amazon_channel.models import Account
from listings.models import Listing
from sync import run as run_module
from sync import runs
from sync.amazon.client import Amazon
from sync.amazon.errors import Throttled
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, amazon_for, credentials_of
from sync.models import CallError, Finding, SyncRun, SyncStage
from sync.run import STAGES, Stage, execute
from sync.runs import RunLost

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


@pytest.fixture
def shop(connect):
    return connect(UK, DE)


@pytest.fixture
def sync(clock):
    """sync(account, store=…, seller_sku=…, steps=…) → the run, executed here without a throttle."""

    def do(account, *, steps=(), **wish):
        clock.now = max(clock.now, timezone.now()) + timedelta(seconds=10)
        opened = runs.open_run(account, trigger=SyncRun.Trigger.USER, now=clock(), **wish)
        run = runs.claim(opened.pk, now=clock())
        go_on(run, clock, steps)
        run.refresh_from_db()
        return run

    return do


def go_on(run, clock, steps=()):
    calls = CallLog(run, clock)
    amazon = Amazon(credentials_of(run.account), throttle=Unthrottled(), tokens=TOKENS, observer=calls)
    return execute(run, amazon, calls=calls, clock=clock, steps=steps)


def fault(box, name, operation="searchListingsItems", **options):
    box.control("POST", "/faults", {"name": name, "operation": operation, **options})


def test_every_store_goes_through_every_stage(box, shop, sync):
    box.lists(shop.seller, "MUG-1", quantity=3)
    run = sync(shop.account)
    assert list(run.stages.order_by("pk").values_list("store__name", "name")) == [
        (store.name, stage.name) for store in shop.stores for stage in STAGES
    ]
    assert not run.stages.filter(failed=True).exists()
    assert (run.outcome, run.finished_at is not None) == ("ok", True)
    assert run.message.splitlines()[0].startswith("1 new")


def test_a_run_without_changes_says_so(shop, sync):
    run = sync(shop.account, steps=STAGES[1:])
    assert (run.outcome, run.message) == (
        "nothing",
        "Nothing to do: nothing has changed on Amazon or in the catalog.",
    )


def test_a_run_that_waits_for_the_first_list_does_not_say_nothing_to_do(shop, sync):
    run = sync(shop.account)
    assert (run.outcome, run.message) == (
        "ok",
        "Amazon prepares the list of all listings. It is loaded as soon as it is ready.",
    )


def test_an_account_without_stores_says_what_to_do(shop, sync):
    shop.account.stores.update(active=False)
    run = sync(shop.account)
    assert (run.outcome, run.message[:53]) == (
        "nothing",
        "Nothing to do: no store of this account is active. Ac",
    )


def test_one_bad_stage_stays_alone(box, shop, sync):
    def broken(work):
        if work.store == shop.store:
            raise KeyError("a mistake of ours")

    delta = next(stage for stage in STAGES if stage.name == "delta")
    box.lists(shop.seller, "MUG-1", quantity=3)
    run = sync(shop.account, steps=(Stage("reports", broken), delta))
    assert run.outcome == "partial"
    assert "reports: Unexpected error: KeyError: 'a mistake of ours'" in run.message
    assert list(run.stages.order_by("pk").values_list("name", "failed")) == [
        ("reports", True),
        ("delta", False),
        ("reports", False),
        ("delta", False),
    ]
    assert Listing.objects.filter(seller_sku="MUG-1").exists()
    assert Finding.objects.get().kind == "stage_broken"


def test_p31_a_storm_of_403_leaves_the_account_connected(box, shop, sync):
    fault(box, "forbidden", "*", count=None, seller=shop.seller["selling_partner_id"])
    run = sync(shop.account)
    shop.account.refresh_from_db()
    assert (run.outcome, shop.account.state) == ("failed", "connected")
    assert Finding.objects.get().kind == "access_denied"
    box.control("DELETE", "/faults")
    assert sync(shop.account).outcome in ("ok", "nothing")
    assert not Finding.objects.filter(resolved_at=None).exists()


def test_sales_that_may_not_be_read_leave_the_run_well(box, shop, sync):
    box.lists(shop.seller, "MUG-1", quantity=3)
    fault(box, "forbidden", "getOrderMetrics", count=None)
    run = sync(shop.account)
    told = [(finding.kind, finding.store) for finding in Finding.objects.order_by("pk")]
    assert (run.outcome, told) == ("ok", [("sales_denied", store) for store in shop.stores])
    assert not run.stages.filter(failed=True).exists()
    assert sync(shop.account).outcome in ("ok", "nothing")
    assert Finding.objects.count() == len(shop.stores)


def test_p32_a_revoked_authorisation_stops_the_account_at_once(box, shop, sync):
    box.control("POST", "/sellers/revoke", {"seller": shop.seller["selling_partner_id"]})
    run = sync(shop.account)
    shop.account.refresh_from_db()
    assert (run.outcome, shop.account.state) == ("failed", "needs_reauthorisation")
    assert "invalid_grant" in shop.account.state_reason
    assert Finding.objects.get().kind == "needs_reauthorisation"
    assert runs.open_due(now=timezone.now() + timedelta(hours=1)) == 0  # no storm of retries
    assert run.stages.count() == 1


def test_a_wrong_client_secret_is_told_until_it_is_mended(shop, sync):
    application = shop.account.application
    application.client_secret = "wrong"
    application.save()
    TOKENS.__init__()  # as in a new process: no token is known
    run = sync(shop.account)
    shop.account.refresh_from_db()
    assert (run.outcome, shop.account.state, Finding.objects.get().kind) == (
        "failed",
        "connected",
        "application_refused",
    )
    application.client_secret = "demo-secret"
    application.save()
    shop.account.application.refresh_from_db()
    assert sync(shop.account).outcome in ("ok", "nothing")
    assert not Finding.objects.filter(resolved_at=None).exists()


def test_a_silent_amazon_is_not_asked_again_and_again(box, shop, sync):
    fault(box, "unavailable", operation="*", count=None)
    run = sync(shop.account)
    assert run.outcome == "failed"
    assert sum(stage.calls for stage in run.stages.all()) <= 4
    errors = CallError.objects.values_list("status_code", "retryable").distinct()
    assert list(errors) == [(503, True)]
    assert Finding.objects.get().kind == "unreachable"


def test_what_went_wrong_is_kept_with_its_request(box, shop, sync):
    fault(box, "server_error")
    sync(shop.account, steps=STAGES[1:2])
    error = CallError.objects.get()
    assert (error.operation, error.status_code, error.code) == ("searchListingsItems", 500, "InternalFailure")
    assert error.request_id
    assert error.run == SyncRun.objects.latest("pk")


def test_a_throttled_run_gives_its_worker_back_and_goes_on_later(box, shop, sync, clock):
    done = []

    def first(work):
        done.append(work.store)

    def second(work):
        if len(done) == 2 and work.store == shop.stores[1]:
            done.append("throttled")
            raise Throttled("searchListingsItems", "over the limit", wait=40, by_amazon=True)

    steps = (Stage("reports", first), Stage("delta", second))
    run = sync(shop.account, steps=steps)
    assert (run.finished_at, run.claimed_at, run.resume_at) == (None, None, clock() + timedelta(seconds=40))
    assert runs.claimable(now=clock()) == []
    clock.advance(seconds=40)
    again = runs.claim(run.pk, now=clock())
    assert go_on(again, clock, steps) is True
    assert done == [*shop.stores, "throttled"]  # stages that were done are not done again
    run.refresh_from_db()
    assert (run.outcome, run.claims) == ("nothing", 2)


def test_a_run_that_must_wait_too_long_ends(shop, sync, clock):
    def throttled(work):
        raise Throttled("searchListingsItems", "over the limit", wait=4000, by_amazon=True)

    run = sync(shop.account, steps=(Stage("delta", throttled),))
    assert (run.outcome, "over the limit" in run.message) == ("failed", True)


def test_a_worker_that_lost_its_run_writes_nothing_more(shop, sync, clock):
    def overtaken(work):
        SyncRun.objects.filter(pk=work.run.pk).update(claims=9)
        work.beat(1, 1)

    with pytest.raises(RunLost):
        sync(shop.account, steps=(Stage("delta", overtaken),))
    assert SyncStage.objects.get().finished_at is None
    assert SyncRun.objects.get().finished_at is None


def test_one_sku_is_read_at_once(box, shop, sync):
    box.lists(shop.seller, "Tasse, groß/3 & ½", quantity=3)
    box.lists(shop.seller, "MUG-2", quantity=3)
    run = sync(shop.account, store=shop.store, seller_sku="Tasse, groß/3 & ½")
    assert list(Listing.objects.values_list("seller_sku", "read_from")) == [("Tasse, groß/3 & ½", "item")]
    names = list(run.stages.order_by("pk").values_list("name", flat=True))
    assert names == ["listing", "catalog", "derive", "push"]


def test_one_sku_that_is_gone_is_missing_then_gone(box, shop, sync):
    box.lists(shop.seller, "MUG-1")
    sync(shop.account, store=shop.store, seller_sku="MUG-1")
    box.unlists(shop.seller, "MUG-1")
    states = []
    for _ in range(2):
        sync(shop.account, store=shop.store, seller_sku="MUG-1")
        row = Listing.objects.get()
        states.append((row.missing_since is not None, row.gone_at is not None))
    assert states == [(True, False), (True, True)]


def test_a_revoked_account_is_not_connected_again_by_a_late_worker(shop):
    Account.objects.update(state=Account.State.DELETING)
    run_module._close_account(shop.account, ValueError("late"), now=timezone.now())
    shop.account.refresh_from_db()
    assert shop.account.state == Account.State.DELETING


def test_the_real_client_is_built_for_the_account(shop):
    assert amazon_for(shop.account).credentials.seller_id == shop.seller["selling_partner_id"]
