"""connect_account and seed_demo: what they connect, what they refuse, and that doing it twice is harmless."""

import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from amazon_channel.models import Account, Application, Store, User
from catalog.models import Product
from sandbox.testing import sandbox_server
from sync.models import SyncRun

US, CA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"


@pytest.fixture
def box(settings, db):
    with sandbox_server() as box:
        settings.SP_API_SANDBOX_URL = box.url
        yield box


@pytest.fixture
def seller(box):
    return box.seller(US, CA, name="Mug shop")


def connect(seller, **changes):
    options = {
        "name": "Mugs NA",
        "region": "NA",
        "marketplaces": "US,CA",
        "client_id": "amzn1.application-oa2-client.demo",
        "client_secret": "demo-secret",
        "refresh_token": seller["refresh_token"],
        "sandbox": True,
    } | changes
    out = io.StringIO()
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items() if value is not True]
    flags = [f"--{name}" for name, value in options.items() if value is True]
    call_command("connect_account", *words, *flags, stdout=out)
    return out.getvalue()


def test_the_interval_is_the_settings_unless_said_otherwise(settings, seller):
    settings.SYNC_INTERVAL_SECONDS = 120
    connect(seller)
    assert Account.objects.get().sync_interval_seconds == 120


def test_it_connects_and_starts_the_first_sync(seller):
    said = connect(seller, marketplaces=f"{US},ca", sync_interval="60")
    account = Account.objects.get()
    assert account.selling_partner_id == seller["selling_partner_id"]
    assert (account.mode, account.sync_interval_seconds) == ("shadow", 60)
    stores = Store.objects.order_by("website").values_list("name", "website", "currency", "time_zone")
    assert list(stores) == [
        ("Mugs CA", "ca", "CAD", "America/Los_Angeles"),
        ("Mugs US", "us", "USD", "America/Los_Angeles"),
    ]
    assert SyncRun.objects.get().trigger == "connected"
    assert "Connected Mugs NA: seller" in said
    assert "demo-secret" not in said
    assert seller["refresh_token"] not in said


def test_twice_is_harmless_and_adds_what_is_new(seller):
    connect(seller, marketplaces="US")
    before = Account.objects.get()
    assert "Renewed Mugs NA" in connect(seller, marketplaces="US,CA")
    after = Account.objects.get()
    assert after.authorised_at == before.authorised_at  # the same token is the same consent
    assert (Store.objects.count(), Application.objects.count()) == (2, 1)


def test_a_new_token_revives_an_account(seller):
    connect(seller)
    Account.objects.update(
        state="needs_reauthorisation", refresh_token="Atzr|old", authorised_at="2025-01-01 00:00Z"
    )
    connect(seller)
    account = Account.objects.get()
    assert (account.state, account.refresh_token) == ("connected", seller["refresh_token"])
    assert account.authorised_at.year > 2025


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"refresh_token": "Atzr|no"}, "does not accept the authorisation", id="token"),
        pytest.param({"client_secret": "no"}, "does not know this client id", id="secret"),
        pytest.param({"marketplaces": "US,MX"}, "does not take part in MX; there are CA, US", id="not there"),
        pytest.param({"marketplaces": "US,DE"}, "Germany belongs to region EU, not NA", id="other region"),
        pytest.param({"marketplaces": "XX"}, "There is no marketplace 'XX'", id="unknown"),
        pytest.param({"marketplaces": ""}, "Choose at least one marketplace", id="none"),
        pytest.param({"seller_id": "AOTHER"}, "not to AOTHER", id="seller"),
        pytest.param({"sync_interval": "5"}, "from 10 to 86400", id="interval"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_kept(seller, wrong, said):
    with pytest.raises(CommandError, match=said):
        connect(seller, **wrong)
    assert (Account.objects.count(), Application.objects.count()) == (0, 0)


def test_the_same_seller_under_another_name_is_refused(seller):
    connect(seller)
    with pytest.raises(CommandError, match="already connected in NA as “Mugs NA”"):
        connect(seller, name="Again")


def test_secrets_from_the_environment(seller, monkeypatch):
    monkeypatch.setenv("SP_CLIENT_SECRET", "demo-secret")
    monkeypatch.setenv("SP_REFRESH_TOKEN", seller["refresh_token"])
    connect(seller, client_secret="", refresh_token="")
    assert Account.objects.count() == 1


def test_secrets_from_standard_input(seller, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"demo-secret\n{seller['refresh_token']}\n"))
    connect(seller, client_secret="-", refresh_token="-")
    assert Account.objects.count() == 1


def test_a_missing_secret_is_named(seller, monkeypatch):
    monkeypatch.delenv("SP_REFRESH_TOKEN", raising=False)
    with pytest.raises(CommandError, match="--refresh-token is missing"):
        connect(seller, refresh_token="")


def test_without_a_sandbox_address_a_sandbox_account_is_refused(seller, settings):
    settings.SP_API_SANDBOX_URL = ""
    with pytest.raises(CommandError, match="SP_API_SANDBOX_URL is not set"):
        connect(seller)


@pytest.fixture
def demo(settings, db):
    with sandbox_server(scenario="demo") as box:
        settings.SP_API_SANDBOX_URL = box.url
        settings.DEBUG = True
        yield box


def test_the_demo_is_seeded_once(demo):
    call_command("seed_demo", stdout=io.StringIO())
    calls = demo.calls("getMarketplaceParticipations")
    User.objects.filter(username="viewer").update(role="merchant")
    Product.objects.update(quantity=77)
    call_command("seed_demo", stdout=io.StringIO())

    assert Counter(Store.objects.values_list("website", flat=True)) == Counter(["us", "ca", "uk", "de", "jp"])
    accounts = Account.objects.order_by("name").values_list("name", "region", "mode", "sync_interval_seconds")
    assert list(accounts) == [
        ("Linden & Finch EU", "EU", "shadow", 20),
        ("Linden & Finch FE", "FE", "shadow", 20),
        ("Linden & Finch NA", "NA", "shadow", 20),
    ]
    assert demo.calls("getMarketplaceParticipations") == calls == 3
    assert User.objects.get(username="viewer").role == "merchant"  # what was changed stays
    assert Product.objects.exclude(quantity=77).count() == 0
    assert Product.objects.filter(image__startswith=demo.url).exists()
    assert User.objects.get(username="viewer").accounts.count() == 3


def test_demo_pictures_follow_the_sandbox(demo, settings):
    call_command("seed_demo", stdout=io.StringIO())
    settings.SP_API_SANDBOX_URL = "http://127.0.0.1:9"
    call_command("seed_demo", stdout=io.StringIO())
    assert not Product.objects.filter(image__startswith=demo.url).exists()


def test_no_demo_in_production(settings, db):
    settings.SP_API_SANDBOX_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="meant for DEBUG"):
        call_command("seed_demo")
    assert User.objects.count() == 0
