"""Forms of the dialogs on the pages of accounts and stores."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from amazon_channel.admin_base import DialogForm
from amazon_channel.models import Account, Store, User


class TypedConfirmation(DialogForm):
    """Asks for the name of what is to be deleted, letter by letter."""

    model: type[Account] | type[Store]
    typed = forms.CharField(
        label=_("Type the name to confirm"),
        strip=True,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        rows = self.model.objects.visible_to(user) if isinstance(user, User) else self.model.objects.none()
        self.name = str(rows.filter(pk=self.object_id or 0).first() or "")
        self.fields["typed"].help_text = self.name

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if not self.name or typed != self.name:
            raise ValidationError(_("That is not its name. Nothing was deleted."))
        return typed


class DeleteAccountForm(TypedConfirmation):
    """The account's name."""

    model = Account


class DeleteStoreForm(TypedConfirmation):
    """The store's name."""

    model = Store
