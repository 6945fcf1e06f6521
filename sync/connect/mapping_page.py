"""The page of a store's mapping: choose, see what it would match and unmatch, apply."""

import json
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amazon_channel.actions import Impossible
from amazon_channel.models import Store
from listings import matching
from sync import runs
from sync.connect.admin_shared import synced
from sync.connect.mapping import MappingForm, map_attributes, with_mapping
from sync.connect.views import page_for, rendered, user_of

# outcome → its heading, and what it means
OUTCOMES = {
    "matched": (gettext_lazy("Find their product"), gettext_lazy("They have none today.")),
    "moved": (gettext_lazy("Get another product"), ""),
    "several": (
        gettext_lazy("Fit several products"),
        gettext_lazy("None is guessed at: they wait under Unmatched for your choice."),
    ),
    "unmatched": (gettext_lazy("Lose their product"), gettext_lazy("They move to Unmatched.")),
}


class Outcome(NamedTuple):
    """One section of the preview."""

    heading: Any
    meaning: Any
    listings: int
    rows: list[matching.Change]


@page_for("amazon_channel.change_store")
def mapping(request: HttpRequest, store_id: int) -> HttpResponse:
    """Show the mapping by GET; preview or apply another one by POST."""
    store = get_object_or_404(Store.objects.visible_to(user_of(request)), pk=store_id)
    form = MappingForm(request.POST if request.method == "POST" else None, store=store)
    outcomes, previewed = None, ""
    if request.method == "POST" and form.is_valid():
        previewed = json.dumps(form.mapping(), sort_keys=True)
        # What is applied is what was previewed, not what was chosen since.
        if "apply" in request.POST and request.POST.get("previewed") == previewed:
            return _applied(request, store, form)
        told = matching.preview(with_mapping(store, form.mapping()), now=timezone.now())
        outcomes = _outcomes(told)
    title = _("How listings of %s find their products") % store.name
    context = {
        "form": form, "store": store, "outcomes": outcomes, "previewed": previewed,
        "at_most": matching.PREVIEWED, "summary": _summary(outcomes),
    }  # fmt: skip
    return rendered(request, "connect/mapping.html", title, **context)


def _applied(request: HttpRequest, store: Store, form: MappingForm) -> HttpResponse:
    by = user_of(request).get_username()
    back = reverse("admin:amazon_channel_store_change", args=[store.pk])
    try:
        changed = map_attributes(store, form.mapping(), by=by, now=timezone.now())
    except Impossible as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return redirect(back)
    try:
        messages.success(request, _("The mapping is kept.") + " " + str(synced(store.account, store, by)))
    except runs.CannotSync as refusal:
        messages.success(request, _("The mapping is kept. It is applied when the store is synced again."))
        messages.warning(request, str(refusal))
    return redirect(back)


def _outcomes(told: matching.Preview) -> list[Outcome]:
    return [
        Outcome(heading, meaning, told.counts[name], told.rows[name])
        for name, (heading, meaning) in OUTCOMES.items()
        if told.counts.get(name)
    ]


def _summary(outcomes: list[Outcome] | None) -> str:
    if outcomes is None:
        return ""
    total = sum(each.listings for each in outcomes)
    if not total:
        return _("This mapping changes no listing.")
    said = ngettext("%d listing would change.", "%d listings would change.", total) % total
    return said + " " + _("What you assigned by hand stays.")
