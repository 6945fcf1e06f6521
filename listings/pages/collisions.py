"""The page of collisions, and the same as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amazon_channel.models import Store, User
from amazon_channel.spreadsheets import cell
from listings.collisions import KINDS, Collision, everything, page


@require_GET
def collisions(request: HttpRequest) -> HttpResponseBase:
    """One kind of collision a page; ?format=csv sends all of its entries as a file."""
    if not request.user.has_perm("catalog.view_product") or not isinstance(request.user, User):
        raise PermissionDenied
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else "gtin"
    stores = list(Store.objects.visible_to(request.user))
    if request.GET.get("format") == "csv":
        return _file(kind, stores)
    after = request.GET.get("after", "")
    found = page(kind, stores=stores, after=after)
    here = reverse("listings:collisions")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Collisions"),
        "kinds": [
            {"title": each.tab, "address": f"{here}?kind={name}", "current": name == kind}
            for name, each in KINDS.items()
        ],
        "kind": KINDS[kind],
        "about_texts": bool(KINDS[kind].problems),
        "says_more": len(KINDS[kind].problems) > 1,
        "names_stores": kind == "two_asins",
        "rows": found.rows,
        "first_address": f"{here}?kind={kind}" if after else "",
        "next_address": f"{here}?{urlencode({'kind': kind, 'after': found.next})}" if found.next else "",
        "file_address": f"{here}?kind={kind}&format=csv",
    }
    return TemplateResponse(request, "admin/listings/collisions.html", context)


class _Echo:
    """A file that hands on what is written to it."""

    def write(self, text: str) -> str:
        return text


def _file(kind: str, stores: list[Store]) -> HttpResponseBase:
    response = StreamingHttpResponse(_lines(kind, stores), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="collisions-{kind}.csv"'
    return response


def _lines(kind: str, stores: list[Store]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # or a spreadsheet takes it for another charset
    yield writer.writerow([_("Value"), _("Where"), _("Products"), _("Further products"), _("What to do")])
    for row in everything(kind, stores=stores):
        yield writer.writerow([cell(each) for each in _cells(kind, row)])


def _cells(kind: str, row: Collision) -> list[Any]:
    skus = ", ".join(sku for _id, sku in row.products)
    return [row.value, row.where, skus, row.more or "", row.says or KINDS[kind].advice]
