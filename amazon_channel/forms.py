"""Forms for users and applications: roles, accounts seen, and secrets that are written but never shown."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminPasswordWidget

from amazon_channel.models import Account, Application, User

if TYPE_CHECKING:
    from django.contrib.auth.forms import UserChangeForm as ThemedUserChangeForm
    from django.contrib.auth.forms import UserCreationForm as ThemedUserCreationForm
else:
    from unfold.forms import UserChangeForm as ThemedUserChangeForm
    from unfold.forms import UserCreationForm as ThemedUserCreationForm


def is_last_administrator(user: User) -> bool:
    """True if nobody but this user could manage users."""
    others = User.objects.filter(is_active=True, role=User.Role.ADMINISTRATOR).exclude(pk=user.pk)
    return user.sees_all_accounts and not others.exists()


class Membership(forms.Form):
    """The accounts a user sees."""

    accounts = forms.ModelMultipleChoiceField(
        label=_("Accounts"),
        queryset=Account.objects.order_by("name"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("What this person sees. Administrators see all accounts."),
    )


class UserForm(Membership, ThemedUserChangeForm):  # type: ignore[type-arg]
    """Changes a user. The last administrator stays one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["accounts"] = list(self.instance.accounts.all()) if self.instance.pk else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        before = User.objects.filter(pk=self.instance.pk).first()
        remains = cleaned.get("role") == User.Role.ADMINISTRATOR and cleaned.get("is_active")
        if before and is_last_administrator(before) and not remains:
            raise ValidationError(
                _("This is the last active administrator. Make another user an administrator first.")
            )
        return cleaned


class NewUserForm(ThemedUserCreationForm):  # type: ignore[type-arg]
    """Adds a user with a password and a role; accounts come on the next page."""

    class Meta:
        model = User
        fields = ("username", "role")


class ApplicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """An application. The secret is never shown; left empty it stays as it is."""

    client_secret = forms.CharField(
        label=_("client secret"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted and never shown. Leave it empty to keep the present one."),
    )

    class Meta:
        model = Application
        fields = ("name", "client_id", "client_secret", "application_id", "sandbox", "draft")

    def clean_client_secret(self) -> str:
        given: str = self.cleaned_data["client_secret"] or self.initial.get("client_secret", "")
        if not given:
            raise ValidationError(_("Copy the client secret from Developer Central."))
        return given
