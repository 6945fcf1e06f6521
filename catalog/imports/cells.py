"""Cells within cells: code=value pairs, quoted lists, and cells that spreadsheets take for formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable

FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)
GUARDED = re.compile(r"'+[=+\-@\t\r]")
PAIR = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)=")
WRAPPED = re.compile(r'\s*"([^"]*(?:""[^"]*)*)"')


def guard(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what looks like one."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text


def unguard(text: str) -> str:
    """The cell that was guarded; every other cell as it is."""
    return text[1:] if text[:1] == "'" and GUARDED.match(text) else text


def wrap(text: str) -> str:
    """A value in quotes, quotes in it doubled, as Adobe Commerce writes it with "Fields enclosure"."""
    return '"' + text.replace('"', '""') + '"'


def pairs(text: str, separator: str = ",") -> dict[str, str | list[str]]:
    """code=value,code="quoted, value",code="one"|"two" by code in lower case.

    As Adobe Commerce reads it: a part without a code belongs to the value before it. A code begins right
    behind the separator, so that "Blue, a=b" is one value.
    """
    found: dict[str, str | list[str]] = {}
    boundary = re.compile(re.escape(separator) + r"(?=[A-Za-z][A-Za-z0-9_]*=)")
    at = 0
    while match := PAIR.match(text, at):
        wrapped = _wrapped(text, match.end(), separator)
        if wrapped is None:
            end = boundary.search(text, match.end())
            value: str | list[str] = text[match.end() : end.start() if end else len(text)]
            at = end.end() if end else len(text)
        else:
            value, at = wrapped
        found[match[1].lower()] = value
    return found


def _wrapped(text: str, at: int, separator: str) -> tuple[str | list[str], int] | None:
    """The quoted value that begins here, or several of them with | between; None if it is not quoted."""
    values = []
    while match := WRAPPED.match(text, at):
        values.append(match[1].replace('""', '"'))
        at = match.end()
        while text[at : at + 1] == " ":
            at += 1
        if text[at : at + 1] != "|":
            break
        at += 1
    if not values or (at < len(text) and not text.startswith(separator, at)):
        return None
    return (values[0] if len(values) == 1 else values), at + len(separator)


def split(text: str, separator: str) -> list[str]:
    """The parts of a list; separators within quotes do not count. Quotes stay where they are."""
    if separator not in text:
        return [text] if text.strip() else []
    if text.count('"') % 2 or '"' not in text:  # an odd one is an inch, not a quote
        return [part for part in text.split(separator) if part.strip()]
    parts: list[str] = []
    part: list[str] = []
    inside = False
    for piece in re.split(f'("|{re.escape(separator)})', text):
        if piece == '"':
            inside = not inside
        if piece == separator and not inside:
            parts.append("".join(part))
            part = []
        else:
            part.append(piece)
    return [each for each in [*parts, "".join(part)] if each.strip()]


def unwrap(text: str) -> str:
    """A value without the quotes around it, if there are any."""
    stripped = text.strip()
    match = WRAPPED.fullmatch(stripped)
    return match[1].replace('""', '"') if match else stripped


def listed(texts: Iterable[str], separator: str = ",") -> str:
    """A list whose parts are quoted where they must be: split and unwrap give them back."""
    return separator.join(
        wrap(text) if separator in text or '"' in text or text != text.strip() else text for text in texts
    )
