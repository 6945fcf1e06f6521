"""What Amazon says of one attribute, listing by listing, beside what the catalog has, and what became."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from amazon_channel.models import Store
from catalog import uniqueness
from catalog.values import Value
from listings.amazon_attributes.entries import OtherLanguage, Said, said
from listings.amazon_attributes.importing import websites_of
from listings.amazon_attributes.models import AmazonAttribute, AttributeMapping, ListingAttributes
from listings.amazon_attributes.targets import current, place_of, targets_of
from listings.amazon_attributes.verdicts import Outcome, Target, judge
from listings.amazon_attributes.words import WHY, why
from listings.models import Listing

PAGE_SIZE = 50
WINDOW = 5_000  # listings that one page looks through: what few carry is found piece by piece


class Compared(NamedTuple):
    """Amazon's value of one listing beside ours; `website` where it is that website's own."""

    listing: Listing
    amazon: str
    ours: str
    website: str
    imported: bool
    reason: str
    picture: str = ""


class ValuesPage(NamedTuple):
    """`next` is the last listing looked at (None: no more); `window` says that the look was cut off."""

    rows: list[Compared]
    next: int | None
    window: bool


def read_values(
    store: Store, amazon: AmazonAttribute, mapping: AttributeMapping | None, *, after: int = 0
) -> ValuesPage:
    """A page of listings that say something under the attribute, in a fixed number of queries."""
    rows, following, window = _rows(store, amazon, after)
    target = targets_of([mapping])[mapping.pk] if mapping else None
    compared = [each for row in rows for each in _compare(row, store, amazon, mapping, target)]
    if mapping is not None and mapping.attribute.unique:
        compared = _without_taken(compared, mapping)
    return ValuesPage(compared, following, window)


def _rows(
    store: Store, amazon: AmazonAttribute, after: int
) -> tuple[list[ListingAttributes], int | None, bool]:
    rows = ListingAttributes.objects.filter(store=store, pk__gt=after).order_by("pk")
    last = next(iter(rows.values_list("pk", flat=True)[WINDOW - 1 : WINDOW]), None)
    named = Q(attributes__has_key=amazon.root) | Q(catalog_attributes__has_key=amazon.root)
    within: QuerySet[ListingAttributes] = rows if last is None else rows.filter(pk__lte=last)
    wanted = within.filter(named, listing__gone_at=None).select_related("listing__product")
    found = list(wanted[: PAGE_SIZE + 1])
    if len(found) > PAGE_SIZE:
        return found[:PAGE_SIZE], found[PAGE_SIZE - 1].pk, False
    return found, last, last is not None


def _compare(
    row: ListingAttributes,
    store: Store,
    amazon: AmazonAttribute,
    mapping: AttributeMapping | None,
    target: Target | None,
) -> Iterator[Compared]:
    listing: Listing = row.listing
    try:
        found = said(row.catalog_attributes | row.attributes, amazon.name, place_of(store))
    except OtherLanguage as error:
        yield Compared(listing, f"({error})", "", "", False, str(WHY["other_language"]))
        return
    if not found:
        return
    text, picture = _text(found), _picture(amazon, found)
    missing = "unmapped" if mapping is None else "unmatched" if listing.product is None else ""
    if mapping is None or target is None or listing.product is None:
        yield Compared(listing, text, "", "", False, str(WHY[missing]), picture)
        return
    websites = websites_of(mapping, listing.product)
    if not websites:
        yield Compared(listing, text, "", "", False, str(WHY["other_website"]), picture)
    for website in websites:
        ours = current(listing.product, mapping.attribute, website)
        verdict = judge(found, target, ours)
        imported = verdict.outcome == Outcome.IMPORTED
        yield Compared(listing, text, shown(ours), website, imported, why(verdict), picture)


def _without_taken(rows: list[Compared], mapping: AttributeMapping) -> list[Compared]:
    """Rows that wait for a value which another product has: they wait in vain."""
    waiting = [row for row in rows if row.reason == str(WHY[Outcome.WRITE])]
    taken = uniqueness.taken(mapping.attribute.code, [row.amazon for row in waiting])
    return [
        row._replace(reason=str(WHY["taken"])) if row in waiting and row.amazon in taken else row
        for row in rows
    ]


def _text(found: list[Said]) -> str:
    return " · ".join(
        " ".join(part for part in (each.text, each.unit or each.currency) if part) for each in found
    )


def _picture(amazon: AmazonAttribute, found: list[Said]) -> str:
    is_picture = amazon.kind == AmazonAttribute.Kind.PICTURE or amazon.name.endswith("image_locator")
    address = found[0].text
    return address if is_picture and address.startswith(("https://", "http://")) else ""


def shown(value: Value | Any) -> str:
    """A value of the catalog as text."""
    if isinstance(value, list):
        return " · ".join(value)
    return "" if value is None else str(value)
