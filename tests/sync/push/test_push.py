"""A listing to another ASIN, with the sandbox behind the real client."""

import pytest

from listings.models import Listing, ListingChange
from listings.required_info import forget_asin
from sync.models import Finding
from sync.pull.delta import pull_delta
from sync.push import gate, move
from sync.push.stage import push
from sync.submissions import Submission
from tests.sync.push.conftest import BUSINESS, NEW, OLD, SALE, SKU, THIRD, UK, place, story


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


def test_the_latest_word_wins_after_the_end(scene):
    scene.wish(NEW)
    scene.stage()
    scene.wish(THIRD)
    scene.stage()
    assert scene.count() == (1, 2)
    assert place() == ("active", "active", THIRD, "")
    assert scene.truth()["price"] == "9.99"


def test_a_wish_that_is_dropped_after_the_end_brings_the_old_offer_back(scene):
    scene.wish(NEW)
    scene.stage()
    forget_asin(scene.mug.pk, by=scene.merchant, now=scene.mug.changed_at)
    scene.stage()
    assert place() == ("active", "active", OLD, "")
    assert scene.truth()["handling_days"] == 3


def test_refused_after_the_end_the_offer_is_kept_for_the_next_word(scene):
    scene.wish(NEW)
    scene.stage()
    scene.box.control("DELETE", "/catalog", {"marketplace": UK, "asin": NEW})
    scene.stage()
    assert story() == [("end", "shown"), ("list", "refused")]
    assert place() == ("inactive", "refused", OLD, NEW)
    assert "8560" in Listing.objects.get().refusal
    assert Finding.objects.get(resolved_at=None).kind == "offer_lost"
    assert scene.stage().tally.calls == 0
    scene.wish(THIRD)
    assert place()[:2] == ("ready", "listing")
    scene.stage()
    assert place() == ("active", "active", THIRD, "")
    assert scene.truth()["condition_note"] == "A scratch"
    assert not Finding.objects.filter(resolved_at=None).exists()


def test_an_asin_that_turns_out_unknown_after_the_end_waits_for_another(scene):
    scene.wish(NEW)
    scene.stage()
    scene.wish(THIRD, answer="unknown")
    scene.stage()
    assert place() == ("inactive", "refused", OLD, THIRD)
    assert scene.count() == (1, 1)
    scene.wish(OLD)
    scene.stage()
    assert place() == ("active", "active", OLD, "")


def test_a_slow_end_is_waited_for_and_told_of(scene):
    scene.box.control("PUT", "/lag", {"seconds": 10**7})
    scene.wish(NEW)
    assert scene.stage().again_in == 5.0
    assert scene.stage(seconds=30).again_in == pytest.approx(30, abs=2)
    assert scene.stage(minutes=5).again_in is None
    assert not Finding.objects.exists()
    scene.stage(hours=1)
    assert Finding.objects.get(resolved_at=None).kind == "offer_not_ended"
    assert place() == ("active", "relisting", OLD, NEW)
    scene.stage(hours=24)
    assert story() == [("end", "not_shown")]
    assert place() == ("active", "active", OLD, NEW)
    assert "assign the ASIN again" in Listing.objects.get().refusal
    assert not Finding.objects.filter(resolved_at=None).exists()
    assert scene.count() == (1, 1)


def test_an_offer_that_does_not_show_is_told_of_and_kept(scene):
    scene.wish(NEW)
    scene.stage()
    scene.box.control("PUT", "/lag", {"seconds": 10**7})
    scene.stage()
    assert story() == [("end", "shown"), ("list", "accepted")]
    scene.stage(hours=1)
    assert Finding.objects.get(resolved_at=None).kind == "offer_not_shown"
    scene.stage(hours=24)
    assert story()[-1] == ("list", "not_shown")
    assert place() == ("inactive", "refused", OLD, NEW)
    scene.box.control("PUT", "/lag", {"seconds": 0})
    scene.wish(NEW)
    scene.stage()
    assert place() == ("active", "active", NEW, "")
    assert scene.count() == (1, 3)


def test_p43_a_deleted_sku_that_comes_back_on_its_old_asin_is_not_deleted_again(scene):
    def reappear_and_push(work):
        move._look(work, Listing.objects.get(), Submission.objects.get())  # the second 404
        scene.box.lists(scene.shop.seller, SKU, asin=OLD)
        pull_delta(work)
        push(work)

    scene.wish(NEW)
    scene.stage()
    scene.stage(reappear_and_push)
    assert place() == ("active", "active", OLD, NEW)
    assert "wait a day" in Listing.objects.get().refusal
    before = scene.count()
    scene.stage()
    assert scene.count() == before


def test_a_listing_that_a_person_ends_meanwhile_is_not_made_again(scene):
    scene.wish(NEW)
    scene.stage()
    Listing.objects.update(ended_at=scene.clock())
    scene.stage()
    assert scene.count() == (1, 1)
    assert place()[:2] == ("ended", "manually_ended")
    assert Listing.objects.get().in_flight == ""


def test_the_quantity_that_another_marketplace_has_left_is_sent(scene):
    scene.box.lists(scene.shop.seller, SKU, marketplace="A1PA6795UKMFR9", asin=OLD)
    Listing.objects.create(
        store=scene.shop.stores[1], seller_sku=SKU, channel="FBM", first_seen_at=scene.mug.first_seen_at,
        changed_at=scene.mug.changed_at,
    )  # fmt: skip
    scene.wish(NEW)
    scene.stage()
    scene.box.lists(
        scene.shop.seller, SKU, marketplace="A1PA6795UKMFR9", quantity=2
    )  # three were sold in Germany
    scene.stage()
    assert scene.truth()["quantity"] == 2
    assert place() == ("active", "active", NEW, "")


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
