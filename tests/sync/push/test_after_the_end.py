"""What may happen once the old offer is ended: other words, refusals, slowness, a SKU that comes back."""

import pytest

from amazon_channel.models import Account
from listings.models import Listing
from listings.required_info import forget_asin
from sync.models import Finding
from sync.pull.delta import pull_delta
from sync.push import move
from sync.push.stage import push
from sync.submissions import Submission
from tests.sync.push.conftest import NEW, OLD, SKU, THIRD, UK, place, story


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


def test_a_late_report_that_still_has_the_ended_offer_is_not_believed(scene):
    def believe_and_push(work):
        Listing.objects.update(gone_at=None, missing_since=None)  # as such a report would
        push(work)

    scene.wish(NEW)
    scene.stage()
    Account.objects.update(mode="shadow")
    scene.stage()
    assert story() == [("end", "shown"), ("list", "ready")]
    Account.objects.update(mode="live")
    scene.stage(believe_and_push)
    assert place() == ("active", "active", NEW, "")
    assert scene.count() == (1, 2)


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
