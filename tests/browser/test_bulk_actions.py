"""What is done to all listings of a list, watched by the person who asked for it; and numbers on a phone."""

import pytest
from django.utils import timezone

from amazon_channel.models import User
from catalog.models import Product, ProductIdentifier
from listings.bulk import work
from listings.models import BulkDeed, Listing
from listings.tasks import carry_out_bulk_deed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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
def deed(make_listing, store, merchant, monkeypatch):
    """Ten listings to be ignored, four at a time."""
    monkeypatch.setattr(work, "BATCH", 4)
    for number in range(10):
        make_listing(f"MUG-{number}", title=f"Stoneware mug {number}", changed_at=timezone.now())
    return BulkDeed.objects.create(
        kind="ignore",
        at=timezone.now(),
        by="mia",
        user_id=merchant.pk,
        store_ids=[store.pk],
        asked={"question": "?tab=unmatched"},
    )


@pytest.mark.parametrize("look", LOOKS)
def test_progress_shows_and_ends_by_itself(open_as, deed, merchant, shoot, look):
    work.choose(deed, merchant)
    work.one_batch(deed, merchant, now=timezone.now())
    page = open_as(merchant, **look)
    page.goto(f"/listings/bulkdeed/{deed.pk}/change/")
    assert page.get_by_role("progressbar").get_attribute("aria-valuenow") == "40"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, f"bulk-action-{look['width']}")
    BulkDeed.objects.update(worked_at=None)
    carry_out_bulk_deed(deed_id=deed.pk)
    page.get_by_text("10 listings are ignored.").wait_for()
    assert page.get_by_role("progressbar").count() == 0
    assert not Listing.objects.filter(ignored_at=None).exists()


def test_stopped_in_the_browser(open_as, deed, merchant):
    page = open_as(merchant)
    page.goto(f"/listings/bulkdeed/{deed.pk}/change/")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped").wait_for()
    deed.refresh_from_db()
    assert deed.state == "stopped"


def test_numbers_of_collisions_stay_whole_on_a_phone(open_as, merchant, shoot):
    products = [Product.objects.create(sku=f"STONEWARE-MUG-{n}-{'X' * 20}", name="Mug") for n in range(2)]
    ProductIdentifier.objects.bulk_create(
        ProductIdentifier(
            product=product, role="ean", attribute="ean", kind="gtin", raw="x", value="14006381333938"
        )
        for product in products
    )
    page = open_as(merchant, width=390)
    page.goto("/collisions/?kind=gtin")
    number = page.locator(".ls-plain td b").first
    assert number.inner_text() == "14006381333938"
    assert number.evaluate("each => each.getClientRects().length") == 1  # one line
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, "collisions-390")
