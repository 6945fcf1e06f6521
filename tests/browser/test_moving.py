"""A listing on its way to another ASIN, as a merchant sees and steers it."""

import pytest
from django.utils import timezone

from amazon_channel.models import Account, User
from catalog.models import Product
from listings.models import Listing
from sync.models import SyncRun
from sync.submissions import Submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "dark": True}, id="narrow-dark"),
]
OLD, NEW = "B0000000D1", "B0000000N1"
REFUSED = "8560 The SKU 'MUG-1' does not match any ASIN: 'B0000000N1' is not in the catalog."


@pytest.fixture
def merchant(account):
    user = User.objects.create_user("mia", role="merchant", first_name="Mia")
    account.members.add(user)
    return user


@pytest.fixture
def mug(make_listing, store):
    """Its old offer is ended, and Amazon refused the new one."""
    now = timezone.now()
    Account.objects.update(mode="live")
    product = Product.objects.create(sku="MUG-1", name="Stoneware mug blue, 350 ml", quantity=7)
    listing = make_listing(
        "MUG-1", title=product.name, product=product, asin=OLD, channel="FBM", price="12.50", quantity=4,
        gone_at=now, in_flight="move", submitted_at=now, assigned_asin=NEW, refusal=REFUSED, changed_at=now,
    )  # fmt: skip
    sent = {"account": store.account, "store": store, "listing": listing, "seller_sku": "MUG-1"}
    for operation, state, said in (("end", "shown", ""), ("list", "refused", REFUSED)):
        Submission.objects.create(
            **sent, operation=operation, state=state, said=said, old_asin=OLD, asin=NEW,
            body={"attributes": {}}, opened_at=now, sent_at=now, settled_at=now,
        )  # fmt: skip
    return listing


@pytest.mark.parametrize("look", LOOKS)
def test_what_was_refused_after_the_end_is_answered_with_the_old_asin(open_as, merchant, mug, shoot, look):
    page = open_as(merchant, **look)
    page.goto("/listings/listing/?tab=inactive")
    shoot(page, f"moving-refused-list-{look['width']}")
    page.goto(f"/listings/listing/{mug.pk}/change/")
    page.get_by_role("heading", name="Sent to Amazon").wait_for()
    assert page.locator("#sent").get_by_text(REFUSED).is_visible()
    shoot(page, f"moving-refused-{look['width']}", full=True)
    page.goto(f"/listings/listing/{mug.pk}/required-info/")
    page.get_by_text("The offer is kept: assign another ASIN, or the old one again.").wait_for()
    shoot(page, f"moving-refused-dialog-{look['width']}", full=True)
    page.get_by_label("ASIN", exact=True).fill(OLD)
    page.get_by_role("button", name="Check and save").click()
    page.get_by_text(f"{OLD} is being checked at Amazon. The answer comes with the sync.").wait_for()
    assert SyncRun.objects.get().seller_sku == "MUG-1"
    row = Listing.objects.get()
    assert (row.tab, row.status, row.assigned_asin) == ("ready", "listing", OLD)
    page.goto("/sync/submission/")
    shoot(page, f"submissions-{look['width']}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
