"""A seller's consent: the page in Seller Central where it is given, and a refresh token for its code.

Source: Amazon's pages on the website authorisation workflow and on the Seller Central addresses.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from sync.amazon.addresses import LOGIN
from sync.amazon.answers import Observer, Unobserved
from sync.amazon.errors import Unreachable
from sync.amazon.login import OPERATION, ask_login
from sync.amazon.pool import pool

PATH = "/apps/authorize/consent"
_EUROPE = "https://sellercentral-europe.amazon.com"
SELLER_CENTRAL = {
    "ATVPDKIKX0DER": "https://sellercentral.amazon.com",
    "A2EUQ1WTGCTBG2": "https://sellercentral.amazon.ca",
    "A1AM78C64UM0Y8": "https://sellercentral.amazon.com.mx",
    "A2Q3Y263D00KWC": "https://sellercentral.amazon.com.br",
    "A1F83G8C2ARO7P": _EUROPE,
    "A28R8C7NBKEWEA": "https://sellercentral.amazon.ie",
    "A1PA6795UKMFR9": _EUROPE,
    "A13V1IB3VIYZZH": _EUROPE,
    "AMEN7PMS3EDWL": "https://sellercentral.amazon.com.be",
    "A1805IZSGTT6HS": "https://sellercentral.amazon.nl",
    "A1RKKUPIHCS9HS": _EUROPE,
    "APJ6JRA9NG5V4": _EUROPE,
    "A2NODRKZP88ZB9": "https://sellercentral.amazon.se",
    "A1C3SOZRARQ6R3": "https://sellercentral.amazon.pl",
    "AE08WJ6YKNBMC": "https://sellercentral.amazon.co.za",
    "ARBP9OOSHTCHU": "https://sellercentral.amazon.eg",
    "A33AVAJ2PDY3EV": "https://sellercentral.amazon.com.tr",
    "A17E79C6D8DWNP": "https://sellercentral.amazon.sa",
    "A2VIGQ35RCS4UG": "https://sellercentral.amazon.ae",
    "A21TJRUUN4KGV": "https://sellercentral.amazon.in",
    "A19VAU5U5O7RUS": "https://sellercentral.amazon.sg",
    "A39IBJ37TRP1C6": "https://sellercentral.amazon.com.au",
    "A1VC38T7YXB528": "https://sellercentral.amazon.co.jp",
}
"""Where a seller signs in, by marketplace id."""
REGIONS = {"NA": "ATVPDKIKX0DER", "EU": "A1F83G8C2ARO7P", "FE": "A1VC38T7YXB528"}
"""The marketplace whose Seller Central is opened when only the region is known."""


@dataclass(frozen=True)
class Registration:
    """An application as it is registered with Amazon, or with the sandbox."""

    application_id: str
    client_id: str
    client_secret: str = field(repr=False)
    draft: bool = False  # not yet in Amazon's app store: the page wants to be told
    sandbox_url: str = ""  # '' is Amazon


def consent_url(registration: Registration, place: str, *, state: str, redirect_uri: str = "") -> str:
    """The page on which a seller lets the application in.

    `place` is a marketplace id or a region. Amazon sends the seller back with state, spapi_oauth_code and
    selling_partner_id. `state` must be hard to guess and is to be compared on the way back.
    ValueError without an application id, and for a place that Amazon has no Seller Central in.
    """
    if not registration.application_id:
        raise ValueError("The application has no application id, so there is no consent page for it.")
    marketplace = REGIONS.get(place, place)
    if marketplace not in SELLER_CENTRAL:
        raise ValueError(f"There is no Seller Central for {place!r}.")
    query = {"application_id": registration.application_id, "state": state}
    if redirect_uri:
        query["redirect_uri"] = redirect_uri
    if registration.draft:
        query["version"] = "beta"
    site = registration.sandbox_url.rstrip("/") or SELLER_CENTRAL[marketplace]
    return f"{site}{PATH}?{urlencode(query)}"


def exchange_code(
    registration: Registration,
    code: str,
    *,
    redirect_uri: str = "",
    http: httpx.Client | None = None,
    observer: Observer | None = None,
) -> str:
    """The refresh token for a code that the consent page gave; a code works once and for five minutes.

    Revoked when the code is used, too old or another application's; Unauthorized for a wrong client secret;
    Invalid for any other refusal; Unreachable and Throttled as for every call.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": registration.client_id,
        "client_secret": registration.client_secret,
    }
    if redirect_uri:
        form["redirect_uri"] = redirect_uri
    login = registration.sandbox_url.rstrip("/") or LOGIN
    said = ask_login(http or pool(registration.sandbox_url), login, form, observer=observer or Unobserved())
    refresh_token = said.get("refresh_token")
    if not isinstance(refresh_token, str) or not refresh_token:
        raise Unreachable(OPERATION, "answered without a refresh token", status_code=200)
    return refresh_token
