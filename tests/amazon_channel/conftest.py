"""Two accounts with a row in every table that has a page, and a user of each role."""

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from amazon_channel.models import Account, Application, SettingChange, Store, User
from catalog import categories
from catalog.models import (
    Attribute,
    AttributeSet,
    BulkEdit,
    Category,
    ImportMapping,
    Product,
    ProductImport,
    StockSource,
    Website,
)
from listings.amazon_attributes.models import AmazonAttribute
from listings.models import BulkDeed, Listing
from sync.models import CallError, Finding, Quarantined, ReportRequest, SyncRun
from sync.submissions import Submission
from tests.amazon_channel.rights import ROLES
from tests.conftest import NOON


def rows_of(name):
    """An account with a row in every table that has a page; `name` stands in all that is shown of them."""
    application, _ = Application.objects.get_or_create(
        name="Shared", defaults={"client_id": "amzn1.application-oa2-client.demo", "sandbox": True}
    )
    account = Account.objects.create(
        name=name,
        region="EU",
        selling_partner_id=f"A{name}",
        application=application,
        refresh_token="Atzr|x",
        authorised_at=NOON,
    )
    store = Store.objects.create(
        account=account,
        marketplace_id="A1F83G8C2ARO7P",
        name=f"{name} UK",
        currency="GBP",
        language="en_GB",
        time_zone="Europe/London",
    )
    of_account = {"account": account, "store": store}
    listing = Listing.objects.create(
        store=store, seller_sku=f"{name}-1", title=name, first_seen_at=NOON, changed_at=NOON
    )
    offer = {"operation": "end", "old_asin": "B000000001", "asin": "B000000002", "body": {}}
    return {
        Account: account,
        Store: store,
        SettingChange: SettingChange.objects.create(
            account=account, at=NOON, subject=name, field=name, old=name, new=name
        ),
        Listing: listing,
        BulkDeed: BulkDeed.objects.create(
            kind="ignore",
            at=NOON,
            by=name,
            user_id=1,
            store_ids=[store.pk],
            asked={"question": "?tab=unmatched"},
        ),
        SyncRun: SyncRun.objects.create(account=account, opened_at=NOON, opened_by=name, message=name),
        ReportRequest: ReportRequest.objects.create(
            store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", asked_at=NOON, report_id=name, state="held"
        ),
        Submission: Submission.objects.create(
            **of_account, **offer, listing=listing, seller_sku=name, said=name, opened_at=NOON
        ),
        CallError: CallError.objects.create(account=account, at=NOON, operation=name, message=name),
        Quarantined: Quarantined.objects.create(
            **of_account, kind="report_line", key=name, payload=name, reason=name, first_at=NOON, last_at=NOON
        ),
        Finding: Finding.objects.create(
            **of_account, kind="missing", subject=name, detail=name, first_at=NOON, last_at=NOON
        ),
    }


@pytest.fixture
def mine(db):
    return rows_of("Mugs")


@pytest.fixture
def theirs(db):
    return rows_of("Plates")


@pytest.fixture
def shared(mine):
    """Rows that belong to no account."""
    every_day = IntervalSchedule.objects.create(every=1, period="days")
    return {
        Application: mine[Account].application,
        User: User.objects.create_user("someone"),
        Product: Product.objects.create(sku="MUG-1", name="Mug"),
        AmazonAttribute: AmazonAttribute.objects.create(marketplace_id="A1F83G8C2ARO7P", name="color"),
        ProductImport: ProductImport.objects.create(
            name="products.csv", format="adobe", opened_at=NOON, state="done", refused=1
        ),
        ImportMapping: ImportMapping.objects.create(name="ERP", columns={"Nr": "sku"}),
        Category: categories.add("Mugs"),
        Attribute: Attribute.objects.create(code="color", label="Colour", type="select"),
        AttributeSet: AttributeSet.objects.create(name="Mugs"),
        Website: Website.objects.create(code="shop", name="Shop"),
        StockSource: StockSource.objects.create(code="leeds", name="Leeds"),
        BulkEdit: BulkEdit.objects.create(
            at=NOON,
            by="mia",
            user_id=1,
            attribute="color",
            operation="clear",
            asked={"ids": []},
            state="applied",
        ),
        PeriodicTask: PeriodicTask.objects.create(name="Tick", task="x", interval=every_day),
    }


@pytest.fixture
def people(mine):
    """One user of each role, all members of the one account."""
    made = {role: User.objects.create_user(role, role=role) for role in ROLES}
    mine[Account].members.add(*made.values())
    return made
