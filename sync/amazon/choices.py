"""What Amazon's models allow in a call, checked here: a wrong filter would silently hide listings."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

INCLUDED = (
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
)
ALL = tuple(name for name in INCLUDED if name != "procurement")  # procurement is for vendors
WRITE_INCLUDED = ("identifiers", "issues")
STATUSES = ("BUYABLE", "DISCOVERABLE")
SEVERITIES = ("WARNING", "ERROR")
SORT_BY = ("sku", "createdDate", "lastUpdatedDate")
SORT_ORDER = ("ASC", "DESC")
REPORT_STATUSES = ("IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL")
MOST_SKUS = 20
MOST_FBA_SKUS = 50
MOST_A_PAGE = 20

_MARKETPLACE = re.compile(r"A[A-Z0-9]{9,15}")
_PRODUCT_TYPE = re.compile(r"[A-Za-z0-9_]{1,80}", re.ASCII)
_REPORT = re.compile(r"GET_[A-Z0-9_]+")


def one_of(value: str, allowed: Iterable[str], name: str) -> str:
    """The value. ValueError if Amazon's model does not know it."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def several_of(values: Iterable[str], allowed: Iterable[str], name: str) -> str:
    """The values joined by commas, as Amazon reads lists."""
    listed = [values] if isinstance(values, str) else list(values)
    return ",".join(one_of(value, allowed, name) for value in listed)


def marketplace(marketplace_id: str) -> str:
    """The id. ValueError if it cannot be one (a list, a country code, nothing)."""
    if not _MARKETPLACE.fullmatch(marketplace_id):
        raise ValueError(f"{marketplace_id!r} is not a marketplace id.")
    return marketplace_id


def report_kind(kind: str) -> str:
    """The report type. ValueError if it cannot be one."""
    if not _REPORT.fullmatch(kind):
        raise ValueError(f"{kind!r} is not a report type.")
    return kind


def product_type(name: str) -> str:
    """The product type. ValueError if it cannot be one."""
    if not _PRODUCT_TYPE.fullmatch(name):
        raise ValueError(f"{name!r} is not a product type.")
    return name


def moment(at: datetime, name: str) -> str:
    """ISO 8601 in UTC with milliseconds and Z, which every operation reads. ValueError if naive."""
    if at.tzinfo is None:
        raise ValueError(f"{name} must carry a time zone.")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def days(first: date, until: datetime, time_zone: str) -> tuple[str, str]:
    """From the midnight in which a day begins there up to a moment, each with the zone's offset of then.

    ValueError for a naive moment, one before that midnight, or a zone that nobody knows.
    """
    if until.tzinfo is None:
        raise ValueError("until must carry a time zone.")
    try:
        zone = ZoneInfo(time_zone)
    except (OSError, KeyError) as error:
        raise ValueError(f"{time_zone!r} is not a time zone.") from error
    # By way of UTC: where clocks skip midnight, the day begins at the first moment after it.
    begin = datetime.combine(first, time.min, tzinfo=zone).astimezone(UTC)
    if begin >= until:
        raise ValueError(f"{first} has not begun there.")
    start, end = (at.astimezone(zone).isoformat(timespec="seconds") for at in (begin, until))
    return start, end


def read_moment(text: object) -> datetime | None:
    """A date-time of an answer in UTC; None where there is none or it cannot be read."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def identifiers(skus: list[str]) -> str:
    """SKUs for one search, joined by commas. ValueError for none, more than 20, or commas in them."""
    if not 1 <= len(skus) <= MOST_SKUS or any("," in sku or not sku for sku in skus):
        raise ValueError(f"A search takes 1 to {MOST_SKUS} SKUs without commas.")
    return ",".join(skus)


def fba_skus(skus: list[str]) -> dict[str, str]:
    """SKUs for one look at FBA stock. ValueError for none, more than 50, or one with a comma among others.

    Amazon reads a list by its commas, so a SKU that has one is asked for alone, by the other parameter.
    """
    if len(skus) == 1 and skus[0]:
        return {"sellerSku" if "," in skus[0] else "sellerSkus": skus[0]}
    if not 1 <= len(skus) <= MOST_FBA_SKUS or any("," in sku or not sku for sku in skus):
        raise ValueError(f"The FBA stock is asked for 1 to {MOST_FBA_SKUS} SKUs, one with a comma alone.")
    return {"sellerSkus": ",".join(skus)}


class Filters(TypedDict, total=False):
    """What a search may be narrowed and ordered by. Times are aware; statuses one or several."""

    updated_after: datetime | None
    updated_before: datetime | None
    created_after: datetime | None
    created_before: datetime | None
    with_status: Iterable[str] | None
    without_status: Iterable[str] | None
    with_issue_severity: Iterable[str] | None
    sort_by: str
    sort_order: str
    page_size: int


_TIMES = {
    "updated_after": "lastUpdatedAfter",
    "updated_before": "lastUpdatedBefore",
    "created_after": "createdAfter",
    "created_before": "createdBefore",
}
_LISTS = {
    "with_status": ("withStatus", STATUSES),
    "without_status": ("withoutStatus", STATUSES),
    "with_issue_severity": ("withIssueSeverity", SEVERITIES),
}


def search_filters(filters: Filters) -> dict[str, str | int]:
    """The filters of searchListingsItems as Amazon spells them. ValueError for one it does not know."""
    given: dict[str, Any] = {name: value for name, value in filters.items() if value is not None}
    page_size = given.pop("page_size", MOST_A_PAGE)
    if not 1 <= page_size <= MOST_A_PAGE:
        raise ValueError(f"A page has 1 to {MOST_A_PAGE} listings, not {page_size}.")
    params: dict[str, str | int] = {
        "sortBy": one_of(given.pop("sort_by", "lastUpdatedDate"), SORT_BY, "sort_by"),
        "sortOrder": one_of(given.pop("sort_order", "ASC"), SORT_ORDER, "sort_order"),
        "pageSize": page_size,
    }
    for name, value in given.items():
        if name in _TIMES:
            params[_TIMES[name]] = moment(value, name)
        elif name in _LISTS:
            spelled, allowed = _LISTS[name]
            params[spelled] = several_of(value, allowed, name)
        else:
            raise ValueError(f"There is no filter {name!r}.")
    return params
