"""Tries credentials before they are kept, and says in plain words what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from amazon_channel.marketplaces import MARKETPLACES
from amazon_channel.models import Application
from sync.amazon.addresses import Credentials
from sync.amazon.answers import Participation
from sync.amazon.errors import AmazonError, Denied, Revoked, Throttled, Unauthorized, Unreachable
from sync.amazon.identity import seller_id_of
from sync.clients import TOKENS, amazon_with, sandbox_url_of, throttle
from sync.connect.saving import ConnectError, Login, NothingToConnect


class CredentialsRefused(ConnectError):
    """Amazon does not accept them, or did not answer; the message says what to do."""


@dataclass(frozen=True)
class Opened:
    """A login that works, and the marketplaces it opens."""

    login: Login
    participations: list[Participation]


def credentials_for(
    application: Application, *, region: str, refresh_token: str, seller_id: str = ""
) -> Credentials:
    """What the client needs. CredentialsRefused for a sandbox application without a sandbox."""
    try:
        sandbox_url = sandbox_url_of(application)
    except ImproperlyConfigured as error:
        raise CredentialsRefused(str(error)) from error
    return Credentials(
        client_id=application.client_id,
        client_secret=application.client_secret,
        refresh_token=refresh_token,
        region=region,
        seller_id=seller_id,
        sandbox_url=sandbox_url,
    )


def open_login(application: Application, *, region: str, refresh_token: str, seller_id: str = "") -> Opened:
    """Ask Amazon whose token it is and what it opens. `seller_id`: as the person or the consent page says.

    Raises CredentialsRefused or NothingToConnect; nothing is saved either way.
    """
    credentials = credentials_for(application, region=region, refresh_token=refresh_token)
    try:
        found = amazon_with(credentials).participations()
        markets = in_region(found, region)
        seller = _seller(credentials, markets[0], claimed=seller_id)
    except AmazonError as error:
        raise CredentialsRefused(in_plain_words(error)) from error
    login = Login(application=application, region=region, seller_id=seller, refresh_token=refresh_token)
    return Opened(login, markets)


def in_region(found: Iterable[Participation], region: str) -> list[Participation]:
    """The participations that can become stores here. NothingToConnect if there are none."""
    known = [each for each in found if each.marketplace_id in MARKETPLACES]
    fitting = [each for each in known if MARKETPLACES[each.marketplace_id].region == region]
    if not fitting:
        raise NothingToConnect(
            _(
                "This login takes part in no marketplace of the chosen region. Check the region, or register"
                " the seller for a marketplace in Seller Central."
            )
        )
    return fitting


def _seller(credentials: Credentials, market: Participation, *, claimed: str) -> str:
    """The seller's id as Amazon gives it; as claimed where the application may not ask."""
    place = (market.marketplace_id, MARKETPLACES[market.marketplace_id].currency)
    try:
        found = seller_id_of(credentials, place, throttle=throttle(), tokens=TOKENS)
    except Denied:
        found = ""
    if not (found or claimed):
        raise CredentialsRefused(
            _(
                "Amazon does not tell this application who the seller is. Enter the seller id: in Seller"
                " Central under Settings, Account Info, Merchant Token."
            )
        )
    if found and claimed and found != claimed:
        raise CredentialsRefused(
            _("The credentials belong to seller %(found)s, not to %(claimed)s.")
            % {"found": found, "claimed": claimed}
        )
    return found or claimed


def in_plain_words(error: AmazonError) -> str:
    """What happened and what to do, with Amazon's own words behind it."""
    advice: dict[type[AmazonError], Any] = {
        Revoked: _(
            "Amazon does not accept the authorisation: it was withdrawn, has ended, or belongs to another"
            " application. Authorise again, or copy a new refresh token."
        ),
        Unauthorized: _("Amazon does not know this client id with this secret. Copy both again."),
        Denied: _(
            "Amazon denies access. Check that the application has its roles and that the region is right;"
            " if both are, wait some minutes and try again."
        ),
        Throttled: _("Amazon asks us to slow down. Try again in a minute."),
        Unreachable: _("Amazon does not answer. Try again in a minute."),
    }
    said = next((text for kind, text in advice.items() if isinstance(error, kind)), _("Amazon refuses."))
    return f"{said} ({error})"
