"""Amazon's marketplaces: id, country, region, currency, language, domain, channel of fulfilment by Amazon."""

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
ATVPDKIKX0DER   US NA USD en_US www.amazon.com         Amazon.com
A2EUQ1WTGCTBG2  CA NA CAD en_CA www.amazon.ca          Amazon.ca
A1AM78C64UM0Y8  MX NA MXN es_MX www.amazon.com.mx      Amazon.com.mx
A2Q3Y263D00KWC  BR NA BRL pt_BR www.amazon.com.br      Amazon.com.br
A1F83G8C2ARO7P  GB EU GBP en_GB www.amazon.co.uk       Amazon.co.uk
A1PA6795UKMFR9  DE EU EUR de_DE www.amazon.de          Amazon.de
A13V1IB3VIYZZH  FR EU EUR fr_FR www.amazon.fr          Amazon.fr
APJ6JRA9NG5V4   IT EU EUR it_IT www.amazon.it          Amazon.it
A1RKKUPIHCS9HS  ES EU EUR es_ES www.amazon.es          Amazon.es
A1805IZSGTT6HS  NL EU EUR nl_NL www.amazon.nl          Amazon.nl
A2NODRKZP88ZB9  SE EU SEK sv_SE www.amazon.se          Amazon.se
A1C3SOZRARQ6R3  PL EU PLN pl_PL www.amazon.pl          Amazon.pl
AMEN7PMS3EDWL   BE EU EUR fr_BE www.amazon.com.be      Amazon.com.be
A28R8C7NBKEWEA  IE EU EUR en_IE www.amazon.ie          Amazon.ie
A33AVAJ2PDY3EV  TR EU TRY tr_TR www.amazon.com.tr      Amazon.com.tr
ARBP9OOSHTCHU   EG EU EGP ar_EG www.amazon.eg          Amazon.eg
A2VIGQ35RCS4UG  AE EU AED ar_AE www.amazon.ae          Amazon.ae
A17E79C6D8DWNP  SA EU SAR ar_SA www.amazon.sa          Amazon.sa
AE08WJ6YKNBMC   ZA EU ZAR en_ZA www.amazon.co.za       Amazon.co.za
A21TJRUUN4KGV   IN EU INR hi_IN www.amazon.in          Amazon.in
A1VC38T7YXB528  JP FE JPY ja_JP www.amazon.co.jp       Amazon.co.jp
A39IBJ37TRP1C6  AU FE AUD en_AU www.amazon.com.au      Amazon.com.au
A19VAU5U5O7RUS  SG FE SGD en_SG www.amazon.sg          Amazon.sg
"""

MARKETPLACES = {row.split()[0]: Marketplace(*row.split()) for row in _ROWS.strip().splitlines()}
"""Every marketplace of the Selling Partner API, by id."""


def of_region(region: str) -> list[Marketplace]:
    """The marketplaces of NA, EU or FE."""
    return [marketplace for marketplace in MARKETPLACES.values() if marketplace.region == region]
