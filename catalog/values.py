"""A text as the value of an attribute, and back. Pure: definition and dialect are arguments.

Errors: Unfit – the text is no value of that type; `reason` is one of REASONS, which catalog.words puts into
words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from urllib.parse import urlsplit

Value = str | int | bool | list[str] | None  # as JSON; None: nothing is said

REASONS = (
    "not_a_number",
    "not_whole",
    "too_large",
    "negative",
    "not_a_date",
    "not_yes_or_no",
    "unknown_option",
    "too_long",
    "control_character",
    "not_an_address",
    "required",
)
LONGEST_TEXT, LONGEST_LONG_TEXT = 1_000, 100_000
LARGEST = Decimal(10) ** 15
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)\Z", re.ASCII)
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z", re.ASCII)
SPLIT_DATE = re.compile(r"(\d{1,4})[/.](\d{1,2})[/.](\d{2,4})(?:[, ].*)?\Z", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_BREAK = re.compile(r"[\t\r\n]")
YES = frozenset({"1", "yes", "true", "y", "on", "enabled"})
NO = frozenset({"0", "no", "false", "n", "off", "disabled"})


class Definition(NamedTuple):
    """What a value has to fit. `type` is a word of Attribute.Type; `options` are those of a choice."""

    code: str
    type: str
    required: bool = False
    options: frozenset[str] = frozenset()


class Dialect(NamedTuple):
    """How a file writes values: what parts several choices, the order of a date's parts, the decimal mark."""

    separator: str = "|"
    date_order: str = "mdy"  # of dates with slashes or dots; ISO 8601 is always understood
    decimal_comma: bool = False


PLAIN = Dialect()


class Unfit(ValueError):
    """The text is no value of its type."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {text[:80]}")
        self.reason, self.text = reason, text


def read(definition: Definition, text: str, dialect: Dialect = PLAIN) -> Value:
    """The value that a text stands for: None for an empty one. Unfit for what is no value of the type."""
    stripped = text if definition.type in ("text", "long_text") else text.strip()
    if not stripped.strip():
        if definition.required:
            raise Unfit("required", text)
        return None
    reader = READERS[definition.type]
    return reader(definition, stripped, dialect)


def write(definition: Definition, value: Value, dialect: Dialect = PLAIN) -> str:
    """The text that reads as this value again: '' for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return dialect.separator.join(value)
    return str(value)


def number(text: str, dialect: Dialect = PLAIN) -> Decimal:
    """A finite decimal number. Unfit for anything else, thousands separators included: they are ambiguous."""
    written = text.strip()
    if dialect.decimal_comma:
        written = written.replace(",", ".") if "." not in written else "?"
    if not NUMBER.match(written):
        raise Unfit("not_a_number", text)
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise Unfit("not_a_number", text) from None
    if abs(value) >= LARGEST:
        raise Unfit("too_large", text)
    return value


def plain(value: Decimal) -> str:
    """A number in its one spelling, without exponent and needless zeros: equal numbers are equal texts."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def day(text: str, dialect: Dialect = PLAIN) -> date:
    """A calendar day; a time of day behind it is passed over. Unfit for what is no day."""
    if iso := ISO_DATE.match(text):
        return _date(text, *(int(part) for part in iso.groups()))
    parts = SPLIT_DATE.match(text)
    if parts is None:
        raise Unfit("not_a_date", text)
    numbers = dict(zip(dialect.date_order, (int(part) for part in parts.groups()), strict=True))
    year = numbers["y"] + 2000 if numbers["y"] < 100 else numbers["y"]
    return _date(text, year, numbers["m"], numbers["d"])


def yes(text: str) -> bool:
    """Yes or no. Unfit for anything else."""
    word = text.strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise Unfit("not_yes_or_no", text)


def _date(text: str, year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError:
        raise Unfit("not_a_date", text) from None


def _text(_definition: Definition, text: str, _dialect: Dialect) -> Value:
    if CONTROL.search(text) or LINE_BREAK.search(text.strip()):
        raise Unfit("control_character", text)
    return _no_longer_than(LONGEST_TEXT, text.strip())


def _long_text(_definition: Definition, text: str, _dialect: Dialect) -> Value:
    if CONTROL.search(text):
        raise Unfit("control_character", text)
    return _no_longer_than(LONGEST_LONG_TEXT, text.replace("\r\n", "\n").strip("\n"))


def _no_longer_than(longest: int, text: str) -> str:
    if len(text) > longest:
        raise Unfit("too_long", text)
    return text


def _integer(_definition: Definition, text: str, dialect: Dialect) -> Value:
    value = number(text, dialect)
    if value != value.to_integral_value():
        raise Unfit("not_whole", text)
    return int(value)


def _decimal(_definition: Definition, text: str, dialect: Dialect) -> Value:
    return plain(number(text, dialect))


def _amount(_definition: Definition, text: str, dialect: Dialect) -> Value:
    """A price or weight: a number that is not below zero."""
    value = number(text, dialect)
    if value < 0:
        raise Unfit("negative", text)
    return plain(value)


def _day(_definition: Definition, text: str, dialect: Dialect) -> Value:
    return day(text, dialect).isoformat()


def _boolean(_definition: Definition, text: str, _dialect: Dialect) -> Value:
    return yes(text)


def _choice(definition: Definition, text: str, _dialect: Dialect) -> Value:
    if text not in definition.options:
        raise Unfit("unknown_option", text)
    return text


def _choices(definition: Definition, text: str, dialect: Dialect) -> Value:
    chosen: Sequence[str] = [part.strip() for part in text.split(dialect.separator) if part.strip()]
    for each in chosen:
        if each not in definition.options:
            raise Unfit("unknown_option", each)
    return list(dict.fromkeys(chosen))


def _address(_definition: Definition, text: str, _dialect: Dialect) -> Value:
    """A picture: an http(s) address, or a path as Adobe Commerce writes it."""
    if CONTROL.search(text) or LINE_BREAK.search(text) or len(text) > LONGEST_TEXT:
        raise Unfit("not_an_address", text)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise Unfit("not_an_address", text) from None
    if parts.scheme and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise Unfit("not_an_address", text)
    return text


READERS = {
    "text": _text,
    "long_text": _long_text,
    "integer": _integer,
    "decimal": _decimal,
    "price": _amount,
    "weight": _amount,
    "date": _day,
    "boolean": _boolean,
    "select": _choice,
    "multi_select": _choices,
    "media": _address,
}
