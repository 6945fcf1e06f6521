"""One deed on many listings: chosen once, done in batches; killed, stopped, broken and resumed."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from listings.bulk import actions, work
from listings.bulk.choice import all_of_store
from listings.bulk.kinds import DEEDS
from listings.models import BulkDeed, BulkDeedBatch, Listing, ListingChange
from tests.conftest import NOON
from tests.listings.bulk.conftest import LATER, UNMATCHED, begin, ignored, one, run


def test_few_are_done_at_once(queue, merchant):
    deed = begin("ignore", merchant, address=f"{UNMATCHED}&q=L-3")
    assert (deed.state, deed.chosen, deed.seen, deed.changed) == ("done", 1, 1, 1)
    assert ignored() == ["L-3"]


def test_many_wait_for_a_worker_and_are_done_in_batches_by_key(queue, merchant):
    deed = begin("ignore", merchant)
    assert (deed.state, ignored()) == ("choosing", [])
    work.choose(deed, merchant)
    # The deed moves rows out of its own filter; the choice stands.
    sizes = list(deed.batches.order_by("number").values_list("listing_ids", flat=True))
    assert sizes == [[row.pk for row in queue[start : start + 2]] for start in (0, 2, 4)]
    done = run(deed)
    assert (done.state, done.chosen, done.seen, done.changed) == ("done", 5, 5, 5)
    assert len(ignored()) == 5
    assert not BulkDeedBatch.objects.exists()


def test_a_worker_that_was_killed_is_followed_by_another(queue, merchant):
    """Killed after the first batch, and in the middle of the second: nothing is lost, nothing done twice."""
    deed = begin("ignore", merchant)
    mine = work.claim(deed.pk, now=timezone.now())
    work.choose(mine, merchant)
    one(mine, merchant)
    assert work.claim(deed.pk, now=timezone.now() + timedelta(seconds=5)) is None
    assert work.waiting(now=timezone.now()) == []
    BulkDeed.objects.update(worked_at=timezone.now() - timedelta(minutes=2))
    assert work.waiting(now=timezone.now()) == [deed.pk]
    done = run(deed)
    assert (done.state, done.seen, done.changed, done.left) == ("done", 5, 5, {})
    assert ListingChange.objects.filter(field="ignored_at").count() == 5
    run(deed)
    assert ListingChange.objects.filter(field="ignored_at").count() == 5


def test_a_kill_before_the_choice_was_kept_chooses_anew(queue, merchant, make_listing):
    deed = begin("ignore", merchant)
    work.claim(deed.pk, now=timezone.now() - timedelta(minutes=2))
    make_listing("L-9")
    assert run(deed).chosen == 6


BREAKS = """
    CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF new.seller_sku = 'L-3' THEN RAISE EXCEPTION 'no mugs' USING ERRCODE = '{}'; END IF;
        RETURN new;
    END $$;
    CREATE TRIGGER breaks BEFORE UPDATE ON listings_listing FOR EACH ROW EXECUTE FUNCTION breaks();
