"""The pages of the category tree: level by level, so that ten thousand categories make no long page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amazon_channel.admin_base import ChannelAdmin, user_of
from amazon_channel.changes import record
from catalog import categories
from catalog.facets import CATEGORY, number_of
from catalog.forms.categories import found, paths_of
from catalog.forms.category import CategoryForm
from catalog.models import Category

MOST = 200  # categories of one level on a page
TREE = "admin:catalog_category_changelist"


@admin.register(Category)
class CategoryAdmin(ChannelAdmin):
    """One level of the tree at a time, with products counted down to the leaves."""

    account_path = ""
    search_fields = ("name",)

    def get_urls(self) -> list[URLPattern]:
        find = self.admin_site.admin_view(self.find)
        return [path("find/", find, name="catalog-category-find"), *super().get_urls()]

    def find(self, request: HttpRequest) -> HttpResponse:
        """Categories by words of their names, for the chooser."""
        if not request.user.has_perm("catalog.view_category"):
            raise PermissionDenied
        words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        paths = sorted(found(words).items(), key=lambda pair: pair[1]) if words else []
        return JsonResponse({"categories": paths, "none": _("No category has this name.")})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        asked = request.GET.get("in", "")
        here = Category.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        paths: dict[int, str] = found(words, most=MOST) if words else {}
        rows = Category.objects.filter(pk__in=paths) if words else Category.objects.filter(parent=here)
        return self._shown(
            request,
            "admin/catalog/category/tree.html",
            title=_("Categories"),
            here=here,
            above=list(_in_order(here)) if here else [],
            rows=_level(rows)[:MOST],
            more=rows.count() > MOST if not words else False,
            words=words,
            paths=paths,
            may_change=self.has_change_permission(request),
            may_add=self.has_add_permission(request),
            may_delete=self.has_delete_permission(request),
        )

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        parent = request.GET.get("in", "")
        first = {"parent": [int(parent)] if parent.isdecimal() and len(parent) < 19 else []}
        return self._form(request, None, first)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.visible_or_404(request, object_id)
        allowed = self.has_change_permission(request, row)
        if not (allowed or (request.method == "GET" and self.has_view_permission(request, row))):
            raise PermissionDenied
        first = {
            "name": row.name,
            "sort_order": row.sort_order,
            "parent": [row.parent_id] if row.parent_id else [],
        }
        return self._form(request, row, first)

    def _form(self, request: HttpRequest, row: Category | None, first: dict[str, Any]) -> HttpResponse:
        form = CategoryForm(request.POST if request.method == "POST" else None, initial=first)
        if request.method == "POST" and form.is_valid():
            try:
                saved = _save(row, form.cleaned_data, by=user_of(request).get_username())
            except categories.Impossible as impossible:
                form.add_error(None, str(impossible))
            else:
                self.message_user(request, _("%s was saved.") % saved, messages.SUCCESS)
                return HttpResponseRedirect(_address(saved.parent_id))
        may_save = self.has_change_permission(request) if row else self.has_add_permission(request)
        title = str(row) if row else _("New category")
        way = paths_of([row.pk])[row.pk] if row else ""
        page = "admin/catalog/category/form.html"
        back = _address(row.parent_id if row else (first["parent"] or [None])[0])
        return self._shown(
            request,
            page,
            title=title,
            form=form,
            row=row,
            way=way,
            may_save=may_save,
            back=back,
            media=form.media,
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.visible_or_404(request, object_id)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        try:
            categories.refuse_full(row)
            if request.method == "POST":
                with transaction.atomic():
                    record(
                        row,
                        [("deleted", str(row), "")],
                        by=user_of(request).get_username(),
                        now=timezone.now(),
                    )
                    categories.remove(row)
                self.message_user(request, _("%s was deleted.") % row, messages.SUCCESS)
                return HttpResponseRedirect(_address(row.parent_id))
        except categories.Impossible as impossible:
            self.message_user(request, str(impossible), messages.ERROR)
            return HttpResponseRedirect(_address(row.parent_id))
        way, back = paths_of([row.pk])[row.pk], _address(row.parent_id)
        return self._shown(
            request, "admin/catalog/category/delete.html", title=str(row), row=row, way=way, back=back
        )

    def _shown(self, request: HttpRequest, page: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request, page, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )


@transaction.atomic
def _save(row: Category | None, wanted: dict[str, Any], *, by: str) -> Category:
    """Add, rename, move and place a category, with a row in the record for each thing that differs."""
    parent = wanted["parent"]
    if row is None:
        made = categories.add(wanted["name"], parent_id=parent.pk if parent else None)
        told: list[tuple[str, Any, Any]] = [("added", "", paths_of([made.pk])[made.pk])]
    else:
        made = row
        told = [("name", row.name, wanted["name"]), ("sort_order", row.sort_order, wanted["sort_order"])]
        before = paths_of([row.pk])[row.pk]
        if (parent.pk if parent else None) != row.parent_id:
            categories.move(row, parent)
            told.append(("parent", before, paths_of([row.pk])[row.pk]))
        categories.rename(Category.objects.get(pk=row.pk), wanted["name"])
    Category.objects.filter(pk=made.pk).update(sort_order=wanted["sort_order"])
    record(made, told, by=by, now=timezone.now())
    return Category.objects.get(pk=made.pk)


def _level(rows: QuerySet[Category]) -> QuerySet[Category]:
    return rows.annotate(products=number_of(CATEGORY, "pk"), below=Count("children")).order_by(
        "sort_order", "name"
    )


def _in_order(here: Category) -> list[Category]:
    """The way down to a category, itself included."""
    known = Category.objects.in_bulk(here.ancestry)
    return [known[pk] for pk in here.ancestry if pk in known]


def _address(parent_id: int | None) -> str:
    return reverse(TREE) + (f"?in={parent_id}" if parent_id else "")
