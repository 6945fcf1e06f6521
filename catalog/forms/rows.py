"""The rows of a product's form: further pictures, and the products it consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectMultipleWidget, UnfoldAdminTextInputWidget

from catalog.forms.fields import read
from catalog.models import Product, ProductLink
from catalog.values import Definition

ROLES = [
    ("base", _("Base")),
    ("small", _("Small")),
    ("thumbnail", _("Thumbnail")),
    ("swatch", _("Swatch")),
]
KINDS = {
    Product.Type.CONFIGURABLE: ProductLink.Kind.VARIANT,
    Product.Type.BUNDLE: ProductLink.Kind.BUNDLED,
    Product.Type.GROUPED: ProductLink.Kind.GROUPED,
}
MOST = 1_000


class PictureForm(forms.Form):
    """One further picture: a reference, what it shows, and where it is used."""

    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "https://…"}),
    )
    label = forms.CharField(
        label=_("Shows"), max_length=255, required=False, widget=UnfoldAdminTextInputWidget()
    )
    roles = forms.MultipleChoiceField(
        label=_("Used as"),
        choices=ROLES,
        required=False,
        widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 2, "class": "cp-several"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(ROLES)
        others = [(role, role) for role in (self.initial or {}).get("roles", []) if role not in known]
        self.fields["roles"].choices = [*ROLES, *others]  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        return str(read(Definition("image", "media", True), self.cleaned_data["url"]))


class PartForm(forms.Form):
    """One product that another consists of, by its SKU."""

    sku = forms.CharField(
        label=_("SKU"),
        max_length=64,
        strip=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        max_value=2**31 - 1,
        initial=1,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
    )


if TYPE_CHECKING:
    Pictures = BaseFormSet[PictureForm]
    PartForms = BaseFormSet[PartForm]
else:
    Pictures = PartForms = BaseFormSet


class Parts(PartForms):
    """The parts in order. Each is a product that is there, named once, and not the whole itself."""

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        self.product = product
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        named = [
            form
            for form in self.forms
            if form.cleaned_data.get("sku") and not form.cleaned_data.get("DELETE")
        ]
        skus = [form.cleaned_data["sku"] for form in named]
        self.products = {product.sku: product for product in Product.objects.filter(sku__in=skus).only("sku")}
        for place, form in enumerate(named):
            sku = form.cleaned_data["sku"]
            if sku not in self.products:
                form.add_error("sku", _("There is no product with this SKU."))
            elif sku in skus[:place]:
                form.add_error("sku", _("This product is named twice."))
            elif self.products[sku].pk == self.product.pk:
                form.add_error("sku", _("A product is no part of itself."))

    @property
    def rows(self) -> list[tuple[Product, int]]:
        """What was sent: products and quantities."""
        named = [form.cleaned_data for form in self.forms if form.cleaned_data.get("sku")]
        return [(self.products[row["sku"]], row["quantity"]) for row in named if not row.get("DELETE")]


PictureRows = formset_factory(PictureForm, extra=0, can_delete=True, max_num=MOST, absolute_max=MOST)
PartRows = formset_factory(PartForm, formset=Parts, extra=0, can_delete=True, max_num=MOST, absolute_max=MOST)


def picture_rows(product: Product, data: Any = None) -> Pictures:
    return PictureRows(data, prefix="pictures", initial=product.images)


def part_rows(product: Product, data: Any = None) -> Parts:
    """The parts of the kind that the product's type has."""
    initial: list[Any] = []
    if kind := KINDS.get(product.type):  # type: ignore[call-overload]
        links = (
            ProductLink.objects.filter(parent=product, kind=kind)
            if product.pk
            else ProductLink.objects.none()
        )
        initial = list(links.order_by("position", "pk").values("quantity", sku=F("child__sku")))
    made: Any = PartRows
    rows: Parts = made(data, prefix="parts", initial=initial, product=product)
    return rows


def pictures_of(rows: Pictures) -> list[dict[str, Any]]:
    """What was sent, as Product.images holds it. Empty labels and roles are left as they are."""
    sent = [form.cleaned_data for form in rows.forms if form.cleaned_data.get("url")]
    return [
        {"url": row["url"], "label": row["label"], "roles": row["roles"]}
        for row in sent
        if not row.get("DELETE")
    ]
