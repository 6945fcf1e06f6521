"""The catalog in the back office: the list of products and the page of one. Shows and delegates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amazon_channel.admin_base import ChannelAdmin, user_of
from amazon_channel.changes import record
from catalog import saving
from catalog.bulk.pages import BulkEditAdmin
from catalog.forms.choice import find as find_attributes
from catalog.models import AttributeSet, Product
from catalog.pages import attribute_box, import_mappings, imports  # the imports' register themselves
from catalog.pages.changelist import ProductChangeList
from catalog.pages.product import Sheet, beside, told
from catalog.pages.structure import AttributeAdmin
from catalog.pages.tree import CategoryAdmin

# Each module registers its own pages when it is imported.
__all__ = ["AttributeAdmin", "BulkEditAdmin", "CategoryAdmin", "ProductAdmin", "import_mappings", "imports"]


@admin.register(Product)
class ProductAdmin(ChannelAdmin):
    """Products belong to no account; whoever may view products sees all of them."""

    account_path = ""
    why_empty = gettext_lazy("The catalog is empty. Listings find their product here by its SKU or ASIN.")
    how_to_add = gettext_lazy("Add the first product")
    list_display = ("sku",)  # the columns are the template's
    search_fields = ("sku",)  # the search itself is pages.search; this shows the box
    list_disable_select_all = True
    change_list_template = "admin/catalog/product/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("attributes/", guarded(attribute_box.found), name="catalog-attribute-find"),
            path("fields/", guarded(attribute_box.fields), name="catalog-attribute-fields"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ProductChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"may_edit": request.user.has_perm("catalog.change_product")}
        return super().changelist_view(request, context | (extra_context or {}))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """An empty form; ?set= says whose attributes it asks for."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._page(request, Product(), extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form of a product; those who may only look see it locked."""
        product = self.visible_or_404(request, object_id)
        if not self.has_view_or_change_permission(request, product):
            raise PermissionDenied
        if request.method == "POST" and not self.has_change_permission(request, product):
            raise PermissionDenied
        return self._page(request, product, extra_context)

    def _page(self, request: HttpRequest, product: Product, extra_context: Any) -> HttpResponse:
        meanwhile: list[Any] = []
        if request.method == "POST":
            sheet = Sheet.of(product, request.POST)
            if sheet.is_valid():
                try:
                    return self._saved(request, sheet)
                except saving.Changed as changed:
                    meanwhile = told(changed.changes)
                except saving.Taken as taken:
                    sheet.refuse(taken)
        else:
            asked = request.GET.get("set", "")
            chosen = AttributeSet.objects.filter(pk=asked).first() if asked.isdecimal() else None
            words = request.GET.get("with", "")
            named = [each.code for each in find_attributes(product.attribute_set or chosen, words)]
            sheet = Sheet.of(product, attribute_set=chosen, asked=named)
        return self._shown(request, sheet, {"meanwhile": meanwhile, **(extra_context or {})})

    def _saved(self, request: HttpRequest, sheet: Sheet) -> HttpResponse:
        """Save, and go where the button says. The form has put what was sent on the product: read it anew."""
        added = sheet.product.pk is None
        seen = request.POST.get("seen", "")
        row = saving.save(
            Product() if added else sheet.product,
            sheet.wish(),
            by=user_of(request),
            now=timezone.now(),
            seen=int(seen) if seen.isdecimal() else None,
        )
        text = _("%s was added.") if added else _("%s was saved.")
        self.message_user(request, text % row.sku, messages.SUCCESS)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(reverse("admin:catalog_product_add"))
        if "_continue" in request.POST or (added and row.attribute_set_id and not row.attributes):
            return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[row.pk]))
        return HttpResponseRedirect(reverse("admin:catalog_product_changelist"))

    def _shown(self, request: HttpRequest, sheet: Sheet, context: dict[str, Any]) -> HttpResponse:
        product = Product.objects.get(pk=sheet.product.pk) if sheet.product.pk else sheet.product
        before = request.GET.get("before", "")
        older = int(before) if before.isdecimal() and len(before) < 19 else None
        there = product.pk is not None
        may_save = self.has_change_permission(request) if there else self.has_add_permission(request)
        return TemplateResponse(
            request,
            "admin/catalog/product/page.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": product.sku if there else _("New product"),
                "sheet": sheet,
                "product": product,
                "there": there,
                "beside": beside(product, before=older) if there else None,
                "older_page": older is not None,
                "seen": saving.newest_change(product) if there else "",
                "may_save": may_save,
                "may_delete": there and self.has_delete_permission(request, product),
                "media": self.media + sheet.media,
                **context,
            },
        )

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.delete_queryset(request, Product.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The history of a deleted product has no page, so the record of changes names it."""
        now = timezone.now()
        for product in queryset.only("sku", "name"):
            record(product, [(_("deleted"), str(product), "")], by=user_of(request).get_username(), now=now)
        saving.delete(queryset, by=user_of(request), now=now)
