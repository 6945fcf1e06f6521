"""A sandbox for each test; every answer it gives is judged by Amazon's models, where they are at hand."""

import contextlib
import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.people import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET
from sandbox.testing import RunningSandbox, Seller, sandbox_server
from tests.contract.amazon_models import FOLDER, Judge

US, CA, UK, DE, JP = ("ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1F83G8C2ARO7P", "A1PA6795UKMFR9", "A1VC38T7YXB528")


@pytest.fixture
def serve():
    """Starts a sandbox: serve(scenario="demo", throttle=1, lag=2) → RunningSandbox."""
    judge = Judge()
    with contextlib.ExitStack() as running:
        yield lambda **options: running.enter_context(
            sandbox_server(wrap=judge.wrap if FOLDER.is_dir() else None, **options)
        )
    assert judge.complaints == []


@pytest.fixture
def box(serve):
    """An empty sandbox without throttle and lag."""
    return serve()


@pytest.fixture
def seller(box):
    """A seller in the US and Canada."""
    return box.seller(US, CA, name="Mug shop")


@pytest.fixture
def connect():
    """Logs in: connect(box, seller) → Caller."""
    with contextlib.ExitStack() as open_callers:
        yield lambda box, seller: open_callers.enter_context(Caller.login(box, seller))


@pytest.fixture
def amazon(box, seller, connect):
    """The seller's logged-in caller."""
    return connect(box, seller)


class Caller:
    """Plain HTTP calls of one seller, as any client of the SP-API makes them."""

    def __init__(self, http: httpx.Client, seller: Seller) -> None:
        self.http, self.seller = http, seller
        self.items = f"/listings/2021-08-01/items/{seller['selling_partner_id']}"

    @classmethod
    @contextlib.contextmanager
    def login(cls, box: RunningSandbox, seller: Seller) -> Iterator["Caller"]:
        """A caller with a fresh access token."""
        # Plain HTTP: without `verify=False` each client reads the list of certificates for 25 ms.
        with httpx.Client(base_url=box.url, timeout=30, verify=False) as http:
            answer = http.post("/auth/o2/token", data=refresh_form(seller))
            http.headers["x-amz-access-token"] = answer.json()["access_token"]
            yield cls(http, seller)

    def call(self, method: str, path: str, *, json: Any = None, **query: Any) -> httpx.Response:
        """Any call."""
        if json is None:
            return self.http.request(method, path, params=query)
        return self.http.request(method, path, params=query, json=json)

    def search(self, **query: Any) -> httpx.Response:
        """searchListingsItems, in the US unless said otherwise."""
        return self.call("GET", self.items, **{"marketplaceIds": US} | query)

    def skus(self, **query: Any) -> list[str]:
        """The SKUs of one page, in order."""
        answer = self.search(**query)
        assert answer.status_code == 200, answer.text
        return [item["sku"] for item in answer.json()["items"]]

    def pages(self, **query: Any) -> Iterator[list[str]]:
        """The SKUs of every page."""
        token: dict[str, str] = {}
        for _ in itertools.count():
            page = self.search(**query, **token).json()
            yield [item["sku"] for item in page["items"]]
            following = page.get("pagination", {}).get("nextToken")
            if following is None:
                return
            token = {"pageToken": following}

    def item(self, method: str, sku: str, *, json: Any = None, **query: Any) -> httpx.Response:
        """get, put, patch or delete of one SKU, percent-encoded once."""
        path = f"{self.items}/{httpx.URL('/', params={'s': sku}).query.decode()[2:].replace('+', '%20')}"
        return self.call(method, path, json=json, **{"marketplaceIds": US} | query)

    def patch(self, sku: str, *patches: dict[str, Any], product_type: str = "PRODUCT", **query: Any) -> Any:
        """patchListingsItem; the answer's JSON."""
        answer = self.item(
            "PATCH", sku, json={"productType": product_type, "patches": list(patches)}, **query
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


def refresh_form(seller: Seller) -> dict[str, str]:
    """The form of a refresh_token grant."""
    return {
        "grant_type": "refresh_token",
        "refresh_token": seller["refresh_token"],
        "client_id": DEMO_CLIENT_ID,
        "client_secret": DEMO_CLIENT_SECRET,
    }


def replace(attribute: str, *value: dict[str, Any]) -> dict[str, Any]:
    """A replace patch."""
    return {"op": "replace", "path": f"/attributes/{attribute}", "value": list(value)}


def price(amount: float | str, currency: str = "USD") -> dict[str, Any]:
    """A purchasable_offer to everyone."""
    return {
        "marketplace_id": US,
        "currency": currency,
        "audience": "ALL",
        "our_price": [{"schedule": [{"value_with_tax": amount}]}],
    }


OFFER = {
    "merchant_suggested_asin": [{"value": "B0MUG00001", "marketplace_id": US}],
    "condition_type": [{"value": "new_new", "marketplace_id": US}],
    "purchasable_offer": [price(9.99)],
    "fulfillment_availability": [
        {"fulfillment_channel_code": "DEFAULT", "quantity": 5, "lead_time_to_ship_max_days": 2}
    ],
}


def put(amazon, sku, attributes, *, requirements="LISTING_OFFER_ONLY", product_type="HOME", **query):
    body = {"productType": product_type, "requirements": requirements, "attributes": attributes}
    answer = amazon.item("PUT", sku, json=body, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()
