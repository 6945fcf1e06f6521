"""The pages of bulk edits: choose and preview, the list of all, one with its progress and its undo."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from amazon_channel.admin_base import ReadOnlyAdmin, user_of
from catalog.bulk import actions
from catalog.bulk.form import BulkEditForm
from catalog.bulk.plan import Judged, chosen, editable, judged
from catalog.bulk.words import problem_label, summary, value_label
from catalog.bulk.work import AT_ONCE, open_edits
from catalog.definitions import with_options
from catalog.models import Attribute, BulkEdit, BulkEditLine
from catalog.pages.question import ask

SHOWN = 50
TRIED = 10_000  # products that a preview reckons with
Line = BulkEditLine.State


class Preview(NamedTuple):
    """What an edit would do: the first products, and how many of each sort. `more`: others follow."""

    rows: list[tuple[str, str, str, str]]
    changed: int
    same: int
    refused: list[tuple[str, int]]
    more: bool


@admin.register(BulkEdit)
class BulkEditAdmin(ReadOnlyAdmin):
    """What was changed for many products at once. Started from the list of products."""

    account_path = ""
    list_display = ("at", "by", "what", "state", "matched", "written", "refused")
    list_display_links = ("at", "what")
    list_filter = ("state",)
    search_fields = ("attribute", "by")
    ordering = ("-pk",)
    sortable_by = ()
    why_empty = gettext_lazy(
        "Nothing yet. Choose products in the list and press Edit an attribute, or Edit all found."
    )

    @admin.display(description=gettext_lazy("edit"))
    def what(self, edit: BulkEdit) -> str:
        return summary(edit, None)

    def get_urls(self) -> list[URLPattern]:
        undo = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("<int:number>/undo/", undo, name="catalog_bulkedit_undo"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # without products there is nothing to add; add_view asks for itself

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Choose an attribute, say what shall happen, look at the preview, start."""
        if not request.user.has_perm("catalog.add_bulkedit"):
            raise PermissionDenied
        if "_selected_action" in request.POST:
            ids = [each for each in request.POST.getlist("_selected_action") if each.isdecimal()]
            return HttpResponseRedirect(f"{request.path}?{urlencode({'ids': ','.join(ids)})}")
        asked = _asked(request)
        attribute = with_options(editable()).filter(code=request.GET.get("attribute", "")[:60]).first()
        context: dict[str, Any] = {"attribute": attribute, "total": _total(asked)}
        if attribute is not None and (answer := self._asked_for(request, attribute, asked, context)):
            return answer
        context |= {
            "attributes": editable(),
            "kept": [pair for pair in request.GET.items() if pair[0] != "attribute"],
        }
        return self._shown(
            request, "admin/catalog/bulkedit/start.html", title=_("Edit an attribute"), **context
        )

    def _asked_for(
        self, request: HttpRequest, attribute: Attribute, asked: dict[str, Any], context: dict[str, Any]
    ) -> HttpResponse | None:
        sent = request.POST if request.method == "POST" and "operation" in request.POST else None
        first = {"operation": request.GET.get("operation", "")}
        single = asked.get("ids") is not None and len(asked["ids"]) == 1
        form = BulkEditForm(sent, attribute=attribute, asked=asked, single=single, initial=first)
        context |= {"form": form, "media": form.media}
        if sent is None or not form.is_valid():
            return None
        edit = form.edit()
        if "_apply" in sent:
            few = chosen(asked).order_by().values("pk")[: AT_ONCE + 1]
            started = actions.start(edit, by=user_of(request), now=timezone.now(), few=len(few) <= AT_ONCE)
            return HttpResponseRedirect(reverse("admin:catalog_bulkedit_change", args=[started.pk]))
        context |= {"preview": preview(edit, attribute), "sentence": summary(edit, attribute)}
        return None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One edit: how far it got, what became of the products."""
        edit = self.visible_or_404(request, object_id)
        if not self.has_view_permission(request, edit):
            raise PermissionDenied
        attribute = with_options(Attribute.objects.filter(code=edit.attribute)).first()
        open_ = open_edits().filter(pk=edit.pk).exists()
        done = (
            edit.undone + edit.conflicts
            if edit.state in ("undoing", "undone")
            else edit.written + edit.unchanged + edit.refused
        )
        whole = edit.written if edit.state == "undoing" else edit.matched
        return self._shown(
            request,
            "admin/catalog/bulkedit/edit.html",
            title=_("Bulk edit %s") % edit.pk,
            edit=edit,
            sentence=summary(edit, attribute),
            running=open_,
            percent=min(100, 100 * done // whole) if whole else 0,
            groups=[group for group in _groups(edit, attribute) if group[1]],
            may_undo=edit.state == BulkEdit.State.APPLIED
            and edit.written
            and request.user.has_perm("catalog.add_bulkedit"),
        )

    def undo_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Undo an edit."""
        if not request.user.has_perm("catalog.add_bulkedit"):
            raise PermissionDenied
        edit = self.visible_or_404(request, str(number))
        try:
            actions.undo(edit, by=user_of(request), now=timezone.now())
        except actions.NotNow:
            self.message_user(
                request, _("Only an edit that is applied can be undone, and only once."), messages.ERROR
            )
        return HttpResponseRedirect(reverse("admin:catalog_bulkedit_change", args=[number]))

    def _shown(self, request: HttpRequest, page: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request, page, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )


