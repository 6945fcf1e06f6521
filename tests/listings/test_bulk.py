"""One deed on many listings: chosen once, done in batches, with progress; stopped, broken and resumed."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amazon_channel.models import User
from catalog.models import Product
from listings import tasks
from listings.bulk import actions, work
from listings.bulk.choice import all_of, all_of_store, asked_by
from listings.bulk.kinds import DEEDS
from listings.models import BulkDeed, BulkDeedBatch, Listing, ListingChange
from tests.conftest import NOON
from tests.listings.conftest import LIST, text_of

LATER = NOON + timedelta(minutes=5)
UNMATCHED = f"{LIST}?tab=unmatched"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Three listings are many, two a batch."""
    monkeypatch.setattr(work, "AT_ONCE", 2)
    monkeypatch.setattr(work, "BATCH", 2)


@pytest.fixture
def queue(make_listing):
    return [make_listing(f"L-{number}") for number in range(5)]


@pytest.fixture
def ready(store, make_listing):
    columns = {"first_seen_at": None, "asin": "B000000001", "condition": "new_new"}
    products = Product.objects.bulk_create(Product(sku=f"R-{n}", name="Mug", quantity=7) for n in range(5))
    return [make_listing(product.sku, product=product, **columns) for product in products]


def begin(kind, merchant, *, address=UNMATCHED, **more):
    return actions.start(kind, all_of(asked_by(address, merchant)), by=merchant, now=NOON, **more)


def ignored():
    return sorted(Listing.objects.exclude(ignored_at=None).values_list("seller_sku", flat=True))


def one(deed, merchant):
    return work.one_batch(deed, merchant, now=timezone.now())


def run(deed):
    """As a worker does, when the one before it was given up."""
    BulkDeed.objects.update(worked_at=None)
    tasks.carry_out_bulk_deed(deed_id=deed.pk)
    deed.refresh_from_db()
    return deed


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def door(name, deed):
    return reverse(f"admin:listings_bulkdeed_{name}", args=[deed.pk])


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


class Broken(Exception):
    """What no one had thought of."""


def breaks(monkeypatch, error, on):
    """The deed breaks once, after its second batch was written and before it is committed."""
    calls = []

    def count(*args, **kwargs):
        calls.append(args)
        if len(calls) == on:
            raise error
        return whole(*args, **kwargs)

    whole = work._count
    monkeypatch.setattr(work, "_count", count)


@pytest.mark.parametrize(
    ("error", "state"), [(Broken("oh"), "failed"), (OperationalError("gone"), "working")]
)
def test_what_breaks_in_a_batch_is_undone_with_it(queue, merchant, monkeypatch, error, state):
    deed = begin("ignore", merchant)
    breaks(monkeypatch, error, on=2)
    if state == "failed":
        run(deed)
    else:
        with pytest.raises(OperationalError):
            run(deed)
    deed.refresh_from_db()
    assert (deed.state, deed.seen, len(ignored())) == (state, 2, 2)
    if state == "failed":
        assert "Broken: oh" in deed.problem
        actions.go_on(deed)
    BulkDeed.objects.update(worked_at=None)
    tasks.carry_out_bulk_deed(deed_id=deed.pk)
    deed.refresh_from_db()
    assert (deed.state, deed.seen, deed.changed, deed.problem, len(ignored())) == ("done", 5, 5, "", 5)
    with pytest.raises(actions.NotNow):
        actions.go_on(deed)


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


def test_all_of_a_list_in_a_worker_and_its_page(browse, queue, django_capture_on_commit_callbacks):
    asked = {"all": "1", "confirmed": "1", "next": UNMATCHED}
    answer = browse.post(reverse("admin:listings_listing_deed", args=["ignore"]), asked)
    deed = BulkDeed.objects.get()
    assert answer.headers["Location"] == door("change", deed)
    page = text_of(browse.get(door("change", deed)))
    assert "data-reload" in page
    assert "Choosing listings" in page
    work.choose(deed, User.objects.get())
    one(deed, User.objects.get())
    page = text_of(browse.get(door("change", deed)))
    assert 'aria-valuenow="40"' in page
    assert "Stop" in page
    run(deed)
    page = text_of(browse.get(door("change", deed)))
    assert "data-reload" not in page
    assert "5 listings are ignored." in page
    assert "?tab=unmatched" in page
    assert "Ignore" in text_of(browse.get(reverse("admin:listings_bulkdeed_changelist")))


def test_products_are_created_by_a_worker_as_the_form_said(browse, queue):
    from catalog.models import Website

    Website.objects.create(code="uk", name="UK")
    filled = {"all": "1", "next": UNMATCHED, "enabled": "on", "visibility": "both", "sku": "seller_sku"}
    browse.post(reverse("admin:listings_listing_deed", args=["create"]), filled | {"websites": ["uk"]})
    assert not Product.objects.exists()
    assert run(BulkDeed.objects.get()).changed == 5
    assert set(Product.objects.values_list("visibility", flat=True)) == {"both"}
    assert Listing.objects.filter(product__sku="L-3").get().matched_by == "hand"


def test_stop_and_go_on_by_the_page(browse, queue, merchant):
    deed = begin("ignore", merchant)
    assert said(browse.post(door("go_on", deed))) == ["Only one that failed can go on."]
    browse.post(door("stop", deed))
    deed.refresh_from_db()
    assert deed.state == "stopped"
    assert said(browse.post(door("stop", deed)))[-1].startswith("It is over already")
    BulkDeed.objects.update(state="failed", problem="Broken: oh")
    assert "Broken: oh" in text_of(browse.get(door("change", deed)))
    browse.post(door("go_on", deed))
    assert run(deed).changed == 5


def test_who_may_not_see_the_stores_sees_no_deed(queue, merchant, account, foreign_store):
    deed = begin("ignore", merchant)
    people = {}
    for name, role in (("val", "viewer"), ("out", "merchant"), ("ann", "administrator")):
        people[name] = Client()
        people[name].force_login(User.objects.create_user(name, role=role))
    account.members.add(User.objects.get(username="val"))
    codes = {name: client.get(door("change", deed)).status_code for name, client in people.items()}
    assert codes == {"val": 200, "out": 404, "ann": 200}
    assert "Stop" not in text_of(people["val"].get(door("change", deed)))
    assert people["val"].post(door("stop", deed)).status_code == 403
    assert people["out"].post(door("stop", deed)).status_code == 404
    assert browse_get(people["val"], door("stop", deed)) == 405
    deed.store_ids.append(foreign_store.pk)
    deed.save()
    assert people["val"].get(door("change", deed)).status_code == 404


def browse_get(client, address):
    return client.get(address).status_code


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
