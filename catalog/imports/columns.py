"""Values of the built-in attributes: a text as the value of a column of Product, fit for JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from catalog import values
from catalog.imports.errors import Refused
from catalog.values import CONTROL, LINE_BREAK, Dialect, Unfit
from catalog.words import UNFIT

Value = str | int | bool | None
LARGEST_MONEY, LARGEST_MEASURE, LARGEST_QUANTITY = Decimal(10) ** 10, Decimal(10) ** 8, 2**31 - 1
PLACES = Decimal("0.0001")
ASIN = re.compile(r"[A-Z0-9]{10}\Z")
VISIBILITIES = ("nowhere", "catalog", "search", "both")
# what a column holds where nothing is said; None where it may be empty
CLEARED: dict[str, Value] = {
    "asin": "",
    "condition": "",
    "tax_class": "",
    "image": "",
    "enabled": True,
    "visibility": "both",
    "manage_stock": True,
    "in_stock": True,
    "quantity": 0,
}
AMOUNTS = ("price", "special_price", "cost", "msrp", "map_price")
MEASURES = ("weight", "length", "width", "height")
DAYS = ("sale_starts_on", "sale_ends_on", "special_from", "special_to")
CLEARED.update(dict.fromkeys((*AMOUNTS, *MEASURES, *DAYS)))


def read(code: str, text: str, dialect: Dialect) -> Value:
    """The value of a built-in attribute. Unfit or Refused for what is none; '' is never given."""
    return READERS[code](text, dialect)


def fit_sku(sku: str) -> str:
    """The SKU exactly as it is. Refused if no product can have it."""
    if not sku.strip():
        raise Refused("sku", sku, _("The row has no SKU."))
    if len(sku) > 64:
        raise Refused("sku", sku, _("A SKU has at most 64 characters."))
    if CONTROL.search(sku) or LINE_BREAK.search(sku):
        raise Refused("sku", sku, _("A SKU has no tabs or line breaks. Remove them."))
    return sku


def word(reason: str) -> str:
    """A reason of catalog.values as a sentence."""
    return _("The value %s") % UNFIT[reason]


def _short(longest: int) -> Callable[[str, Dialect], Value]:
    def read_text(text: str, _dialect: Dialect) -> Value:
        text = text.strip()
        if CONTROL.search(text) or LINE_BREAK.search(text):
            raise Unfit("control_character", text)
        if len(text) > longest:
            raise Unfit("too_long", text)
        if not text:
            raise Unfit("required", text)
        return text

    return read_text


def _asin(text: str, _dialect: Dialect) -> Value:
    asin = text.strip().upper()
    if not ASIN.match(asin):
        raise Refused("asin", text, _("An ASIN has ten letters and digits, for example B07XAMPLE1."))
    return asin


def _amount(largest: Decimal) -> Callable[[str, Dialect], Value]:
    def read_amount(text: str, dialect: Dialect) -> Value:
        value = values.number(text, dialect)
        if value < 0:
            raise Unfit("negative", text)
        value = value.quantize(PLACES, ROUND_HALF_UP)
        if value >= largest:
            raise Unfit("too_large", text)
        return values.plain(value)

    return read_amount


def _day(text: str, dialect: Dialect) -> Value:
    return values.day(text.strip(), dialect).isoformat()


def _yes(text: str, _dialect: Dialect) -> Value:
    return values.yes(text)


def _quantity(text: str, dialect: Dialect) -> Value:
    """What can be sold: a part of a piece cannot, so it is rounded down."""
    value = values.number(text, dialect)
    if abs(value) > LARGEST_QUANTITY:
        raise Unfit("too_large", text)
    return int(value // 1)


def _visibility(text: str, _dialect: Dialect) -> Value:
    if text.strip() not in VISIBILITIES:
        raise Refused("visibility", text, _("There is no such visibility."))
    return text.strip()


_money, _measure = _amount(LARGEST_MONEY), _amount(LARGEST_MEASURE)
READERS: dict[str, Callable[[str, Dialect], Value]] = (
    {
        "name": _short(500),
        "asin": _asin,
        "condition": _short(32),
        "tax_class": _short(120),
        "enabled": _yes,
        "manage_stock": _yes,
        "in_stock": _yes,
        "visibility": _visibility,
        "quantity": _quantity,
    }
    | dict.fromkeys(AMOUNTS, _money)
    | dict.fromkeys(MEASURES, _measure)
    | dict.fromkeys(DAYS, _day)
)
