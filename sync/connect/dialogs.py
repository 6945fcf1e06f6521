"""Forms of the dialogs on the pages of accounts and stores."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from amazon_channel.admin_base import DialogForm
from amazon_channel.models import Account, Store, User
from listings.wishes import unwished, wished


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


class WishForm(DialogForm):
    """Says how many products are to be listed from now on."""

    form_before_template = "listings/wish_dialog.html"
    takes_back = False

    def get_before_template_context(self, request: Any, object_id: Any = None) -> dict[str, Any]:
        """The store, if the person may see it, and the number of its products that this is about."""
        user = self.request.user
        seen = Store.objects.visible_to(user) if isinstance(user, User) else Store.objects.none()
        pk = int(object_id) if str(object_id).isdecimal() else 0
        store = seen.filter(pk=pk).select_related("account").first()
        count = wished if self.takes_back else unwished
        return {"store": store, "number": count(store) if store else 0, "takes_back": self.takes_back}


class TakeBackForm(WishForm):
    """Says how many products are not to be listed after all."""

    takes_back = True


class DeleteAccountForm(TypedConfirmation):
    """The account's name."""

    model = Account


class DeleteStoreForm(TypedConfirmation):
    """The store's name."""

    model = Store
