"""The offer of a listing as Amazon has it, turned into the offer to make on another ASIN. Pure.

Shapes: Amazon's product type schemas. Only what belongs to the offer is taken along; what says what the goods
are (title, pictures, list price) belongs to the old ASIN.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

Json = dict[str, Any]
OFFER = (
    "condition_type",
    "condition_note",
    "purchasable_offer",  # each audience with its prices, discounts and bounds
    "fulfillment_availability",  # quantity and handling time: one without the other resets it
    "merchant_shipping_group",
    "max_order_quantity",
    "gift_options",
    "product_tax_code",
    "merchant_release_date",
)
SUGGESTED = "merchant_suggested_asin"
MERCHANT = "DEFAULT"  # Amazon's code for what the merchant ships


class Unfit(Exception):
    """The offer cannot be made on another ASIN; `why` is one of the words below."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


FBA, NO_PRICE, NO_CONDITION, NO_QUANTITY = "fba", "no_price", "no_condition", "no_quantity"


def offer_on(item: Json, asin: str, *, marketplace_id: str) -> Json:
    """The body of putListingsItem that makes this item's offer on another ASIN.

    Unfit where Amazon ships it, or where the item does not say what an offer needs: nothing is guessed.
    """
    said = item.get("attributes") or {}
    attributes = {name: _here(said[name], marketplace_id) for name in OFFER if said.get(name)}
    attributes["fulfillment_availability"] = [availability_of(item)]
    if not attributes.get("purchasable_offer"):
        raise Unfit(NO_PRICE)
    if not attributes.get("condition_type"):
        attributes["condition_type"] = _condition(item, marketplace_id)
    # PRODUCT suits any ASIN as long as only an offer is made; the old ASIN's own type may not suit.
    body = {"productType": "PRODUCT", "requirements": "LISTING_OFFER_ONLY", "attributes": attributes}
    return on_asin(body, asin, marketplace_id=marketplace_id)


def on_asin(body: Json, asin: str, *, marketplace_id: str) -> Json:
    """The same offer on another ASIN."""
    suggested = [{"value": asin, "marketplace_id": marketplace_id}]
    return body | {"attributes": body["attributes"] | {SUGGESTED: suggested}}


def with_availability(body: Json, availability: Json) -> Json:
    """The same offer with another quantity and handling time."""
    return body | {"attributes": body["attributes"] | {"fulfillment_availability": [availability]}}


def availability_of(item: Json) -> Json:
    """Who ships, how many there are, and how soon: as Amazon says it now. Unfit for FBA and for no number."""
    elements = _list((item.get("attributes") or {}).get("fulfillment_availability"))
    counted = _list(item.get("fulfillmentAvailability"))
    codes = [str(each.get("fulfillment_channel_code", MERCHANT)) for each in elements]
    codes += [str(each.get("fulfillmentChannelCode", MERCHANT)) for each in counted]
    if any(code != MERCHANT for code in codes):
        raise Unfit(FBA)
    own: Json = {"fulfillment_channel_code": MERCHANT} | (elements[0] if elements else {})
    if own.get("quantity") is None:
        own["quantity"] = next((each["quantity"] for each in counted if "quantity" in each), None)
    if own["quantity"] is None:
        raise Unfit(NO_QUANTITY)
    return own


def asin_of(item: Json, marketplace_id: str) -> str:
    """The ASIN that Amazon shows for the item there; '' while it shows none."""
    return str(_summary(item, marketplace_id).get("asin") or "")


def preview_sku(sku: str, asin: str) -> str:
    """A SKU that nobody has, to try an offer under; the same for the same question.

    Under the listing's own SKU Amazon would judge a change of the offer that it still has, whose ASIN cannot
    be changed: the answer would be about the old ASIN. A preview writes nothing, so the SKU never is there.
    """
    question = "\0".join((sku, asin)).encode()
    return f"PREVIEW-{blake2b(question, digest_size=8).hexdigest().upper()}"


def _condition(item: Json, marketplace_id: str) -> list[Json]:
    condition = _summary(item, marketplace_id).get("conditionType")
    if not condition:
        raise Unfit(NO_CONDITION)
    return [{"value": condition, "marketplace_id": marketplace_id}]


def _summary(item: Json, marketplace_id: str) -> Json:
    summaries = _list(item.get("summaries"))
    return next((each for each in summaries if each.get("marketplaceId") == marketplace_id), {})


def _here(values: Any, marketplace_id: str) -> list[Json]:
    """What is said of this marketplace, or of none."""
    return [each for each in _list(values) if each.get("marketplace_id", marketplace_id) == marketplace_id]


def _list(values: Any) -> list[Json]:
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
