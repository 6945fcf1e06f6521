"""The pages of accounts: what they are, how they are, and what can be done with them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from amazon_channel import actions
from amazon_channel.admin_base import deed, done, labelled
from amazon_channel.models import Account, User
from sync import deletion
from sync.connect import journeys
from sync.connect.admin_shared import ChangeInline, ConnectedAdmin, StoreInline, synced
from sync.connect.dialogs import DeleteAccountForm
from sync.connect.saving import ConnectError


@admin.register(Account)
class AccountAdmin(ConnectedAdmin):
    """Seller Central accounts."""

    why_empty = _("You see no account yet. Connect one, or ask an administrator to make you a member of one.")
    how_to_add = _("Connect account")
    list_display = ("name", "region", "mode_label", "state_label", "paused_at", "renewal")
    list_filter = ("region", "mode", "state")
    ordering = ("name",)
    actions = None
    actions_detail = (
        "sync_now",
        "go_live",
        "go_shadow",
        {
            "title": _("More"),
            "items": ["pause", "resume", "add_stores", "reauthorise", "delete_account"],
        },
    )
    inlines = (StoreInline, ChangeInline)
    change_form_outer_before_template = "connect/account_state.html"
    readonly_fields = (
        "region",
        "selling_partner_id",
        "application_name",
        "mode",
        "state",
        "paused_at",
        "authorised_at",
        "renewal",
    )
    fieldsets = (
        (None, {"fields": (("name", "email"), "sync_interval_seconds")}),
        (
            _("At Amazon"),
            {"fields": (("region", "selling_partner_id"), "application_name", ("authorised_at", "renewal"))},
        ),
        (_("State"), {"fields": (("mode", "state"), "paused_at")}),
        (_("Who sees it"), {"fields": ("members",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("application")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Members are let in by those who manage users."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.has_perm("amazon_channel.change_user") else (*fixed, "members")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The same bounds as SYNC_INTERVAL_SECONDS has."""
        if db_field.name == "sync_interval_seconds":
            kwargs |= {"min_value": 10, "max_value": 86_400}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = User.objects.filter(is_active=True).order_by("username")
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Accounts are added by connecting them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("connect:start"))

    @admin.display(description=_("application"))
    def application_name(self, account: Account) -> str:
        """Its name only: Django would link it also for those who may not open it."""
        return account.application.name

    @labelled(_("mode"), {Account.Mode.LIVE: "success", Account.Mode.SHADOW: "info"})
    def mode_label(self, account: Account) -> Any:
        return account.mode, account.get_mode_display()

    @labelled(
        _("state"),
        {
            Account.State.CONNECTED: "success",
            Account.State.NEEDS_REAUTHORISATION: "danger",
            Account.State.DELETING: "warning",
        },
    )
    def state_label(self, account: Account) -> Any:
        return account.state, account.get_state_display()

    @admin.display(description=_("authorised until"))
    def renewal(self, account: Account) -> Any:
        return date_format(account.renew_by.date())

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only what makes sense in the account's present state."""
        account = self.get_object(request, str(object_id))
        if account is None or account.state == Account.State.DELETING:
            return []
        connected, paused = account.state == Account.State.CONNECTED, account.paused_at is not None
        live = account.mode == Account.Mode.LIVE
        sensible = {
            "sync_now": connected and not paused,
            "go_live": connected and not live,
            "go_shadow": live,
            "pause": not paused,
            "resume": paused,
            "add_stores": connected,
        }
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        shown: list[Any] = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [each for each in shown if sensible.get(each.action_name.removeprefix(prefix), True)]

    @deed(
        _("Sync now"),
        permission="sync.start_run",
        explains=_("Reads what changed at Amazon, without waiting for the timetable."),
        icon="sync",
        variant=ActionVariant.PRIMARY,
    )
    def sync_now(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._do(request, object_id, lambda account, by: synced(account, None, by))

    @deed(
        _("Go live"),
        permission="amazon_channel.change_account",
        explains=_(
            "From now on changes are sent to Amazon. In this version that is one thing: listings to which"
            " you assign another ASIN move there. Check first that the tabs show what you expect."
        ),
        icon="publish",
    )
    def go_live(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._mode(request, object_id, Account.Mode.LIVE, _("%s is live: changes are sent to Amazon."))

    @deed(
        _("Back to shadow"),
        permission="amazon_channel.change_account",
        explains=_("Everything is still read, computed and shown; nothing is sent to Amazon any more."),
        icon="visibility",
    )
    def go_shadow(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._mode(request, object_id, Account.Mode.SHADOW, _("%s is in shadow: nothing is sent."))

    def _mode(self, request: HttpRequest, object_id: str, mode: str, said: Any) -> HttpResponse:
        def act(account: Account, by: str) -> Any:
            actions.set_mode(account, mode, by=by, now=timezone.now())
            return said % account

        return self._do(request, object_id, act)

    @deed(
        _("Pause"),
        permission="amazon_channel.change_account",
        explains=_("No sync starts until you resume. Listings stay as they were last read."),
        icon="pause",
    )
    def pause(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def act(account: Account, by: str) -> Any:
            actions.pause(account, by=by, now=timezone.now())
            return _("%s is paused.") % account

        return self._do(request, object_id, act)

    @deed(
        _("Resume"),
        permission="amazon_channel.change_account",
        explains=_("The next sync starts within the account's interval."),
        icon="play_arrow",
    )
    def resume(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def act(account: Account, by: str) -> Any:
            actions.resume(account, by=by, now=timezone.now())
            return _("%s syncs again.") % account

        return self._do(request, object_id, act)

    @deed(
        _("Add stores"),
        permission="amazon_channel.change_account",
        explains=_("Asks Amazon in which marketplaces this seller takes part, and lets you add those."),
        icon="add_business",
    )
    def add_stores(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        account = self.visible_or_404(request, object_id)
        return self._go(request, account, lambda: journeys.look_for_more(request, account))

    @deed(
        _("Re-authorise"),
        permission="amazon_channel.change_account",
        explains=_("You go to Amazon's consent page and sign in as the same seller. Nothing else changes."),
        icon="vpn_key",
    )
    def reauthorise(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        account = self.visible_or_404(request, object_id)
        return self._go(request, account, lambda: journeys.leave_again(request, account))

    def _go(self, request: HttpRequest, account: Account, where: Callable[[], str]) -> HttpResponse:
        try:
            return done(request, where())
        except ConnectError as refusal:
            back = reverse("admin:amazon_channel_account_change", args=[account.pk])
            return done(request, back, str(refusal), level=messages.ERROR)

    @deed(
        _("Delete account"),
        permission="amazon_channel.delete_account",
        explains=_(
            "Deletes the account here with its stores, listings, history and reports. This cannot be undone."
            " Nothing changes at Amazon: your offers stay as they are."
        ),
        form=DeleteAccountForm,
        icon="delete",
        variant=ActionVariant.DANGER,
    )
    def delete_account(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def act(account: Account, by: str) -> Any:
            deletion.mark_account(account, by=by, now=timezone.now())
            return _("%s is being deleted in the background. You may leave this page.") % account

        return self._do(request, object_id, act)
