"""What a person does to products on their page: save one, delete some. Only what differs is written.

Errors: Changed – somebody else changed the product since the page was opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max, QuerySet

from amazon_channel.models import User
from catalog import uniqueness
from catalog.changes import Source, attributed
from catalog.models import Product, ProductChange, ProductLink
from catalog.values import Value


class Wish(NamedTuple):
    """What the product shall be: columns, and values by code or by website and code (None: no value)."""

    columns: dict[str, Any]
    attributes: dict[str, Value]
    website_values: dict[str, dict[str, Value]]
    parts: Sequence[tuple[Product, int]] | None = None  # None: the type has none
    kind: str = ""  # of the parts
    unique: frozenset[str] = frozenset()  # codes whose values no other product may have


class Changed(Exception):
    """Somebody changed the product meanwhile; `changes` says what."""

    def __init__(self, changes: list[ProductChange]) -> None:
        super().__init__(", ".join(change.field for change in changes))
        self.changes = changes


class Taken(Exception):
    """Another product has got a value that must be unique."""

    def __init__(self, code: str, skus: list[str]) -> None:
        super().__init__(code)
        self.code, self.skus = code, skus


def newest_change(product: Product) -> int:
    """The number of the product's newest change; a page keeps it to notice what came meanwhile."""
    newest = ProductChange.objects.filter(product=product).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def save(product: Product, wish: Wish, *, by: User, now: datetime, seen: int | None = None) -> Product:
    """Add the product, or write what differs; the row as it stands then.

    Changed if the product has changes after number `seen`; Taken if a unique value went to another product.
    """
    with attributed(Source.FORM, now=now, user_id=by.pk):
        for code in sorted(wish.unique):
            uniqueness.lock(code)
        row = product if product._state.adding else Product.objects.select_for_update().get(pk=product.pk)
        if not product._state.adding and seen is not None:
            _refuse_changed(row, seen)
        _refuse_taken(row, wish)
        _write(row, _wanted(row, wish))
        if wish.parts is not None:
            _save_parts(row, wish)
    return row


def delete(products: QuerySet[Product], *, by: User, now: datetime) -> None:
    """Delete these products; their listings stay and look for another product."""
    with attributed(Source.FORM, now=now, user_id=by.pk):
        products.delete()


def _refuse_changed(row: Product, seen: int) -> None:
    changes = ProductChange.objects.filter(product=row, pk__gt=seen).order_by("pk")
    if meanwhile := list(changes[:20]):
        raise Changed(meanwhile)


def _refuse_taken(row: Product, wish: Wish) -> None:
    for code in sorted(wish.unique):
        value = wish.attributes.get(code)
        besides = [row.pk] if row.pk else []
        if value is not None and (skus := uniqueness.holders(code, value, besides=besides)):
            raise Taken(code, skus)


def _wanted(row: Product, wish: Wish) -> dict[str, Any]:
    """The columns as they shall be, JSON ones merged into what is there."""
    websites = {code: dict(own) for code, own in row.website_values.items()}
    for website, own in wish.website_values.items():
        websites[website] = _merged(websites.get(website, {}), own)
    return wish.columns | {
        "attributes": _merged(row.attributes, wish.attributes),
        "website_values": {code: own for code, own in websites.items() if own},
    }


def _merged(there: dict[str, Any], wished: dict[str, Value]) -> dict[str, Any]:
    return {code: value for code, value in (there | wished).items() if value is not None}


def _write(row: Product, wanted: dict[str, Any]) -> None:
    different = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, wanted[name])
    if row._state.adding:
        row.save()
    elif different:
        row.save(update_fields=[*different, "updated_at"])


@transaction.atomic
def _save_parts(row: Product, wish: Wish) -> None:
    """Links as asked: what is gone is deleted, what differs written, what is new added."""
    links = {link.child_id: link for link in ProductLink.objects.filter(parent=row, kind=wish.kind)}
    wanted = {part.pk: (quantity, place) for place, (part, quantity) in enumerate(wish.parts or ())}
    ProductLink.objects.filter(pk__in=[link.pk for pk, link in links.items() if pk not in wanted]).delete()
    for pk, (quantity, place) in wanted.items():
        link = links.get(pk) or ProductLink(parent=row, child_id=pk, kind=wish.kind)
        if link._state.adding or (link.quantity, link.position) != (quantity, place):
            link.quantity, link.position = quantity, place
            link.save()
