"""A spark line: numbers as points of an SVG polyline, nothing at the bottom, the highest at the top."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

WIDTH, HEIGHT = 120, 32
MARGIN = 2  # so that the line's own width is not cut off


def points(numbers: Sequence[Decimal]) -> str:
    """'2,30 6,4.5 …', left to right, within WIDTH and HEIGHT; all nothing is a flat line at the bottom."""
    low = min(0.0, *map(float, numbers))
    span = max(0.0, *map(float, numbers)) - low
    step = (WIDTH - 2 * MARGIN) / max(1, len(numbers) - 1)
    heights = [(float(number) - low) / span if span else 0.0 for number in numbers]
    places = [
        (MARGIN + step * at, HEIGHT - MARGIN - height * (HEIGHT - 2 * MARGIN))
        for at, height in enumerate(heights)
    ]
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in places)


def ground(line: str) -> str:
    """The area between a line and the bottom, as points of an SVG polygon."""
    return f"{MARGIN},{HEIGHT - MARGIN} {line} {WIDTH - MARGIN},{HEIGHT - MARGIN}"