"""
MENDS = "DROP TRIGGER breaks ON listings_listing"


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_breaks_is_undone_with_its_batch_and_waits_for_a_person(queue, merchant):
    deed = begin("ignore", merchant)
    execute(BREAKS.format("P0001"))
    assert run(deed).state == "failed"
    assert "no mugs" in deed.problem
    assert (deed.seen, ignored()) == (2, ["L-0", "L-1"])
    execute(MENDS)
    assert run(deed).state == "failed"
    actions.go_on(deed)
    assert run(deed).state == "done"
    assert (deed.seen, deed.changed, deed.problem, len(ignored())) == (5, 5, "", 5)
    with pytest.raises(actions.NotNow):
        actions.go_on(deed)


def test_a_deadlock_needs_no_person(queue, merchant):
    deed = begin("ignore", merchant)
    execute(BREAKS.format("40P01"))
    with pytest.raises(OperationalError):
        run(deed)
    deed.refresh_from_db()
    assert (deed.state, deed.seen, ignored()) == ("working", 2, ["L-0", "L-1"])
    execute(MENDS)
    assert work.waiting(now=timezone.now() + work.LOST_AFTER) == [deed.pk]
    assert run(deed).changed == 5


def test_stopped_it_keeps_what_was_done(queue, merchant):
    deed = begin("ignore", merchant)
    mine = work.claim(deed.pk, now=NOON)
    work.choose(mine, merchant)
    one(mine, merchant)
    actions.stop(deed, now=LATER)
    assert work.carry_out(mine, clock=lambda: LATER).state == "stopped"
    assert (len(ignored()), BulkDeedBatch.objects.count()) == (2, 0)
    run(deed)
    assert len(ignored()) == 2
    with pytest.raises(actions.NotNow):
        actions.stop(deed, now=LATER)


def test_asked_twice_while_under_way_it_is_one(queue, merchant):
    first = begin("ignore", merchant)
    assert begin("ignore", merchant) == first
    assert begin("unassign", merchant) != first
    run(first)
    assert begin("ignore", merchant, address=f"{UNMATCHED}&status=ignored").pk != first.pk


def test_what_is_left_is_counted_over_the_batches(queue, merchant):
    deed = begin("ignore", merchant)
    work.choose(deed, merchant)
    Listing.objects.filter(seller_sku="L-1").update(ignored_at=NOON)  # meanwhile, by somebody else
    Listing.objects.filter(seller_sku="L-2").delete()
    Listing.objects.filter(seller_sku="L-3").update(is_parent=True)
    done = run(deed)
    assert (done.seen, done.changed, done.done.left) == (5, 2, Counter(parent=1, already=1))


def test_a_store_that_the_person_may_no_longer_see_is_left_alone(queue, merchant, account):
    deed = begin("ignore", merchant)
    account.members.remove(merchant)
    assert run(deed).chosen == 0
    assert ignored() == []


def test_a_store_named_in_the_address_that_is_gone_does_not_mean_all_stores(
    queue, merchant, german_store, make_listing
):
    for number in range(3):
        make_listing(f"DE-{number}", store=german_store)
    deed = begin("ignore", merchant, address=f"{UNMATCHED}&store={german_store.pk}")
    german_store.deleting_at = NOON
    german_store.save()
    run(deed)
    assert [sku for sku in ignored() if sku.startswith("L-")] == []


def test_products_are_listed_and_taken_back_in_batches(ready, store, merchant):
    deed = actions.start("list", all_of_store(store), by=merchant, now=NOON)
    work.choose(deed, merchant)
    Listing.objects.filter(seller_sku="R-1").update(submitted_at=NOON)
    done = run(deed)
    assert (done.changed, done.left) == (4, {"changed_since": 1})
    assert Listing.objects.wished().count() == 4
    back = actions.start("take-back", all_of_store(store), by=merchant, now=NOON)
    assert (run(back).changed, Listing.objects.wished().count()) == (4, 0)
    assert set(ListingChange.objects.filter(field="published_at").values_list("user_id", flat=True)) == {
        merchant.pk
    }


def test_a_batch_costs_a_fixed_number_of_statements(make_listing, merchant, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 40)
    costs = []
    for size in (4, 5, 40):  # the first warms what is read once
        for number in range(size):
            make_listing(f"{size}-{number}")
        deed = begin("match", merchant)
        work.choose(deed, merchant)
        with _counted() as counted:
            one(deed, merchant)
        costs.append(counted[0])
        run(deed)
        Listing.objects.all().delete()
    assert costs[1] == costs[2]


class _counted:
    """How many statements were run."""

    def __enter__(self):
        self.number = [0]

        def count(execute, *args):
            self.number[0] += 1
            return execute(*args)

        self.wrapper = connection.execute_wrapper(count)
        self.wrapper.__enter__()
        return self.number

    def __exit__(self, *error):
        self.wrapper.__exit__(*error)


def test_every_deed_fits_its_column():
    assert max(map(len, DEEDS)) <= BulkDeed._meta.get_field("kind").max_length
