"""Who uses a part of the catalog's structure, in words: what a person reads who wants to delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from amazon_channel.admin_base import user_of
from amazon_channel.models import Store
from catalog.models import Attribute, AttributeSet, Website
from catalog.usage import stores_naming

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin


def named_stores(request: HttpRequest, row: Website | AttributeSet | Attribute) -> str:
    """The names of the stores whose settings name it; those the reader may not see are told of as others."""
    stores = list(stores_naming(row))
    seen = set(Store.objects.visible_to(user_of(request)).values_list("pk", flat=True))
    names = [store.name for store in stores if store.pk in seen]
    return ", ".join(names if len(names) == len(stores) else [*names, _("stores of other accounts")])


def told_of_stores(row: Model, stores: str) -> str:
    """What to do before it can go."""
    text = _("These stores name %(row)s in their settings: %(stores)s. Choose another there first.")
    return text % {"row": row, "stores": stores}


def goes_with(page: ModelAdmin[Any], request: HttpRequest, row: Attribute) -> list[tuple[str, int]]:
    """What else goes with it: options, memberships of sets, mappings of Amazon's attributes."""
    _all, counts, _forbidden, _kept = page.get_deleted_objects([row], request)
    mine, member = str(page.opts.verbose_name_plural), str(Attribute.sets.through._meta.verbose_name_plural)
    sets = str(AttributeSet._meta.verbose_name_plural)
    named = [(sets if str(name) == member else str(name), number) for name, number in counts.items()]
    return [(name, number) for name, number in named if name != mine]
