"""The home page: a card per store with exact counts, alerts, runs – in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from amazon_channel.models import Account, Store, User
from reporting.home import store_cards
from reporting.templatetags.spans import since, span
from sync.models import Finding, ReportRequest, SyncRun, SyncStage
from tests.conftest import NOON


@pytest.fixture
def merchant(account):
    user = User.objects.create_user("merchant", password="x", role=User.Role.MERCHANT)
    account.members.add(user)
    return user


@pytest.fixture
def run(account, store):
    run = SyncRun.objects.create(
        account=account, opened_at=NOON, finished_at=NOON + timedelta(seconds=4), outcome="ok"
    )
    SyncStage.objects.create(
        run=run, store=store, name="delta", started_at=NOON, read=7, new=2, lag_seconds=65
    )
    return run


def test_a_card_tells_tabs_lag_and_last_run(merchant, store, run, make_listing):
    make_listing("MUG")
    make_listing("GONE", gone_at=NOON)
    (card,) = store_cards(merchant)
    assert {tab.value: number for tab, number in card.tabs if number} == {"unmatched": 1, "ended": 1}
    assert (card.listings, card.lag_seconds, card.last_run) == (2, 65.0, run)


def test_a_card_counts_unmatched_listings_as_their_tab_does(merchant, store, run, make_listing):
    make_listing("MUG")
    make_listing("IGNORED", ignored_at=NOON)
    (card,) = store_cards(merchant)
    assert dict(card.tabs)["unmatched"] == 1
    assert card.listings == 2


def test_a_card_shows_website_and_dates(client, merchant, store, run):
    Store.objects.filter(pk=store.pk).update(created_at=NOON - timedelta(days=400))
    client.force_login(merchant)
    card = client.get(reverse("reporting:home-cards")).content.decode()
    for told in ("Demo EU · United Kingdom", "Website uk · since 19 Oct 2025", "23 Nov 2026, 12:00 UTC"):
        assert told in card


def test_a_run_of_another_store_or_of_one_sku_is_no_sync_of_the_store(merchant, account, store, run):
    later = {"account": account, "outcome": "ok", "finished_at": NOON + timedelta(hours=1)}
    other = Store.objects.create(
        account=account,
        marketplace_id="A1PA6795UKMFR9",
        name="Demo DE",
        currency="EUR",
        language="de_DE",
        time_zone="Europe/Berlin",
    )
    its_own = SyncRun.objects.create(store=other, opened_at=NOON + timedelta(minutes=1), **later)
    SyncRun.objects.create(store=store, seller_sku="MUG", opened_at=NOON + timedelta(minutes=2), **later)
    cards = {card.store: card.last_run for card in store_cards(merchant)}
    assert cards == {store: run, other: its_own}


def test_what_waits_for_a_person_is_counted_once(merchant, account, store, run, make_listing):
    make_listing("DRAFT", product_id=1, amazon_incomplete=True)
    ReportRequest.objects.create(store=store, kind="x", state="held", asked_at=NOON)
    Finding.objects.create(account=account, store=store, kind="missing", first_at=NOON, last_at=NOON)
    Finding.objects.create(
        account=account, store=store, kind="shrunk", first_at=NOON, last_at=NOON, resolved_at=NOON
    )
    (card,) = store_cards(merchant)
    assert [tuple(alert) for alert in card.alerts] == [("incomplete", 1), ("held", 1), ("findings", 1)]


def test_what_concerns_a_whole_account_is_told_too(client, merchant, account, store):
    Finding.objects.create(account=account, kind="unreachable", first_at=NOON, last_at=NOON)
    Finding.objects.create(account=account, store=store, kind="missing", first_at=NOON, last_at=NOON)
    client.force_login(merchant)
    page = client.get(reverse("admin:index")).content.decode()
    assert "Demo EU: 1 finding about the whole account" in page
    assert f"/sync/finding/?account__id__exact={account.pk}" in page


def test_a_lag_of_nothing_is_not_an_unknown_one(merchant, store, run):
    SyncStage.objects.update(lag_seconds=0)
    assert [card.lag_seconds for card in store_cards(merchant)] == [0.0]


def test_a_page_is_in_one_language(client, merchant, store):
    """Until our own words are translated, a German browser must not get half of them from Django."""
    client.force_login(merchant)
    page = client.get(reverse("admin:index"), headers={"Accept-Language": "de"}).content.decode()
    assert '<html lang="en"' in page
    assert "Abmelden" not in page


def test_only_the_members_stores_are_shown(merchant, store, application):
    other = Account.objects.create(
        name="Other", region="NA", selling_partner_id="X", application=application, authorised_at=NOON
    )
    Store.objects.create(
        account=other,
        marketplace_id="ATVPDKIKX0DER",
        name="US",
        currency="USD",
        time_zone="UTC",
        language="en_US",
    )
    assert [card.store for card in store_cards(merchant)] == [store]


def test_queries_do_not_grow_with_the_stores(merchant, account, store, run, django_assert_num_queries):
    for marketplace in ("A1PA6795UKMFR9", "A13V1IB3VIYZZH"):
        Store.objects.create(
            account=account,
            marketplace_id=marketplace,
            name=marketplace,
            currency="EUR",
            language="de_DE",
            time_zone="Europe/Berlin",
        )
    with django_assert_num_queries(7):
        assert len(store_cards(merchant)) == 3


def test_the_page_and_the_part_that_refreshes_say_the_same(client, merchant, store, run):
    client.force_login(merchant)
    page = client.get(reverse("admin:index")).content.decode()
    part = client.get(reverse("reporting:home-cards")).content.decode()
    assert "Demo UK" in part
    assert 'data-refresh="/home/cards"' in page
    assert "Demo UK" in page


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (User.Role.OPERATOR, "Connect a Seller Central account"),
        (User.Role.VIEWER, "You are not a member of any account"),
    ],
)
def test_an_empty_home_says_what_to_do(client, db, role, words):
    client.force_login(User.objects.create_user("new", password="x", role=role))
    assert words in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "—"),
        (0.4, "under 1 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (timedelta(hours=26), "1 d"),
        (7_200, "2 h"),
    ],
)
def test_spans_in_words(seconds, words):
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=12), "12 s ago"),
        (timedelta(minutes=5), "5 min ago"),
        (-timedelta(seconds=3), "under 1 s ago"),
    ],
)
def test_how_long_ago_in_words(ago, words):
    assert since(NOON - ago, NOON) == words
