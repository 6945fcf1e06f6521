"""Deleting accounts and stores: everything goes, nothing else does, and a kill halfway loses nothing."""

import gzip
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from amazon_channel.models import Account, SettingChange, Store, User
from catalog.models import Attribute
from listings.amazon_attributes.models import (
    AmazonAttribute,
    AttributeMapping,
    AttributeReading,
    ListingAttributes,
)
from listings.models import Listing, ListingChange, ListingIssue, ListingTitle, TabCount, TitleBacklog
from sync import deletion
from sync.models import CallError, Cursor, Finding, Quarantined, ReportRequest, SyncRun, SyncStage
from sync.sales import SalesDay
from sync.submissions import Submission
from tests.conftest import NOON


def fill(store, listings=3):
    """Rows in every table that knows a store or an account, and a report's file."""
    for number in range(listings):
        listing = Listing.objects.create(
            store=store, seller_sku=f"MUG-{number}", title="Mug", first_seen_at=NOON, changed_at=NOON
        )
        listing.price = number + 1
        listing.save(update_fields=["price"])
        ListingIssue.objects.create(
            listing=listing, store=store, code="1", message="m", severity="ERROR",
            first_seen_at=NOON, last_seen_at=NOON,
        )  # fmt: skip
        ListingTitle.objects.create(listing=listing, store=store, title="Mug")
        ListingAttributes.objects.create(
            listing=listing, store=store, digest=1, read_at=NOON, changed_at=NOON
        )
    run = SyncRun.objects.filter(account=store.account).first() or SyncRun.objects.create(
        account=store.account, opened_at=NOON
    )
    SyncStage.objects.create(run=run, store=store, name="delta", started_at=NOON)
    Cursor.objects.create(store=store, stage="delta", at=NOON)
    Submission.objects.create(
        account=store.account, store=store, listing=listing, seller_sku="MUG-0", operation="end",
        old_asin="B000000001", asin="B000000002", body={}, run=run, opened_at=NOON,
    )  # fmt: skip
    SalesDay.objects.create(store=store, day=NOON.date(), currency="GBP", amount=1, orders=1, units=1)
    AttributeReading.objects.create(store=store)
    AttributeMapping.objects.create(
        store=store,
        amazon_attribute=AmazonAttribute.objects.get_or_create(marketplace_id="A1F83G8C2ARO7P", name="color")[
            0
        ],
        attribute=Attribute.objects.get_or_create(code="colour", defaults={"label": "Colour"})[0],
        created_at=NOON,
        changed_at=NOON,
    )
    CallError.objects.create(account=store.account, run=run, at=NOON, operation="x")
    of = {"account": store.account, "store": store, "first_at": NOON, "last_at": NOON}
    Quarantined.objects.create(**of, kind="report_line", key="1", payload="", reason="")
    Finding.objects.create(**of, kind="missing", subject="MUG-1")
    return ReportRequest.objects.create(
        store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", asked_at=NOON, file=f"{store.pk}.gz"
    )


def rows_of(store_id, account_id):
    """{table: rows} of what still points to the store or the account, checked by the database or not."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            for kind, pk in ((Store, store_id), (Account, account_id)):
                if isinstance(field, models.ForeignKey) and field.related_model is kind:
                    number = model._default_manager.filter(**{field.attname: pk}).count()
                    if number:
                        found[f"{model.__name__}.{field.name}"] = number
    return found


@pytest.fixture
def reports(settings, tmp_path):
    settings.REPORT_DIR = tmp_path
    return tmp_path


@pytest.fixture
def other(account):
    store = Store.objects.create(
        account=account, marketplace_id="A1PA6795UKMFR9", name="Demo DE", currency="EUR",
        language="de_DE", time_zone="Europe/Berlin",
    )  # fmt: skip
    fill(store)
    return store


def test_an_account_goes_with_everything(store, other, reports):
    report = fill(store)
    file = Path(reports / report.file)
    file.write_bytes(gzip.compress(b"lines"))
    account_id = store.account_id
    deletion.mark_account(store.account, by="olga", now=NOON)
    deletion.continue_deletions()
    assert not Account.objects.exists()
    assert [rows_of(each.pk, account_id) for each in (store, other)] == [{}, {}]
    assert not file.exists()
    for model in (Listing, ListingChange, ListingIssue, ListingTitle, TitleBacklog, TabCount, SyncRun):
        assert model._default_manager.count() == 0, model
    record = SettingChange.objects.order_by("pk").values_list("subject", "field", "by")
    assert list(record) == [
        ("account Demo EU", "state", "olga"),
        ("store Demo UK", "deleted", ""),
        ("store Demo DE", "deleted", ""),
        ("account Demo EU", "deleted", ""),
    ]


def test_a_store_goes_alone(store, other, reports):
    fill(store)
    deletion.mark_store(store, by="olga", now=NOON)
    deletion.continue_deletions()
    assert [each.name for each in Store.objects.all()] == ["Demo DE"]
    assert rows_of(store.pk, 0) == {}
    assert Listing.objects.filter(store=other).count() == 3
    assert Account.objects.get().state == "connected"


def test_batch_by_batch_and_on_after_a_kill(store, reports, monkeypatch):
    fill(store, listings=5)
    monkeypatch.setattr(deletion, "BATCH", 2)
    deletion.mark_account(store.account, by="", now=NOON)
    assert deletion._delete_listings(store.pk) == 2  # and here the worker is killed
    account = Account.objects.get()
    assert deletion.listings_left(account) == 3
    assert account.state == "deleting"
    deletion.continue_deletions()
    assert not Account.objects.exists()
    assert TabCount.objects.count() == 0


def test_a_second_worker_does_no_harm(store, reports):
    fill(store)
    deletion.mark_account(store.account, by="", now=NOON)
    deletion.delete_store(store)
    deletion.delete_store(store)
    deletion.continue_deletions()
    deletion.continue_deletions()
    assert not Account.objects.exists()


def test_listings_that_a_running_load_adds_meanwhile_go_too(store, reports, make_listing):
    deletion.mark_store(store, by="", now=NOON)
    make_listing("LATE-1")
    assert deletion._delete_row(store) is False
    deletion.delete_store(store)
    assert Listing.objects.count() == 0


def test_marking_stops_the_sync(store, reports):
    run = SyncRun.objects.create(account=store.account, opened_at=NOON)
    deletion.mark_account(store.account, by="", now=NOON)
    run.refresh_from_db()
    assert (run.finished_at, run.outcome) == (NOON, "abandoned")
    assert not Store.objects.syncing().exists()
    assert not Account.objects.syncing().exists()


@pytest.mark.parametrize(
    ("typed", "state"), [("Demo EU", "deleting"), ("demo eu", "connected"), ("", "connected")]
)
def test_the_name_must_be_typed(client, account, typed, state):
    operator = User.objects.create_user("olga", role=User.Role.OPERATOR)
    account.members.add(operator)
    client.force_login(operator)
    address = reverse("admin:amazon_channel_account_delete_account", args=[account.pk])
    client.post(address, {"_form_submitted": "on", "typed": typed})
    account.refresh_from_db()
    assert account.state == state
