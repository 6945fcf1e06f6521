"""Which attributes Amazon says are missing, by name, for the listings of a page."""

from __future__ import annotations

from collections.abc import Iterable

from listings.models import Listing, ListingIssue

MISSING = ["MISSING_ATTRIBUTE", "MISSING_IMAGE", "MISSING_PRICE"]  # categories of Amazon's issues


def missing_attributes(listings: Iterable[Listing]) -> dict[int, list[str]]:
    """The names per listing, each once. One query."""
    open_issues = ListingIssue.objects.filter(listing__in=list(listings), cleared_at=None)
    rows = open_issues.filter(categories__overlap=MISSING).order_by("pk")
    names: dict[int, dict[str, None]] = {}
    for listing_id, found in rows.values_list("listing_id", "attribute_names"):
        names.setdefault(listing_id, {}).update(dict.fromkeys(found))
    return {listing_id: list(found) for listing_id, found in names.items()}
