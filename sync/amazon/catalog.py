"""Amazon's own catalog: items by their identifiers, by keywords, and one by its ASIN. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sync.amazon import choices
from sync.amazon.answers import CatalogPage, Item
from sync.amazon.calls import Caller
from sync.amazon.errors import NotFound
from sync.amazon.library import CatalogItems

INCLUDED = (
    "attributes",
    "classifications",
    "dimensions",
    "identifiers",
    "images",
    "productTypes",
    "relationships",
    "salesRanks",
    "summaries",
    "vendorDetails",
)
IDENTIFIER_TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
MOST_IDENTIFIERS = 20
MOST_A_PAGE = 20


class Catalog:
    """Catalog Items 2022-04-01 for one account; errors as of its Amazon."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._api = caller.api(CatalogItems)

    def by_identifiers(
        self,
        marketplace_id: str,
        kind: str,
        identifiers: Sequence[str],
        *,
        included: Iterable[str] = ("summaries",),
        page_token: str | None = None,
    ) -> CatalogPage:
        """A page of the items that carry any of 1 to 20 identifiers of one type (UPC, EAN, ISBN, ASIN …).

        The answer does not say which identifier found which item: ask for "identifiers" and look.
        """
        if not 1 <= len(identifiers) <= MOST_IDENTIFIERS or any(
            "," in each or not each for each in identifiers
        ):
            raise ValueError(f"A search takes 1 to {MOST_IDENTIFIERS} identifiers without commas.")
        asked = {
            "identifiersType": choices.one_of(kind, IDENTIFIER_TYPES, "kind"),
            "identifiers": ",".join(identifiers),
        }
        return self._search(marketplace_id, asked, included, page_token)

    def by_keywords(
        self,
        marketplace_id: str,
        words: str,
        *,
        included: Iterable[str] = ("summaries",),
        page_token: str | None = None,
    ) -> CatalogPage:
        """A page of the items that fit these words best. A comma would part them into several searches."""
        plain = " ".join(words.replace(",", " ").split())
        if not plain:
            raise ValueError("A search takes at least one word.")
        return self._search(marketplace_id, {"keywords": plain}, included, page_token)

    def item(
        self, marketplace_id: str, asin: str, *, included: Iterable[str] = ("summaries",)
    ) -> Item | None:
        """One item; None only if Amazon itself says that the marketplace has no such ASIN."""
        if not (asin.isascii() and asin.isalnum()):
            raise ValueError(f"{asin!r} is not an ASIN.")
        params = self._params(marketplace_id, included)
        operation = "getCatalogItem"
        try:
            answer = self._caller.call(operation, lambda: self._api.get_catalog_item(asin, **params))
        except NotFound:
            return None
        self._caller.need(operation, answer, "asin", str)
        return answer

    def _search(
        self, marketplace_id: str, asked: dict[str, str], included: Iterable[str], page_token: str | None
    ) -> CatalogPage:
        operation = "searchCatalogItems"
        params = self._params(marketplace_id, included) | asked | {"pageSize": MOST_A_PAGE}
        if page_token:
            params["pageToken"] = page_token
        answer = self._caller.call(operation, lambda: self._api.search_catalog_items(**params))
        items = self._caller.need(operation, answer, "items", list)
        total = self._caller.need(operation, answer, "numberOfResults", int)
        pagination = answer.get("pagination")
        token = pagination.get("nextToken") if isinstance(pagination, dict) else None
        whole = [item for item in items if isinstance(item, dict) and isinstance(item.get("asin"), str)]
        return CatalogPage(whole, total, token or None)

    def _params(self, marketplace_id: str, included: Iterable[str]) -> dict[str, Any]:
        return {
            "marketplaceIds": choices.marketplace(marketplace_id),
            "includedData": choices.several_of(included, INCLUDED, "included"),
        }
