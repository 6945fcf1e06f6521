"""From tried credentials to a connected account with its stores, in one transaction.

ConnectError
├── AlreadyConnected   this seller is connected in this region, under another name or by somebody else
├── NameTaken          another account bears the name
├── OtherSeller        the consent is of another seller than the account's
└── NothingToConnect   no marketplace was chosen, or none that this login takes part in
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amazon_channel.changes import record
from amazon_channel.marketplaces import MARKETPLACES, Marketplace
from amazon_channel.models import Account, Application, Store, User
from catalog import websites


class ConnectError(Exception):
    """The account cannot be connected like this; the message says what to do."""


class AlreadyConnected(ConnectError):
    """One account per seller and region."""


class NameTaken(ConnectError):
    """Names are unique."""


class OtherSeller(ConnectError):
    """An account stays with its seller."""


class NothingToConnect(ConnectError):
    """An account needs a store."""


@dataclass(frozen=True)
class Login:
    """What opens a Seller Central account, tried before it gets here."""

    application: Application
    region: str
    seller_id: str
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class StoreChoice:
    """A store to make. '' stands for the marketplace's own."""

    marketplace_id: str
    name: str = ""
    website: str = ""
    currency: str = ""
    language: str = ""
    time_zone: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)  # columns of Store; what is missing stays usual


@dataclass(frozen=True)
class NewAccount:
    """How the account is called and which stores it gets."""

    name: str
    email: str
    stores: Sequence[StoreChoice]
    sync_interval_seconds: int | None = None  # None: as SYNC_INTERVAL_SECONDS says


def connect(login: Login, new: NewAccount, *, by: User | None, now: datetime) -> Account:
    """Make the account with its stores; who did it becomes a member. Raises ConnectError."""
    if not new.stores:
        raise NothingToConnect(_("Choose at least one marketplace to connect."))
    with transaction.atomic():
        refuse_second(login)
        if Account.objects.filter(name=new.name).exists():
            raise NameTaken(_("There is already an account named “%s”. Choose another name.") % new.name)
        account = Account.objects.create(
            name=new.name,
            email=new.email,
            region=login.region,
            selling_partner_id=login.seller_id,
            application=login.application,
            refresh_token=login.refresh_token,
            authorised_at=now,
            sync_interval_seconds=new.sync_interval_seconds or settings.SYNC_INTERVAL_SECONDS,
        )
        if by is not None:
            account.members.add(by)
        record(account, [(_("connected"), "", login.seller_id)], by=_who(by), now=now)
        add_stores(account, new.stores, by=by, now=now)
    return account


def add_stores(
    account: Account, choices: Sequence[StoreChoice], *, by: User | None, now: datetime
) -> list[Store]:
    """Make the stores that the account does not have yet; those it has stay as they are."""
    present = set(account.stores.values_list("marketplace_id", flat=True))
    made = [
        Store.objects.create(account=account, **_columns(account, choice))
        for choice in choices
        if choice.marketplace_id not in present
    ]
    for store in made:
        websites.ensure(store.website)
        record(store, [(_("added"), "", store.marketplace_id)], by=_who(by), now=now)
    return made


def authorise_again(account: Account, login: Login, *, by: User | None, now: datetime) -> Account:
    """Give the account its new token, and let it sync again. Raises OtherSeller."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        if row.selling_partner_id != login.seller_id:
            raise OtherSeller(
                _(
                    "You signed in as another seller (%(given)s). %(name)s belongs to %(seller)s:"
                    " sign in with that one, or connect the other seller as a new account."
                )
                % {"given": login.seller_id, "name": row.name, "seller": row.selling_partner_id}
            )
        if row.state == Account.State.DELETING:
            raise ConnectError(_("%s is being deleted. Connect it anew when that is done.") % row)
        before = (row.get_state_display(), row.authorised_at)
        row.state, row.state_reason = Account.State.CONNECTED, ""
        if row.refresh_token != login.refresh_token:  # the same token again is the same consent
            row.refresh_token, row.authorised_at = login.refresh_token, now
        row.application = login.application
        row.save()
        after = (row.get_state_display(), row.authorised_at)
        record(row, zip(("state", "authorised_at"), before, after, strict=True), by=_who(by), now=now)
    return row


def keep_application(application: Application, *, by: User | None, now: datetime) -> None:
    """Save an application whose secret has just worked."""
    before = Application.objects.filter(pk=application.pk).first()
    application.save()
    if before is None:
        record(application, [(_("added"), "", application.client_id)], by=_who(by), now=now)
    else:
        old, new = before.client_secret, application.client_secret
        record(application, [("client_secret", old, new)], by=_who(by), now=now)


def refuse_second(login: Login) -> None:
    """Raises AlreadyConnected if this seller is connected in this region, through whatever application."""
    there = Account.objects.filter(
        selling_partner_id=login.seller_id,
        region=login.region,
        application__sandbox=login.application.sandbox,
    ).first()
    if there is not None:
        raise AlreadyConnected(
            _(
                "Seller %(seller)s is already connected in %(region)s as “%(name)s”."
                " Open that account and choose Re-authorise to renew its consent."
            )
            % {"seller": login.seller_id, "region": login.region, "name": there.name}
        )


def store_name(account_name: str, market: Marketplace) -> str:
    """What a store is called unless somebody says otherwise: "Mugs EU" in Germany is "Mugs DE"."""
    return f"{account_name.removesuffix(market.region).strip()[:77]} {market.country}"


def _columns(account: Account, choice: StoreChoice) -> dict[str, Any]:
    market = MARKETPLACES[choice.marketplace_id]
    return {
        "marketplace_id": market.id,
        "name": choice.name or store_name(account.name, market),
        "website": choice.website,
        "currency": choice.currency or market.currency,
        "language": choice.language or market.language,
        "time_zone": choice.time_zone or market.time_zone,
        **choice.mapping,
    }


def _who(by: User | None) -> str:
    return by.get_username() if by is not None else ""
