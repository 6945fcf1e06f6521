"""Flat drawings of what the shops sell, in a square of 100: {c} its colour, {d} darker, {l} lighter."""

from pathlib import Path

FILE = Path(__file__).with_name("shapes.svg.txt")


def _read() -> dict[str, str]:
    """One drawing a line: its name, then its SVG elements."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


SHAPES = _read()
