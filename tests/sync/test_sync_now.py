"""Sync now from the listing pages: the narrowest run that covers what was asked, for whom it is allowed."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from amazon_channel.models import Account, Store, User
from sync.models import SyncRun
from tests.conftest import NOON

URL = "/sync-now/"


@pytest.fixture
def second_store(account):
    return Store.objects.create(
        account=account,
        marketplace_id="A1PA6795UKMFR9",
        name="Demo DE",
        currency="EUR",
        language="de_DE",
        time_zone="Europe/Berlin",
    )


@pytest.fixture
def merchant(account):
    return signed_in("merchant", account)


def signed_in(role, account=None):
    user = User.objects.create_user(role, role=role)
    if account:
        account.members.add(user)
    client = Client()
    client.force_login(user)
    return client


def opened():
    return [(run.account.name, run.store and run.store.name, run.seller_sku) for run in SyncRun.objects.all()]


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_one_ticked_listing_opens_a_run_for_its_sku(merchant, make_listing):
    mug = make_listing("MUG <1>/&")
    answer = merchant.post(URL, {"_selected_action": [mug.pk], "next": "/listings/listing/?tab=active"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/listings/listing/?tab=active")
    assert opened() == [("Demo EU", "Demo UK", "MUG <1>/&")]
    assert SyncRun.objects.get().opened_by == "merchant"
    assert said(answer) == ["MUG <1>/&: the sync has started."]


def test_several_of_one_store_open_a_run_for_the_store(merchant, make_listing):
    merchant.post(URL, {"_selected_action": [make_listing("A").pk, make_listing("B").pk]})
    assert opened() == [("Demo EU", "Demo UK", "")]


def test_several_stores_open_one_run_for_the_account(merchant, make_listing, second_store):
    ids = [make_listing("A").pk, make_listing("A", store=second_store).pk]
    merchant.post(URL, {"_selected_action": ids})
    assert opened() == [("Demo EU", None, "")]


def test_a_store_can_be_synced_whole(merchant, store):
    merchant.post(URL, {"store": store.pk})
    assert opened() == [("Demo EU", "Demo UK", "")]


def test_a_second_wish_waits_for_the_first(merchant, store):
    merchant.post(URL, {"store": store.pk})
    answer = merchant.post(URL, {"store": store.pk})
    assert len(opened()) == 1
    assert said(answer)[-1] == "Demo UK: a sync is already running; yours starts as soon as it is done."


def test_a_refusal_is_told(merchant, store, account):
    Account.objects.filter(pk=account.pk).update(paused_at=NOON)
    answer = merchant.post(URL, {"store": store.pk})
    assert opened() == []
    assert said(answer) == ["Demo EU: This account is paused. Resume it on its page, then sync."]


@pytest.mark.parametrize(
    "asked", [{}, {"store": "x"}, {"store": "9" * 30}, {"_selected_action": ["x", "-1"]}]
)
def test_nothing_asked_is_said(merchant, asked):
    assert "Nothing to sync" in said(merchant.post(URL, asked))[0]
    assert opened() == []


def test_an_inactive_store_is_not_synced(merchant, store, make_listing):
    Store.objects.filter(pk=store.pk).update(active=False)
    merchant.post(URL, {"store": store.pk})
    merchant.post(URL, {"_selected_action": [make_listing("A").pk]})
    assert opened() == []


def test_another_accounts_rows_are_not_synced(store, make_listing):
    stranger = signed_in("merchant")
    stranger.post(URL, {"store": store.pk})
    stranger.post(URL, {"_selected_action": [make_listing("A").pk]})
    assert opened() == []


def test_only_who_may_and_only_by_post(store, account):
    viewer = signed_in("viewer", account)
    assert viewer.post(URL, {"store": store.pk}).status_code == 403
    assert viewer.get(URL).status_code == 405
    assert Client().post(URL, {"store": store.pk}).status_code == 302
    assert opened() == []


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_never_leads_to_another_site(merchant, store, page):
    answer = merchant.post(URL, {"store": store.pk, "next": page})
    assert answer.headers["Location"] == "/listings/listing/"
