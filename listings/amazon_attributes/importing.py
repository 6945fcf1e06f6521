"""Amazon's values into the catalog, store by store: what differs is written, and nothing else.

A pass looks at the products of which something changed since the last one – Amazon's words, the match, the
product – or at all of them after a mapping changed or a person asked. It goes product by product in the order
of their ids and keeps its place, so that a pass may take several runs and a kill loses at most a batch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from amazon_channel.models import Store
from catalog import uniqueness
from catalog.changes import Source, attributed
from catalog.models import AttributeOption, Product
from listings.amazon_attributes import sql
from listings.amazon_attributes.entries import OtherLanguage, Place, Said, said
from listings.amazon_attributes.models import AttributeMapping, AttributeReading, ListingAttributes
from listings.amazon_attributes.targets import COLUMNS, current, place_of, targets_of
from listings.amazon_attributes.verdicts import Outcome, Target, Verdict, judge
from listings.codes import Tab

BATCH = 500
PRODUCTS_AT_MOST = 20_000  # a run; more go on in the next one
OVERLAP = timedelta(minutes=5)  # a person's transaction may commit after a pass that began later


@dataclass
class Done:
    """What one call did: products looked at and written, and whether the pass goes on in the next run."""

    looked_at: int = 0
    written: int = 0
    more: bool = False


class Wish(NamedTuple):
    """A value that is to be written into a product: into a website's own values, or ('') for all."""

    mapping: AttributeMapping
    website: str
    verdict: Verdict


def import_values(
    store: Store,
    *,
    now: datetime,
    beat: Callable[[int, int | None], None] = lambda done, expected: None,
    at_most: int = PRODUCTS_AT_MOST,
) -> Done:
    """Go on with the store's pass, or begin one; nothing for a store that maps no attribute."""
    reading = AttributeReading.objects.filter(store=store).first()
    mappings = list(AttributeMapping.objects.active_in(store)) if reading else []
    if reading is None or not mappings:
        return Done()
    if reading.import_began_at is None:
        reading.import_began_at, reading.imported_to = now, 0
    done = Done()
    ids = _products(reading, mappings, at_most)
    for start in range(0, len(ids), BATCH):
        beat(start, len(ids))
        some = ids[start : start + BATCH]
        reading.imported_to = some[-1]
        with transaction.atomic():
            done.written += _import(store, mappings, some, now=now)
            _keep(reading)
    done.looked_at, done.more = len(ids), len(ids) == at_most
    if not done.more:
        reading.imported_at, reading.import_began_at, reading.imported_to = reading.import_began_at, None, 0
        _keep(reading)
    return done


def _products(reading: AttributeReading, mappings: Sequence[AttributeMapping], at_most: int) -> list[int]:
    values: dict[str, Any] = {"store": reading.store_id, "after": reading.imported_to, "limit": at_most}
    wishes = [reading.asked_at, *(mapping.changed_at for mapping in mappings)]
    since = reading.imported_at
    statement = sql.ALL_PRODUCTS
    if since is not None and since >= max(filter(None, wishes)):
        statement = sql.CHANGED_PRODUCTS
        values |= {"since": since - OVERLAP, "tabs": Tab.values}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [pk for (pk,) in cursor.fetchall()]


def _keep(reading: AttributeReading) -> None:
    AttributeReading.objects.filter(pk=reading.pk).update(
        import_began_at=reading.import_began_at,
        imported_to=reading.imported_to,
        imported_at=reading.imported_at,
    )


def _import(store: Store, mappings: Sequence[AttributeMapping], ids: Sequence[int], *, now: datetime) -> int:
    """Write what these products lack; how many were written. Locks them in the order of their ids."""
    rows = Product.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    products = list(rows.only("id", "websites", "attributes", "website_values", *COLUMNS))
    spoken = sayings(store, ids)
    targets = targets_of(mappings)
    wishes = {
        product.pk: list(wishes_for(product, mappings, targets, spoken.get(product.pk, []), place_of(store)))
        for product in products
    }
    _drop_taken(wishes)
    _add_options(wish for each in wishes.values() for wish in each)
    changed = [_as_json(product, wishes[product.pk]) for product in products if wishes[product.pk]]
    if changed:
        with attributed(Source.AMAZON, now=now), connection.cursor() as cursor:
            cursor.execute(sql.WRITE, {"rows": json.dumps(changed), "now": now})
    return len(changed)


