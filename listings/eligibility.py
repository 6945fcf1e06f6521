"""Candidates from the catalog, and whether our own settings let a listing be sold."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from amazon_channel.changes import record
from amazon_channel.models import Store
from listings import kept_sql, sql
from listings.changes import attributed
from listings.codes import Source
from listings.conditions import understood
from listings.models import Listing

SAID = (
    "assigned_asin", "override_price", "override_handling_days", "override_condition", "override_note",
)  # fmt: skip


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
        removed = sql.execute(sql.DROP_CANDIDATES, values) + _forget_words(store, values, now=now)
        sql.execute(kept_sql.FOLLOW_SKU, values)
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


def _forget_words(store: Store, values: dict[str, Any], *, now: datetime) -> int:
    """Drop what people said of products that are deleted, and put it into the record of changes."""
    with connection.cursor() as cursor:
        cursor.execute(kept_sql.FORGET, values)
        gone = cursor.fetchall()
    for sku, *said in gone:
        words = [(column, value) for column, value in zip(SAID, said, strict=True) if value not in (None, "")]
        told = [(_told(sku, column), value, _("the product was deleted")) for column, value in words]
        record(store, told, by="", now=now)
    return len(gone)


def _told(sku: str, column: str) -> str:
    label = Listing._meta.get_field(column).verbose_name  # type: ignore[union-attr]
    return f"{sku[:40]}: {label}"[:80]


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
