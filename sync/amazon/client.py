"""One account's calls to Amazon. Says what Amazon says; decides nothing, stores nothing."""

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, BinaryIO, Unpack

import httpx

from sync.amazon import choices, download
from sync.amazon.addresses import Credentials
from sync.amazon.answers import (
    Document,
    Download,
    FbaPage,
    Item,
    Observer,
    Participation,
    Report,
    SearchPage,
    Unobserved,
)
from sync.amazon.calls import Caller, Means
from sync.amazon.catalog import Catalog
from sync.amazon.choices import ALL, Filters
from sync.amazon.definitions import DefinitionCalls
from sync.amazon.errors import NotFound, Unreachable
from sync.amazon.library import Answer, Inventory, Listings, OrderMetrics, Reports, SellerAccount
from sync.amazon.login import Tokens
from sync.amazon.pool import pool
from sync.amazon.throttle import Throttle

__all__ = ["ALL", "Amazon"]


class Amazon(DefinitionCalls):
    """Make one per account and task; not to be shared between threads.

    Every method raises Retryable (Throttled, Unreachable, Denied) or Refused (Unauthorized, Revoked, Invalid,
    NotFound) of `sync.amazon.errors`; ValueError for an argument that Amazon's model does not allow.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        throttle: Throttle,
        tokens: Tokens,
        observer: Observer | None = None,
        http: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.credentials = credentials
        means = Means(
            http or pool(credentials.sandbox_url), throttle, tokens, observer or Unobserved(), sleep
        )
        self._caller = Caller(credentials, means)
        self._listings = self._caller.api(Listings)
        self._reports = self._caller.api(Reports)
        self._inventory = self._caller.api(Inventory)
        self._metrics = self._caller.api(OrderMetrics)
        self._sellers = self._caller.api(SellerAccount)
        self.catalog = Catalog(self._caller)

    def participations(self) -> list[Participation]:
        """The marketplaces that the seller can sell in."""
        operation = "getMarketplaceParticipations"
        answer = self._caller.call(operation, self._sellers.get_marketplace_participation)
        found = self._caller.need(operation, answer, "payload", list)
        try:
            return [_participation(each) for each in found]
        except (KeyError, TypeError, AttributeError) as error:
            raise Unreachable(operation, f"a participation lacks {error}", status_code=200) from error

    def search_listings(
        self,
        marketplace_id: str,
        *,
        skus: Iterable[str] | None = None,
        included: Iterable[str] = ALL,
        page_token: str | None = None,
        **filters: Unpack[Filters],
    ) -> SearchPage:
        """A page of the seller's listings, oldest change first unless asked otherwise.

        Filters: updated_after, updated_before, created_after, created_before (aware datetimes), with_status,
        without_status, with_issue_severity (one or several), sort_by, sort_order, page_size (1 to 20).
        Send the same ones with every page token. At most 20 SKUs; one with a comma only alone.
        """
        wanted = None if skus is None else list(skus)
        params = choices.search_filters(filters)
        if wanted is not None and any("," in sku for sku in wanted):
            return self._alone(marketplace_id, wanted, included=included, with_filters=bool(filters))
        params["marketplaceIds"] = choices.marketplace(marketplace_id)
        params["includedData"] = choices.several_of(included, choices.INCLUDED, "included")
        if wanted is not None:
            params |= {"identifiersType": "SKU", "identifiers": choices.identifiers(wanted)}
        if page_token:
            params["pageToken"] = page_token
        return self._page(params)

    def get_listing(self, marketplace_id: str, sku: str, *, included: Iterable[str] = ALL) -> Item | None:
        """One listing; None only if Amazon itself says that there is no such SKU in the marketplace."""
        params = {
            "marketplaceIds": choices.marketplace(marketplace_id),
            "includedData": choices.several_of(included, choices.INCLUDED, "included"),
        }
        try:
            answer = self._item("getListingsItem", "GET", sku, params)
        except NotFound:
            return None
        self._caller.need("getListingsItem", answer, "sku", str)
        return answer

    def put_listing(
        self, marketplace_id: str, sku: str, body: dict[str, Any], *, preview: bool = False
    ) -> dict[str, Any]:
        """Replace a listing, or with preview only have it judged: {sku, status, submissionId, issues …}.

        ACCEPTED is not published: read it back later. The body stays as it is.
        """
        return self._write("putListingsItem", "PUT", (marketplace_id, sku), body=body, preview=preview)

    def patch_listing(
        self, marketplace_id: str, sku: str, body: dict[str, Any], *, preview: bool = False
    ) -> dict[str, Any]:
        """Change attributes of a listing, or with preview only have the change judged. As put_listing."""
        return self._write("patchListingsItem", "PATCH", (marketplace_id, sku), body=body, preview=preview)

    def delete_listing(self, marketplace_id: str, sku: str) -> dict[str, Any]:
        """Delete a listing from one marketplace. As put_listing."""
        params = {"marketplaceIds": choices.marketplace(marketplace_id)}
        answer = self._item("deleteListingsItem", "DELETE", sku, params)
        self._caller.need("deleteListingsItem", answer, "status", str)
        return answer

    def create_report(self, kind: str, marketplace_id: str) -> str:
        """Ask for a report of one marketplace; its id. Amazon gives one a minute."""
        body = {
            "reportType": choices.report_kind(kind),
            "marketplaceIds": [choices.marketplace(marketplace_id)],
        }
        answer = self._caller.call("createReport", lambda: self._reports.create_report(**body))
        return str(self._caller.need("createReport", answer, "reportId", str))

    def get_report(self, report_id: str) -> Report:
        """How far a report is."""
        answer = self._caller.call("getReport", lambda: self._reports.get_report(report_id))
        status: str = self._caller.need("getReport", answer, "processingStatus", str)
        return Report(
            report_id,
            status,
            str(answer.get("reportDocumentId") or ""),
            choices.read_moment(answer.get("createdTime")),
            choices.read_moment(answer.get("processingEndTime")),
        )

    def cancel_report(self, report_id: str) -> None:
        """Stop a report that is still in the queue; Invalid if it no longer is."""
        self._caller.call("cancelReport", lambda: self._reports.cancel_report(report_id))

    def report_document(self, document_id: str) -> Document:
        """A link to a report's file, good for five minutes."""
        operation = "getReportDocument"
        answer = self._caller.call(operation, lambda: self._reports.get_report_document(document_id))
        url: str = self._caller.need(operation, answer, "url", str)
        self.credentials.check_document(url)
        return Document(document_id, url, answer.get("compressionAlgorithm") == "GZIP")

    def download(self, document: Document, target: BinaryIO) -> Download:
        """Write a document's bytes to target as they come, still compressed.

        LinkExpired after five minutes; Unreachable if the connection is cut (target then holds a part).
        """
        means = self._caller.means
        return download.download(
            document, target, credentials=self.credentials, http=means.http, observer=means.observer
        )

    def fba_summaries(
        self,
        marketplace_id: str,
        *,
        start: datetime | None = None,
        skus: Iterable[str] | None = None,
        next_token: str | None = None,
    ) -> FbaPage:
        """A page of FBA inventory: all of it, what changed since `start`, or up to 50 SKUs.

        Send start or skus again with each token. ValueError for both: Amazon would ignore the SKUs.
        """
        operation = "getInventorySummaries"
        params: dict[str, Any] = {
            "details": True,
            "granularityType": "Marketplace",
            "granularityId": choices.marketplace(marketplace_id),
            "marketplaceIds": marketplace_id,
        }
        if start is not None and skus is not None:
            raise ValueError("The FBA stock is asked for by start or by skus, not by both.")
        if start is not None:
            params["startDateTime"] = choices.moment(start, "start")
        if skus is not None:
            params |= choices.fba_skus(list(skus))
        if next_token:
            params["nextToken"] = next_token
        answer = self._caller.call(
            operation, lambda: self._inventory.get_inventory_summary_marketplace(**params)
        )
        payload = Answer(self._caller.need(operation, answer, "payload", dict))
        summaries = self._caller.need(operation, payload, "inventorySummaries", list)
        return FbaPage(summaries, _next_token(answer))

    def daily_sales(
        self, marketplace_id: str, *, first: date, until: datetime, time_zone: str
    ) -> list[dict[str, Any]]:
        """What was sold on each day there, from the first up to a moment: rows as Amazon's model has them."""
        operation, place = "getOrderMetrics", choices.marketplace(marketplace_id)
        interval = choices.days(first, until, time_zone)
        answer = self._caller.call(operation, lambda: self._metrics.by_day(place, interval, time_zone))
        rows: list[dict[str, Any]] = self._caller.need(operation, answer, "payload", list)
        return rows

    def _page(self, params: dict[str, Any]) -> SearchPage:
        operation = "searchListingsItems"
        seller = self._seller_id(operation)
        answer = self._caller.call(operation, lambda: self._listings.search(seller, params))
        items = self._caller.need(operation, answer, "items", list)
        total = self._caller.need(operation, answer, "numberOfResults", int)
        return SearchPage(items, total, _next_token(answer))

    def _alone(
        self, marketplace_id: str, skus: list[str], *, included: Iterable[str], with_filters: bool
    ) -> SearchPage:
        """A SKU with a comma: a list of identifiers would take it for two, so it is fetched by its path."""
        if len(skus) > 1 or with_filters:
            raise ValueError("A SKU with a comma is searched alone and without other filters.")
        item = self.get_listing(marketplace_id, skus[0], included=included)
        return SearchPage([] if item is None else [item], 0 if item is None else 1, None)

    def _write(
        self, operation: str, method: str, place: tuple[str, str], *, body: dict[str, Any], preview: bool
    ) -> dict[str, Any]:
        marketplace_id, sku = place
        params = {"marketplaceIds": choices.marketplace(marketplace_id), "includedData": "issues,identifiers"}
        if preview:
            params["mode"] = "VALIDATION_PREVIEW"
        answer = self._item(operation, method, sku, params, body=body)
        self._caller.need(operation, answer, "status", str)
        return answer

    def _item(
        self,
        operation: str,
        method: str,
        sku: str,
        params: dict[str, Any],
        *,
        body: dict[str, Any] | None = None,
    ) -> Answer:
        if not sku:
            raise ValueError("A listing needs a SKU.")
        seller = self._seller_id(operation)
        family = str(params.get("mode", ""))
        return self._caller.call(
            operation,
            lambda: self._listings.item(method, seller, sku, params=params, body=body),
            family=family,
        )

    def _seller_id(self, operation: str) -> str:
        if not self.credentials.seller_id:
            raise ValueError(f"{operation} needs the account's seller id.")
        return self.credentials.seller_id


def _participation(said: dict[str, Any]) -> Participation:
    marketplace, participation = said["marketplace"], said["participation"]
    return Participation(
        marketplace_id=marketplace["id"],
        store_name=said.get("storeName") or "",
        country=marketplace.get("countryCode") or "",
        currency=marketplace.get("defaultCurrencyCode") or "",
        language=marketplace.get("defaultLanguageCode") or "",
        participating=bool(participation.get("isParticipating")),
        suspended=bool(participation.get("hasSuspendedListings")),
    )


def _next_token(answer: Answer) -> str | None:
    pagination = answer.get("pagination")
    token = pagination.get("nextToken") if isinstance(pagination, dict) else None
    return token or None
