"""A listing to another ASIN, with the sandbox behind the real client."""

import pytest

from listings.models import Listing, ListingChange
from listings.required_info import forget_asin
from sync.models import Finding
from sync.push import gate
from sync.submissions import Submission
from tests.sync.push.conftest import BUSINESS, NEW, OLD, SALE, SKU, THIRD, UK, place, story


def test_the_whole_way(box, shop, mug, wish, stage, count):
    wish(NEW)
    first = stage()
    assert count() == (1, 1)  # the preview is a put as well
    assert story() == [("end", "accepted")]
    assert place() == ("active", "relisting", OLD, NEW)
    assert first.again_in == 5.0  # the first 404 is no proof; the run comes back for the second
    stage()
    assert count() == (1, 2)
    assert story() == [("end", "shown"), ("list", "shown")]
    assert place() == ("active", "active", NEW, "")
    row = Listing.objects.get()
    assert (row.in_flight, row.submitted_at, row.refusal, row.gone_at) == ("", None, "", None)
    assert (row.product.sku, row.matched_by) == ("MUG", "hand")  # the old ASIN tied it; a person says so now
    assert box.truth(shop.seller)[SKU]["asin"] == NEW


def test_the_whole_offer_comes_along(box, shop, wish, stage):
    wish(NEW)
    stage()
    stage()
    there = box.truth(shop.seller)[SKU]
    facts = ("price", "quantity", "handling_days", "condition", "condition_note", "title")
    assert [there[name] for name in facts] == ["9.99", 5, 3, "used_good", "A scratch", f"Mug {NEW}"]
    main, business = there["attributes"]["purchasable_offer"]
    assert (main["discounted_price"], business) == (SALE, BUSINESS)
    assert there["attributes"]["merchant_shipping_group"][0]["value"] == "heavy"
    assert "list_price" not in there["attributes"]  # it says what the old goods cost elsewhere


def test_a_later_run_sends_nothing(wish, stage, count):
    wish(NEW)
    stage()
    stage()
    before = count()
    work = stage()
    assert (count(), work.tally.calls) == (before, 0)


def test_each_step_is_in_the_listings_own_log(wish, stage):
    wish(NEW)
    stage()
    stage()
    told = ListingChange.objects.filter(field="status", source="push").order_by("pk")
    assert list(told.values_list("old", "new")) == [("active", "relisting"), ("listing", "active")]


def test_in_shadow_nothing_is_sent_or_tried(shop, wish, stage, count):
    shop.account.mode = "shadow"
    shop.account.save()
    wish(NEW)
    work = stage()
    assert (count(), work.tally.calls, story()) == ((0, 0), 0, [])
    assert work.tally.message == f"One listing waits to go to another ASIN. {gate.SHADOW}"
    assert place() == ("active", "active", OLD, NEW)


@pytest.mark.parametrize(
    ("where", "column", "value"),
    [("account", "mode", "shadow"), ("account", "paused_at", "now"), ("store", "active", False)],
)
def test_a_gate_that_shuts_halfway_lets_nothing_more_out(shop, wish, stage, count, clock, where, column, value):
    wish(NEW)
    stage()
    row = getattr(shop, where)
    setattr(row, column, clock() if value == "now" else value)
    row.save()
    stage(later_push)
    assert count() == (1, 1)
    assert story() == [("end", "shown"), ("list", "ready")]
    assert place() == ("ready", "listing", OLD, NEW)


def later_push(work):
    from sync.push.stage import push

    push(work)


def test_what_amazon_would_not_take_leaves_the_old_offer_alone(box, shop, wish, stage, count):
    wish("B0NOBODY01")
    stage()
    assert count() == (0, 1)
    assert story() == []
    assert place() == ("active", "active", OLD, "B0NOBODY01")
    assert "8560" in Listing.objects.get().refusal
    assert box.truth(shop.seller)[SKU]["asin"] == OLD
    assert stage().tally.calls == 0  # until a person says something new
    wish(NEW)
    stage()
    assert Listing.objects.get().refusal == ""
    assert story() == [("end", "accepted")]


def test_what_amazon_ships_is_not_ended(box, shop, mug, wish, stage, count):
    wish(NEW)
    box.lists(shop.seller, SKU, channel="AMAZON_EU")  # since it was read last
    stage()
    assert count() == (0, 0)
    assert "under a new SKU" in Listing.objects.get().refusal


def test_an_asin_that_is_not_confirmed_waits(wish, stage, count):
    wish(NEW, answer="")
    stage()
    wish(NEW, answer="unknown")
    stage()
    assert (count(), story()) == ((0, 0), [])


def test_a_dropped_wish_ends_nothing(mug, merchant, wish, stage, count, clock):
    wish(NEW)
    forget_asin(mug.pk, by=merchant, now=clock())
    stage()
    assert (count(), story()) == ((0, 0), [])


def test_the_latest_word_wins_after_the_end(box, shop, wish, stage, count):
    wish(NEW)
    stage()
    wish(THIRD)
    stage()
    assert count() == (1, 2)
    assert place() == ("active", "active", THIRD, "")
    assert box.truth(shop.seller)[SKU]["price"] == "9.99"


def test_a_wish_that_is_dropped_after_the_end_brings_the_old_offer_back(box, shop, mug, merchant, wish, stage):
    wish(NEW)
    stage()
    forget_asin(mug.pk, by=merchant, now=mug.changed_at)
    stage()
    assert place() == ("active", "active", OLD, "")
    assert box.truth(shop.seller)[SKU]["handling_days"] == 3


