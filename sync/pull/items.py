"""Items as Amazon sent them into listing rows: understood, or quarantined; and the cursor they move."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from amazon_channel.models import Store
from listings.changes import attributed
from listings.codes import Source
from sync import cursors, quarantine
from sync.models import Quarantined
from sync.pull.facts import Facts, facts_of
from sync.pull.issues import NotUnderstood
from sync.pull.merge_issues import merge_issues
from sync.pull.merge_items import Written, add, change
from sync.quarantine import Misfit
from sync.runs import RunLost, fence
from sync.work import Work

Json = dict[str, Any]
KIND = "search_item"


@dataclass(frozen=True, slots=True)
class Mark:
    """A cursor to move (or to drop) in the transaction that writes what it covers."""

    stage: str
    at: datetime | None


def write(work: Work, items: Iterable[Json], *, source: Source, marks: Iterable[Mark] = ()) -> Written:
    """Write items of the work's store and count them; a later item of the same SKU wins.

    One transaction, tied to this worker's hold on the run (RunLost). What is not understood is quarantined.
    """
    now = work.clock()
    facts, misfits = understand(items, work.store.marketplace_id, now=now)
    with attributed(source, now=now, run_id=work.run.pk, born_since=work.run.opened_at):
        fence(work.run)
        hold(work.store)
        written = merge(work.store, facts, source=source, now=now, read_before=work.run.opened_at)
        kept = quarantine.keep(misfits, account=work.run.account, store=work.store, now=now)
        for mark in marks:
            cursors.move(work.store, mark.stage, mark.at)
    tally = work.tally
    tally.read += len(facts) + len(misfits)
    tally.new += written.new
    tally.changed += written.changed
    tally.unchanged += written.unchanged
    tally.quarantined += kept
    return written


def understand(
    items: Iterable[Json], marketplace_id: str, *, now: datetime
) -> tuple[list[Facts], list[Misfit]]:
    """The facts of each SKU, and the items that could not be understood."""
    facts: dict[str, Facts] = {}
    misfits: dict[str, Misfit] = {}
    for item in items:
        sku = str(item.get("sku", ""))
        try:
            facts[sku] = facts_of(item, marketplace_id, now=now)
        except NotUnderstood as error:
            misfits[sku] = Misfit(KIND, sku, item, str(error), error.field)
    return list(facts.values()), list(misfits.values())


def merge(
    store: Store, facts: list[Facts], *, source: Source, now: datetime, read_before: datetime
) -> Written:
    """Write facts into rows. Inside `attributed()`, the store held."""
    if not facts:
        return Written()
    written = add(facts, store_id=store.pk, source=source, now=now)
    merge_issues(facts, store_id=store.pk, now=now, read_before=read_before)
    quarantine.release(KIND, [each.seller_sku for each in facts], store=store, now=now)
    return change(written, store_id=store.pk, source=source, now=now)


def hold(store: Store) -> None:
    """Keep the store from being deleted until the transaction ends; RunLost if it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM amazon_channel_store WHERE id = %s FOR KEY SHARE", [store.pk])
        if cursor.fetchone() is None:
            raise RunLost(store.pk)


def read_again(record: Quarantined, *, now: datetime) -> None:
    """Write a quarantined item after all. NotUnderstood if it still cannot be read."""
    store = record.store
    if store is None:
        raise NotUnderstood("store", "is gone")
    facts = facts_of(json.loads(record.payload), store.marketplace_id, now=now)
    with transaction.atomic(), attributed(Source.SEARCH, now=now):
        hold(store)
        merge(store, [facts], source=Source.SEARCH, now=now, read_before=now)
