"""Amazon's own stock (FBA): how many of a SKU can be shipped. Never touches what the merchant offers.

A run asks what changed since the last one, and by their SKUs for the listings that have just come to FBA:
stock that lay there unmoved is in no list of changes. All of it is read once a day and after a load.
The marketplaces of a region show one pool, so each store keeps the figure it was told; nothing is added up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from listings.changes import attributed
from listings.codes import Channel, Source, Tab
from listings.models import Listing
from sync import cursors, findings, quarantine
from sync.amazon.errors import Unreachable
from sync.models import ReportRequest
from sync.pull.items import hold
from sync.quarantine import Misfit
from sync.runs import fence
from sync.work import Work

STAGE = "fba"
WHOLE = "fba_whole"
WHOLE_EVERY = timedelta(hours=24)
OVERLAP = timedelta(minutes=5)
PAGES_AT_MOST = 5_000
LARGEST = 2**31 - 1
SKUS_A_CALL = 50
SKUS_A_RUN = 500  # ten calls; when more have come at once, reading everything costs about the same

# Out of stock is the reason only where nothing else is, and no longer once there is stock.
MERGE = """
WITH told AS (
    SELECT * FROM json_to_recordset(%(told)s) AS t(seller_sku text, fulfillable integer)
), judged AS (
    SELECT l.id, told.fulfillable,
        CASE WHEN l.buyable IS TRUE OR l.is_parent OR l.amazon_incomplete
                OR l.inactive_reason NOT IN ('', 'no_stock_at_amazon') THEN l.inactive_reason
            WHEN told.fulfillable = 0 THEN 'no_stock_at_amazon'
            ELSE '' END AS reason
    FROM told JOIN listings_listing l ON l.store_id = %(store)s AND l.seller_sku = told.seller_sku
    WHERE l.channel = 'FBA'
), differing AS (
    SELECT j.*
    FROM judged j JOIN listings_listing l ON l.id = j.id
    WHERE (l.fba_quantity, l.inactive_reason) IS DISTINCT FROM (j.fulfillable, j.reason)
    ORDER BY l.id
    FOR UPDATE OF l
)
UPDATE listings_listing AS l
SET fba_quantity = d.fulfillable, inactive_reason = d.reason, changed_at = %(now)s
FROM differing AS d
WHERE l.id = d.id
"""


def pull_fba(work: Work) -> None:
    """Bring FBA quantities up to date: what changed since the last run; all once a day and after a load."""
    if not Listing.objects.filter(store=work.store, channel=Channel.FBA, gone_at=None).exists():
        return
    now = work.clock()
    start = None if _whole_is_due(work, now=now) else cursors.position(work.store, STAGE)
    newcomers = _without_figure(work, start) if start else []
    if len(newcomers) > SKUS_A_RUN:
        start, newcomers = None, []
    summaries = list(_summaries(work, start=start - OVERLAP if start else None))
    told = {summary.get("sellerSku") for summary in summaries}
    for skus in _by_call([sku for sku in newcomers if sku not in told]):
        summaries += _summaries(work, skus=skus)
    _keep(work, summaries, whole=start is None, now=now)


def _keep(work: Work, summaries: list[dict[str, Any]], *, whole: bool, now: datetime) -> None:
    """Write what differs and move the cursors, in one transaction."""
    told, misfits = understand(summaries)
    with attributed(Source.FBA, now=now, run_id=work.run.pk, born_since=work.run.opened_at):
        fence(work.run)
        hold(work.store)
        with connection.cursor() as cursor:
            rows = [{"seller_sku": sku, "fulfillable": count} for sku, count in told.items()]
            cursor.execute(MERGE, {"told": json.dumps(rows), "store": work.store.pk, "now": now})
            changed = cursor.rowcount
        kept = quarantine.keep(misfits, account=work.run.account, store=work.store, now=now)
        cursors.move(work.store, STAGE, now)
        if whole:
            cursors.move(work.store, WHOLE, now)
    work.tally.read += len(summaries)
    work.tally.changed += changed
    work.tally.unchanged += len(told) - changed
    work.tally.quarantined += kept


def _whole_is_due(work: Work, *, now: datetime) -> bool:
    """True a day after the last whole read, and once a load brought rows without a figure."""
    whole = cursors.position(work.store, WHOLE)
    if whole is None or now - whole >= WHOLE_EVERY:
        return True
    return ReportRequest.objects.filter(
        store=work.store, kind=ReportRequest.Kind.ALL_DATA, loaded_at__gt=whole
    ).exists()


def _without_figure(work: Work, since: datetime) -> list[str]:
    """SKUs that came to FBA since the last read, new or switched from the merchant; one too many at most."""
    covered = max(since - OVERLAP, cursors.position(work.store, WHOLE) or since)
    # Such a row is a changed row: named by tab and change, the few of them are found by the tabs' index.
    changed = Listing.objects.filter(store=work.store, tab__in=Tab.values, changed_at__gt=covered)
    unknown = changed.filter(channel=Channel.FBA, fba_quantity=None, is_parent=False, gone_at=None)
    return list(unknown.values_list("seller_sku", flat=True)[: SKUS_A_RUN + 1])


def _by_call(skus: list[str]) -> Iterator[list[str]]:
    """The SKUs of each call: 50, but one with a comma alone."""
    plain = [sku for sku in skus if "," not in sku]
    for first in range(0, len(plain), SKUS_A_CALL):
        yield plain[first : first + SKUS_A_CALL]
    yield from ([sku] for sku in skus if "," in sku)


def _summaries(
    work: Work, *, start: datetime | None = None, skus: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Every summary. The token lives 30 seconds, so nothing is done between pages but asking for the next."""
    token: str | None = None
    seen: set[str] = set()
    for _page in range(PAGES_AT_MOST):
        page = work.amazon.fba_summaries(work.store.marketplace_id, start=start, skus=skus, next_token=token)
        yield from page.summaries
        token = page.next_token
        if token is None:
            return
        if token in seen:
            break
        seen.add(token)
        work.beat(len(seen), None)
    findings.report(
        "endless_token", account=work.run.account, store=work.store, subject="FBA", now=work.clock()
    )
    raise Unreachable("getInventorySummaries", "the pages did not come to an end")


def understand(summaries: list[dict[str, Any]]) -> tuple[dict[str, int], list[Misfit]]:
    """Fulfillable units per SKU, and the summaries that could not be understood."""
    told: dict[str, int] = {}
    misfits = []
    for summary in summaries:
        sku, details = summary.get("sellerSku"), summary.get("inventoryDetails")
        count = details.get("fulfillableQuantity") if isinstance(details, dict) else None
        if not isinstance(sku, str) or not sku or "\x00" in sku:
            misfits.append(Misfit("fba_summary", str(sku), summary, "The SKU is missing.", "sellerSku"))
        elif isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= LARGEST:
            reason = f"{count!r} is not a quantity."
            misfits.append(Misfit("fba_summary", sku, summary, reason, "fulfillableQuantity"))
        else:
            told[sku] = count
    return told, misfits
