"""The form in which a person says what products made from listings are to be like, and the deed behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from amazon_channel.models import Store
from catalog import categories
from catalog.models import AttributeSet, Product, Website
from listings.bulk.kinds import CREATE
from listings.new_products import ASIN, SELLER_SKU, NewProducts
from listings.pages.deeds import carry_out, chosen_by, may_change, page_of

if TYPE_CHECKING:
    MultipleCheckboxes = forms.CheckboxSelectMultiple
else:
    from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as MultipleCheckboxes

MOST_CATEGORIES = 10_000


class NewProductsForm(forms.Form):
    """What products made from listings are like; `plan` is what was chosen."""

    enabled = forms.BooleanField(
        label=gettext_lazy("Enable products"), required=False, initial=True, widget=UnfoldBooleanSwitchWidget
    )
    websites = forms.MultipleChoiceField(label=gettext_lazy("Websites"), widget=MultipleCheckboxes)
    category_ids = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Categories"), required=False, coerce=int, widget=UnfoldAdminSelectMultipleWidget
    )
    attribute_set = forms.ModelChoiceField(
        label=gettext_lazy("Attribute set"),
        queryset=AttributeSet.objects.all(),
        required=False,
        empty_label=gettext_lazy("None"),
        widget=UnfoldAdminSelectWidget,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Visibility"), choices=Product.Visibility.choices, widget=UnfoldAdminSelectWidget
    )
    tax_class = forms.CharField(
        label=gettext_lazy("Tax class"), required=False, max_length=120, widget=UnfoldAdminTextInputWidget
    )
    sku = forms.ChoiceField(
        label=gettext_lazy("SKU of the product"),
        choices=[
            (SELLER_SKU, gettext_lazy("The listing's Amazon SKU")),
            (ASIN, gettext_lazy("The listing's ASIN: one product for all listings of an ASIN")),
        ],
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, plan: NewProducts | None = None, **kwargs: Any) -> None:
        if plan is not None:
            kwargs["initial"] = plan.as_json() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        websites = Website.objects.values_list("code", "name")
        self.fields["websites"].choices = [(code, name or code) for code, name in websites]  # type: ignore[attr-defined]
        paths = sorted((path, pk) for pk, path in categories.paths().items())[:MOST_CATEGORIES]
        self.fields["category_ids"].choices = [(pk, " / ".join(path)) for path, pk in paths]  # type: ignore[attr-defined]
        self.fields["category_ids"].widget.attrs["size"] = min(max(len(paths), 2), 8)
        if not paths:
            del self.fields["category_ids"]

    @property
    def plan(self) -> NewProducts:
        values = self.cleaned_data
        chosen_set = values["attribute_set"]
        return NewProducts(
            enabled=values["enabled"],
            websites=tuple(values["websites"]),
            category_ids=tuple(values.get("category_ids", ())),
            attribute_set=chosen_set.pk if chosen_set else None,
            visibility=values["visibility"],
            tax_class=values["tax_class"],
            sku=values["sku"],
        )


def create_view(request: HttpRequest) -> HttpResponse:
    """The form for what was chosen; once it is filled in, the products."""
    user = may_change(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = chosen_by(request, user)
    asked = "visibility" in request.POST
    form = NewProductsForm(request.POST if asked else None, plan=_first_plan(chosen.rows))
    if asked and form.is_valid():
        return carry_out(request, CREATE, chosen, by=user, plan=form.plan.as_json())
    sample = list(chosen.rows.select_related("store__account", "product").order_by("pk")[:6])
    context = page_of(request) | {
        "form": form,
        "door": request.path,
        "hidden": chosen.hidden,
        "sample": sample[:5],
        "number": None if chosen.all else chosen.rows.count(),
        "title": _("Create products"),
    }
    return TemplateResponse(request, "admin/listings/listing/create.html", context)


def _first_plan(rows: Any) -> NewProducts:
    """The settings of the first listing's store, so that one decision is made once."""
    first = rows.order_by("pk").values_list("store", flat=True).first()
    store = Store.objects.filter(pk=first).first()
    if store is None:
        return NewProducts()
    plan = NewProducts.read(store.new_products)
    if plan.websites or not store.website:
        return plan
    return NewProducts.read(plan.as_json() | {"websites": [store.website]})
