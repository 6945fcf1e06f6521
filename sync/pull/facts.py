"""One item of Amazon's Listings Items API as facts of one marketplace. Pure: JSON in, facts out.

Sources: the model listingsItems_2021-08-01 and Amazon's page on listing statuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from listings.codes import Channel, Condition, Status
from sync.pull import product_ids
from sync.pull.issues import IssueFacts, NotUnderstood, issue_facts

Json = dict[str, Any]
CONDITIONS = frozenset(Condition.values)  # Django makes the list anew at each look
FBM, FBA = Channel.FBM.value, Channel.FBA.value
STATUSES = {"BUYABLE", "DISCOVERABLE"}
OFFER_TYPES = {"B2C", "B2B"}
RELATIONS = {"VARIATION", "PACKAGE_HIERARCHY"}
PRICE_CATEGORIES = {"INVALID_PRICE", "MISSING_PRICE"}
LARGEST_QUANTITY = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What Amazon says of one SKU in one marketplace. None is 'unknown', '' is 'none'."""

    seller_sku: str
    asin: str = ""
    gtin: str = ""
    title: str = ""
    image: str = ""
    product_type: str = ""
    price: Decimal | None = None
    quantity: int | None = None
    condition: str = ""
    channel: str = ""
    handling_days: int | None = None
    amazon_status: str = ""
    buyable: bool = False
    discoverable: bool = False
    search_suppressed: bool = False
    amazon_incomplete: bool = False
    inactive_reason: str = ""
    is_parent: bool = False
    parent_sku: str = ""
    amazon_created_at: datetime | None = None
    amazon_updated_at: datetime | None = None
    issues: tuple[IssueFacts, ...] = field(default=())


def facts_of(item: Json, marketplace_id: str, *, now: datetime) -> Facts:
    """The facts of one item; `now` decides which exemptions from an enforcement are over.

    NotUnderstood names the field that has a value or shape that Amazon's model does not know.
    """
    sku = _text(item, "sku", longest=255)
    if not sku:
        raise NotUnderstood("sku", "is empty")
    summary = _of_marketplace(_list(item, "summaries"), marketplace_id)
    attributes = _object(item, "attributes")
    issues = tuple(issue_facts(issue) for issue in _list(item, "issues") if _concerns(issue, marketplace_id))
    is_parent, parent_sku = _family(item, attributes, marketplace_id)
    channel, quantity = ("", None) if is_parent else _availability(_list(item, "fulfillmentAvailability"))
    asin = _text(summary, "asin", longest=10)
    known: dict[str, Any] = {
        "asin": asin,
        "gtin": product_ids.of_item(attributes, marketplace_id, asin=asin),
        "title": _text(summary, "itemName") or _attribute(attributes, "item_name"),
        "image": _text(_object(summary, "mainImage"), "link"),
        "product_type": _text(summary, "productType", longest=80) or _product_type(item, marketplace_id),
        "price": _price(_list(item, "offers"), marketplace_id),
        "condition": _condition(_text(summary, "conditionType") or _attribute(attributes, "condition_type")),
        "channel": channel,
        "quantity": quantity,
        "handling_days": _handling_days(attributes),
        "is_parent": is_parent,
        "parent_sku": parent_sku,
        "amazon_created_at": _time(summary, "createdDate"),
        "amazon_updated_at": _time(summary, "lastUpdatedDate"),
    }
    return Facts(sku, issues=issues, **known, **_state(summary, known, issues, now=now))


def last_updated(item: Json) -> datetime | None:
    """When Amazon last changed an item; None where it does not say, or not so that it can be read."""
    try:
        return next((_time(summary, "lastUpdatedDate") for summary in _list(item, "summaries")), None)
    except NotUnderstood:
        return None


def _state(summary: Json, known: Json, issues: tuple[IssueFacts, ...], *, now: datetime) -> Json:
    """What Amazon does with the listing, and why it does not sell it."""
    status = _words(summary, "status")
    if unknown := set(status) - STATUSES:
        raise NotUnderstood("summaries.status", f"{', '.join(sorted(unknown))} is not known")
    buyable, discoverable = "BUYABLE" in status, "DISCOVERABLE" in status
    enforced = {action for issue in issues for action in issue.enforced(now=now)}
    incomplete = not buyable and _incomplete(summary, known, issues, enforced)
    return {
        "buyable": buyable,
        "discoverable": discoverable,
        "search_suppressed": buyable and (not discoverable or "SEARCH_SUPPRESSED" in enforced),
        "amazon_incomplete": incomplete,
        "amazon_status": "Active" if buyable else "Incomplete" if incomplete else "Inactive",
        "inactive_reason": ""
        if buyable or incomplete or known["is_parent"]
        else _inactive_reason(issues, known["quantity"], now=now),
    }


def _incomplete(summary: Json, known: Json, issues: tuple[IssueFacts, ...], enforced: set[str]) -> bool:
    """Whether Amazon keeps the listing as a draft.

    It was never made (no summary, an error), or is shown nowhere and lacks attributes, or lacks what every
    offer needs: ASIN, condition, price – unless Amazon took it down, which hides the offer as well.
    """
    errors = [issue for issue in issues if issue.severity == "ERROR"]
    if known["is_parent"]:
        return not summary and bool(errors)
    if not summary and errors:
        return True
    if not summary.get("status") and any(issue.lacks_something for issue in errors):
        return True
    lacks = not (known["asin"] and known["condition"] and known["price"] is not None)
    return lacks and not enforced & {"LISTING_SUPPRESSED", "CATALOG_ITEM_REMOVED"}


