"""Is it gone? What a report or Amazon's count misses is asked for by its SKU before it counts as gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import ngettext

from listings.changes import attributed
from listings.codes import Source
from listings.models import Listing, ListingIssue
from listings.sql import count_at_amazon
from sync import cursors, findings
from sync.amazon.answers import SearchPage
from sync.amazon.client import ALL
from sync.amazon.errors import Retryable
from sync.models import ReportRequest
from sync.pull import windows
from sync.pull.items import Mark, hold, write
from sync.pull.reports import ask
from sync.runs import fence
from sync.work import Work

AT_MOST = 200  # listings confirmed in one run: 40 seconds of Amazon's limit
FEW = 25  # listings made in the last moments explain as many
COUNTED = "counted"
REPORT_EVERY = timedelta(minutes=30)
LATE = timedelta(hours=1)  # a report may be this much behind a new listing


def confirm_absence(work: Work) -> None:
    """Count against Amazon, then ask for each missing listing: gone (404), or there and read."""
    count_check(work)
    missing = Listing.objects.filter(store=work.store).missing().order_by("missing_since", "pk")
    _tell(work, missing.count())
    confirm(work, missing[:AT_MOST])


def _tell(work: Work, missing: int) -> None:
    """A finding while more are missing than one run confirms; fewer are settled before anybody reads it."""
    account, store, now = work.run.account, work.store, work.clock()
    if missing > AT_MOST:
        detail = ngettext("%d listing", "%d listings", missing) % missing
        findings.report("missing", account=account, store=store, detail=detail, now=now)
    else:
        findings.resolve("missing", account=account, store=store, now=now)


def confirm(work: Work, listings: Iterable[Listing]) -> None:
    """Ask Amazon for each; keep what was learnt also when it cuts us off."""
    gone: list[Listing] = []
    there: list[tuple[Listing, dict[str, Any]]] = []
    try:
        for number, listing in enumerate(listings):
            item = work.amazon.get_listing(work.store.marketplace_id, listing.seller_sku)
            if item is None:
                gone.append(listing)
            else:
                there.append((listing, item))
            work.beat(number, None)
    finally:
        _keep(work, gone, there)


def _keep(work: Work, gone: list[Listing], there: list[tuple[Listing, dict[str, Any]]]) -> None:
    if gone:
        bury(work, [listing.pk for listing in gone])
    if there:
        write(work, [item for _, item in there], source=Source.ITEM)
    now, account = work.clock(), work.run.account
    for listing, _item in there:
        if (
            listing.first_seen_at
            and listing.missing_since
            and listing.first_seen_at < listing.missing_since - LATE
        ):
            findings.report("ghost", account=account, store=work.store, subject=listing.seller_sku, now=now)
    for listing in gone:
        findings.resolve("ghost", account=account, store=work.store, subject=listing.seller_sku, now=now)


def bury(work: Work, ids: list[int]) -> None:
    """Amazon said 404 for these: they are gone, and so are their issues."""
    now = work.clock()
    with attributed(Source.ITEM, now=now, run_id=work.run.pk):
        fence(work.run)
        hold(work.store)
        rows = Listing.objects.filter(pk__in=ids, gone_at=None)
        locked = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        Listing.objects.filter(pk__in=locked).update(
            gone_at=now, changed_at=now, read_at=now, read_from=Source.ITEM, line_digest=None
        )
        ListingIssue.objects.filter(listing__in=locked, cleared_at=None).update(cleared_at=now)
    work.tally.missing += len(locked)


def mark_missing(work: Work, skus: Collection[str]) -> int:
    """Note that Amazon's search does not find these any more; how many were not noted already."""
    if not skus:
        return 0
    now = work.clock()
    with attributed(Source.SEARCH, now=now, run_id=work.run.pk):
        fence(work.run)
        hold(work.store)
        rows = Listing.objects.filter(store=work.store, seller_sku__in=skus, missing_since=None).on_amazon()
        locked = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        return Listing.objects.filter(pk__in=locked).update(missing_since=now, changed_at=now)


def count_check(work: Work) -> None:
    """Count against Amazon. Fewer there: find out which are missing. More there: read them, now and then.

    A store with more listings than a search can show asks for a whole report instead.
    """
    if not ReportRequest.objects.filter(
        store=work.store, kind=ReportRequest.Kind.ALL_DATA, loaded_at__isnull=False
    ).exists():
        return
    ours = count_at_amazon(work.store.pk)
    theirs = _by_sku(work, None, page_size=1).total
    if theirs < ours <= windows.CAP:
        skus = _all_skus(work)
        if skus is not None:
            known = Listing.objects.filter(store=work.store, missing_since=None).on_amazon()
            mark_missing(work, set(known.values_list("seller_sku", flat=True)) - skus)
    elif ours < theirs <= windows.CAP:
        _read_more(work)
    elif theirs < ours or theirs > ours + FEW:
        _ask_for_report(work)


def _read_more(work: Work) -> None:
    """Read every listing of a small store of which we lack some: a first report may have come short."""
    now = work.clock()
    last = cursors.position(work.store, COUNTED)
    if last and now - last < REPORT_EVERY:
        return  # what is there and cannot be read (quarantine) must not cost a sweep each run
    reading = _read_all(work, included=ALL)
    write(work, reading.items, source=Source.SEARCH, marks=[Mark(COUNTED, now)])


def _ask_for_report(work: Work) -> None:
    now, kind = work.clock(), ReportRequest.Kind.ALL_DATA
    lately = ReportRequest.objects.filter(store=work.store, kind=kind, asked_at__gt=now - REPORT_EVERY)
    if not lately.exists():
        ask(work.store, kind, now=now)


def _all_skus(work: Work) -> set[str] | None:
    """Every SKU that Amazon's search shows in this store, at most 1,000; None if some were not shown."""
    reading = _read_all(work, included=("summaries",))
    skus = {str(item["sku"]) for item in reading.items}
    return skus if reading.error is None and len(skus) >= reading.total else None


def _read_all(work: Work, *, included: Iterable[str]) -> windows.Reading:
    def page(_since: datetime, _until: datetime, token: str | None) -> SearchPage:
        work.beat(work.tally.read, None)
        return _by_sku(work, token, page_size=windows.PAGE_SIZE, included=included)

    now = work.clock()
    reading = windows.read_window(now, now, page(now, now, None), page)
    if isinstance(reading.error, Retryable) and not isinstance(reading.error, windows.Unfinished):
        raise reading.error
    return reading


def _by_sku(
    work: Work, token: str | None, *, page_size: int, included: Iterable[str] = ("summaries",)
) -> SearchPage:
    return work.amazon.search_listings(
        work.store.marketplace_id,
        included=included,
        sort_by="sku",
        sort_order="ASC",
        page_size=page_size,
        page_token=token,
    )
