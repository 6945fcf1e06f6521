"""How a marketplace writes its reports: charset, language, time zone and the way it writes a date."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.marketplaces import MARKETPLACES

ZONES = {
    "US": "America/Los_Angeles",
    "CA": "America/Los_Angeles",
    "MX": "America/Los_Angeles",
    "BR": "America/Los_Angeles",
    "GB": "Europe/London",
    "IE": "Europe/London",
    "JP": "Asia/Tokyo",
    "IN": "Asia/Kolkata",
    "AU": "Australia/Sydney",
    "SG": "Asia/Singapore",
    "AE": "Asia/Dubai",
    "SA": "Asia/Riyadh",
    "TR": "Europe/Istanbul",
    "EG": "Africa/Cairo",
    "ZA": "Africa/Johannesburg",
}
ZONE_WORDS = {"CET": "MET", "CEST": "MEST"}  # Amazon writes Central European Time the German way
ZONE_WORDS_BY_COUNTRY = {
    "TR": "TRT",
    "AE": "GST",
    "SA": "AST",
    "SG": "SGT",
}  # zones without a name of their own
UTF_8_COUNTRIES = {"TR", "EG", "AE", "SA", "PL", "IN"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """A marketplace's way of writing reports. `codec` is Python's name, `charset` the one in Content-Type."""

    country: str
    language: str
    codec: str
    charset: str
    zone: ZoneInfo
    shipping_group: str

    def date(self, ms: int) -> str:
        """2013-01-07 07:35:42 PST in the west, 29/09/2025 16:19:39 BST in Europe, 2025/09/29 … in Japan."""
        moment = datetime.fromtimestamp(ms // 1000, tz=self.zone)
        word = ZONE_WORDS_BY_COUNTRY.get(self.country) or moment.tzname() or ""
        clock = f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d} {ZONE_WORDS.get(word, word)}"
        if self.country in ("US", "CA", "MX", "BR"):
            return f"{moment.year}-{moment.month:02d}-{moment.day:02d} {clock}"
        if self.country == "JP":
            return f"{moment.year}/{moment.month:02d}/{moment.day:02d} {clock}"
        return f"{moment.day:02d}/{moment.month:02d}/{moment.year} {clock}"


def dialect_of(marketplace_id: str) -> Dialect:
    """The dialect of a marketplace of ours."""
    marketplace = MARKETPLACES[marketplace_id]
    language, country = marketplace.locale[:2], marketplace.country
    codec, charset = "cp1252", "Cp1252"
    if country == "JP":
        codec, charset = "cp932", "WINDOWS-31J"
    elif country in UTF_8_COUNTRIES:
        codec, charset = "utf-8", "UTF-8"
    groups = {"de": "Standardvorlage Amazon", "ja": "移行されたテンプレート"}
    return Dialect(
        country,
        language,
        codec,
        charset,
        ZoneInfo(ZONES.get(country, "Europe/Berlin")),
        groups.get(language, "Migrated Template"),
    )
