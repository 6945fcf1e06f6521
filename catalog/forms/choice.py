"""Which attributes a product's form shows: all of a small set; of a large one what is filled or asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q

from catalog.definitions import attributes_of
from catalog.models import Attribute, AttributeSet, Product

MANY = 100  # attributes of a set; of more, not all have a field
MOST_FOUND = 20


class Choice(NamedTuple):
    """The attributes with a field. `codes` are those of the whole set, `required` those it must have."""

    attributes: list[Attribute]
    codes: frozenset[str]
    required: frozenset[str]
    axes: list[tuple[str, str]]  # those by which variants may differ, with their labels

    @property
    def left(self) -> int:
        """How many attributes of the set have no field."""
        return len(self.codes - {each.code for each in self.attributes})


def choose(attribute_set: AttributeSet | None, product: Product, *, asked: Iterable[str] = ()) -> Choice:
    """What the form of a product in this set shows; `asked` are codes that a person wants besides."""
    rows: Any = attribute_set.attributes.filter(column="") if attribute_set else Attribute.objects.none()
    found = list(rows.values_list("code", "label", "type", "required"))
    codes = frozenset(code for code, _label, _type, _required in found)
    required = frozenset(code for code, _label, _type, needed in found if needed)
    filled = {*product.attributes, *(code for own in product.website_values.values() for code in own)}
    wanted = codes if len(codes) <= MANY else required | codes & {*filled, *asked}
    attributes = attributes_of(wanted | set(product.attributes))
    choices = {code: label or code for code, label, kind, _required in found if kind == "select"}
    choices |= {each.code: str(each) for each in attributes if each.type == "select"}
    axes = sorted(choices.items(), key=lambda pair: pair[1].casefold())
    return Choice(attributes, codes, required, axes)


def sent_codes(data: Any) -> set[str]:
    """The attributes whose fields the sent page held."""
    shown = data.getlist("shown") if hasattr(data, "getlist") else data.get("shown", [])
    return {name.removeprefix("a-") for name in (*data, *shown) if name.startswith("a-")}


def find(attribute_set: AttributeSet | None, words: str) -> list[Attribute]:
    """Attributes of a set by a part of their label or code, those that are called just so first."""
    words = words.replace("\x00", "").strip()[:120]
    if attribute_set is None or not words:
        return []
    rows = attribute_set.attributes.filter(column="").filter(
        Q(label__icontains=words) | Q(code__icontains=words)
    )
    exact = rows.filter(Q(label__iexact=words) | Q(code=words)).order_by("label", "code")
    named = list(exact[:MOST_FOUND])
    others = rows.exclude(pk__in=[each.pk for each in named]).order_by("label", "code")
    return named + list(others[: MOST_FOUND - len(named)])
