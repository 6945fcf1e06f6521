"""The dialog in which a person chooses a listing's product: best candidates first, or what they look for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product
from listings import candidates
from listings.assigning import assign
from listings.deeds import DeedRefused
from listings.models import Listing
from listings.pages.columns import picture_of, title_of
from listings.pages.deeds import back, may_change, page_of

FRAGMENT = "X-Listings-Fragment"


def assign_view(request: HttpRequest, listing: Listing) -> HttpResponse:
    """GET shows the products to choose from, POST assigns one of them."""
    user = may_change(request)
    if request.method == "POST":
        product = Product.objects.filter(pk=_number(request.POST.get("product", ""))).first()
        if product is None:
            messages.error(request, _("This product is no longer there. Choose another one."))
            return HttpResponseRedirect(request.get_full_path())
        try:
            rows = Listing.objects.filter(pk=listing.pk)
            assign(rows, product, by=user, now=timezone.now()).one_or_refuse()
        except DeedRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("%(listing)s is %(product)s now.")
                % {"listing": listing.seller_sku, "product": product.sku},
            )
        return HttpResponseRedirect(back(request))
    words = request.GET.get("q", "")
    context = page_of(request) | {
        "listing": listing,
        "listing_title": title_of(listing),
        "picture": picture_of(listing),
        "words": words,
        "choices": candidates.find(words) if words.strip() else candidates.best(listing),
        "title": _("Assign a product"),
    }
    return dialog(request, "assign", context)


def dialog(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    """A page, or only its inside where a script puts it into a dialog."""
    inside = FRAGMENT in request.headers
    template = f"admin/listings/listing/{name}{'_inside' if inside else ''}.html"
    response = TemplateResponse(request, template, context)
    response.headers["Vary"] = f"{FRAGMENT}, Cookie"
    response.headers["Cache-Control"] = "no-store"
    return response


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
