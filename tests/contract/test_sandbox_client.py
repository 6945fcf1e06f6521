"""python-amazon-sp-api against the sandbox over real HTTP: the client the product uses gets on with it."""

from dataclasses import dataclass
from functools import partial

import pytest
from sp_api.api import (
    CatalogItemsV20220401,
    ListingsItemsV20210801,
    ProductTypeDefinitions,
    Sellers,
)
from sp_api.auth import AccessTokenClient
from sp_api.base import (
    SellingApiForbiddenException,
    SellingApiNotFoundException,
    SellingApiRequestThrottledException,
)
from sp_api.base.credential_provider import FromCodeCredentialProvider

from sandbox.people import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET
from sandbox.testing import sandbox_server
from tests.contract.amazon_models import FOLDER, Judge
from tests.sandbox.conftest import CA, OFFER, US, price, replace

pytestmark = pytest.mark.contract


@dataclass(frozen=True)
class Endpoint:
    """Stands in for a member of the library's Marketplaces."""

    endpoint: str
    marketplace_id: str = US
    region: str = "us-east-1"


@pytest.fixture
def box():
    judge = Judge()
    with sandbox_server(wrap=judge.wrap if FOLDER.is_dir() else None) as running:
        yield running
    assert judge.complaints == []


@pytest.fixture
def seller(box):
    return box.seller(US, CA)


@pytest.fixture
def client(box, seller):
    """client(ListingsItemsV20210801): an API of the library that talks to the sandbox."""
    host = box.url.removeprefix("http://")
    login = type("LocalLogin", (AccessTokenClient,), {"scheme": "http://", "host": host})
    made = []

    def make(api):
        # The library takes the Host header from the ninth character on; "http://@" is as long as "https://".
        made.append(
            api(
                marketplace=Endpoint(f"http://@{host}"),
                credentials={
                    "refresh_token": seller["refresh_token"],
                    "lwa_app_id": DEMO_CLIENT_ID,
                    "lwa_client_secret": DEMO_CLIENT_SECRET,
                },
                credential_providers=[FromCodeCredentialProvider],
                auth_token_client_class=login,
            )
        )
        return made[-1]

    yield make
    for api in made:
        api.close()
        api._auth._transport.close()


def test_listings_items(box, seller, client):
    listings = client(ListingsItemsV20210801)
    who = seller["selling_partner_id"]
    sku = "MUG/1 ü,+%2F"
    put = partial(listings.put_listings_item, who, sku, marketplaceIds=[US])
    offer = {"productType": "HOME", "requirements": "LISTING_OFFER_ONLY", "attributes": OFFER}
    assert put(body=dict(offer)).payload["status"] == "ACCEPTED"
    assert box.truth(seller)[sku]["price"] == "9.99"
    found = listings.search_listings_items(
        who, marketplaceIds=US, includedData="summaries,offers", pageSize=20
    )
    assert found.payload["items"][0]["sku"] == sku
    assert found.rate_limit == "5000"
    body = {"productType": "PRODUCT", "patches": [replace("purchasable_offer", price(7))]}
    assert (
        listings.patch_listings_item(who, sku, marketplaceIds=[US], body=body).payload["status"] == "ACCEPTED"
    )
    got = listings.get_listings_item(who, sku, marketplaceIds=US, includedData="offers")
    assert got.payload["offers"][0]["price"] == {"currencyCode": "USD", "amount": "7.00"}
    assert listings.delete_listings_item(who, sku).payload["status"] == "ACCEPTED"
    with pytest.raises(SellingApiNotFoundException):
        listings.get_listings_item(who, sku, marketplaceIds=US)


def test_paging_by_the_librarys_tokens(box, seller, client):
    for number in range(5):
        box.lists(seller, f"S{number}")
    listings = client(ListingsItemsV20210801)
    search = partial(
        listings.search_listings_items, seller["selling_partner_id"], marketplaceIds=US, pageSize=2
    )
    first = search()
    second = search(pageToken=first.next_token)
    assert [item["sku"] for item in second.payload["items"]] == ["S2", "S1"]


def test_sellers(client, seller):
    told = client(Sellers).get_marketplace_participation().payload
    assert [each["marketplace"]["id"] for each in told] == seller["marketplaces"]


def test_catalog_items(box, client):
    box.knows("B0MUG00001", marketplace=US, gtin="4006381333931", title="Blue mug")
    catalog = client(CatalogItemsV20220401)
    found = catalog.search_catalog_items(
        identifiers=["4006381333931"], identifiersType="EAN", marketplaceIds=[US], includedData="identifiers"
    )
    assert [item["asin"] for item in found.payload["items"]] == ["B0MUG00001"]
    told = catalog.get_catalog_item("B0MUG00001", marketplaceIds=[US])
    assert told.payload["summaries"][0]["itemName"] == "Blue mug"


def test_definitions(client):
    definitions = client(ProductTypeDefinitions)
    found = definitions.search_definitions_product_types(keywords=["towel"], marketplaceIds=[US])
    assert [each["name"] for each in found.payload["productTypes"]] == ["TOWEL"]
    told = definitions.get_definitions_product_type("TOWEL", marketplaceIds=[US])
    assert told.payload["schema"]["link"]["verb"] == "GET"


def test_errors_become_the_librarys_exceptions(box, seller, client):
    listings = client(ListingsItemsV20210801)
    search = partial(listings.search_listings_items, seller["selling_partner_id"], marketplaceIds=US)
    for name, exception in (
        ("throttled", SellingApiRequestThrottledException),
        ("forbidden", SellingApiForbiddenException),
    ):
        box.control("POST", "/faults", {"name": name, "operation": "searchListingsItems"})
        with pytest.raises(exception):
            search()
    assert search().payload["numberOfResults"] == 0
