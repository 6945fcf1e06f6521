"""The catalog in the back office: a simple list and form of products."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from amazon_channel.admin_recorded import RecordedAdmin
from catalog.forms import CONDITIONS, ProductForm
from catalog.models import Product
from catalog.pages import imports  # noqa: F401 - registers its pages

EMPTY_FRAME = mark_safe('<span class="ls"><span class="ls-picture"></span></span>')


@admin.register(Product)
class ProductAdmin(RecordedAdmin):
    """Products belong to no account; whoever may view products sees all of them."""

    account_path = ""
    why_empty = _("The catalog is empty. Listings find their product here by its SKU or ASIN.")
    how_to_add = _("Add the first product")
    form = ProductForm
    list_display = ("picture", "sku", "short_name", "asin", "quantity", "enabled", "sites")
    list_display_links = ("sku", "short_name")
    list_filter = ("enabled",)
    ordering = ("sku",)
    sortable_by = ("sku",)
    search_fields = ("sku",)  # the search itself is get_search_results; this shows the box
    search_help_text = _("SKU, ASIN or words of the name")
    list_disable_select_all = True
    change_form_template = "admin/catalog/product/change_form.html"
    change_list_template = "admin/catalog/product/change_list.html"
    fieldsets = (
        (None, {"fields": ("sku", "name", "asin", "condition", "image")}),
        (_("Sale"), {"fields": ("quantity", "enabled", "sale_starts_on", "sale_ends_on", "websites")}),
    )

    @admin.display(description="")
    def picture(self, product: Product) -> SafeString:
        if not product.image.startswith(("https://", "http://")):
            return EMPTY_FRAME
        return format_html(
            '<span class="ls"><span class="ls-picture"><img src="{}" alt="" loading="lazy" '
            'referrerpolicy="no-referrer"></span></span>',
            product.image,
        )

    @admin.display(description=_("name"))
    def short_name(self, product: Product) -> SafeString:
        return format_html('<span class="ls-clamp" title="{0}">{0}</span>', product.name)

    @admin.display(description=_("websites"))
    def sites(self, product: Product) -> str:
        return ", ".join(product.websites) or "—"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The start of a SKU, an ASIN, or words of the name in any order; each has its index."""
        term = search_term.replace("\x00", "").strip()[:200]
        if not term:
            return queryset, False
        name = Q()
        for word in term.split():
            name &= Q(name__icontains=word)
        found = Q(sku__startswith=term) | Q(sku__startswith=term.upper()) | Q(asin=term.upper()) | name
        return queryset.filter(found), False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Amazon's conditions to choose from; websites on one line."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "condition" and field is not None:
            field.widget = UnfoldAdminSelectWidget(choices=CONDITIONS)
        if db_field.name == "websites" and field is not None:
            field.widget = UnfoldAdminTextInputWidget()
        return field