def _inactive_reason(issues: tuple[IssueFacts, ...], quantity: int | None, *, now: datetime) -> str:
    """Why Amazon does not sell it: what it took down first, then what the merchant lacks."""
    enforced = {action for issue in issues for action in issue.enforced(now=now)}
    weighty = [
        issue
        for issue in issues
        if issue.severity == "ERROR" or "LISTING_SUPPRESSED" in issue.enforced(now=now)
    ]
    categories = {category for issue in weighty for category in issue.categories}
    if "CATALOG_ITEM_REMOVED" in enforced:
        return Status.CATALOG_REMOVED.value
    if "QUALIFICATION_REQUIRED" in categories:
        return Status.APPROVAL_NEEDED.value
    if categories & PRICE_CATEGORIES:
        return Status.PRICE_ERROR.value
    if "LISTING_SUPPRESSED" in enforced:
        return Status.BLOCKED.value
    return Status.NO_STOCK_AT_AMAZON.value if quantity == 0 else ""


def _availability(entries: list[Json]) -> tuple[str, int | None]:
    """Who ships, and how many the merchant offers (None for Amazon's stock, and where nothing is said)."""
    codes = [_text(entry, "fulfillmentChannelCode") for entry in entries]
    if any(code.startswith("AMAZON_") for code in codes):
        return FBA, None
    if not codes:
        return "", None
    if codes != ["DEFAULT"]:
        raise NotUnderstood("fulfillmentAvailability", f"the channels {', '.join(codes)} are not known")
    return FBM, _count(entries[0].get("quantity"), "fulfillmentAvailability.quantity")


def _price(offers: list[Json], marketplace_id: str) -> Decimal | None:
    """The price to every buyer; None where there is no such offer."""
    found = None
    for offer in offers:
        kind = offer.get("offerType")
        if kind not in OFFER_TYPES:
            raise NotUnderstood("offers.offerType", f"{kind} is not known")
        if kind == "B2C" and offer.get("marketplaceId") == marketplace_id and found is None:
            found = _money(offer.get("price"))
    return found


def _money(price: Any) -> Decimal:
    amount = price.get("amount") if isinstance(price, dict) else None
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        raise NotUnderstood("offers.price", f"{amount!r} is not an amount") from None
    if not value.is_finite() or value < 0 or value >= 10**12:
        raise NotUnderstood("offers.price", f"{amount!r} is not an amount")
    return value.quantize(Decimal("0.01"))


def _family(item: Json, attributes: Json, marketplace_id: str) -> tuple[bool, str]:
    """Whether it is the parent of a variation family, and the SKU of its own parent."""
    is_parent, parent_sku = _attribute(attributes, "parentage_level") == "parent", ""
    for group in _list(item, "relationships"):
        if group.get("marketplaceId") != marketplace_id:
            continue
        for relation in _list(group, "relationships"):
            if relation.get("type") not in RELATIONS:
                raise NotUnderstood("relationships.type", f"{relation.get('type')} is not known")
            if relation["type"] == "VARIATION":
                is_parent = is_parent or "childSkus" in relation
                parent_sku = next(iter(_words(relation, "parentSkus")), parent_sku)
    return is_parent, parent_sku


def _handling_days(attributes: Json) -> int | None:
    availability = attributes.get("fulfillment_availability")
    first = availability[0] if isinstance(availability, list) and availability else {}
    days = first.get("lead_time_to_ship_max_days") if isinstance(first, dict) else None
    return days if isinstance(days, int) and 0 <= days <= 32_767 else None


def _condition(value: str) -> str:
    if value and value not in CONDITIONS:
        raise NotUnderstood("summaries.conditionType", f"{value} is not known")
    return value


def _product_type(item: Json, marketplace_id: str) -> str:
    return _text(_of_marketplace(_list(item, "productTypes"), marketplace_id), "productType", longest=80)


def _attribute(attributes: Json, name: str) -> str:
    """The first value of an attribute, '' without one. Attributes are free-form, so shapes are not judged."""
    values = attributes.get(name)
    first = values[0] if isinstance(values, list) and values else None
    value = first.get("value") if isinstance(first, dict) else None
    return _text({name: value}, name) if isinstance(value, str) else ""


def _concerns(issue: Json, marketplace_id: str) -> bool:
    places = issue.get("marketplaceIds")
    return not places or marketplace_id in places


def _of_marketplace(entries: list[Json], marketplace_id: str) -> Json:
    return next((entry for entry in entries if entry.get("marketplaceId") == marketplace_id), {})


def _object(holder: Json, name: str) -> Json:
    value = holder.get(name)
    if value is not None and not isinstance(value, dict):
        raise NotUnderstood(name, "is not an object")
    return value or {}


def _list(holder: Json, name: str) -> list[Json]:
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise NotUnderstood(name, "is not a list of objects")
    return value


def _words(holder: Json, name: str) -> list[str]:
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise NotUnderstood(name, "is not a list of words")
    return value


def _text(holder: Json, name: str, *, longest: int = 100_000) -> str:
    value = holder.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise NotUnderstood(name, "is not a text that can be stored")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NotUnderstood(name, "holds half a character")
    return value


def _count(value: Any, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_QUANTITY:
        raise NotUnderstood(name, f"{value!r} is not a quantity")
    return value


def _time(holder: Json, name: str) -> datetime | None:
    value = holder.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotUnderstood(name, f"{value!r} is not a time") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
