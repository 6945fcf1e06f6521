"""Weights and lengths from one unit into another. Pure; factors are exact by definition.

Source: the international pound (0.45359237 kg) and inch (2.54 cm); Amazon's names of units as in its schemas.
"""

from __future__ import annotations

from decimal import Decimal

# Amazon's name → (what is measured, how many of the base unit: grams or millimetres)
UNITS: dict[str, tuple[str, Decimal]] = {
    "micrograms": ("weight", Decimal("0.000001")),
    "milligrams": ("weight", Decimal("0.001")),
    "grams": ("weight", Decimal(1)),
    "kilograms": ("weight", Decimal(1000)),
    "tons": ("weight", Decimal("907184.74")),
    "hundredths_pounds": ("weight", Decimal("4.5359237")),
    "ounces": ("weight", Decimal("28.349523125")),
    "pounds": ("weight", Decimal("453.59237")),
    "millimeters": ("length", Decimal(1)),
    "centimeters": ("length", Decimal(10)),
    "decimeters": ("length", Decimal(100)),
    "meters": ("length", Decimal(1000)),
    "inches": ("length", Decimal("25.4")),
    "feet": ("length", Decimal("304.8")),
    "yards": ("length", Decimal("914.4")),
}
# what a merchant may keep the catalog in
OFFERED = ("grams", "kilograms", "ounces", "pounds", "millimeters", "centimeters", "meters", "inches", "feet")
PLACES = Decimal("0.0001")  # as precise as the catalog's columns


class OtherMeasure(ValueError):
    """The units do not measure the same thing, or one of them is not known."""


def convert(number: Decimal, unit: str, wanted: str) -> Decimal:
    """The number in the wanted unit, to four places. OtherMeasure for pounds into centimetres."""
    if unit == wanted:
        return number
    if unit not in UNITS or wanted not in UNITS or UNITS[unit][0] != UNITS[wanted][0]:
        raise OtherMeasure(unit)
    return (number * UNITS[unit][1] / UNITS[wanted][1]).quantize(PLACES)


def measures(units: list[str]) -> str:
    """'weight' or 'length' where every unit measures it; '' otherwise."""
    kinds = {UNITS[unit][0] if unit in UNITS else "" for unit in units}
    return kinds.pop() if len(kinds) == 1 else ""
