"""What changed on Amazon since the last run: searchListingsItems by lastUpdatedDate, window by window."""

from __future__ import annotations

from datetime import datetime, timedelta

from listings.codes import Source
from sync import cursors, findings
from sync.amazon.answers import SearchPage
from sync.models import ReportRequest
from sync.pull import windows
from sync.pull.facts import last_updated
from sync.pull.items import Mark, write
from sync.pull.reports import ask
from sync.work import Work

STAGE = "delta"  # everything up to here was read
TARGET = "delta_target"  # where a reading that broke off was to end
OVERLAP = timedelta(minutes=2)  # Amazon's search lags behind its listings, and clocks differ
MARGIN = timedelta(seconds=3)  # the last moments are left to the next run


def pull_delta(work: Work) -> None:
    """Bring the store's rows up to date; each window moves the cursor in the transaction that writes it.

    A store begins at the moment it was connected: the whole picture comes by report. Retryable is raised
    after what came before it was kept; the next run goes on exactly there, so that every run gets further.
    """
    until = (work.clock() - MARGIN).replace(microsecond=0)
    target = cursors.position(work.store, TARGET)
    begin = cursors.position(work.store, STAGE) or work.store.created_at
    if target:
        _read(work, begin, target)
        begin = target
    _read(work, min(begin - OVERLAP, until).replace(microsecond=0), until)


def _read(work: Work, since: datetime, until: datetime) -> None:
    for reading in windows.read(since, until, _asker(work)):
        covered = reading.until if reading.error is None else _covered(reading)
        marks: tuple[Mark, ...] = ()
        if covered:
            marks = (Mark(STAGE, covered), Mark(TARGET, None if covered == until else until))
        _keep(work, reading, marks)
        note_troubles(work, reading)
        if reading.error:
            raise reading.error
        work.beat(work.tally.read, None)


def _asker(work: Work) -> windows.Ask:
    marketplace_id = work.store.marketplace_id

    def page(since: datetime, until: datetime, token: str | None) -> SearchPage:
        work.beat(work.tally.read, None)
        return work.amazon.search_listings(
            marketplace_id,
            updated_after=since,
            updated_before=until,
            sort_by="lastUpdatedDate",
            sort_order="ASC",
            page_size=windows.PAGE_SIZE,
            page_token=token,
        )

    return page


def _keep(work: Work, reading: windows.Reading, marks: tuple[Mark, ...]) -> None:
    if not (reading.items or marks):
        return
    written = write(work, reading.items, source=Source.SEARCH, marks=marks)
    if written.oldest_change:
        lag = (work.clock() - written.oldest_change).total_seconds()
        work.tally.lag_seconds = max(work.tally.lag_seconds or 0.0, lag)


def _covered(reading: windows.Reading) -> datetime | None:
    """How far a window that broke off is complete: its last row's date if rows came in order, else None."""
    if isinstance(reading.error, windows.Unfinished):
        return None  # pages were wrong, so their order proves nothing
    dates = [date for item in reading.items if (date := last_updated(item))]
    in_order = all(earlier <= later for earlier, later in zip(dates, dates[1:], strict=False))
    return max(dates[-1], reading.since) if dates and in_order else None


def note_troubles(work: Work, reading: windows.Reading) -> None:
    """Make findings of what was odd about a window, and settle those that are over."""
    now, account, store = work.clock(), work.run.account, work.store
    for kind in ("repeated_page", "endless_token"):
        if kind in reading.troubles:
            findings.report(kind, account=account, store=store, now=now)
        elif not reading.error:
            findings.resolve(kind, account=account, store=store, now=now)
    if reading.overflows:
        findings.report("too_many_changes", account=account, store=store, detail=str(reading.total), now=now)
        ask(store, ReportRequest.Kind.ALL_DATA, now=now)
