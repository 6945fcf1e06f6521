"""The pages of what the catalog is made of: websites, stock sources, attribute sets, attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amazon_channel.admin_base import user_of
from amazon_channel.admin_recorded import RecordedAdmin
from amazon_channel.changes import record
from catalog import structure
from catalog.facets import SET, WEBSITE, number_of
from catalog.forms.attributes import (
    AttributeForm,
    AttributeSetForm,
    OptionForm,
    OptionRows,
    is_large,
)
from catalog.models import Attribute, AttributeOption, AttributeSet, StockSource, Website
from catalog.pages.in_use import goes_with, named_stores, told_of_stores
from catalog.usage import DELETED_AT_ONCE, is_used, products_having, with_own_values

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[AttributeOption, Attribute]
else:
    from unfold.admin import TabularInline


class StructureAdmin(RecordedAdmin):
    """Rows that products name: their code never changes, and they stay while they are named."""

    account_path = ""
    actions = None
    in_use: Any = gettext_lazy("Products use %s. Take it out of them first.")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("code",) if obj else ()

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        may = row is not None and self.has_delete_permission(request, row)
        if row is not None and may and (said := self.why_not(request, row)):
            self.message_user(request, said, messages.ERROR)
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.label_lower.replace('.', '_')}_change", args=[row.pk])
            )
        return super().delete_view(request, object_id, extra_context)

    def why_not(self, request: HttpRequest, row: Any) -> str:
        """Why it cannot go, with what to do; '' if it can."""
        if not isinstance(row, StockSource) and (stores := named_stores(request, row)):
            return told_of_stores(row, stores)
        if not is_used(row):
            return ""
        said = self.in_use % row
        address = self.products_address(row)
        return (
            format_html('{} <a class="underline" href="{}">{}</a>', said, address, _("Show them"))
            if address
            else said
        )

    def products_address(self, row: Any) -> str:
        """The list of the products that use it; '' where the list cannot be narrowed to them."""
        return ""


@admin.register(Website)
class WebsiteAdmin(StructureAdmin):
    """Places of sale, with the number of products offered there."""

    list_display = ("code", "name", "offered", "sort_order")
    fields = ("code", "name", "sort_order", "store_views")
    search_fields = ("code", "name")
    why_empty = gettext_lazy(
        "No website yet. Products are offered on websites, and a store takes the products of one."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        numbered: QuerySet[Any] = rows.annotate(products=number_of(WEBSITE, "code"))
        return numbered

    def products_address(self, row: Any) -> str:
        return f"{reverse('admin:catalog_product_changelist')}?{urlencode({'website': row.code})}"

    def why_not(self, request: HttpRequest, row: Any) -> str:
        """Values that products still have there go with it; the page that asks says so."""
        if said := super().why_not(request, row):
            return said
        number = with_own_values(row, most=DELETED_AT_ONCE + 1)
        if number > DELETED_AT_ONCE:
            many: str = _("More than 10,000 products have values on %s. Clear them with bulk edits first.")
            return many % str(row)
        if number and request.method == "GET":
            text = ngettext(
                "One product has values of its own on %(website)s. They go with it; its history keeps them.",
                "%(number)s products have values of their own on %(website)s. They go with it; their history"
                " keeps them.",
                number,
            )
            self.message_user(request, text % {"website": row, "number": number}, messages.WARNING)
        return ""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        structure.forget_website(obj, by=user_of(request), now=timezone.now())
        super().delete_model(request, obj)

    @admin.display(description=gettext_lazy("products"))
    def offered(self, website: Website) -> Any:
        return website.products  # type: ignore[attr-defined]


@admin.register(StockSource)
class StockSourceAdmin(StructureAdmin):
    """Places where stock is kept."""

    list_display = ("code", "name", "enabled")
    fields = ("code", "name", "enabled")
    search_fields = ("code", "name")
    why_empty = gettext_lazy("No stock source yet. Without one, a product has a single quantity.")


@admin.register(AttributeSet)
class AttributeSetAdmin(StructureAdmin):
    """Which attributes products of one sort have."""

    list_display = ("name", "attributes_in", "of_set")
    form = AttributeSetForm
    search_fields = ("name",)
    why_empty = gettext_lazy("No attribute set yet. A set says which attributes products of one sort have.")

    def products_address(self, row: Any) -> str:
        return f"{reverse('admin:catalog_product_changelist')}?{urlencode({'set': row.pk})}"

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("its_attributes",) if is_large(obj) else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        numbered: QuerySet[Any] = rows.annotate(number=Count("attributes"), products=number_of(SET, "pk"))
        return numbered

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Whoever may only look reads the attributes in a line."""
        if not self.has_change_permission(request, obj):
            return ("name", "its_attributes")
        return ("name", "added", "dropped", "its_attributes") if is_large(obj) else ("name", "members")

    @admin.display(description=gettext_lazy("attributes"))
    def its_attributes(self, attribute_set: AttributeSet) -> str:
        return ", ".join(str(attribute) for attribute in attribute_set.attributes.order_by("label"))

    @admin.display(description=gettext_lazy("attributes"))
    def attributes_in(self, attribute_set: AttributeSet) -> Any:
        return attribute_set.number  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("products"))
    def of_set(self, attribute_set: AttributeSet) -> Any:
        return attribute_set.products  # type: ignore[attr-defined]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.write_members()
        super().save_related(request, form, formsets, change)


