"""Forms for connecting an account: by consent, by pasted credentials, and the stores to tick."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from amazon_channel.marketplaces import MARKETPLACES, marketplaces_in
from amazon_channel.models import Account, Application
from sync.amazon.answers import Participation
from sync.connect.saving import StoreChoice, store_name

PLACES = [
    (region.label, [(each.id, f"{each.flag} {each.name}") for each in marketplaces_in(region.value)])
    for region in Account.Region
]


class NamedForm(forms.Form):
    """How an account is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("How the account is called here, for example your brand and the region."),
    )
    email = forms.EmailField(label=_("Contact e-mail"), required=False, widget=UnfoldAdminEmailInputWidget)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Account.objects.filter(name=name).exists():
            raise ValidationError(_("There is already an account of this name. Choose another one."))
        return name


class ConsentForm(NamedForm):
    """What must be known before leaving for the consent page."""

    place = forms.ChoiceField(
        label=_("Where you sign in to Seller Central"),
        choices=PLACES,
        widget=UnfoldAdminSelectWidget,
        help_text=_("One account covers all marketplaces of a region; you choose among them afterwards."),
    )
    application = forms.ModelChoiceField(
        label=_("Application"),
        queryset=Application.objects.exclude(application_id="").order_by("name"),
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )

    @property
    def region(self) -> str:
        return MARKETPLACES[self.cleaned_data["place"]].region


class TokenForm(forms.Form):
    """A seller's refresh token."""

    refresh_token = forms.CharField(
        label=_("Refresh token"),
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("Begins with Atzr|. Developer Central shows it when you authorise your application."),
    )


class CredentialsForm(TokenForm, NamedForm):
    """An application, kept or new, and a seller's refresh token."""

    region = forms.ChoiceField(
        label=_("Region"), choices=Account.Region.choices, widget=UnfoldAdminSelectWidget
    )
    application = forms.ModelChoiceField(
        label=_("Application"),
        queryset=Application.objects.order_by("name"),
        required=False,
        empty_label=_("A new one, with the client id and secret below"),
        widget=UnfoldAdminSelectWidget,
    )
    client_id = forms.CharField(label=_("Client id"), required=False, widget=UnfoldAdminTextInputWidget)
    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
    )
    sandbox = forms.BooleanField(
        label=_("This is the sandbox, not Amazon"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    seller_id = forms.CharField(
        label=_("Seller id"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Merchant Token in Seller Central. Left empty, Amazon is asked for it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.SP_API_SANDBOX_URL:
            del self.fields["sandbox"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("application") and not (cleaned.get("client_id") and cleaned.get("client_secret")):
            raise ValidationError(_("Choose an application, or enter a client id and its secret."))
        return cleaned

    def chosen_application(self) -> Application:
        """The application to try, not yet saved if it is a new one or has a new secret."""
        given = self.cleaned_data
        if given["application"]:
            return given["application"]  # type: ignore[no-any-return]
        sandbox = given.get("sandbox", False)
        return application_of(given["client_id"], given["client_secret"], sandbox=sandbox)


def application_of(client_id: str, client_secret: str, *, sandbox: bool) -> Application:
    """The application with this client id and secret; save() keeps it, best once the secret has worked."""
    found = Application.objects.filter(client_id=client_id, sandbox=sandbox).first()
    application = found or Application(
        client_id=client_id, sandbox=sandbox, name=_unused_name("Sandbox" if sandbox else client_id[-12:])
    )
    application.client_secret = client_secret
    return application


def _unused_name(wanted: str) -> str:
    taken = set(Application.objects.filter(name__startswith=wanted).values_list("name", flat=True))
    names = (wanted if not number else f"{wanted} {number + 1}" for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


class StoreForm(forms.Form):
    """One marketplace: connect it or not, and how its store is set up."""

    chosen = forms.BooleanField(label=_("Connect"), required=False, widget=UnfoldBooleanSwitchWidget)
    name = forms.CharField(label=_("Name"), max_length=80, widget=UnfoldAdminTextInputWidget)
    website = forms.SlugField(
        label=_("Website"), max_length=50, required=False, widget=UnfoldAdminTextInputWidget
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        widget=UnfoldAdminSelectWidget,
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), widget=UnfoldAdminTextInputWidget)
    language = forms.RegexField(
        r"^[a-z]{2}_[A-Z]{2}$", label=_("Language"), widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, participation: Participation, account_name: str, data: Any = None) -> None:
        self.participation = participation
        self.market = MARKETPLACES[participation.marketplace_id]
        super().__init__(
            data,
            prefix=self.market.id,
            initial={
                "chosen": participation.participating,
                "name": store_name(account_name, self.market),
                "website": self.market.country.lower(),
                "time_zone": self.market.time_zone,
                "currency": participation.currency or self.market.currency,
                "language": participation.language or self.market.language,
            },
        )
        for field in ("currency", "language"):  # Amazon's, shown so that a person sees them
            self.fields[field].disabled = True

    def choice(self, mapping: Mapping[str, Any]) -> StoreChoice:
        """What was chosen, as `connect` takes it, with what all the stores have in common."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "chosen"}
        return StoreChoice(marketplace_id=self.market.id, mapping=mapping, **given)
