"""Admin forms whose saves, additions and deletions go into the record of changes."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from amazon_channel.admin_base import ChannelAdmin
from amazon_channel.changes import record


class RecordedAdmin(ChannelAdmin):
    """Writes who changed which field, from what to what."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        changes = [
            (name, form.initial.get(name), form.cleaned_data.get(name))
            for name in form.changed_data
            if name in form.cleaned_data
        ]
        if not change:
            changes = [(_("added"), "", str(form.instance))]
        record(form.instance, changes, by=request.user.get_username(), now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self._record_deletion(request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self._record_deletion(request, obj)
        super().delete_queryset(request, queryset)

    def _record_deletion(self, request: HttpRequest, obj: Model) -> None:
        record(obj, [(_("deleted"), str(obj), "")], by=request.user.get_username(), now=timezone.now())
