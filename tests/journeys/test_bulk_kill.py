"""Workers killed in the middle of a bulk action: every listing is done once, whenever the kill comes."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from amazon_channel.models import User
from listings import tasks
from listings.bulk import actions, work
from listings.bulk.choice import all_of, asked_by
from listings.models import BulkDeed, BulkDeedBatch, Listing, ListingChange
from tests.conftest import NOON
from tests.journeys.workers import until, workers

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

LISTINGS = 12_000
KILLS = 3


@pytest.mark.django_db(transaction=True)
def test_killed_while_a_bulk_action_is_under_way(store, settings, tmp_path):
    settings.REPORT_DIR = tmp_path / "reports"
    mia = User.objects.create_user("mia", role="merchant")
    store.account.members.add(mia)
    Listing.objects.bulk_create(
        Listing(store=store, seller_sku=f"L-{n:05}", first_seen_at=NOON, changed_at=NOON)
        for n in range(LISTINGS)
    )
    dice = random.Random(20261125)
    with workers(tmp_path / "workers.log") as worker:
        deed = actions.start("ignore", all_of(asked_by("?tab=unmatched", mia)), by=mia, now=timezone.now())
        for _kill in range(KILLS):
            seen = seen_of(deed)
            worker.start(processes=1)
            assert until(lambda seen=seen: seen_of(deed) >= seen + 1_000 * dice.randrange(1, 3))
            worker.kill()
            assert worker.reap() == -9
            assert until(lambda: Listing.objects.exclude(ignored_at=None).count() == seen_of(deed))
            BulkDeed.objects.update(worked_at=timezone.now() - work.LOST_AFTER - timedelta(seconds=1))
            tasks.continue_bulk_deeds()
        worker.start(processes=1)
        assert until(lambda: not BulkDeed.objects.open().exists())
        worker.stop()
    deed.refresh_from_db()
    assert (deed.state, deed.chosen, deed.seen, deed.changed) == ("done", LISTINGS, LISTINGS, LISTINGS)
    assert not BulkDeedBatch.objects.exists()
    assert not Listing.objects.filter(ignored_at=None).exists()
    assert ListingChange.objects.filter(field="ignored_at").count() == LISTINGS


def seen_of(deed):
    return BulkDeed.objects.values_list("seen", flat=True).get(pk=deed.pk)
