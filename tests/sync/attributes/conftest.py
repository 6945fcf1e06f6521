"""A shop in the sandbox whose attributes a store maps, and the stage as one call."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Attribute
from listings.amazon_attributes.models import AmazonAttribute, AttributeMapping, AttributeReading
from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.attributes.stage import pull_attributes
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.models import ReportRequest
from sync.pull.delta import pull_delta
from tests.sync.conftest import START

UK = "A1F83G8C2ARO7P"


@pytest.fixture
def shop(connect):
    """Connected, and its whole picture loaded."""
    made = connect(UK)
    ReportRequest.objects.create(
        store=made.store, kind=ReportRequest.Kind.ALL_DATA, state="loaded", asked_at=START, loaded_at=START
    )
    return made


@pytest.fixture
def stage(shop, make_work, clock):
    """stage() reads the delta, then the attributes; the work, for its tally (calls of attributes alone)."""

    def run(*, does=pull_attributes, store=None):
        clock.now = max(timezone.now() + timedelta(seconds=10), clock.now + timedelta(seconds=1))
        work = make_work(store or shop.store)
        calls = CallLog(work.run, clock)
        work.amazon = Amazon(
            credentials_of(work.store.account), throttle=Unthrottled(), tokens=TOKENS, observer=calls
        )
        pull_delta(work)
        work.tally = type(work.tally)()
        calls.tally = work.tally
        try:
            does(work)
        finally:
            calls.flush()
        return work

    return run


@pytest.fixture
def ask(shop, clock):
    """A person asks for the store's attributes."""

    def do(store=None):
        clock.now += timedelta(seconds=1)
        moment = max(clock.now, timezone.now())
        AttributeReading.objects.update_or_create(store=store or shop.store, defaults={"asked_at": moment})

    return do


@pytest.fixture
def map_(shop, clock):
    """map_("color") → an active mapping to a catalog attribute of the same name."""

    def do(name="color", **facts):
        AttributeReading.objects.get_or_create(store=shop.store)
        amazon, _ = AmazonAttribute.objects.get_or_create(marketplace_id=UK, name=name)
        attribute, _ = Attribute.objects.get_or_create(code=name.replace(".", "_"), defaults={"label": name})
        moment = max(clock.now, timezone.now())
        return AttributeMapping.objects.create(
            store=shop.store,
            amazon_attribute=amazon,
            attribute=attribute,
            created_at=moment,
            changed_at=moment,
            **facts,
        )

    return do
