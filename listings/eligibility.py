"""Candidates from the catalog, and whether our own settings let a listing be sold."""

import json
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from amazon_channel.models import Store
from listings import sql
from listings.changes import attributed
from listings.codes import Condition, Source


class Derived(NamedTuple):
    """How many listings a derivation added, removed and gave another verdict."""

    added: int
    removed: int
    changed: int


def today_in(store: Store, now: datetime) -> date:
    """The date on the calendar of the store's marketplace: sale dates begin and end there."""
    return now.astimezone(ZoneInfo(store.time_zone)).date()


def judge(
    store: Store,
    *,
    now: datetime,
    run_id: int | None = None,
    born_since: datetime | None = None,
    add_candidates: bool = True,
) -> Derived:
    """Keep the store's candidates and write every listing's eligibility and lacks, where they differ.

    Without `add_candidates` no new ones are added: before the first whole picture of a store nobody knows
    which products Amazon has already.
    """
    values = {
        "store": store.pk,
        "now": now,
        "today": today_in(store, now),
        "threshold": store.out_of_stock_threshold,
        "condition": store.default_condition,
        "conditions": Condition.values,
        "condition_attribute": store.condition_attribute,
        "condition_values": json.dumps(store.condition_values),
        "sku_attribute": store.sku_attribute,
        "asin_attribute": store.asin_attribute,
        "website": store.website,
    }
    with attributed(Source.DERIVE, now=now, run_id=run_id, born_since=born_since):
        removed = sql.execute(sql.DROP_CANDIDATES, values)
        added = sql.execute(sql.ADD_CANDIDATES, values) if add_candidates and store.website else 0
        refreshed = sql.execute(sql.REFRESH_CANDIDATES, values)
        changed = refreshed + sql.execute(sql.VERDICT, values)
    return Derived(added, removed, changed)
