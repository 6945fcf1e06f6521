"""A listing to another ASIN, with the sandbox behind the real client."""

import pytest

from listings.models import Listing, ListingChange
from listings.required_info import forget_asin
from sync.push import gate
from sync.push.stage import push
from sync.submissions import Submission
from tests.sync.push.conftest import BUSINESS, NEW, OLD, SALE, SKU, THIRD, place, story


def test_the_whole_way(scene):
    scene.wish(NEW)
    first = scene.stage()
    assert scene.count() == (1, 1)  # the preview is a put as well
    assert story() == [("end", "accepted")]
    assert place() == ("active", "relisting", OLD, NEW)
    assert first.again_in == 5.0  # the first 404 is no proof; the run comes back for the second
    scene.stage()
    assert scene.count() == (1, 2)
    assert story() == [("end", "shown"), ("list", "shown")]
    assert place() == ("active", "active", NEW, "")
    row = Listing.objects.get()
    assert (row.in_flight, row.submitted_at, row.refusal, row.gone_at) == ("", None, "", None)
    assert (row.product.sku, row.matched_by) == ("MUG", "hand")  # the old ASIN tied it; a person says so now
    assert scene.truth()["asin"] == NEW


def test_the_whole_offer_comes_along(scene):
    scene.wish(NEW)
    scene.stage()
    scene.stage()
    there = scene.truth()
    facts = ("price", "quantity", "handling_days", "condition", "condition_note", "title")
    assert [there[name] for name in facts] == ["9.99", 5, 3, "used_good", "A scratch", f"Mug {NEW}"]
    main, business = there["attributes"]["purchasable_offer"]
    assert (main["discounted_price"], business) == (SALE, BUSINESS)
    assert there["attributes"]["merchant_shipping_group"][0]["value"] == "heavy"
    assert "list_price" not in there["attributes"]  # it says what the old goods cost elsewhere


def test_a_later_run_sends_nothing(scene):
    scene.wish(NEW)
    scene.stage()
    scene.stage()
    before = scene.count()
    work = scene.stage()
    assert (scene.count(), work.tally.calls) == (before, 0)


def test_each_step_is_in_the_listings_own_log(scene):
    scene.wish(NEW)
    scene.stage()
    scene.stage()
    told = ListingChange.objects.filter(field="status", source="push").order_by("pk")
    assert list(told.values_list("old", "new")) == [("active", "relisting"), ("relisting", "active")]


def test_in_shadow_nothing_is_sent_or_tried(scene):
    scene.shop.account.mode = "shadow"
    scene.shop.account.save()
    scene.wish(NEW)
    work = scene.stage()
    assert (scene.count(), work.tally.calls, story()) == ((0, 0), 0, [])
    assert work.tally.message == f"One listing waits to go to another ASIN. {gate.SHADOW}"
    assert place() == ("active", "active", OLD, NEW)


@pytest.mark.parametrize(
    ("where", "column", "value"),
    [("account", "mode", "shadow"), ("account", "paused_at", "now"), ("store", "active", False)],
)
def test_a_gate_that_shuts_halfway_lets_nothing_more_out(scene, where, column, value):
    def shut_and_push(work):
        row = getattr(scene.shop, where)
        setattr(row, column, scene.clock() if value == "now" else value)
        row.save()
        push(work)

    scene.wish(NEW)
    scene.stage()
    scene.stage(shut_and_push)
    assert scene.count() == (1, 1)
    assert story() == [("end", "shown"), ("list", "ready")]
    assert place() == ("ready", "listing", OLD, NEW)


def test_what_amazon_would_not_take_leaves_the_old_offer_alone(scene):
    scene.wish("B0NOBODY01")
    scene.stage()
    assert scene.count() == (0, 1)
    assert story() == []
    assert place() == ("active", "active", OLD, "B0NOBODY01")
    assert "8560" in Listing.objects.get().refusal
    assert scene.truth()["asin"] == OLD
    assert scene.stage().tally.calls == 0  # until a person says something new
    scene.wish(NEW)
    scene.stage()
    assert Listing.objects.get().refusal == ""
    assert story() == [("end", "accepted")]


def test_what_amazon_ships_is_not_ended(scene):
    scene.wish(NEW)
    scene.box.lists(scene.shop.seller, SKU, channel="AMAZON_EU")  # since it was read last
    scene.stage()
    assert scene.count() == (0, 0)
    assert "under a new SKU" in Listing.objects.get().refusal


def test_an_asin_that_is_not_confirmed_waits(scene):
    scene.wish(NEW, answer="")
    scene.stage()
    scene.wish(NEW, answer="unknown")
    scene.stage()
    assert (scene.count(), story()) == ((0, 0), [])


def test_a_dropped_wish_ends_nothing(scene):
    scene.wish(NEW)
    forget_asin(scene.mug.pk, by=scene.merchant, now=scene.clock())
    scene.stage()
    assert (scene.count(), story()) == ((0, 0), [])


class Meddling:
    """The client of a run during which a person types another ASIN, just when the new offer was tried."""

    def __init__(self, amazon, meddle):
        self.amazon, self.meddle = amazon, [meddle]

    def __getattr__(self, name):
        return getattr(self.amazon, name)

    def put_listing(self, *args, **options):
        answer = self.amazon.put_listing(*args, **options)
        while options.get("preview") and self.meddle:
            self.meddle.pop()()
        return answer


def test_another_word_while_amazon_is_asked_stops_what_was_begun(scene):
    scene.wish(NEW)
    scene.stage(around=lambda amazon: Meddling(amazon, lambda: scene.wish(THIRD)))
    assert list(Submission.objects.values_list("operation", "asin")) == [("end", THIRD)]
    assert scene.count() == (1, 2)  # each was tried, one offer was ended
    scene.stage()
    assert place() == ("active", "active", THIRD, "")


def test_a_wish_dropped_while_amazon_is_asked_ends_nothing(scene):
    def drop():
        forget_asin(scene.mug.pk, by=scene.merchant, now=scene.clock())

    scene.wish(NEW)
    scene.stage(around=lambda amazon: Meddling(amazon, drop))
    assert (scene.count(), story(), place()) == ((0, 1), [], ("active", "active", OLD, ""))


def test_not_more_than_fifty_at_a_time(scene):
    shop = scene.shop
    rows = [
        Submission(
            account=shop.account, store=shop.store, listing_id=-n, seller_sku=str(n), operation="end",
            old_asin=OLD, asin=NEW, body={}, state="accepted", opened_at=scene.clock(), sent_at=scene.clock(),
        )
        for n in range(1, 51)
    ]  # fmt: skip
    Submission.objects.bulk_create(rows)
    scene.wish(NEW)
    work = scene.stage()
    assert story() == [("end", "accepted")] * 50
    assert work.tally.message == "One listing waits to go to another ASIN. The next run goes on."
