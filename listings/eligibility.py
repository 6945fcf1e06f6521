"""Candidates from the catalog, and whether our own settings let a listing be sold."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from amazon_channel.models import Store
from listings import sql
from listings.changes import attributed
from listings.codes import Source
from listings.conditions import understood


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
    values = _values(store, now)
    with attributed(Source.DERIVE, now=now, run_id=run_id, born_since=born_since):
        removed = sql.execute(sql.DROP_CANDIDATES, values)
        added = sql.execute(sql.ADD_CANDIDATES, values) if add_candidates and store.website else 0
        refreshed = sql.execute(sql.REFRESH_CANDIDATES, values)
        changed = refreshed + sql.execute(sql.VERDICT, values)
    return Derived(added, removed, changed)


def judge_listings(store: Store, ids: Sequence[int], *, now: datetime) -> int:
    """Judge some listings of a store by the same statements as a run; how many got another verdict.

    What a person has just settled stands on its new tab before they look again.
    """
    values = _values(store, now) | {"only": list(ids)}
    with attributed(Source.DERIVE, now=now):
        return sql.execute(sql.REFRESH_CANDIDATES, values) + sql.execute(sql.VERDICT, values)


def _values(store: Store, now: datetime) -> dict[str, Any]:
    return {
        "store": store.pk,
        "now": now,
        "today": today_in(store, now),
        "threshold": store.out_of_stock_threshold,
        "website": store.website,
        "sku_attribute": store.sku_attribute,
        "asin_attribute": store.asin_attribute,
        "condition": store.default_condition,
        "condition_attribute": store.condition_attribute,
        "conditions": json.dumps(understood(store.condition_values)),
        "only": None,
    }
