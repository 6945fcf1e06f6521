"""Amazon's marketplaces: id, country, region, currency, language, domain, time zone, FBA channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One Amazon store."""

    id: str
    country: str
    region: str  # NA, EU, FE
    currency: str
    locale: str  # en_US
    domain: str
    time_zone: str  # whose midnights part its days of sales
    name: str

    @property
    def language(self) -> str:
        """The language code as getMarketplaceParticipations prints it."""
        return self.locale

    @property
    def fba_channel(self) -> str:
        """The fulfilment channel code of offers that Amazon ships from its own warehouses."""
        own = {"JP": "AMAZON_JP", "AU": "AMAZON_AU", "SG": "AMAZON_SG", "IN": "AMAZON_IN"}
        return own.get(self.country, f"AMAZON_{self.region}")


_ROWS = """
ATVPDKIKX0DER   US NA USD en_US www.amazon.com         America/Los_Angeles Amazon.com
A2EUQ1WTGCTBG2  CA NA CAD en_CA www.amazon.ca          America/Los_Angeles Amazon.ca
A1AM78C64UM0Y8  MX NA MXN es_MX www.amazon.com.mx      America/Los_Angeles Amazon.com.mx
A2Q3Y263D00KWC  BR NA BRL pt_BR www.amazon.com.br      America/Sao_Paulo   Amazon.com.br
A1F83G8C2ARO7P  GB EU GBP en_GB www.amazon.co.uk       Europe/London       Amazon.co.uk
A1PA6795UKMFR9  DE EU EUR de_DE www.amazon.de          Europe/Berlin       Amazon.de
A13V1IB3VIYZZH  FR EU EUR fr_FR www.amazon.fr          Europe/Paris        Amazon.fr
APJ6JRA9NG5V4   IT EU EUR it_IT www.amazon.it          Europe/Rome         Amazon.it
A1RKKUPIHCS9HS  ES EU EUR es_ES www.amazon.es          Europe/Madrid       Amazon.es
A1805IZSGTT6HS  NL EU EUR nl_NL www.amazon.nl          Europe/Amsterdam    Amazon.nl
A2NODRKZP88ZB9  SE EU SEK sv_SE www.amazon.se          Europe/Stockholm    Amazon.se
A1C3SOZRARQ6R3  PL EU PLN pl_PL www.amazon.pl          Europe/Warsaw       Amazon.pl
AMEN7PMS3EDWL   BE EU EUR fr_BE www.amazon.com.be      Europe/Brussels     Amazon.com.be
A28R8C7NBKEWEA  IE EU EUR en_IE www.amazon.ie          Europe/Dublin       Amazon.ie
A33AVAJ2PDY3EV  TR EU TRY tr_TR www.amazon.com.tr      Europe/Istanbul     Amazon.com.tr
ARBP9OOSHTCHU   EG EU EGP ar_EG www.amazon.eg          Africa/Cairo        Amazon.eg
A2VIGQ35RCS4UG  AE EU AED ar_AE www.amazon.ae          Asia/Dubai          Amazon.ae
A17E79C6D8DWNP  SA EU SAR ar_SA www.amazon.sa          Asia/Riyadh         Amazon.sa
AE08WJ6YKNBMC   ZA EU ZAR en_ZA www.amazon.co.za       Africa/Johannesburg Amazon.co.za
A21TJRUUN4KGV   IN EU INR hi_IN www.amazon.in          Asia/Kolkata        Amazon.in
A1VC38T7YXB528  JP FE JPY ja_JP www.amazon.co.jp       Asia/Tokyo          Amazon.co.jp
A39IBJ37TRP1C6  AU FE AUD en_AU www.amazon.com.au      Australia/Sydney    Amazon.com.au
A19VAU5U5O7RUS  SG FE SGD en_SG www.amazon.sg          Asia/Singapore      Amazon.sg
"""

MARKETPLACES = {row.split()[0]: Marketplace(*row.split()) for row in _ROWS.strip().splitlines()}
"""Every marketplace of the Selling Partner API, by id."""


def of_region(region: str) -> list[Marketplace]:
    """The marketplaces of NA, EU or FE."""
    return [marketplace for marketplace in MARKETPLACES.values() if marketplace.region == region]
