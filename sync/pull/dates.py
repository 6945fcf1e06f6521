"""The open-date of a report: many orders of day and month, many time zones, always turned into UTC
offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

# Hours and minutes east of Greenwich. A word that means several zones gets its country's meaning below.
ZONES = {
    "UTC": "+00:00", "GMT": "+00:00", "Z": "+00:00", "WET": "+00:00", "WEST": "+01:00", "BST": "+01:00",
    "CET": "+01:00", "MET": "+01:00", "MEZ": "+01:00", "CEST": "+02:00", "MEST": "+02:00", "MESZ": "+02:00",
    "EET": "+02:00", "EEST": "+03:00", "SAST": "+02:00", "MSK": "+03:00", "TRT": "+03:00", "GST": "+04:00",
    "IST": "+05:30", "SGT": "+08:00", "CST": "-06:00", "JST": "+09:00", "AEST": "+10:00", "AEDT": "+11:00",
    "ACST": "+09:30", "ACDT": "+10:30", "AWST": "+08:00", "PST": "-08:00", "PDT": "-07:00", "MST": "-07:00",
    "MDT": "-06:00", "CDT": "-05:00", "EST": "-05:00", "EDT": "-04:00", "AKST": "-09:00", "AKDT": "-08:00",
    "HST": "-10:00", "BRT": "-03:00", "BRST": "-02:00",
}  # fmt: skip
ZONES_BY_COUNTRY = {
    "IE": {"IST": "+01:00"},  # Irish, not Indian
    "SA": {"AST": "+03:00"},  # Arabia
    "AE": {"AST": "+03:00"},
    "CA": {"AST": "-04:00", "ADT": "-03:00", "NST": "-03:30", "NDT": "-02:30"},
}
MONTH_FIRST = {"US"}

_DATE = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})|(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y2>\d{4}))"
    r"(?:[ T](?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?: ?(?P<zone>[A-Za-z]+|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)


class Dates:
    """Reads the dates of one country's reports."""

    def __init__(self, country: str) -> None:
        self.zones: Mapping[str, str] = ZONES | ZONES_BY_COUNTRY.get(country, {})
        self.month_first = country in MONTH_FIRST

    def read(self, text: str) -> str:
        """The moment in ISO form with its offset. ValueError says in words what is wrong, an unknown zone
        too."""
        offset = self.zones.get(text[20:])
        if offset is not None and text[4] == "-":  # 2013-01-07 07:35:42 PST, by far the most frequent
            moment = text[:19] + offset
            datetime.fromisoformat(moment)
            return moment
        found = _DATE.fullmatch(text.strip())
        if found is None:
            raise ValueError("not a date")
        zone, clock = found["zone"], found["clock"] or "00:00:00"
        if zone is None:
            raise ValueError("a date without its time zone")
        offset = self.zones.get(zone.upper()) if zone.isalpha() else zone
        if offset is None:
            raise ValueError(f"unknown time zone {zone}")
        year, month, day = self._parts(found)
        hours, rest = clock.split(":", 1)
        moment = f"{year}-{month:02d}-{day:02d} {int(hours):02d}:{rest}{offset}"
        return datetime.fromisoformat(moment).isoformat(" ")

    def _parts(self, found: re.Match[str]) -> tuple[str, int, int]:
        if found["y"]:
            return found["y"], int(found["m"]), int(found["d"])
        first, second = int(found["a"]), int(found["b"])
        if second > 12 or (self.month_first and first <= 12):
            return found["y2"], first, second
        return found["y2"], second, first
