"""Why listings are not sold: behind each whole load, every item with issues or not for sale is read.

The report names neither reasons nor drafts; the delta shows only what changed since the store was connected.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from listings.codes import Source
from listings.models import ListingIssue
from sync import cursors
from sync.amazon.answers import SearchPage
from sync.models import ReportRequest
from sync.pull import windows
from sync.pull.absence import mark_missing
from sync.pull.delta import note_troubles
from sync.pull.items import Mark, write
from sync.pull.twins import tell_twins
from sync.work import Work

DONE = "issues"  # the sweep behind the whole load of this moment is done
BEGUN = "sweep"
SEARCHES: dict[str, dict[str, Any]] = {
    "sweep_issues": {"with_issue_severity": ["ERROR", "WARNING"]},
    "sweep_unsold": {"without_status": ["BUYABLE"]},
}
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # no listing is older
CALLS_AT_MOST = 300  # a minute of Amazon's limit; a longer sweep goes on in the next run
AGAIN_AT_MOST = 200  # listings a run


def sweep_issues(work: Work) -> None:
    """Read again what lost an issue, and, once behind each whole load, all that is not well."""
    read_again(work)
    latest = (
        ReportRequest.objects.filter(
            store=work.store, kind=ReportRequest.Kind.ALL_DATA, loaded_at__isnull=False
        )
        .order_by("-loaded_at")
        .values_list("loaded_at", flat=True)
        .first()
    )
    done = cursors.position(work.store, DONE)
    if latest and (done is None or done < latest):
        _sweep(work)


def read_again(work: Work) -> None:
    """Read the listings whose issue one read did not show; 20 a call. Not found counts as missing."""
    doubtful = (
        ListingIssue.objects.filter(store=work.store, cleared_at=None, absent_since__lt=work.run.opened_at)
        .exclude(listing__gone_at__isnull=False)
        .order_by("absent_since")
        .values_list("listing__seller_sku", flat=True)
    )
    skus = list(dict.fromkeys(doubtful[:AGAIN_AT_MOST]))
    marketplace_id = work.store.marketplace_id
    # identifiers are joined by commas, so a SKU that has one is asked for alone
    alone = [sku for sku in skus if "," in sku]
    together = [sku for sku in skus if "," not in sku]
    items = [item for sku in alone if (item := work.amazon.get_listing(marketplace_id, sku))]
    for start in range(0, len(together), windows.PAGE_SIZE):
        some = together[start : start + windows.PAGE_SIZE]
        items += work.amazon.search_listings(marketplace_id, skus=some, page_size=windows.PAGE_SIZE).items
        work.beat(start, len(skus))
    if items:
        write(work, items, source=Source.SEARCH)
    mark_missing(work, set(skus) - {item["sku"] for item in items})


def _sweep(work: Work) -> None:
    begun = cursors.position(work.store, BEGUN)
    if begun is None:
        begun = work.clock()
        cursors.move(work.store, BEGUN, begun)
    for name, filters in SEARCHES.items():
        if not _sweep_one(work, name, filters):
            work.tally.message = _("Many listings have issues: reading them goes on in the next run.")
            return
    tell_twins(work)
    cursors.move(work.store, DONE, begun)
    for name in (BEGUN, *SEARCHES):
        cursors.move(work.store, name, None)


def _sweep_one(work: Work, name: str, filters: dict[str, Any]) -> bool:
    """Go on with one search through the days of creation; False if this run's calls are used up."""
    marketplace_id = work.store.marketplace_id
    until = work.clock().replace(microsecond=0)
    since = cursors.position(work.store, name) or FIRST_DAY

    def page(since: datetime, until: datetime, token: str | None) -> SearchPage:
        work.beat(work.tally.read, None)
        return work.amazon.search_listings(
            marketplace_id,
            created_after=since,
            created_before=until,
            sort_by="createdDate",
            sort_order="ASC",
            page_size=windows.PAGE_SIZE,
            page_token=token,
            **filters,
        )

    for reading in windows.read(since, until, page):
        whole = reading.error is None
        if whole or reading.items:
            marks = [Mark(name, reading.until)] if whole else []
            write(work, reading.items, source=Source.SEARCH, marks=marks)
        note_troubles(work, reading)
        if reading.error:
            raise reading.error
        if work.tally.calls >= CALLS_AT_MOST and reading.until < until:
            return False
    return True
