"""The box that adds attributes of a large set to a product: what it finds, and the fields it fetches."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from catalog.forms.choice import find
from catalog.models import AttributeSet, Product
from catalog.pages.product import Sheet

FIELD = "admin/catalog/product/field.html"


@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """Attributes of ?set= by words, for the box."""
    _refuse_strangers(request)
    rows = find(_set(request), request.GET.get("q", ""))
    return JsonResponse(
        {
            "found": [(each.code, str(each)) for each in rows],
            "none": _("No attribute of the set has this name."),
        }
    )


@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """The fields of the attribute ?code= of ?set=, by the section of the form where each belongs."""
    _refuse_strangers(request)
    code, number = request.GET.get("code", ""), request.GET.get("product", "")
    there = Product.objects.filter(pk=number).first() if _is_number(number) else None
    product = there or Product()
    product.attribute_set = _set(request)  # as chosen on the page, saved or not
    sheet = Sheet.of(product, asked=[code])
    names = {"attributes": f"a-{code}"}
    names |= {f"website-{site.code}": f"w-{site.code}-{code}" for site in sheet.form.sites}
    made = {
        section: render_to_string(FIELD, {"field": sheet.form[name]})
        for section, name in names.items()
        if name in sheet.form.fields
    }
    return JsonResponse({"fields": made})


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm("catalog.view_product"):
        raise PermissionDenied


def _set(request: HttpRequest) -> AttributeSet | None:
    asked = request.GET.get("set", "")
    return AttributeSet.objects.filter(pk=asked).first() if _is_number(asked) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