class OptionInline(TabularInline):
    """The options of a choice, 50 a page."""

    model = AttributeOption
    form = OptionForm
    formset = OptionRows
    extra = 0
    per_page = 50
    tab = False
    verbose_name_plural = gettext_lazy("options")


@admin.register(Attribute)
class AttributeAdmin(RecordedAdmin):
    """What can be said of a product."""

    account_path = ""
    actions = None
    form = AttributeForm
    inlines = (OptionInline,)
    list_display = (
        "code",
        "label",
        "type",
        "scope",
        "required",
        "unique",
        "used_in_search",
        "used_in_navigation",
    )
    list_filter = ("type", "scope", "used_in_search", "used_in_navigation")
    search_fields = ("code", "label")
    fieldsets = (
        (None, {"fields": ("code", "label", "labels", "type", "scope", "sets")}),
        (gettext_lazy("Values"), {"fields": (("required", "unique"),)}),
        (
            gettext_lazy("Use"),
            {"fields": (("used_in_search", "used_in_navigation"), ("usable_in_rules", "comparable"))},
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if isinstance(obj, Attribute) and obj.column:
            return ("code", "type", "scope", "required", "unique")
        return ("code",) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """A built-in attribute belongs to every set."""
        first, *rest = super().get_fieldsets(request, obj)
        if isinstance(obj, Attribute) and (obj.column or not self.has_change_permission(request, obj)):
            first = (None, {"fields": tuple(name for name in first[1]["fields"] if name != "sets")})
        return [first, *rest]

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return self.inlines if isinstance(obj, Attribute) and obj.has_options else ()

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A choice goes on to its options."""
        if obj.has_options and "_addanother" not in request.POST:
            self.message_user(request, _("%s was added. Now give it its options.") % obj, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:catalog_attribute_change", args=[obj.pk]))
        return super().response_add(request, obj, post_url_continue)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "sets" in form.changed_data:
            form.instance.sets.set(form.cleaned_data["sets"])
        told = [
            *(("option", "", option.value) for rows in formsets for option in rows.new_objects),
            *(("option", option.value, "") for rows in formsets for option in rows.deleted_objects),
            *(
                (
                    f"option {option.value}: {name}",
                    str(row.initial.get(name, "")),
                    str(row.cleaned_data[name]),
                )
                for rows in formsets
                for row in rows.initial_forms
                for option, names in rows.changed_objects
                if row.instance.pk == option.pk
                for name in names
            ),
        ]
        record(form.instance, told, by=request.user.get_username(), now=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        built_in = isinstance(obj, Attribute) and bool(obj.column)
        return super().has_delete_permission(request, obj) and not built_in

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Asks for the code to be typed where products have values."""
        row = self.visible_or_404(request, object_id)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        wrong = False
        if request.method == "POST":
            try:
                changed = structure.delete_attribute(
                    row, typed=request.POST.get("typed", ""), by=user_of(request), now=timezone.now()
                )
            except structure.Unconfirmed:
                wrong = True
            except (structure.TooMany, structure.Named):
                wrong = False
            else:
                text = _("%(code)s was deleted. Products that had a value: %(number)s.")
                self.message_user(request, text % {"code": row.code, "number": changed}, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:catalog_attribute_changelist"))
        having = products_having(row.code, most=DELETED_AT_ONCE + 1)
        context = {
            "row": row,
            "having": having,
            "too_many": having > DELETED_AT_ONCE,
            "stores": named_stores(request, row),
            "gone_too": goes_with(self, request, row),
            "wrong": wrong,
            "title": str(row),
        }
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, "admin/catalog/attribute/delete.html", shown)
