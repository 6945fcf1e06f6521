"""Imports in the back office: the list, a new one, its choices, its progress, and what was refused."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amazon_channel.admin_base import ChannelAdmin, labelled
from catalog.imports import export, mappings, runs
from catalog.imports.choices import Preview, suggested_options
from catalog.imports.errors import BadFile
from catalog.imports.files import too_large
from catalog.imports.formats import recognised
from catalog.imports.job import path_of, table_of
from catalog.imports.reading import options_with
from catalog.models import ImportMapping, ProductImport
from catalog.pages import import_forms
from catalog.pages.import_answers import refused_rows
from catalog.pages.import_show import shown
from catalog.uploads import TOO_LARGE

COLOURS = {
    "draft": "info",
    "waiting": "primary",
    "running": "primary",
    "done": "success",
    "part": "warning",
    "cancelled": "warning",
    "failed": "danger",
}
PERMISSIONS = ("catalog.add_product", "catalog.change_product")
MISSING = _("There is no such import. It was deleted.")


@admin.register(ProductImport)
class ProductImportAdmin(ChannelAdmin):
    """Imports belong to no account; whoever may add and change products may start and see them."""

    account_path = ""
    why_empty = _("No file was imported yet. Send an export of your shop; a dry run shows what it would do.")
    how_to_add = _("Import a file")
    list_display = ("name", "format_word", "opened_at", "opened_by", "badge", "sums")
    ordering = ("-opened_at", "-id")
    sortable_by = ()
    actions = None
    change_list_template = "catalog/imports/list.html"

    @admin.display(description=_("format"))
    def format_word(self, run: ProductImport) -> str:
        return str(dict(import_forms.FORMATS).get(run.format, run.format))

    @labelled(_("state"), COLOURS)
    def badge(self, run: ProductImport) -> Any:
        if run.state == ProductImport.State.DONE and run.dry_run:
            return "part" if run.refused else "info", _("Dry run done")
        if run.state == ProductImport.State.DONE and run.refused:
            return "part", _("Done, rows refused")
        return run.state, run.get_state_display()

    @admin.display(description=_("created / changed / unchanged / refused"))
    def sums(self, run: ProductImport) -> str:
        return f"{run.created:,} / {run.changed:,} / {run.unchanged:,} / {run.refused:,}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return all(request.user.has_perm(each) for each in PERMISSIONS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "start": self.start,
            "cancel": self.cancel,
            "remove": self.remove,
            "progress": self.progress,
            "refused": self.refused,
        }
        own = [
            path(f"<path:object_id>/{name}/", self._guarded(view), name=f"catalog_productimport_{name}")
            for name, view in pages.items()
        ]
        exported = path("export/", self._guarded(self.export), name="catalog_productimport_export")
        return [exported, *own, *super().get_urls()]

    def _guarded(self, view: Any) -> Any:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_add_permission(request):
                raise PermissionDenied
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

        return self.admin_site.admin_view(guarded)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Send a file; what it is and what may be chosen comes on its page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent_any = request.POST if request.method == "POST" else None
        form = import_forms.FileForm(sent_any, request.FILES)
        if TOO_LARGE in request.META:
            form.errors.clear()
            form.add_error("file", str(too_large()))
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                by = request.user.get_username()
                run = runs.open_file(sent.name, sent.chunks(), by=by, now=timezone.now())
            except BadFile as bad:
                form.add_error("file", str(bad))
            else:
                return HttpResponseRedirect(_address(run))
        return self._page(request, "catalog/imports/new.html", _t("Import products"), {"form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        run = self._run(request, object_id)
        if run.state == ProductImport.State.DRAFT or ("again" in request.GET and not run.is_open):
            return self._choices(request, run, None)
        context = shown(run, request.GET.get("after", "")) | {"run": run}
        return self._page(request, "catalog/imports/run.html", run.name, context)

    def progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The part of an import's page that refreshes itself."""
        run = self._run(request, object_id)
        return render(request, "catalog/imports/progress.html", shown(run, "") | {"run": run})

    def start(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Begin the dry run, or the import; *Import now* repeats a dry run's choices."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self._run(request, object_id)
        if not run.file:
            messages.error(request, _t("The file is no longer kept. Send it again."))
            return HttpResponseRedirect(_address(run))
        dry_run = request.POST.get("deed") != "import"
        if "format" not in request.POST and run.options:
            return self._started(request, run, options_with(run.options), dry_run=dry_run)
        return self._chosen(request, run, dry_run=dry_run)

    def _chosen(self, request: HttpRequest, run: ProductImport, *, dry_run: bool) -> HttpResponse:
        """Take the choices, or show them again with what is wrong."""
        try:
            form = import_forms.ChoicesForm(run, Preview(run), request.POST)
        except (BadFile, FileNotFoundError) as bad:
            messages.error(request, str(bad) if isinstance(bad, BadFile) else _t("The file is gone."))
            return HttpResponseRedirect(_address(run))
        if not form.is_valid():
            return self._choices(request, run, form)
        options = form.options()
        if self._take(request, run, form):
            messages.info(request, _t("The file is read anew. Look at its columns again, then start."))
            return HttpResponseRedirect(f"{_address(run)}?again")
        if saved := ImportMapping.objects.filter(name=form.cleaned_data["saved"]).first():
            options = options_with(saved.options, mapping=saved.columns)
            mappings.use(saved, run, by=request.user.get_username(), now=timezone.now())
        return self._started(request, run, options, dry_run=dry_run)

    def _take(self, request: HttpRequest, run: ProductImport, form: import_forms.ChoicesForm) -> bool:
        """Keep how the file is laid out, and the mapping under its name; True if other columns come of it."""
        values = form.cleaned_data
        run.format = "mapped" if values["saved"] else values["format"]
        before = table_of(run).header
        if run.layout.get("kind") == "csv":
            changed = {name: values[name] for name in ("encoding", "delimiter", "enclosure") if values[name]}
            run.layout = {**run.layout, **changed}
        if (header := table_of(run).header) != before:
            run.format = recognised(header)
            run.save(update_fields=["format", "layout"])
            return True
        run.save(update_fields=["format", "layout"])
        if name := values["save_as"].strip():
            by, now = request.user.get_username(), timezone.now()
            mappings.use(
                mappings.keep(name, form.mapping(), form.options(), by=by, now=now), run, by=by, now=now
            )
        return False

    def _started(
        self, request: HttpRequest, run: ProductImport, options: Any, *, dry_run: bool
    ) -> HttpResponse:
        try:
            by = request.user.get_username()
            runs.start(run, options, dry_run=dry_run, by=by, now=timezone.now())
        except runs.NotPossible as why:
            messages.error(request, str(why))
        return HttpResponseRedirect(_address(run))

    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Stop an import that waits or runs."""
        return self._deed(request, object_id, runs.cancel, to=_address)

    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Forget an import and its file."""
        return self._deed(request, object_id, runs.remove, to=lambda run: _list())

    def _deed(self, request: HttpRequest, object_id: str, deed: Any, *, to: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self._run(request, object_id)
        address = to(run)
        try:
            deed(run, by=request.user.get_username(), now=timezone.now())
        except runs.NotPossible as why:
            messages.error(request, str(why))
            address = _address(run)
        return HttpResponseRedirect(address)

    def refused(self, request: HttpRequest, object_id: str) -> HttpResponse | StreamingHttpResponse:
        """The refused rows as a file."""
        run = self._run(request, object_id)
        if not run.file or not path_of(run).exists():
            raise Http404(_t("The file is no longer kept."))
        return _download(refused_rows(run), "refused-rows.csv")

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """All products in Adobe Commerce's format."""
        return _download(export.lines(), f"products-{timezone.now():%Y-%m-%d}.csv")

    def _run(self, request: HttpRequest, object_id: str) -> ProductImport:
        run: ProductImport | None = self.get_object(request, object_id)
        if run is None:
            raise Http404(MISSING)
        return run

    def _choices(self, request: HttpRequest, run: ProductImport, form: Any) -> HttpResponse:
        try:
            preview = Preview(run)
        except (BadFile, FileNotFoundError) as bad:
            error = str(bad) if isinstance(bad, BadFile) else _t("The file is no longer kept. Send it again.")
            return self._page(request, "catalog/imports/gone.html", run.name, {"run": run, "error": error})
        if form is None:
            options = options_with(run.options) if run.options else suggested_options(preview)
            form = import_forms.ChoicesForm(run, preview, initial=import_forms.initial(run, preview, options))
        return self._page(
            request,
            "catalog/imports/choices.html",
            run.name,
            {"run": run, "form": form, "format_word": self.format_word(run)},
        )

    def _page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        shared = self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return render(request, template, shared | context)


def _address(run: ProductImport) -> str:
    return reverse("admin:catalog_productimport_change", args=[run.pk])


def _list() -> str:
    return reverse("admin:catalog_productimport_changelist")


def _download(lines: Any, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