def test_refused_after_the_end_the_offer_is_kept_for_the_next_word(box, shop, merchant, mug, wish, stage, count):
    wish(NEW)
    stage()
    box.control("DELETE", "/catalog", {"marketplace": UK, "asin": NEW})
    stage()
    assert story() == [("end", "shown"), ("list", "refused")]
    assert place() == ("inactive", "refused", OLD, NEW)
    assert "8560" in Listing.objects.get().refusal
    assert Finding.objects.get(resolved_at=None).kind == "offer_lost"
    assert stage().tally.calls == 0
    wish(THIRD)
    assert place()[:2] == ("ready", "listing")
    stage()
    assert place() == ("active", "active", THIRD, "")
    assert box.truth(shop.seller)[SKU]["condition_note"] == "A scratch"
    assert not Finding.objects.filter(resolved_at=None).exists()


def test_an_asin_that_turns_out_unknown_after_the_end_waits_for_another(wish, stage, count):
    wish(NEW)
    stage()
    wish(THIRD, answer="unknown")
    stage()
    assert place() == ("inactive", "refused", OLD, THIRD)
    assert count() == (1, 1)
    wish(OLD)
    stage()
    assert place() == ("active", "active", OLD, "")


def test_a_slow_end_is_waited_for_and_told_of(box, wish, stage, count):
    box.control("PUT", "/lag", {"seconds": 10**7})
    wish(NEW)
    assert stage().again_in == 5.0
    assert stage(seconds=30).again_in == pytest.approx(30, abs=2)
    assert stage(minutes=5).again_in is None
    assert not Finding.objects.exists()
    stage(hours=1)
    assert Finding.objects.get(resolved_at=None).kind == "offer_not_ended"
    assert place() == ("active", "relisting", OLD, NEW)
    stage(hours=24)
    assert story() == [("end", "not_shown")]
    assert place() == ("active", "active", OLD, NEW)
    assert "assign the ASIN again" in Listing.objects.get().refusal
    assert not Finding.objects.filter(resolved_at=None).exists()
    assert count() == (1, 1)


def test_an_offer_that_does_not_show_is_told_of_and_kept(box, wish, stage, count):
    wish(NEW)
    stage()
    box.control("PUT", "/lag", {"seconds": 10**7})
    stage()
    assert story() == [("end", "shown"), ("list", "accepted")]
    stage(hours=1)
    assert Finding.objects.get(resolved_at=None).kind == "offer_not_shown"
    stage(hours=24)
    assert story()[-1] == ("list", "not_shown")
    assert place() == ("inactive", "refused", OLD, NEW)
    box.control("PUT", "/lag", {"seconds": 0})
    wish(NEW)
    stage()
    assert place() == ("active", "active", NEW, "")
    assert count() == (1, 3)


def test_p43_a_deleted_sku_that_comes_back_on_its_old_asin_is_not_deleted_again(box, shop, wish, stage, count):
    wish(NEW)
    stage()
    stage(lambda work: stage_until_gone(work, box, shop))
    assert place() == ("active", "active", OLD, NEW)
    assert "wait a day" in Listing.objects.get().refusal
    before = count()
    stage()
    assert count() == before


def stage_until_gone(work, box, shop):
    """The SKU reappears between the second 404 and the new offer."""
    from sync.push import move

    listing = Listing.objects.get()
    last = Submission.objects.get()
    move._look(work, listing, last)
    box.lists(shop.seller, SKU, asin=OLD)
    from sync.pull.delta import pull_delta

    pull_delta(work)
    later_push(work)


def test_a_listing_that_a_person_ends_meanwhile_is_not_made_again(wish, stage, count, clock):
    wish(NEW)
    stage()
    Listing.objects.update(ended_at=clock())
    stage()
    assert count() == (1, 1)
    assert place()[:2] == ("ended", "manually_ended")
    assert Listing.objects.get().in_flight == ""


def test_the_quantity_that_another_marketplace_has_left_is_sent(box, shop, wish, stage, mug):
    box.lists(shop.seller, SKU, marketplace="A1PA6795UKMFR9", asin=OLD)
    Listing.objects.create(
        store=shop.stores[1], seller_sku=SKU, channel="FBM", first_seen_at=mug.first_seen_at,
        changed_at=mug.changed_at,
    )  # fmt: skip
    wish(NEW)
    stage()
    box.lists(shop.seller, SKU, marketplace="A1PA6795UKMFR9", quantity=2)  # three were sold in Germany
    stage()
    assert box.truth(shop.seller)[SKU]["quantity"] == 2
    assert place() == ("active", "active", NEW, "")


def test_not_more_than_fifty_at_a_time(shop, wish, stage, mug, clock):
    rows = [
        Submission(
            account=shop.account, store=shop.store, listing_id=-n, seller_sku=str(n), operation="end",
            old_asin=OLD, asin=NEW, body={}, state="accepted", opened_at=clock(), sent_at=clock(),
        )
        for n in range(1, 51)
    ]  # fmt: skip
    Submission.objects.bulk_create(rows)
    wish(NEW)
    work = stage()
    assert story() == [("end", "accepted")] * 50
    assert work.tally.message == "One listing waits to go to another ASIN. The next run goes on."
