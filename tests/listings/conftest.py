"""People at the listing pages, and a second store in another account."""

import pytest
from django.test import Client

from amazon_channel.models import Account, Store, User
from catalog.models import Product
from tests.conftest import NOON

LIST = "/listings/listing/"


@pytest.fixture
def merchant(account):
    user = User.objects.create_user("mia", role="merchant", first_name="Mia", last_name="Merchant")
    account.members.add(user)
    return user


@pytest.fixture
def browse(merchant):
    """A signed-in merchant who is a member of the first account."""
    client = Client()
    client.force_login(merchant)
    return client


@pytest.fixture
def german_store(account):
    """The account's second store."""
    return Store.objects.create(
        account=account,
        marketplace_id="A1PA6795UKMFR9",
        name="Demo DE",
        currency="EUR",
        language="de_DE",
        time_zone="Europe/Berlin",
    )


@pytest.fixture
def foreign_store(application):
    """A store of an account that the merchant is no member of."""
    other = Account.objects.create(
        name="Somebody else",
        region="FE",
        selling_partner_id="A9OTHER",
        application=application,
        refresh_token="Atzr|other",
        authorised_at=NOON,
    )
    return Store.objects.create(
        account=other,
        marketplace_id="A1VC38T7YXB528",
        name="Foreign JP",
        currency="JPY",
        language="ja_JP",
        time_zone="Asia/Tokyo",
    )


def text_of(response):
    return response.content.decode()


def skus(response):
    return [row.listing.seller_sku for row in response.context["cl"].rows]


@pytest.fixture
def mug(db):
    return Product.objects.create(sku="MUG", name="Blue mug", quantity=7)


@pytest.fixture
def make_active(make_listing, mug):
    def make(sku="MUG-1", **columns):
        return make_listing(sku, **{"product": mug, "buyable": True, "discoverable": True} | columns)

    return make
