"""What the pages of accounts and stores share: deeds that answer with a message."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amazon_channel.actions import Impossible
from amazon_channel.admin_base import done
from amazon_channel.admin_recorded import RecordedAdmin
from amazon_channel.models import Account, SettingChange, Store
from sync import runs
from sync.connect.saving import ConnectError
from sync.models import SyncRun

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
else:
    from unfold.admin import TabularInline


class LookedAtInline(TabularInline):
    """Rows that are shown beside their account, not edited there."""

    extra = 0
    can_delete = False
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StoreInline(LookedAtInline):
    """The account's stores."""

    model = Store
    fields = readonly_fields = ("name", "country", "website", "currency", "active")
    show_change_link = True

    @admin.display(description=_("marketplace"))
    def country(self, store: Store) -> str:
        return f"{store.marketplace.flag} {store.marketplace.name}"


class ChangeInline(LookedAtInline):
    """Who changed what."""

    model = SettingChange
    fields = readonly_fields = ("at", "by", "subject", "field", "old", "new")
    ordering = ("-at", "-id")
    per_page = 20
    verbose_name_plural = _("changes")


class ConnectedAdmin(RecordedAdmin):
    """What accounts and stores share: deeds that answer with a message, and no deletion but our own."""

    list_display_links: tuple[str, ...] | None = ("name",)
    search_fields = ("name",)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Without "save and add another": they are added by connecting."""
        context = {"show_save_and_add_another": False, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Django's own page would delete millions of rows while a person waits."""
        return False

    def _do(self, request: HttpRequest, object_id: str, act: Callable[[Any, str], Any]) -> HttpResponse:
        """Call act(row, user name) for a row the user may see; its text or refusal becomes the message."""
        row = self.visible_or_404(request, object_id)
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        try:
            text = act(row, request.user.get_username())
        except (Impossible, ConnectError, runs.CannotSync) as refusal:
            return done(request, back, str(refusal), level=messages.ERROR)
        return done(request, back, text)


def synced(account: Account, store: Store | None, by: str) -> Any:
    """Open a run now; what to tell the person who asked. Raises CannotSync."""
    run = runs.open_run(account, trigger=SyncRun.Trigger.USER, now=timezone.now(), store=store, by=by)
    if run is None:
        return _("A sync is already running; yours starts as soon as it is done.")
    return _("The sync has started.")
