"""python-amazon-sp-api behind our own transport: the library knows paths and versions, we do the rest.

All that touches the library's private parts is in this file, and tests/sync/amazon/test_library.py holds each
of its quirks, so that an upgrade shows at once what it changes:
- its constructor opens two HTTP pools and obeys SP_API_DEFAULT_MARKETPLACE: ours does neither;
- it computes the Host header for https only: httpx writes it, from the address itself;
- it adds four marketplace parameters to calls without one, and four keys to a PUT's body: switched off;
- it sends DELETE with its own marketplace instead of the caller's: `Listings.item` sends what it is given;
- it writes the moments of an interval in this machine's own time zone: ours come as text;
- it takes broken answers for empty ones, and answers None for any typo: ours are plain dictionaries.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from platform import python_version
from typing import Any
from urllib.parse import quote

from sp_api.api import (
    CatalogItemsV20220401,
    Inventories,
    ListingsItemsV20210801,
    ProductTypeDefinitions,
    ReportsV2,
    Sales,
    Sellers,
)
from sp_api.base import Granularity

from sync.amazon.wire import Wire

USER_AGENT = f"AmazonChannel/0.1 (Language=Python/{python_version()})"


class Answer(dict[str, Any]):
    """Amazon's JSON object. A class of its own only because the library hangs attributes on answers."""


class Seam:
    """Goes before a library class: our transport and token, and requests exactly as they are asked for."""

    version = None
    restricted_data_token = None
    keep_restricted_data_token = False

    def __init__(self, endpoint: str, wire: Wire, access_token: Callable[[], str]) -> None:
        # Not the library's __init__: it would open connections and read credentials from the environment.
        self.endpoint = endpoint
        self.marketplace_id = ""
        self._transport = wire
        self._access_token = access_token

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a call; the Host is httpx's."""
        return {
            "user-agent": USER_AGENT,
            "x-amz-access-token": self._access_token(),
            "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            "content-type": "application/json",
        }

    def _request(self, path: str, *, data: Any = None, params: Any = None, **_: Any) -> Any:
        """The library's request with copies of what the caller gave, and nothing added."""
        copies = {"data": data and dict(data), "params": params and dict(params)}
        return super()._request(path, **copies, add_marketplace=False)  # type: ignore[misc]

    def _check_response(self, response: Any, *_: Any) -> Answer:
        answer = self._transport.answer
        return Answer(answer if isinstance(answer, dict) else {})


def path_part(sku: str) -> str:
    """A SKU as one part of a path. Also dots are written out where they would mean 'here' or 'up'."""
    return quote(sku, safe="").replace(".", "%2E") if sku in (".", "..") else quote(sku, safe="")


class Listings(Seam, ListingsItemsV20210801):  # type: ignore[misc]
    """Listings Items 2021-08-01."""

    def search(self, seller_id: str, params: dict[str, Any]) -> Answer:
        """A page of listings."""
        answer: Answer = self.search_listings_items(seller_id, **params)
        return answer

    def item(
        self, method: str, seller_id: str, sku: str, *, params: dict[str, Any], body: Any = None
    ) -> Answer:
        """One listing's GET, PUT, PATCH or DELETE, with the SKU exactly as it is."""
        path = f"/listings/2021-08-01/items/{path_part(seller_id)}/{path_part(sku)}"
        answer: Answer = self._request(path, data=body, params=params | {"method": method})
        return answer


class Reports(Seam, ReportsV2):  # type: ignore[misc]
    """Reports 2021-06-30."""


class Inventory(Seam, Inventories):  # type: ignore[misc]
    """FBA Inventory v1."""


class OrderMetrics(Seam, Sales):  # type: ignore[misc]
    """Sales v1."""

    def by_day(self, marketplace_id: str, interval: tuple[str, str], time_zone: str) -> Answer:
        """Orders of each day of that time zone."""
        answer: Answer = self.get_order_metrics(
            interval, Granularity.DAY, time_zone, marketplaceIds=marketplace_id
        )
        return answer


class CatalogItems(Seam, CatalogItemsV20220401):  # type: ignore[misc]
    """Catalog Items 2022-04-01."""


class SellerAccount(Seam, Sellers):  # type: ignore[misc]
    """Sellers v1."""


class ProductTypes(Seam, ProductTypeDefinitions):  # type: ignore[misc]
    """Product Type Definitions 2020-09-01."""
