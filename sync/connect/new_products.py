"""The dialog that says whether a store's listings without a product get one by themselves, and how."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanSwitchWidget

from amazon_channel import actions
from amazon_channel.admin_base import DialogForm, deed
from amazon_channel.models import Store, User
from listings.new_products import NewProducts
from listings.pages.creating import NewProductsForm
from sync.connect.admin_shared import ConnectedAdmin


class NewProductsDialog(NewProductsForm, DialogForm):
    """The settings of a store for products made from its listings."""

    create_products = forms.BooleanField(
        label=_("Make a product for each listing that finds none"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    field_order = ("create_products",)

    def __init__(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> None:
        user = request.user
        seen = Store.objects.visible_to(user) if isinstance(user, User) else Store.objects.none()
        store = seen.filter(pk=object_id if str(object_id).isdecimal() else 0).first()
        if store is not None:
            kwargs["plan"] = NewProducts.read(store.new_products)
            kwargs["initial"] = {"create_products": store.create_products}
        super().__init__(request, object_id, *args, **kwargs)
        self.fields["websites"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("create_products") and not values.get("websites"):
            self.add_error("websites", _("Choose the websites of the products that are made."))
        return values


class NewProductsDeed(ConnectedAdmin):
    """Gives the pages of stores the deed *New products*."""

    @deed(
        _("New products"),
        permission="amazon_channel.change_store",
        explains=_(
            "Each sync makes a product for every listing of this store that finds none, if you say so here:"
            " once for each SKU, so one that you delete does not come back."
        ),
        submit=_("Save"),
        form=NewProductsDialog,
        icon="add_box",
    )
    def new_products(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def act(store: Store, by: str) -> Any:
            create, plan = form.cleaned_data["create_products"], form.plan.as_json()
            actions.set_new_products(store, create=create, plan=plan, by=by, now=timezone.now())
            if create:
                return _("%s: listings without a product get one with the next sync.") % store
            return _("%s: no products are made by themselves.") % store

        return self._do(request, object_id, act)
