"""The main job in a browser: connect an account on the consent page, sync, browse its listings by tab."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from amazon_channel.models import Account, Application, User
from listings.models import Listing
from listings.titles import fill_titles
from sandbox.testing import sandbox_server
from sync import runs
from sync.amazon.client import Amazon
from sync.amazon.throttle import Unthrottled
from sync.call_log import CallLog
from sync.clients import TOKENS, credentials_of
from sync.demo import catalog
from sync.models import SyncRun
from sync.run import execute

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def box(settings, live_server, tmp_path):
    """The demo's Seller Central, which sends people back to this live server."""
    settings.REPORT_DIR = tmp_path
    settings.BASE_URL = live_server.url
    with sandbox_server(scenario="demo") as running:
        settings.SP_API_SANDBOX_URL = running.url
        running.control("PUT", "/reports", {"seconds": 0})
        yield running


@pytest.fixture
def operator(box):
    Application.objects.create(
        name="Sandbox",
        application_id="amzn1.sp.solution.demo",
        client_id="amzn1.application-oa2-client.demo",
        client_secret="demo-secret",
        sandbox=True,
    )
    catalog.seed()
    return User.objects.create_user("olga", role="operator", first_name="Olga")


def later():
    """A minute ahead: a sync reads only changes that are some seconds old."""
    return timezone.now() + timedelta(minutes=1)


def sync(account, times=1, clock=timezone.now):
    """What a worker does with the open run, in this process and without Amazon's limits."""
    for _ in range(times):
        run = SyncRun.objects.open().filter(account=account).first()
        run = run or runs.open_run(account, trigger=SyncRun.Trigger.USER, now=clock())
        run = runs.claim(run.pk, now=clock())
        calls = CallLog(run, clock)
        client = Amazon(credentials_of(account), throttle=Unthrottled(), tokens=TOKENS, observer=calls)
        execute(run, client, calls=calls, clock=clock)
    fill_titles()


def test_connect_sync_browse(open_as, operator, box, shoot):
    page = open_as(operator)
    page.goto("/")
    assert page.get_by_text("No store yet").is_visible()
    shoot(page, "home-empty")

    page.get_by_role("link", name="Connect account").click()
    page.get_by_label("Name", exact=False).first.fill("Linden Europe")
    page.locator("[name=place]").select_option(label="🇬🇧 United Kingdom")
    page.get_by_role("button", name="Go to Amazon").click()

    page.wait_for_url(f"{box.url}/**")
    shoot(page, "consent-page")
    page.get_by_text("EU").first.click()
    page.get_by_role("button", name="Confirm").click()

    page.get_by_role("button", name="Connect and start the first sync").wait_for()
    shoot(page, "connect-stores", full=True)
    page.get_by_role("button", name="Connect and start the first sync").click()
    page.wait_for_url("**/sync/syncrun/**")
    shoot(page, "first-sync-waiting")

    account = Account.objects.get(name="Linden Europe")
    assert account.mode == "shadow"
    assert sorted(account.stores.values_list("website", flat=True)) == ["de", "uk"]
    sync(account, times=3)
    page.reload()
    assert page.get_by_text("OK").first.is_visible()
    shoot(page, "first-sync-done", full=True)

    page.goto("/")
    page.locator(".ch-card").first.wait_for()
    shoot(page, "home", full=True)
    page.locator(".ch-card", has_text="Germany").locator(".ch-tab-inactive").click()
    page.locator("td", has_text="Out of stock on Amazon").first.wait_for()
    shoot(page, "inactive-listings", full=True)

    listing = Listing.objects.filter(tab="inactive", inactive_reason="blocked").first()
    page.goto(f"/listings/listing/{listing.pk}/change/")
    page.get_by_text("Amazon has the listing but does not sell it.").first.wait_for()
    shoot(page, "listing-why", full=True)


def test_listings_move_while_one_watches(open_as, operator, box, shoot):
    """A person in Seller Central sells out; the next sync moves the row from Active to Inactive."""
    call_command("seed_demo", "--force", verbosity=0)
    account = Account.objects.get(region="FE")
    account.members.add(operator)
    sync(account, times=3)
    listing = Listing.objects.filter(
        tab="active", channel="FBM", store__account=account, is_parent=False
    ).first()
    page = open_as(operator)
    page.goto("/")
    card = page.locator(".ch-card", has_text="Japan")
    inactive = int(card.locator(".ch-tab-inactive b").inner_text())

    box.control(
        "PUT",
        "/listings",
        {
            "seller": account.selling_partner_id,
            "marketplace": listing.store.marketplace_id,
            "sku": listing.seller_sku,
            "quantity": 0,
        },
    )
    sync(account, clock=later)
    card.locator(".ch-tab-inactive b", has_text=str(inactive + 1)).wait_for(timeout=15_000)
    shoot(page, "home-moved", full=True)


@pytest.mark.parametrize(
    "look", [{"width": 1440, "dark": True}, {"width": 390, "dark": False}], ids=["dark", "narrow"]
)
def test_home_in_every_light(open_as, operator, box, shoot, look):
    call_command("seed_demo", "--force", verbosity=0)
    for account in Account.objects.all():
        account.members.add(operator)
    sync(Account.objects.get(region="FE"), times=2)
    page = open_as(operator, **look)
    page.goto("/")
    page.locator(".ch-card").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= look["width"]
    shoot(page, f"home-{look['width']}-{'dark' if look['dark'] else 'light'}", full=True)