def sayings(store: Store, product_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """By product, what its listings in this store say, oldest first; Amazon's catalog fills the gaps."""
    rows = ListingAttributes.objects.filter(
        store=store, listing__product_id__in=product_ids, listing__gone_at=None
    )
    found: dict[int, list[dict[str, Any]]] = {}
    columns = ("listing__product_id", "attributes", "catalog_attributes")
    for product_id, own, catalog in rows.order_by("listing_id").values_list(*columns):
        found.setdefault(product_id, []).append(catalog | own)
    return found


def first_said(spoken: Iterable[dict[str, Any]], name: str, place: Place) -> list[Said]:
    """What the first listing that says anything under the name says. OtherLanguage if none says it here."""
    foreign: OtherLanguage | None = None
    for attributes in spoken:
        try:
            if found := said(attributes, name, place):
                return found
        except OtherLanguage as error:
            foreign = foreign or error
    if foreign:
        raise foreign
    return []


def wishes_for(
    product: Product,
    mappings: Iterable[AttributeMapping],
    targets: dict[int, Target],
    spoken: Sequence[dict[str, Any]],
    place: Place,
) -> Iterable[Wish]:
    """What is to be written into this product."""
    for mapping in mappings:
        try:
            found = first_said(spoken, mapping.amazon_attribute.name, place)
        except OtherLanguage:
            continue
        for website in websites_of(mapping, product):
            verdict = judge(found, targets[mapping.pk], current(product, mapping.attribute, website))
            if verdict.outcome == Outcome.WRITE:
                yield Wish(mapping, website, verdict)


def websites_of(mapping: AttributeMapping, product: Product) -> list[str]:
    """Where the mapping writes: '' for all websites, else those of its own that the product is on."""
    return [each for each in mapping.websites if each in product.websites] if mapping.websites else [""]


def _drop_taken(wishes: dict[int, list[Wish]]) -> None:
    """A value that must be unique goes to one product: to the one that has it, else to the first."""
    unique = {
        wish.mapping.attribute for each in wishes.values() for wish in each if wish.mapping.attribute.unique
    }
    for attribute in sorted(unique, key=lambda each: each.code):  # so that two imports never deadlock
        wanted = {pk: [w for w in each if w.mapping.attribute == attribute] for pk, each in wishes.items()}
        uniqueness.lock(attribute.code)
        taken = uniqueness.taken(attribute.code, [w.verdict.value for each in wanted.values() for w in each])
        for pk, own in wanted.items():
            for wish in own:
                if taken.setdefault(str(wish.verdict.value), pk) != pk:
                    wishes[pk].remove(wish)


def _add_options(wishes: Iterable[Wish]) -> None:
    """Make the choices that values need; another import that makes the same one is no harm."""
    new = {(wish.mapping.attribute_id, text): None for wish in wishes for text in wish.verdict.added}
    AttributeOption.objects.bulk_create(
        [AttributeOption(attribute_id=attribute_id, value=text) for attribute_id, text in new],
        ignore_conflicts=True,
    )


def _as_json(product: Product, wishes: Iterable[Wish]) -> dict[str, Any]:
    """What is new of the product, as sql.WRITE reads it."""
    row: dict[str, Any] = {"id": product.pk}
    for wish in wishes:
        attribute, value = wish.mapping.attribute, wish.verdict.value
        if wish.website:
            sites = row.setdefault("website_values", {**product.website_values})
            sites[wish.website] = {**(sites.get(wish.website) or {}), attribute.code: value}
        elif attribute.column:
            row[attribute.column] = value
        else:
            row.setdefault("attributes", {**product.attributes})[attribute.code] = value
    return row
