"""What the client hands out: Amazon's answers with our names; listings stay as Amazon wrote them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Item = dict[str, Any]
"""A listings item as Amazon's model has it (sku, summaries, issues, offers, …)."""


@dataclass(frozen=True, slots=True)
class Participation:
    """A marketplace that the seller can sell in."""

    marketplace_id: str
    store_name: str
    country: str
    currency: str
    language: str
    participating: bool
    suspended: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of listings. `total` counts all pages together; Amazon pages through the first 1,000 only."""

    items: list[Item]
    total: int
    next_token: str | None


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """A page of Amazon's catalog, items as Amazon's model has them. `total` counts all pages together."""

    items: list[Item]
    total: int
    next_token: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """How far a report is. `document_id` is '' until it is done; FATAL ones may have a document too."""

    report_id: str
    status: str  # IN_QUEUE, IN_PROGRESS, DONE, CANCELLED or FATAL
    document_id: str
    created_at: datetime | None
    processing_end: datetime | None


@dataclass(frozen=True, slots=True)
class Document:
    """Where a report's file lies. The link opens for five minutes and for anybody, so it is not printed."""

    document_id: str
    url: str = field(repr=False)
    gzip: bool  # what Amazon says of the file; look at its first bytes before believing it


@dataclass(frozen=True, slots=True)
class Download:
    """What came with a file. `charset` is None where the storage names none."""

    content_type: str
    charset: str | None
    size: int  # bytes as they came, compressed or not


@dataclass(frozen=True, slots=True)
class FbaPage:
    """A page of FBA inventory summaries. Its token ends after 30 seconds, so fetch the next page at once."""

    summaries: list[dict[str, Any]]
    next_token: str | None


@dataclass(frozen=True, slots=True)
class ProductTypeList:
    """Amazon's product types in one marketplace: their titles by name, and the version of the whole list."""

    version: str
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class ProductType:
    """One product type; its schema lies apart. `checksum` changes with the schema, and only with it."""

    name: str
    title: str
    version: str
    checksum: str
    schema: Document


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP attempt, for whoever counts and keeps them. `status_code` None: no answer came."""

    operation: str
    status_code: int | None
    code: str
    message: str
    request_id: str
    seconds: float
    throttled: bool
    retryable: bool  # False for a good answer too

    @property
    def failed(self) -> bool:
        """Whether it went wrong. Amazon's own 404 is an answer: there is no such thing."""
        absent = self.status_code == 404 and not self.retryable
        return not absent and (self.status_code is None or self.status_code >= 300 or bool(self.message))


class Observer(Protocol):
    """Is told of every HTTP attempt, tokens and downloads included."""

    def called(self, call: Call) -> None:
        """Note an attempt."""


class Unobserved:
    """An observer that notes nothing."""

    def called(self, call: Call) -> None:
        """Nothing."""
