"""The listing pages as a merchant sees them: narrow and wide, light and dark, moving by themselves."""

import pytest
from django.utils import timezone

from amazon_channel.models import User
from catalog.models import Product
from listings.changes import attributed
from listings.codes import Source
from listings.models import Listing, ListingIssue
from listings.titles import fill_titles
from sync.models import SyncRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/listings/listing/"
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"  # as on coming back to the page
LONG = "Ceramic coffee mug 350 ml with bamboo lid, hand-glazed stoneware, dishwasher safe " * 3 + "x" * 60
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "dark": True}, id="narrow-dark"),
]


@pytest.fixture
def merchant(account):
    user = User.objects.create_user("mia", role="merchant", first_name="Mia")
    account.members.add(user)
    return user


@pytest.fixture
def shop(make_listing, store):
    """Sixty listings, among them a long title, Japanese, HTML in a SKU, and one with an issue."""
    now = timezone.now()
    mug = Product.objects.create(sku="MUG", name="Coffee mug", asin="B07XAMPLE1", quantity=7)
    titles = {
        0: LONG,
        1: "陶器のコーヒーマグ 竹の蓋付き 食洗機対応",
        2: "<script>document.title='hacked'</script>",
    }
    for number in range(60):
        make_listing(
            f"MUG-{number:02d}" if number != 2 else "<b>MUG</b> & co/1?x=%41",
            title=titles.get(number, f"Coffee mug no. {number}"),
            product=mug,
            buyable=True,
            price="12.50",
            quantity=number,
            condition="new_new",
            changed_at=now,
        )
    broken = make_listing("BLOCKED", product=mug, buyable=False, inactive_reason="blocked", changed_at=now)
    ListingIssue.objects.create(
        listing=broken,
        store=store,
        code="8541",
        message="'color' is required but missing.",
        severity="ERROR",
        categories=["MISSING_ATTRIBUTE"],
        attribute_names=["color"],
        enforcements=["LISTING_SUPPRESSED"],
        first_seen_at=now,
        last_seen_at=now,
    )
    fill_titles(chunks=100)
    return broken


def no_sideways_scrolling(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_the_list_pages_both_ways(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(LIST)
    assert page.locator("tr[data-row]").count() == 50
    assert page.title() != "hacked"
    assert no_sideways_scrolling(page)
    shoot(page, f"listings-{look['width']}")
    first = page.locator("tr[data-row]").first.get_attribute("data-row")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**after=*")
    assert page.locator("tr[data-row]").count() == 10
    page.get_by_role("link", name="Previous").click()
    page.wait_for_url("**before=*")
    assert page.locator("tr[data-row]").first.get_attribute("data-row") == first


def test_search_and_filter(open_as, merchant, shop, shoot):
    page = open_as(merchant)
    page.goto(LIST)
    page.keyboard.press("/")
    page.keyboard.type("mug no. 17")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    assert page.locator("tr[data-row]").count() == 1
    page.goto(f"{LIST}?tab=inactive")
    page.get_by_text("Filters").click()
    page.locator("select[name=code] option[value='8541']").wait_for(state="attached")
    page.locator("select[name=code]").select_option("8541")
    page.wait_for_url("**code=8541*")
    assert page.locator("tr[data-row]").count() == 1
    shoot(page, "listings-filtered")
    page.get_by_role("link", name="Clear all").click()
    page.wait_for_url(lambda url: "code" not in url)


def test_rows_move_while_the_merchant_watches(open_as, merchant, shop, shoot):
    page = open_as(merchant)
    page.goto(f"{LIST}?tab=inactive")
    moved = Listing.objects.get(seller_sku="MUG-05")
    with attributed(Source.SEARCH, now=timezone.now()):
        Listing.objects.filter(pk=moved.pk).update(
            buyable=False, inactive_reason="price_error", changed_at=timezone.now()
        )
    page.evaluate(LOOK_AGAIN)
    arrived = page.locator(f"tr[data-row='{moved.pk}'].ls-arrived")
    arrived.wait_for()
    assert page.locator("a[data-tab=inactive]").get_attribute("data-number") == "2"
    assert page.locator("a[data-tab=active]").get_attribute("data-number") == "59"
    shoot(page, "listings-moved")


def test_ticked_rows_hold_still_and_are_synced(open_as, merchant, shop, shoot):
    page = open_as(merchant)
    page.goto(f"{LIST}?tab=inactive")
    page.get_by_label("Tick BLOCKED").check()
    page.get_by_text("1 of 1 ticked").wait_for()
    page.evaluate(LOOK_AGAIN)
    page.get_by_text("Paused while rows are ticked").wait_for()
    shoot(page, "listings-ticked")
    page.get_by_role("button", name="Sync now").click()
    page.get_by_text("BLOCKED: the sync has started.").wait_for()
    assert page.url.endswith("?tab=inactive")
    assert SyncRun.objects.get().seller_sku == "BLOCKED"


def test_the_page_says_when_the_person_is_signed_out(open_as, merchant, shop):
    page = open_as(merchant)
    page.goto(LIST)
    page.context.clear_cookies()
    page.evaluate(LOOK_AGAIN)
    page.get_by_text("You are signed out").wait_for()
    assert page.locator("tr[data-row]").count() == 50


@pytest.mark.parametrize("look", LOOKS)
def test_one_listing(open_as, merchant, shop, shoot, look):
    with attributed(Source.USER, now=timezone.now(), user_id=merchant.pk):
        Listing.objects.filter(pk=shop.pk).update(price="19.99")
    page = open_as(merchant, **look)
    page.goto(f"{LIST}{shop.pk}/change/")
    assert page.get_by_text("Data is missing: color").is_visible()
    assert page.get_by_text("Why is it here?").is_visible()
    assert page.get_by_text("£19.99").first.is_visible()
    assert "UTC" not in page.locator("#activity").inner_text()  # times are the reader's own
    assert no_sideways_scrolling(page)
    shoot(page, f"listing-{look['width']}", full=True)


@pytest.mark.parametrize("look", LOOKS)
def test_an_odd_sku_leads_to_its_page(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(f"{LIST}?q=%3Cb%3EMUG%3C%2Fb%3E+%26+co%2F1%3Fx%3D%2541")
    page.locator(".ls-title").click()
    page.wait_for_url("**/change/**")
    assert page.get_by_text("<b>MUG</b> & co/1?x=%41").first.is_visible()
    assert page.title() != "hacked"


@pytest.mark.parametrize("look", LOOKS)
def test_empty(open_as, merchant, shoot, store, look):
    page = open_as(merchant, **look)
    page.goto(LIST)
    assert page.get_by_text("Nothing on this tab").is_visible()
    assert page.get_by_text("No listing has come in yet").is_visible()
    assert no_sideways_scrolling(page)
    shoot(page, f"listings-empty-{look['width']}")


@pytest.mark.parametrize("look", LOOKS)
def test_the_catalog_shows_where_a_product_is_listed(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto("/catalog/product/?q=mug")
    page.get_by_role("link", name="Coffee mug").click()
    page.wait_for_url("**/change/**")
    assert page.get_by_text("Demo UK").first.is_visible()
    shoot(page, f"product-{look['width']}", full=True)
