"""Amazon's attributes in the back office: list per store, mapping, values. Shows and delegates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amazon_channel.admin_base import ReadOnlyAdmin
from amazon_channel.models import Store, User
from listings.amazon_attributes.actions import CannotMap, ask_again, map_attribute
from listings.amazon_attributes.forms import MappingForm
from listings.amazon_attributes.models import AmazonAttribute, AttributeMapping
from listings.amazon_attributes.pages.question import MAPPED, ask, store_of
from listings.amazon_attributes.pages.rows import read_page
from listings.amazon_attributes.pages.values import read_values
from listings.pages.question import stores_seen

CHANGE = "listings.change_attributemapping"
CREATE = "catalog.add_attribute"
MOST = 1_000  # ticked rows that are looked at; a page has 50
TEMPLATES = "admin/listings/amazonattribute"


@admin.register(AmazonAttribute)
class AmazonAttributeAdmin(ReadOnlyAdmin):
    """One row an attribute of the chosen store's marketplace; a mapping belongs to the store."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "listings_amazonattribute"
        return [
            path("again/", view(require_POST(self.again)), name=f"{name}_again"),
            path("<int:object_id>/values/", view(self.values_view), name=f"{name}_values"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The attributes of one store with their mappings."""
        self._may_view(request)
        stores = stores_seen(_user(request))
        question = ask(request.GET, stores)
        page = read_page(question)
        context = {
            "question": question,
            "stores": [(store, question.address(store=store, product_type="")) for store in stores],
            "page": page,
            "states": zip(MAPPED, (_("Mapped"), _("Not mapped"), _("Mapped, not active")), strict=True),
            "needs": [("required", _("Required by Amazon")), ("carried", _("In the store's listings"))],
            "next_address": question.address(after=page.next) if page.next else "",
            "previous_address": question.address(before=page.previous) if page.previous else "",
            "may_change": request.user.has_perm(CHANGE),
            "sync_now_url": reverse("sync-now") if request.user.has_perm("sync.start_run") else "",
        }
        return self._page(request, "change_list", _("Amazon attributes"), context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One attribute's mapping in the chosen store: the form, and what it saves."""
        amazon, store, stores = self._asked(request, object_id)
        may_change = request.user.has_perm(CHANGE)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        mapping = _mapping(store, amazon)
        may_create = request.user.has_perm(CREATE)
        form = MappingForm(request.POST or None, amazon=amazon, mapping=mapping, may_create=may_create)
        if request.method == "POST" and form.is_valid() and self._save(request, store, form):
            return HttpResponseRedirect(
                f"{reverse('admin:listings_amazonattribute_changelist')}?store={store.pk}"
            )
        context = _frame(amazon, store, stores, mapping) | {"form": form, "may_change": may_change}
        return self._page(request, "mapping", str(amazon), context)

    def values_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The attribute's values, listing by listing."""
        amazon, store, stores = self._asked(request, str(object_id))
        mapping = _mapping(store, amazon)
        after = request.GET.get("after", "")
        page = read_values(store, amazon, mapping, after=_number(after))
        context = _frame(amazon, store, stores, mapping) | {"page": page, "on_values": True, "after": after}
        return self._page(request, "values", str(amazon), context)

    def again(self, request: HttpRequest) -> HttpResponse:
        """Have the attributes of a store read and imported again with the next sync."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        store = store_of(request.POST.get("store", ""), stores_seen(_user(request)))
        if store is None or str(store.pk) != request.POST.get("store"):
            raise Http404
        ticked = [int(text) for text in request.POST.getlist("_selected_action")[:MOST] if _number(text)]
        rows = AmazonAttribute.objects.filter(pk__in=ticked, marketplace_id=store.marketplace_id)
        names = list(rows.order_by("name").values_list("name", flat=True))
        if names or "all" in request.POST:
            ask_again(store, names, by=request.user.get_username(), now=timezone.now())
            messages.success(request, _asked_words(store, len(names)))
        else:
            messages.error(request, _("Nothing is ticked. Tick the attributes whose values are wanted."))
        return HttpResponseRedirect(
            f"{reverse('admin:listings_amazonattribute_changelist')}?{urlencode({'store': store.pk})}"
        )

    def _save(self, request: HttpRequest, store: Store, form: MappingForm) -> bool:
        try:
            mapping = map_attribute(
                store,
                form.amazon,
                form.target(),
                form.wishes(),
                by=request.user.get_username(),
                now=timezone.now(),
                sets=form.cleaned_data["sets"],
            )
        except CannotMap as refusal:
            form.add_error(None, str(refusal))
            return False
        words = _("%(amazon)s fills %(code)s. The next sync imports its values.")
        if not mapping.active:
            words = _("%(amazon)s is mapped to %(code)s, but not active: nothing is imported.")
        messages.success(request, words % {"amazon": form.amazon, "code": mapping.attribute.code})
        return True

    def _asked(self, request: HttpRequest, object_id: str) -> tuple[AmazonAttribute, Store, list[Store]]:
        """The attribute, the store it is looked at in, and the stores it could be; Http404 for others."""
        self._may_view(request)
        amazon: AmazonAttribute = self.visible_or_404(request, object_id)
        stores = [s for s in stores_seen(_user(request)) if s.marketplace_id == amazon.marketplace_id]
        store = store_of(request.GET.get("store", ""), stores)
        if store is None:
            raise Http404
        return amazon, store, stores

    def _may_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"{TEMPLATES}/{name}.html", common | context)


def _frame(
    amazon: AmazonAttribute, store: Store, stores: list[Store], mapping: AttributeMapping | None
) -> dict[str, Any]:
    """What the pages of one attribute have in common."""
    return {"amazon": amazon, "store": store, "stores": stores, "mapping": mapping}


def _mapping(store: Store, amazon: AmazonAttribute) -> AttributeMapping | None:
    rows = AttributeMapping.objects.filter(store=store, amazon_attribute=amazon)
    return rows.select_related("attribute", "store", "amazon_attribute").first()


def _asked_words(store: Store, number: int) -> str:
    if not number:
        return _("%s: the next sync reads Amazon's attributes.") % store
    words = ngettext(
        "%(store)s: the next sync reads the values of one attribute again.",
        "%(store)s: the next sync reads the values of %(number)d attributes again.",
        number,
    )
    return words % {"store": store, "number": number}


def _number(text: str) -> int:
    return min(int(text), 2**63 - 1) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
