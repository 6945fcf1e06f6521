"""Pages for connecting accounts. Each asks for its permission; each deed is a POST."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amazon_channel import copies
from amazon_channel.models import Account, Store, User
from sync.connect import journeys, pending
from sync.connect.forms import ConsentForm, CredentialsForm, StoreForm, TokenForm
from sync.connect.mapping import MappingForm
from sync.connect.saving import (
    ConnectError,
    NewAccount,
    NothingToConnect,
    StoreChoice,
    add_stores,
    connect,
    keep_application,
    refuse_second,
)
from sync.connect.state import Intent, StateRefused
from sync.connect.trial import open_login
from sync.models import SyncRun

MAPPING = "mapping"  # prefix of its fields on the page of stores
View = Callable[..., HttpResponse]


def page_for(permission: str) -> Callable[[View], View]:
    """A page of the back office for those who have the permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wraps(view)(admin.site.admin_view(checked))

    return decorate


@page_for("amazon_channel.add_account")
def start(request: HttpRequest) -> HttpResponse:
    """Name the account, and leave for the consent page."""
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        intent = Intent(
            application_id=given["application"].pk,
            region=form.region,
            name=given["name"],
            email=given["email"],
        )
        try:
            return redirect(journeys.leave(request, given["application"], given["place"], intent))
        except ConnectError as refusal:
            form.add_error(None, str(refusal))
    return rendered(
        request,
        "connect/start.html",
        _("Connect account"),
        form=form,
        redirect_uri=_redirect_uri(),
        stores_there=Store.objects.visible_to(user_of(request)).exists(),
    )


@page_for("amazon_channel.add_account")
def credentials(request: HttpRequest) -> HttpResponse:
    """Connect with a refresh token; it is tried first, and the application kept only if it works."""
    form = CredentialsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        application = form.chosen_application()
        try:
            opened = open_login(
                application,
                region=given["region"],
                refresh_token=given["refresh_token"],
                seller_id=given["seller_id"],
            )
            refuse_second(opened.login)
        except ConnectError as refusal:
            form.add_error(None, str(refusal))
        else:
            keep_application(application, by=user_of(request), now=timezone.now())
            pending.keep(request, pending.Waiting(opened, given["name"], given["email"]))
            return redirect("connect:stores")
    return rendered(request, "connect/credentials.html", _("Connect with credentials"), form=form)


@page_for("amazon_channel.change_account")
def credentials_again(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new refresh token for an account whose application has no consent page."""
    account = get_object_or_404(Account.objects.visible_to(user_of(request)), pk=account_id)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_login(
                account.application,
                region=account.region,
                refresh_token=form.cleaned_data["refresh_token"],
            )
            where, said = journeys.renew(opened, account.pk, by=user_of(request), now=timezone.now())
        except ConnectError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(where)
    title = _("Re-authorise %s") % account
    return rendered(request, "connect/credentials_again.html", title, form=form, account=account)


@require_GET
@page_for("amazon_channel.add_account")
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the consent page. The state proves that this session left for it."""
    given = journeys.Return(
        state=request.GET.get("state", ""),
        code=request.GET.get("spapi_oauth_code", ""),
        seller_id=request.GET.get("selling_partner_id", ""),
        error=request.GET.get("error", ""),
    )
    try:
        where, said = journeys.come_back(request, given, by=user_of(request), now=timezone.now())
    except StateRefused:
        messages.error(
            request,
            _(
                "This return from Amazon does not belong to a consent you started here, or it is too old."
                " Start again."
            ),
        )
        return redirect("connect:start")
    except ConnectError as refusal:
        messages.error(request, str(refusal))
        return redirect("connect:start")
    if said:
        messages.success(request, said)
    return redirect(where)


@page_for("amazon_channel.add_account")
def stores(request: HttpRequest) -> HttpResponse:
    """Tick the marketplaces; saving connects the account and starts its first sync."""
    waiting = pending.read(request)
    if waiting is None:
        messages.info(request, _("Nothing waits for its stores. Start by connecting an account."))
        return redirect("connect:start")
    sent = request.POST if request.method == "POST" else None
    forms = [StoreForm(each, waiting.name, sent) for each in waiting.opened.participations]
    shown = sent if sent is not None and f"{MAPPING}-sku_attribute" in sent else None
    mapping = MappingForm(shown, prefix=MAPPING)
    problem = ""
    if sent is not None:
        chosen = [form for form in forms if form.is_valid() and form.cleaned_data["chosen"]]
        if all(form.is_valid() for form in forms) and (shown is None or mapping.is_valid()):
            mapped = {} if shown is None else mapping.mapping()
            try:
                return _connected(request, waiting, [form.choice(mapped) for form in chosen])
            except ConnectError as refusal:
                problem = str(refusal)
    return rendered(
        request,
        "connect/stores.html",
        _("Choose stores"),
        forms=forms,
        mapping=mapping,
        waiting=waiting,
        problem=problem,
    )


@require_POST
@page_for("amazon_channel.change_account")
def again(request: HttpRequest, account_id: int) -> HttpResponse:
    """To the consent page for an account that needs it again."""
    account = get_object_or_404(Account.objects.visible_to(user_of(request)), pk=account_id)
    try:
        return redirect(journeys.leave_again(request, account))
    except ConnectError as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:amazon_channel_account_change", account.pk)


@require_POST
@page_for("amazon_channel.change_account")
def at_home(request: HttpRequest) -> HttpResponse:
    """This address is the right one: the warning about a copied database goes."""
    copies.confirm()
    messages.success(request, _("This address is kept. Switch the accounts that shall sell back to live."))
    return redirect("admin:amazon_channel_account_changelist")


def _connected(request: HttpRequest, waiting: pending.Waiting, choices: list[StoreChoice]) -> HttpResponse:
    now, by = timezone.now(), user_of(request)
    if waiting.account_id is None:
        new = NewAccount(name=waiting.name, email=waiting.email, stores=choices)
        account = connect(waiting.opened.login, new, by=by, now=now)
    else:
        if not choices:
            raise NothingToConnect(_("Choose at least one marketplace to connect."))
        account = get_object_or_404(Account.objects.visible_to(by), pk=waiting.account_id)
        add_stores(account, choices, by=by, now=now)
    pending.forget(request)
    run = journeys.first_sync(account, by=by.get_username(), now=now)
    messages.success(request, _("%s is connected, in shadow: nothing is sent to Amazon.") % account)
    return redirect(_progress(run))


def _progress(run: SyncRun | None) -> str:
    """The run's page, on which one watches it; Home without one."""
    try:
        return reverse("admin:sync_syncrun_change", args=[run.pk]) if run else reverse("admin:index")
    except NoReverseMatch:
        return reverse("admin:index")


def rendered(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page of the back office with all that its frame needs."""
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


def _redirect_uri() -> str:
    return journeys.callback_address()


def user_of(request: HttpRequest) -> User:
    """The person at a page that `page_for` guards."""
    assert isinstance(request.user, User)  # page_for lets nobody else in
    return request.user
