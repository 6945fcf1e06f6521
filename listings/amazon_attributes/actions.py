"""What a person does with Amazon's attributes: map one, make a catalog attribute of it, ask for values again.

Errors: CannotMap – the mapping would contradict another one or the catalog; the message says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from amazon_channel.changes import record
from amazon_channel.models import Store
from catalog.models import Attribute, AttributeSet
from listings.amazon_attributes.models import AmazonAttribute, AttributeMapping, AttributeReading
from listings.amazon_attributes.targets import may_be_filled

LONGEST_FIELD = 80  # of the record of changes


class CannotMap(Exception):
    """The mapping makes no sense as it stands; the message is for the person who wants it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How values are to be imported."""

    active: bool = True
    overwrite: bool = False
    websites: list[str] = field(default_factory=list)
    add_options: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NewAttribute:
    """A catalog attribute to be made."""

    code: str
    label: str
    type: str
    scope: str
    usable_in_rules: bool = False
    used_in_search: bool = False
    comparable: bool = False


@transaction.atomic
def map_attribute(
    store: Store,
    amazon_attribute: AmazonAttribute,
    attribute: Attribute | NewAttribute,
    wishes: Wishes,
    *,
    by: str,
    now: datetime,
    sets: Iterable[AttributeSet] = (),
) -> AttributeMapping:
    """Map the attribute in this store, or change its mapping; the next sync imports. Or CannotMap."""
    Store.objects.select_for_update().get(pk=store.pk)
    if isinstance(attribute, NewAttribute):
        attribute = _made(attribute, sets, by=by, now=now)
    else:
        attribute = Attribute.objects.select_for_update().get(pk=attribute.pk)
    there = AttributeMapping.objects.filter(store=store, amazon_attribute=amazon_attribute).first()
    mapping = there or AttributeMapping(store=store, amazon_attribute=amazon_attribute, created_at=now)
    before = {} if there is None else {"attribute": there.attribute.code, **_wishes_of(there)}
    mapping.attribute = attribute
    for name, value in asdict(wishes).items():
        setattr(mapping, name, value)
    _check(mapping)
    after = {"attribute": attribute.code, **_wishes_of(mapping)}
    if before != after:
        mapping.changed_at = now
        mapping.save()
        AttributeReading.objects.get_or_create(store=store)
        _record(mapping, before, after, by=by, now=now)
    return mapping


@transaction.atomic
def ask_again(store: Store, names: list[str], *, by: str, now: datetime) -> None:
    """Have the next sync read the store's attributes again and import what is mapped; `names` were ticked."""
    AttributeReading.objects.update_or_create(store=store, defaults={"asked_at": now, "asked_by": by})
    what = ", ".join(names) or _("all")
    record(store, [(_("read Amazon's attributes again"), "", what)], by=by, now=now)


def _made(new: NewAttribute, sets: Iterable[AttributeSet], *, by: str, now: datetime) -> Attribute:
    attribute = Attribute(**asdict(new))
    try:
        attribute.full_clean()
    except ValidationError as error:
        raise CannotMap(" ".join(error.messages)) from None
    attribute.save()
    attribute.sets.add(*sets)
    record(attribute, [(_("added"), "", attribute.code)], by=by, now=now)
    return attribute


def _check(mapping: AttributeMapping) -> None:
    attribute = mapping.attribute
    named = {"attribute": attribute.code}
    if not may_be_filled(attribute):
        raise CannotMap(_("%(attribute)s is not filled from Amazon. Choose another attribute.") % named)
    if mapping.websites and attribute.scope != Attribute.Scope.WEBSITE:
        raise CannotMap(
            _("%(attribute)s has one value for all websites. Choose no website, or another attribute.")
            % named
        )
    if not mapping.active:
        return
    same = (
        AttributeMapping.objects.active_in(mapping.store).filter(attribute=attribute).exclude(pk=mapping.pk)
    )
    if other := same.first():
        raise CannotMap(
            _("%(other)s already fills %(attribute)s in this store. Deactivate that mapping first.")
            % {**named, "other": other.amazon_attribute}
        )
    if mapping.overwrite and (other := AttributeMapping.objects.written_elsewhere(mapping).first()):
        raise CannotMap(
            _("%(store)s already overwrites %(attribute)s there, and the two would undo each other. Keep the "
              "catalog's values here, or choose other websites.")
            % {**named, "store": other.store}
        )  # fmt: skip


def _wishes_of(mapping: AttributeMapping) -> dict[str, Any]:
    return {name: getattr(mapping, name) for name in Wishes.__slots__}


def _record(
    mapping: AttributeMapping, before: dict[str, Any], after: dict[str, Any], *, by: str, now: datetime
) -> None:
    fields = {each.name: each for each in AttributeMapping._meta.fields}
    words = {name: str(fields[name].verbose_name) for name in after}
    changes = [
        (f"{mapping.amazon_attribute.name}: {words[name]}"[-LONGEST_FIELD:], before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value and (before or value)
    ]
    record(mapping.store, changes, by=by, now=now)
