"""Pages for users and roles, applications, the record of changes, and the timetable as Beat holds it."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_celery_beat import admin as beat
from django_celery_beat import models as timetable

from amazon_channel.admin_base import ReadOnlyAdmin, VisibleRelatedFilter
from amazon_channel.admin_recorded import RecordedAdmin
from amazon_channel.forms import ApplicationForm, NewUserForm, UserForm, is_last_administrator
from amazon_channel.models import Application, SettingChange, User

if TYPE_CHECKING:
    from django.contrib.auth.forms import AdminPasswordChangeForm
else:
    from unfold.forms import AdminPasswordChangeForm

assert beat  # imported first, so that its own pages are registered and can be replaced
admin.site.unregister(Group)
for schedule in (
    timetable.PeriodicTask,
    timetable.IntervalSchedule,
    timetable.CrontabSchedule,
    timetable.SolarSchedule,
    timetable.ClockedSchedule,
):
    admin.site.unregister(schedule)

WHICH_DAYS = {  # day of the week, day of the month
    ("*", "*"): _("daily at"),
    ("1", "*"): _("on Mondays at"),
    ("*", "1"): _("on the first of the month at"),
}


@admin.register(User)
class UserAdmin(DjangoUserAdmin, RecordedAdmin):  # type: ignore[type-arg]
    """Who may sign in, in which role, and which accounts they see. For administrators."""

    account_path = ""
    form = UserForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    actions = None
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", ("first_name", "last_name"), "email")}),
        (_("Rights"), {"fields": ("role", "is_active", "accounts")}),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = ((None, {"fields": ("username", "role", "password1", "password2")}),)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "accounts" in form.changed_data:
            form.instance.accounts.set(form.cleaned_data["accounts"])

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (isinstance(obj, User) and is_last_administrator(obj))


@admin.register(Application)
class ApplicationAdmin(RecordedAdmin):
    """The SP-API applications that accounts are connected with."""

    account_path = ""
    form = ApplicationForm
    list_display = ("name", "client_id", "sandbox", "draft")
    fields = ("name", "client_id", "client_secret", "application_id", ("sandbox", "draft"))
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Where an application belongs cannot change: its accounts would suddenly talk to somebody else."""
        return ("sandbox",) if obj else ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Without the secret for those who may only look."""
        if self.has_change_permission(request, obj):
            return self.fields
        return ("name", "client_id", "application_id", ("sandbox", "draft"))


@admin.register(SettingChange)
class SettingChangeAdmin(ReadOnlyAdmin):
    """Who changed which setting, from what to what."""

    account_path = "account"
    list_display = ("at", "by_whom", "subject", "field", "old", "new")
    list_display_links = None
    list_filter = (("account", VisibleRelatedFilter),)
    search_fields = ("subject", "field", "by")
    ordering = ("-at", "-id")

    @admin.display(description=_("by"))
    def by_whom(self, change: SettingChange) -> Any:
        return change.by or _("the system")


@admin.register(timetable.PeriodicTask)
class PeriodicTaskAdmin(ReadOnlyAdmin):
    """What Beat starts and when. The timetable is held in code; this shows what is in force."""

    account_path = ""
    list_display = ("what", "when", "enabled", "last_started")
    list_display_links = None
    sortable_by = ()
    list_before_template = "admin/timetable_note.html"
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("interval", "crontab", "solar", "clocked")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Timetable"), **(extra_context or {})})

    @admin.display(description=_("what happens"))
    def what(self, task: Any) -> Any:
        """Our own entries say it in a sentence; others have a name only."""
        return task.description or task.name

    @admin.display(description=_("last started"), empty_value="—")
    def last_started(self, task: Any) -> Any:
        """Beat writes it down every few minutes."""
        return task.last_run_at

    @admin.display(description=_("when"))
    def when(self, task: Any) -> Any:
        """In words; as Beat says it for what is not one of ours."""
        cron = task.crontab
        if cron is None or not (cron.minute.isdigit() and cron.hour.isdigit() and cron.month_of_year == "*"):
            return task.scheduler
        days = WHICH_DAYS.get((cron.day_of_week, cron.day_of_month))
        if days is None:
            return task.scheduler
        return f"{days} {int(cron.hour):02d}:{int(cron.minute):02d} {cron.timezone}"
