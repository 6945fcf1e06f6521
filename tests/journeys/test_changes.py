"""What people and Amazon do to listings shows on the right tab after the next sync."""

import pytest

from amazon_channel.models import Account, Store
from listings.models import Listing, ListingChange

pytestmark = pytest.mark.journey

UK = "A1F83G8C2ARO7P"


@pytest.fixture
def europe(demo, sync_until_loaded):
    account = Account.objects.get(region="EU")
    sync_until_loaded(account)
    return account


@pytest.fixture
def seller(demo, europe):
    sellers = demo.control("GET", "/sellers")
    return next(each for each in sellers if each["selling_partner_id"] == europe.selling_partner_id)


def active(count):
    """Healthy listings of the UK store that the merchant ships and only that store has."""
    rows = Listing.objects.filter(
        store__marketplace_id=UK, status="active", channel="FBM", is_parent=False, parent_sku=""
    )
    return list(rows.order_by("seller_sku").values_list("seller_sku", flat=True)[:count])


def where(sku):
    row = Listing.objects.get(store=Store.objects.get(marketplace_id=UK), seller_sku=sku)
    return row.tab, row.status


def test_six_kinds_of_change_stand_right_after_the_next_sync(demo, europe, seller, sync):
    key = {"seller": seller["selling_partner_id"], "marketplace": UK}
    sold_out, blocked, hidden, priced, deleted, well = active(6)
    demo.lists(seller, sold_out, marketplace=UK, quantity=0)
    suppressed = {"code": "18299", "actions": ["LISTING_SUPPRESSED"]}
    demo.control("POST", "/issues", {**key, "sku": blocked, **suppressed})
    demo.control(
        "POST",
        "/issues",
        {**key, "sku": hidden, "code": "18027", "severity": "WARNING", "actions": ["SEARCH_SUPPRESSED"]},
    )
    demo.lists(seller, priced, marketplace=UK, price="123.45")
    demo.unlists(seller, deleted, marketplace=UK)
    demo.lists(seller, "BRAND-NEW-1", marketplace=UK, price="5.00", quantity=2)

    run = sync(europe)

    assert run.outcome == "ok", run.message
    assert {sku: where(sku) for sku in (sold_out, blocked, hidden, priced, deleted, "BRAND-NEW-1", well)} == {
        sold_out: ("inactive", "no_stock_at_amazon"),
        blocked: ("inactive", "blocked"),
        hidden: ("active", "search_suppressed"),
        priced: ("active", "active"),
        deleted: ("ended", "removed"),
        "BRAND-NEW-1": ("unmatched", "awaiting_product"),
        well: ("active", "active"),
    }
    changes = ListingChange.objects.filter(listing__seller_sku=priced, field="price", run_id=run.pk)
    assert [(change.new, change.source) for change in changes] == [("123.45", "search")]

    demo.lists(seller, sold_out, marketplace=UK, quantity=9)
    demo.control("DELETE", "/issues", {**key, "sku": blocked})
    sync(europe)
    assert [where(sold_out), where(blocked)] == [("active", "active")] * 2
