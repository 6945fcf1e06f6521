"""What every admin page of the back office has in common: whose rows are seen, 50 a page, POST for deeds.

Nothing is stored on a ModelAdmin: one object serves all requests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.checks import ModelAdminChecks
from django.core.exceptions import ImproperlyConfigured
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.paginator import InfinitePaginator

from amazon_channel.models import Account, User

if TYPE_CHECKING:  # the theme carries no types; these are what it extends
    ModelAdmin = admin.ModelAdmin[Any]
    RelatedDropdownFilter = admin.RelatedFieldListFilter

    class DialogForm(forms.Form):
        """A form in a dialog; give its fields Unfold's widgets."""

        request: HttpRequest
        object_id: str | None
else:
    from unfold.admin import ModelAdmin
    from unfold.contrib.filters.admin import RelatedDropdownFilter
    from unfold.forms import BaseDialogForm as DialogForm


def visible_rows(rows: QuerySet[Any], user: User, path: str | None = None) -> QuerySet[Any]:
    """The rows of the accounts this user is a member of; all of them for an administrator.

    `path` is the lookup from a row to its account; None asks the queryset's own `visible_to`.
    """
    if user.sees_all_accounts:
        return rows
    if path:
        return rows.filter(**{f"{path}__in": Account.objects.visible_to(user)})
    if (limited := getattr(rows, "visible_to", None)) is None:
        raise ImproperlyConfigured(f"{rows.model.__name__}: name the way to its account in account_path.")
    return limited(user)  # type: ignore[no-any-return]


class ChannelAdmin(ModelAdmin):
    """The base of all admins.

    `account_path`: lookup from a row to its account ("store__account"); None asks the model's `visible_to`;
    "" says that the rows belong to no account and whoever may view the model sees all of them.
    """

    checks_class = ModelAdminChecks  # the theme's own reads the database, which a check must not need
    account_path: str | None = None
    why_empty: Any = _("There is nothing yet.")
    how_to_add: Any = _("Add the first one")
    list_per_page = 50
    paginator = InfinitePaginator  # runs no COUNT
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_filter_submit = True
    warn_unsaved_form = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if self.account_path == "" else visible_rows(rows, user_of(request), self.account_path)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A list is called by what it lists, not "Select … to change"."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def visible_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """The row with this primary key if the user may see it; Http404 otherwise."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404(_("It is not there, or it belongs to an account you are not a member of."))
        return row

    def fits(self, deed: str, row: Any) -> bool:
        """Whether this deed makes sense in the row's present state; a list offers no other."""
        return True

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer only what the user may see."""
        rows = db_field.remote_field.model._default_manager.all()
        if "queryset" not in kwargs and hasattr(rows, "visible_to"):
            kwargs["queryset"] = visible_rows(rows, user_of(request))
        field: forms.ModelChoiceField[Any] | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        return field


class ReadOnlyAdmin(ChannelAdmin):
    """Rows that are looked at and settled by actions, never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class VisibleRelatedFilter(RelatedDropdownFilter):
    """A filter by account or store that offers only those the user may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        rows = visible_rows(field.remote_field.model._default_manager.all(), user_of(request))
        return [(row.pk, str(row)) for row in rows]


def deed(
    title: Any,
    *,
    permission: str,
    explains: Any = "",
    submit: Any = None,
    form: type[DialogForm] = DialogForm,
    icon: str | None = None,
    variant: ActionVariant = ActionVariant.DEFAULT,
) -> Callable[[Callable[..., HttpResponse]], Any]:
    """A row, list or detail action behind a dialog: it changes state only by POST with a CSRF token.

    The method is called as method(self, request, form, object_id) – without object_id for a list action –
    once the dialog was confirmed, and only if the user has `permission` ("app.codename"). Return `done(…)`.
    """
    dialog: Mapping[str, Any] = {
        "title": title,
        "description": explains,
        "form_class": form,
        "form_submit_text": submit or title,
    }
    decorated: Callable[[Callable[..., HttpResponse]], Any] = action(
        permissions=[permission],
        description=title,
        icon=icon,
        variant=variant,
        dialog=dialog,
    )
    return decorated


def labelled(title: Any, colours: Mapping[str, str]) -> Callable[[Callable[..., Any]], Any]:
    """A column shown as a coloured label: the method returns (word, text), `colours` names one for each word.

    Colours: success, info, warning, danger, primary.
    """
    decorated: Callable[[Callable[..., Any]], Any] = display(description=title, label=dict(colours))
    return decorated


def done(request: HttpRequest, url: str, text: Any = "", *, level: int = messages.SUCCESS) -> HttpResponse:
    """Say `text` and go to `url`, from a dialog as well as from a plain form."""
    if text:
        messages.add_message(request, level, text)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def user_of(request: HttpRequest) -> User:
    """Who is signed in."""
    if not isinstance(request.user, User):  # the admin site lets nobody else in
        raise Http404
    return request.user
