"""The ways through connecting: to the consent page and back, by pasted credentials, and for more stores."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amazon_channel.models import Account, Application, User
from sync import findings
from sync.amazon.consent import Registration, consent_url, exchange_code
from sync.amazon.errors import AmazonError
from sync.clients import sandbox_url_of
from sync.connect import pending, state
from sync.connect.saving import ConnectError, authorise_again, refuse_second
from sync.connect.trial import Opened, credentials_for, in_plain_words, open_login
from sync.models import SyncRun
from sync.runs import CannotSync, open_run


class Return(NamedTuple):
    """How somebody comes back from the consent page."""

    state: str
    code: str
    seller_id: str
    error: str


def leave(request: HttpRequest, application: Application, place: str, intent: state.Intent) -> str:
    """The consent page's address; what is intended is remembered. `place`: a marketplace id or a region."""
    if not application.application_id:
        raise ConnectError(
            _(
                "“%s” has no application id, so Amazon cannot show its consent page. Add it under"
                " Applications, or connect by pasting a refresh token."
            )
            % application
        )
    registration = _registration(application)
    return consent_url(
        registration, place, state=state.leave(request, intent), redirect_uri=callback_address()
    )


def leave_again(request: HttpRequest, account: Account) -> str:
    """Where an account is authorised again: the consent page, or ours for a token where there is none."""
    if not account.application.application_id:
        return reverse("connect:credentials-again", args=[account.pk])
    intent = state.Intent(application_id=account.application_id, region=account.region, account_id=account.pk)
    store = account.stores.order_by("pk").first()
    place = store.marketplace_id if store else account.region
    return leave(request, account.application, place, intent)


def come_back(request: HttpRequest, given: Return, *, by: User, now: datetime) -> tuple[str, str]:
    """(where to go on, what to say). Raises ConnectError or state.StateRefused; nothing is saved then."""
    intent = state.come_back(request, given.state)
    if given.error or not given.code or not given.seller_id:
        raise ConnectError(
            _("You did not authorise the application at Amazon, so nothing was connected. Start again.")
        )
    application = Application.objects.get(pk=intent.application_id)
    opened = _exchanged(application, given, intent)
    if intent.account_id is not None:
        return renew(opened, intent.account_id, by=by, now=now)
    refuse_second(opened.login)
    pending.keep(request, pending.Waiting(opened, intent.name, intent.email))
    return reverse("connect:stores"), ""


def renew(opened: Opened, account_id: int, *, by: User, now: datetime) -> tuple[str, str]:
    """Give an account its new token and sync it at once; (its page, what to say). Raises ConnectError."""
    account = Account.objects.visible_to(by).filter(pk=account_id).first()
    if account is None:
        raise ConnectError(_("The account is no longer there, or you are no longer a member of it."))
    account = authorise_again(account, opened.login, by=by, now=now)
    is_new_consent = account.authorised_at == now
    for kind in ("needs_reauthorisation", "renewal_due"):
        findings.resolve(kind, account=account, now=now)
    first_sync(account, by=by.get_username(), now=now)
    said = _("%s is authorised again, for a year.") if is_new_consent else _("%s is connected again.")
    return reverse("admin:amazon_channel_account_change", args=[account.pk]), said % account


def look_for_more(request: HttpRequest, account: Account) -> str:
    """Ask where the account's seller takes part; the address of the page on which to choose."""
    opened = open_login(
        account.application,
        region=account.region,
        refresh_token=account.refresh_token,
        seller_id=account.selling_partner_id,
    )
    present = set(account.stores.values_list("marketplace_id", flat=True))
    new = [each for each in opened.participations if each.marketplace_id not in present]
    if not new:
        raise ConnectError(_("Every marketplace that this seller takes part in is connected already."))
    waiting = pending.Waiting(Opened(opened.login, new), account.name, account.email, account.pk)
    pending.keep(request, waiting)
    return reverse("connect:stores")


def first_sync(account: Account, *, by: str, now: datetime) -> SyncRun | None:
    """Open a run at once; None if one is open already or the account is paused."""
    try:
        return open_run(account, trigger=SyncRun.Trigger.CONNECTED, now=now, by=by)
    except CannotSync:
        return None


def callback_address() -> str:
    """Where Amazon sends people back to: register it with the application as its redirect URI."""
    return str(settings.BASE_URL) + reverse("connect:callback")


def _registration(application: Application) -> Registration:
    credentials_for(
        application, region="NA", refresh_token=""
    )  # refuses a sandbox application without sandbox
    return Registration(
        application_id=application.application_id,
        client_id=application.client_id,
        client_secret=application.client_secret,
        draft=application.draft,
        sandbox_url=sandbox_url_of(application),
    )


def _exchanged(application: Application, given: Return, intent: state.Intent) -> Opened:
    try:
        token = exchange_code(_registration(application), given.code, redirect_uri=callback_address())
    except AmazonError as error:
        raise ConnectError(in_plain_words(error)) from error
    return open_login(application, region=intent.region, refresh_token=token, seller_id=given.seller_id)
