"""Every marketplace the SP-API knows: id, country, region, currency, language, time zone.

Source: Amazon's page of marketplace ids and SP-API endpoints.
"""

from typing import NamedTuple

ENDPOINTS = {
    "NA": "https://sellingpartnerapi-na.amazon.com",
    "EU": "https://sellingpartnerapi-eu.amazon.com",
    "FE": "https://sellingpartnerapi-fe.amazon.com",
}


class Marketplace(NamedTuple):
    """One Amazon store front. `charset` is what its reports use when they do not say."""

    id: str
    country: str
    name: str
    region: str
    currency: str
    language: str
    time_zone: str
    domain: str
    charset: str = "cp1252"

    @property
    def flag(self) -> str:
        """The country's flag as an emoji."""
        code = "GB" if self.country == "UK" else self.country
        return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)

    @property
    def seller_central(self) -> str:
        """Where a seller of this marketplace signs in."""
        return f"https://sellercentral.{self.domain}"


_ALL = [
    Marketplace("ATVPDKIKX0DER", "US", "United States", "NA", "USD", "en_US", "America/Los_Angeles", "amazon.com"),
    Marketplace("A2EUQ1WTGCTBG2", "CA", "Canada", "NA", "CAD", "en_CA", "America/Los_Angeles", "amazon.ca"),
    Marketplace("A1AM78C64UM0Y8", "MX", "Mexico", "NA", "MXN", "es_MX", "America/Los_Angeles", "amazon.com.mx"),
    Marketplace("A2Q3Y263D00KWC", "BR", "Brazil", "NA", "BRL", "pt_BR", "America/Sao_Paulo", "amazon.com.br"),
    Marketplace("A1F83G8C2ARO7P", "UK", "United Kingdom", "EU", "GBP", "en_GB", "Europe/London", "amazon.co.uk"),
    Marketplace("A28R8C7NBKEWEA", "IE", "Ireland", "EU", "EUR", "en_IE", "Europe/Dublin", "amazon.ie"),
    Marketplace("A1PA6795UKMFR9", "DE", "Germany", "EU", "EUR", "de_DE", "Europe/Berlin", "amazon.de"),
    Marketplace("A13V1IB3VIYZZH", "FR", "France", "EU", "EUR", "fr_FR", "Europe/Paris", "amazon.fr"),
    Marketplace("AMEN7PMS3EDWL", "BE", "Belgium", "EU", "EUR", "fr_BE", "Europe/Brussels", "amazon.com.be"),
    Marketplace("A1805IZSGTT6HS", "NL", "Netherlands", "EU", "EUR", "nl_NL", "Europe/Amsterdam", "amazon.nl"),
    Marketplace("A1RKKUPIHCS9HS", "ES", "Spain", "EU", "EUR", "es_ES", "Europe/Madrid", "amazon.es"),
    Marketplace("APJ6JRA9NG5V4", "IT", "Italy", "EU", "EUR", "it_IT", "Europe/Rome", "amazon.it"),
    Marketplace("A2NODRKZP88ZB9", "SE", "Sweden", "EU", "SEK", "sv_SE", "Europe/Stockholm", "amazon.se"),
    Marketplace("A1C3SOZRARQ6R3", "PL", "Poland", "EU", "PLN", "pl_PL", "Europe/Warsaw", "amazon.pl", "cp1250"),
    Marketplace("AE08WJ6YKNBMC", "ZA", "South Africa", "EU", "ZAR", "en_ZA", "Africa/Johannesburg", "amazon.co.za"),
    Marketplace("ARBP9OOSHTCHU", "EG", "Egypt", "EU", "EGP", "ar_EG", "Africa/Cairo", "amazon.eg", "utf-8"),
    Marketplace("A33AVAJ2PDY3EV", "TR", "Turkey", "EU", "TRY", "tr_TR", "Europe/Istanbul", "amazon.com.tr", "cp1254"),
    Marketplace("A17E79C6D8DWNP", "SA", "Saudi Arabia", "EU", "SAR", "ar_SA", "Asia/Riyadh", "amazon.sa", "utf-8"),
    Marketplace("A2VIGQ35RCS4UG", "AE", "United Arab Emirates", "EU", "AED", "en_AE", "Asia/Dubai", "amazon.ae", "utf-8"),
    Marketplace("A21TJRUUN4KGV", "IN", "India", "EU", "INR", "en_IN", "Asia/Kolkata", "amazon.in"),
    Marketplace("A19VAU5U5O7RUS", "SG", "Singapore", "FE", "SGD", "en_SG", "Asia/Singapore", "amazon.sg"),
    Marketplace("A39IBJ37TRP1C6", "AU", "Australia", "FE", "AUD", "en_AU", "Australia/Sydney", "amazon.com.au"),
    Marketplace("A1VC38T7YXB528", "JP", "Japan", "FE", "JPY", "ja_JP", "Asia/Tokyo", "amazon.co.jp", "cp932"),
]  # fmt: skip

MARKETPLACES = {marketplace.id: marketplace for marketplace in _ALL}
BY_COUNTRY = {marketplace.country: marketplace for marketplace in _ALL} | {
    "GB": next(marketplace for marketplace in _ALL if marketplace.country == "UK")
}


def marketplaces_in(region: str) -> list[Marketplace]:
    """The marketplaces a login of this region (NA, EU, FE) can sell in."""
    return [marketplace for marketplace in _ALL if marketplace.region == region]
