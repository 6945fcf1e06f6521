"""Whether a value of Amazon's goes into the catalog, and if not, why. Pure: the rule of the import.

    active   catalog is empty   catalog has a value, keep   catalog has a value, overwrite
    yes      write              keep                        write
    no       nothing            nothing                     nothing

Source: the reference product's two options (2.4). What does not fit the catalog attribute's type is named,
never written; what Amazon does not say empties no value of the catalog.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from catalog.values import Definition, Dialect, Unfit, Value, number, plain, read
from listings.amazon_attributes.entries import Said
from listings.amazon_attributes.units import PLACES, OtherMeasure, convert

NUMBERS = ("integer", "decimal", "price", "weight")
SEPARATOR = Dialect(separator="\x1f")  # parts several choices; in no text of Amazon's
CHECKED = {
    # built-in column → what its values look like, and the reason against all others
    "asin": (re.compile(r"[A-Z0-9]{10}", re.ASCII), "not_an_asin"),
    "condition": (re.compile(r"(new|refurbished|used|collectible|club)_[a-z_]+"), "not_a_condition"),
}


class Outcome(StrEnum):
    """What becomes of a value; all but IMPORTED are 'not imported'."""

    IMPORTED = "imported"  # the catalog has it
    WRITE = "write"  # it fits and the next import writes it
    KEPT = "kept"  # the catalog has another value, which stays
    INACTIVE = "inactive"
    NOT_SAID = "not_said"  # Amazon says nothing
    UNFIT = "unfit"  # with one of REASONS or of catalog.values.REASONS


REASONS = (
    "other_currency",
    "unit_missing",
    "other_measure",
    "picture_address",
    "not_an_asin",
    "not_a_condition",
)


class Target(NamedTuple):
    """The catalog attribute a value goes to, and how the merchant wants it.

    `options` finds an option by its value or by one of its labels, in small letters. A built-in column has
    bounds of its own: `longest` text, `largest` number.
    """

    definition: Definition
    overwrite: bool = False
    active: bool = True
    options: Mapping[str, str] = {}
    add_options: bool = False
    unit: str = ""
    currency: str = ""
    in_column: bool = False
    longest: int | None = None
    largest: Decimal | None = None


class Verdict(NamedTuple):
    """What becomes of a value. `value` is what the catalog would hold, `added` the choices it lacks."""

    outcome: Outcome
    value: Value = None
    reason: str = ""
    text: str = ""
    added: tuple[str, ...] = ()


def judge(found: Sequence[Said], target: Target, current: Value) -> Verdict:
    """The verdict on what Amazon says (in the store's language), beside what the catalog has."""
    try:
        value, added = wanted(found, target) if found else (None, ())
    except Unfit as misfit:
        return Verdict(Outcome.UNFIT, reason=misfit.reason, text=misfit.text)
    outcome = Outcome.KEPT
    if value is None:
        outcome = Outcome.NOT_SAID
    elif same(value, current):
        outcome = Outcome.IMPORTED
    elif not target.active:
        outcome = Outcome.INACTIVE
    elif is_empty(current) or target.overwrite:
        outcome = Outcome.WRITE
    return Verdict(outcome, value, added=added if outcome == Outcome.WRITE else ())


def wanted(found: Sequence[Said], target: Target) -> tuple[Value, tuple[str, ...]]:
    """The value as the catalog would hold it, and the choices to add for it. Unfit for what does not fit."""
    kind = target.definition.type
    if kind in ("select", "multi_select"):
        return _choice(found, target)
    if kind in NUMBERS:
        return _number(found[0], target), ()
    if kind == "media":
        return _picture(found[0], target), ()
    joined = {"long_text": "\n", "text": ", "}
    text = joined[kind].join(map(_measured, found)) if kind in joined else found[0].text
    return _in_column(read(target.definition, text), target), ()


def is_empty(value: Value) -> bool:
    return value is None or value in ("", [])


def same(one: Value, other: Value) -> bool:
    """Equal as the catalog sees it: the order of several choices says nothing."""
    if isinstance(one, list) and isinstance(other, list):
        return set(one) == set(other)
    return type(one) is type(other) and one == other


def _measured(each: Said) -> str:
    """A value as text, with its unit or currency where it has one."""
    return " ".join(part for part in (each.text, each.unit or each.currency) if part)


def _number(each: Said, target: Target) -> Value:
    if each.currency and target.currency and each.currency != target.currency:
        raise Unfit("other_currency", f"{each.text} {each.currency}")
    amount = number(each.text)
    if each.unit:
        if not target.unit:
            raise Unfit("unit_missing", _measured(each))
        try:
            amount = convert(amount, each.unit, target.unit)
        except OtherMeasure:
            raise Unfit("other_measure", _measured(each)) from None
    if target.in_column and target.definition.type != "integer":
        amount = amount.quantize(PLACES)
    if target.largest is not None and abs(amount) > target.largest:
        raise Unfit("too_large", _measured(each))
    return _in_column(read(target.definition, plain(amount)), target)


def _picture(each: Said, target: Target) -> Value:
    """A reference, never fetched; Amazon's are full addresses."""
    try:
        parts = urlsplit(each.text)
    except ValueError:
        raise Unfit("picture_address", each.text) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Unfit("picture_address", each.text)
    return _in_column(read(target.definition, each.text), target)


def _choice(found: Sequence[Said], target: Target) -> tuple[Value, tuple[str, ...]]:
    chosen: list[str] = []
    added: list[str] = []
    for each in found if target.definition.type == "multi_select" else found[:1]:
        text = _measured(each)
        option = target.options.get(text.casefold())
        if option is None:
            if not target.add_options:
                raise Unfit("unknown_option", text)
            if len(text) > 255:
                raise Unfit("too_long", text)
            option = text
            added.append(text)
        chosen.append(option)
    all_options = target.definition._replace(options=frozenset(chosen))
    return read(all_options, SEPARATOR.separator.join(chosen), SEPARATOR), tuple(dict.fromkeys(added))


def _in_column(value: Value, target: Target) -> Value:
    if not target.in_column or not isinstance(value, str):
        return value
    if target.longest is not None and len(value) > target.longest:
        raise Unfit("too_long", value)
    shape, reason = CHECKED.get(target.definition.code, (None, ""))
    if shape is not None and not shape.fullmatch(value):
        raise Unfit(reason, value)
    return value
