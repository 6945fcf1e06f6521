"""Amazon's issues in plain words: what is wrong, and what Amazon does about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.models import ListingIssue

# Categories and enforcements of the Listings Items API, version 2021-08-01; the first that fits speaks.
CATEGORIES: dict[str, str | Promise] = {
    "QUALIFICATION_REQUIRED": gettext_lazy("Amazon wants an approval before you may sell this"),
    "MISSING_PRICE": gettext_lazy("The price is missing"),
    "INVALID_PRICE": gettext_lazy("Amazon does not accept the price"),
    "MISSING_IMAGE": gettext_lazy("A picture is missing"),
    "INVALID_IMAGE": gettext_lazy("Amazon does not accept a picture"),
    "DUPLICATE": gettext_lazy("Amazon already has this product under another ASIN"),
    "MISSING_ATTRIBUTE": gettext_lazy("Data is missing"),
    "INVALID_ATTRIBUTE": gettext_lazy("Amazon does not accept some data"),
}
ENFORCEMENTS: dict[str, str | Promise] = {
    "LISTING_SUPPRESSED": gettext_lazy("Amazon does not sell it until this is mended"),
    "CATALOG_ITEM_REMOVED": gettext_lazy("Amazon has taken the product page down"),
    "SEARCH_SUPPRESSED": gettext_lazy("Buyers do not find it in search"),
    "ATTRIBUTE_SUPPRESSED": gettext_lazy("Amazon does not show this data"),
}
TONES = {"ERROR": "bad", "WARNING": "warn", "INFO": "info"}


class Told(NamedTuple):
    """An issue as the page shows it."""

    issue: ListingIssue
    headline: str
    consequences: list[str]
    attributes: list[str]
    tone: str


def tell(issue: ListingIssue) -> Told:
    """The issue in plain words; Amazon's own text stands below them."""
    headline = next((str(words) for name, words in CATEGORIES.items() if name in issue.categories), "")
    consequences = [str(ENFORCEMENTS.get(action, action)) for action in issue.enforcements]
    if issue.exemption in ("EXEMPT", "EXEMPT_UNTIL_EXPIRY_DATE"):
        consequences.append(_("Amazon exempts you from this for now"))
    attributes = [name.replace("_", " ") for name in issue.attribute_names]
    return Told(
        issue,
        headline or _("Amazon reports a problem"),
        consequences,
        attributes,
        TONES.get(issue.severity, "info"),
    )


def told_issues(issues: Iterable[ListingIssue]) -> tuple[list[Told], list[Told]]:
    """Open issues, worst first, and those that are over, latest first."""
    worst_first = list(TONES)
    told = [tell(issue) for issue in issues]
    still_open = [entry for entry in told if entry.issue.cleared_at is None]
    over = [entry for entry in told if entry.issue.cleared_at is not None]
    still_open.sort(key=lambda entry: (worst_first.index(entry.issue.severity), entry.issue.first_seen_at))
    over.sort(key=lambda entry: entry.issue.cleared_at or entry.issue.last_seen_at, reverse=True)
    return still_open, over