def preview(edit: BulkEdit, attribute: Attribute) -> Preview:
    """What the edit would do to the first 10,000 of its products, the first 50 of them shown."""
    ids = list(chosen(edit.asked).order_by("sku").values_list("pk", flat=True)[: TRIED + 1])
    tried = judged(edit, attribute, ids[:TRIED])
    problems: dict[str, int] = {}
    for one in tried:
        if one.problem:
            problems[one.problem] = problems.get(one.problem, 0) + 1
    same = sum(one.same for one in tried)
    return Preview(
        rows=[_row(one, attribute) for one in tried[:SHOWN]],
        changed=len(tried) - same - sum(problems.values()),
        same=same,
        refused=[(problem_label(problem), number) for problem, number in sorted(problems.items())],
        more=len(ids) > TRIED,
    )


def _row(one: Judged, attribute: Attribute) -> tuple[str, str, str, str]:
    note = problem_label(one.problem) if one.problem else (_("already so") if one.same else "")
    return one.sku, value_label(attribute, one.was), value_label(attribute, one.wished), note


def _groups(
    edit: BulkEdit, attribute: Attribute | None
) -> list[tuple[str, list[tuple[BulkEditLine, str, str, str]]]]:
    """The first lines of each sort that a person has to know of, then of those that went well."""
    wanted = (
        (Line.CONFLICT, _("Changed since, so left alone")),
        (Line.REFUSED, _("Refused")),
        (Line.WRITTEN, _("Changed")),
        (Line.UNDONE, _("Undone")),
    )
    made = []
    for state, label in wanted:
        lines = BulkEditLine.objects.filter(edit=edit, state=state).order_by("product")[:SHOWN]
        told = [
            (
                line,
                value_label(attribute, line.old),
                value_label(attribute, line.new),
                problem_label(line.problem),
            )
            for line in lines
        ]
        made.append((label, told))
    return made


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The products that the address names: ids, or a question of the list."""
    if ids := request.GET.get("ids", ""):
        return {"ids": [int(each) for each in ids.split(",")[:1000] if each.isdecimal() and len(each) < 19]}
    return {"question": ask(request.GET).stored()}


def _total(asked: dict[str, Any]) -> str:
    """How many products are chosen; counting ends at 10,000."""
    number = len(chosen(asked).order_by().values("pk")[: TRIED + 1])
    return _("more than 10,000") if number > TRIED else str(number)
