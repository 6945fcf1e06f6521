"""The form of a product."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Store
from catalog.models import Product

# Amazon's condition types, in the words of Seller Central; the same as the listings'.
CONDITIONS = [
    ("", _("Not given")),
    ("new_new", _("New")),
    ("new_open_box", _("New; Open Box")),
    ("new_oem", _("New; OEM")),
    ("refurbished_refurbished", _("Refurbished")),
    ("used_like_new", _("Used; Like New")),
    ("used_very_good", _("Used; Very Good")),
    ("used_good", _("Used; Good")),
    ("used_acceptable", _("Used; Acceptable")),
    ("collectible_like_new", _("Collectible; Like New")),
    ("collectible_very_good", _("Collectible; Very Good")),
    ("collectible_good", _("Collectible; Good")),
    ("collectible_acceptable", _("Collectible; Acceptable")),
    ("club_club", _("Club")),
]
ASIN_LENGTH = 10

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Product]
else:
    ModelForm = forms.ModelForm


class ProductForm(ModelForm):
    """A product's own values; refuses what could never be sold."""

    class Meta:
        model = Product
        fields = (
            "sku",
            "name",
            "asin",
            "condition",
            "image",
            "quantity",
            "enabled",
            "sale_starts_on",
            "sale_ends_on",
            "websites",
        )
        help_texts = {
            "sku": _(
                "Exact and case-sensitive. A listing with the same Amazon SKU is matched to this product."
            ),
            "asin": _(
                "Ten letters and digits. Listings with this ASIN are matched where only one product has it."
            ),
            "websites": _("Separated by commas. Stores of these websites offer the product."),
            "sale_starts_on": _("Empty: from now on."),
            "sale_ends_on": _("The last day of sale. Empty: no end."),
        }

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"]
        if any(ord(letter) < 32 for letter in sku):
            raise forms.ValidationError(_("A SKU has no tabs or line breaks. Remove them."))
        return sku

    def clean_asin(self) -> str:
        asin: str = self.cleaned_data["asin"].strip().upper()
        if asin and not (len(asin) == ASIN_LENGTH and asin.isascii() and asin.isalnum()):
            raise forms.ValidationError(_("An ASIN has ten letters and digits, for example B07XAMPLE1."))
        return asin

    def clean_websites(self) -> list[str]:
        """Only websites that a store has: any other would be a typing error that lists nothing."""
        websites: list[str] = self.cleaned_data["websites"]
        known = set(Store.objects.exclude(website="").values_list("website", flat=True))
        if unknown := sorted(set(websites) - known):
            raise forms.ValidationError(
                _("No store has the website %(unknown)s. Known websites: %(known)s."),
                params={"unknown": ", ".join(unknown), "known": ", ".join(sorted(known)) or "–"},
            )
        return websites

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        starts, ends = values.get("sale_starts_on"), values.get("sale_ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "sale_ends_on", _("The last day of sale lies before the first. Change one of them.")
            )
        return values
