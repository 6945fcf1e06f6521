"""Connects an account from credentials in one go, for the command line and the demo. Safe to do twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from amazon_channel.marketplaces import BY_COUNTRY, MARKETPLACES, Marketplace
from amazon_channel.models import Account, Application, User
from sync import findings
from sync.connect.forms import application_of
from sync.connect.saving import (
    ConnectError,
    NewAccount,
    StoreChoice,
    add_stores,
    authorise_again,
    connect,
    keep_application,
)
from sync.connect.trial import Opened, open_login
from sync.models import SyncRun
from sync.runs import CannotSync, open_run


@dataclass(frozen=True)
class Credentials:
    """What is typed or configured to connect an account."""

    name: str
    region: str
    marketplaces: Sequence[str]  # ids or country codes
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    sandbox: bool = False
    seller_id: str = ""
    email: str = ""
    sync_interval_seconds: int | None = None  # None: as SYNC_INTERVAL_SECONDS says
    mapping: Mapping[str, str] = field(default_factory=dict)  # of new stores, by column of Store


@dataclass(frozen=True)
class Connected:
    """What came of it."""

    account: Account
    is_new: bool
    stores_added: int
    run: SyncRun | None


def connect_by_credentials(given: Credentials, *, by: User | None = None, now: datetime) -> Connected:
    """Try the credentials, then make the account or renew it, add the stores it lacks, and open a run.

    Raises ConnectError; then nothing is saved.
    """
    markets = wanted_marketplaces(given.marketplaces, given.region)
    application = application_of(given.client_id, given.client_secret, sandbox=given.sandbox)
    opened = open_login(
        application, region=given.region, refresh_token=given.refresh_token, seller_id=given.seller_id
    )
    offered = {each.marketplace_id for each in opened.participations}
    if lacking := [market.country for market in markets if market.id not in offered]:
        raise ConnectError(
            f"The seller does not take part in {', '.join(lacking)}; there are"
            f" {', '.join(MARKETPLACES[each].country for each in sorted(offered))}. Leave those out."
        )
    with transaction.atomic():
        return _save(given, opened, markets, by=by, now=now)


def _save(
    given: Credentials, opened: Opened, markets: list[Marketplace], *, by: User | None, now: datetime
) -> Connected:
    application = opened.login.application
    keep_application(application, by=by, now=now)
    choices = [
        StoreChoice(market.id, website=market.country.lower(), mapping=given.mapping) for market in markets
    ]
    account = _present(given, application, opened.login.seller_id)
    if account is None:
        new = NewAccount(given.name, given.email, choices, given.sync_interval_seconds)
        account = connect(opened.login, new, by=by, now=now)
        added, is_new = len(choices), True
    else:
        account = authorise_again(account, opened.login, by=by, now=now)
        for kind in ("needs_reauthorisation", "renewal_due"):
            findings.resolve(kind, account=account, now=now)
        added, is_new = len(add_stores(account, choices, by=by, now=now)), False
    return Connected(account, is_new, added, _first_run(account, by=by, now=now))


def wanted_marketplaces(named: Sequence[str], region: str) -> list[Marketplace]:
    """The marketplaces named by id or country, each once. ConnectError for one that is not the region's."""
    found = {}
    for name in named:
        market = MARKETPLACES.get(name) or BY_COUNTRY.get(name.upper())
        if market is None:
            raise ConnectError(
                f"There is no marketplace {name!r}. Name them by id or country: {', '.join(BY_COUNTRY)}."
            )
        if market.region != region:
            raise ConnectError(
                f"{market.name} belongs to region {market.region}, not {region}."
                " Connect it as another account."
            )
        found[market.id] = market
    return list(found.values())


def _present(given: Credentials, application: Application, seller_id: str) -> Account | None:
    """The account of this name if it is this seller's; `connect` refuses all other double ones."""
    return Account.objects.filter(
        name=given.name,
        region=given.region,
        selling_partner_id=seller_id,
        application__sandbox=application.sandbox,
    ).first()


def _first_run(account: Account, *, by: User | None, now: datetime) -> SyncRun | None:
    try:
        return open_run(
            account,
            trigger=SyncRun.Trigger.CONNECTED,
            now=now,
            by=by.get_username() if by else "",
        )
    except CannotSync:
        return None
