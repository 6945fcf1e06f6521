"""The pages of stores: what they are, and what can be done with them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from amazon_channel import actions
from amazon_channel.admin_base import VisibleRelatedFilter, deed, done, user_of
from amazon_channel.models import Store
from listings.bulk import actions as bulk
from listings.bulk.choice import all_of_store
from listings.bulk.kinds import DEEDS, LIST, TAKE_BACK
from listings.codes import Condition
from listings.models import BulkDeed
from sync import deletion, runs
from sync.connect.admin_shared import synced
from sync.connect.dialogs import DeleteStoreForm, TakeBackForm, WishForm
from sync.connect.mapping import EXPLAINED, label_of
from sync.connect.new_products import NewProductsDeed
from sync.models import ReportRequest
from sync.pull import reports


@admin.register(Store)
class StoreAdmin(NewProductsDeed):
    """Accounts in marketplaces."""

    why_empty = _("You see no store yet. Stores come with an account: connect one under Accounts.")
    list_display = ("name", "account", "country", "website", "currency", "active", "updated_at")
    list_filter = (("account", VisibleRelatedFilter), "active")
    ordering = ("account__name", "name")
    list_select_related = ("account",)
    actions = None
    actions_detail = (
        "sync_now",
        "ask_report",
        "new_products",
        "activate",
        "deactivate",
        "delete_store",
        "list_products",
        "take_back",
    )
    readonly_fields = (
        "account", "country", "website", "currency", "language", "time_zone", "active", "mapping",
        "change_mapping",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("name", ("account", "country"), ("website", "active"))}),
        (_("Listing"), {"fields": ("import_listings", "default_condition", "out_of_stock_threshold")}),
        (_("Matching"), {"fields": ("mapping",)}),
        (_("Marketplace"), {"fields": (("currency", "language", "time_zone"),)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Stores come with their account, or by its Add stores."""
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Amazon's conditions to choose from: their codes are not to be typed."""
        if db_field.name != "default_condition":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.ChoiceField(
            label=db_field.verbose_name.capitalize(),
            choices=[("", _("None: they stay Incomplete")), *Condition.choices],
            required=False,
            widget=UnfoldAdminSelectWidget,
        )

    @admin.display(description=_("marketplace"), ordering="marketplace_id")
    def country(self, store: Store) -> str:
        return f"{store.marketplace.flag} {store.marketplace.name}"

    @admin.display(description=_("which attribute holds what"))
    def mapping(self, store: Store) -> SafeString:
        """The mapping in a line."""
        named = [(label_of(column), getattr(store, column)) for column in EXPLAINED]
        said = format_html_join(
            " · ", "{}: <code>{}</code>", ((label, code) for label, code in named if code)
        )
        return said or format_html("–")

    @admin.display(description="")
    def change_mapping(self, store: Store) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            reverse("connect:mapping", args=[store.pk]),
            _("Change, with a preview"),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Store | None = None) -> Any:
        """With the way to the mapping for those who may change it."""
        if not self.has_change_permission(request, obj):
            return self.fieldsets
        fields = {"fields": ("mapping", "change_mapping")}
        return [
            (name, fields if given["fields"] == ("mapping",) else given) for name, given in self.fieldsets
        ]

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only what makes sense in the store's present state."""
        store = self.get_object(request, str(object_id))
        if store is None or store.deleting_at is not None:
            return []
        senseless = {"activate"} if store.active else {"deactivate", "sync_now", "ask_report"}
        senseless |= {"list_products", "take_back"}  # on the page of eligible products, which shows them
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        shown: list[Any] = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [each for each in shown if each.action_name.removeprefix(prefix) not in senseless]

    @deed(
        _("Sync now"),
        permission="sync.start_run",
        explains=_("Reads what changed at Amazon in this store."),
        icon="sync",
        variant=ActionVariant.PRIMARY,
    )
    def sync_now(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._do(request, object_id, lambda store, by: synced(store.account, store, by))

    @deed(
        _("Ask for a new report"),
        permission="sync.settle_reportrequest",
        explains=_(
            "Amazon is asked for the list of all listings of this store, as is done every night anyway."
        ),
        icon="description",
    )
    def ask_report(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def act(store: Store, by: str) -> Any:
            runs.refuse_idle(store.account)
            reports.ask(store, ReportRequest.Kind.ALL_DATA, now=timezone.now())
            synced(store.account, store, by)
            return _("The report is asked for. It is loaded as soon as Amazon has it ready.")

        return self._do(request, object_id, act)

    @deed(
        _("Activate"),
        permission="amazon_channel.change_store",
        explains=_("Syncing goes on with the store's present settings."),
        icon="toggle_on",
    )
    def activate(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._set_active(request, object_id, True, _("%s is active again."))

    @deed(
        _("Deactivate"),
        permission="amazon_channel.change_store",
        explains=_("Listings, settings and history stay; nothing is read from Amazon or sent to it."),
        icon="toggle_off",
    )
    def deactivate(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._set_active(request, object_id, False, _("%s is deactivated. Its listings stay."))

    @deed(
        _("List these products"),
        permission="listings.change_listing",
        submit=_("List"),
        form=WishForm,
    )
    def list_products(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._wish(request, object_id, LIST)

    @deed(
        _("Take back"),
        permission="listings.change_listing",
        submit=_("Take back"),
        form=TakeBackForm,
    )
    def take_back(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._wish(request, object_id, TAKE_BACK)

    def _wish(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        """Few at once; many in a worker, with the progress on the page of the deed."""
        store = self.visible_or_404(request, object_id)
        wishes = bulk.start(kind, all_of_store(store), by=user_of(request), now=timezone.now())
        if wishes.state != BulkDeed.State.DONE:
            return done(request, reverse("admin:listings_bulkdeed_change", args=[wishes.pk]))
        said = DEEDS[kind].said(wishes.changed) if wishes.changed else _("Nothing has changed.")
        return done(request, reverse("reporting:eligible", args=[store.pk]), said)

    def _set_active(self, request: HttpRequest, object_id: str, active: bool, said: Any) -> HttpResponse:
        def act(store: Store, by: str) -> Any:
            actions.set_active(store, active, by=by, now=timezone.now())
            return said % store

        return self._do(request, object_id, act)

    @deed(
        _("Delete store"),
        permission="amazon_channel.delete_store",
        explains=_(
            "Deletes the store here with its listings, history and reports. This cannot be undone."
            " Nothing changes at Amazon: your offers stay as they are."
        ),
        form=DeleteStoreForm,
        icon="delete",
        variant=ActionVariant.DANGER,
    )
    def delete_store(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def act(store: Store, by: str) -> Any:
            deletion.mark_store(store, by=by, now=timezone.now())
            return _("%s is being deleted in the background. You may leave this page.") % store

        return self._do(request, object_id, act)
