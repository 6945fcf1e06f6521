"""Tab counts over ten million listings in ten stores: what reading them costs, and whether they are exact.

python3 dev.py bench counts [--millions N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after setup
from django.db import connection  # noqa: E402
from django.db.models import Sum  # noqa: E402

from amazon_channel.marketplaces import MARKETPLACES  # noqa: E402
from amazon_channel.models import Account, Application, Store  # noqa: E402
from listings.models import TabCount  # noqa: E402

FILL = """
INSERT INTO listings_listing
    (store_id, seller_sku, changed_at, first_seen_at, buyable, asin, product_id, ineligible_reason, title)
SELECT %s, 'SKU-' || lpad(g::text, 8, '0'), now(), now(), g %% 3 = 0, 'B0' || lpad(g::text, 8, '0'),
       CASE WHEN g %% 7 = 0 THEN NULL ELSE g END, CASE WHEN g %% 11 = 0 THEN 'out_of_stock' ELSE '' END,
       'Thing ' || g
FROM generate_series(1, 1000000) AS g
"""
COUNTED = "SELECT store_id, tab, status, count(*) FROM listings_listing GROUP BY 1, 2, 3"


def main() -> None:
    """Fills the stores a million at a time, and says what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, prog="dev.py bench counts")
    parser.add_argument("--millions", type=int, default=10)
    millions = parser.parse_args().millions
    call_command("migrate", verbosity=0)
    stores = _stores(millions)
    for store in stores:
        print(f"a million more: {_seconds(partial(_fill, store)):.1f} s", flush=True)
    one = _median_ms(lambda: _kept(stores[0]))
    print(f"counts of one store: {one:.2f} ms; of all: {_median_ms(_kept):.2f} ms")
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        counted = {row[:3]: row[3] for row in cursor.fetchall()}
    print(f"counting instead: {(time.perf_counter() - started) * 1000:.0f} ms")
    rows = TabCount.objects.exclude(listings=0).values_list("store_id", "tab", "status", "listings")
    print(f"exact: {counted == {row[:3]: row[3] for row in rows}}")


def _stores(number: int) -> list[Store]:
    application = Application.objects.create(name="Benchmark", client_id="b", client_secret="n", sandbox=True)
    account = Account.objects.create(
        name="Benchmark",
        region="NA",
        selling_partner_id="ABENCH",
        application=application,
        refresh_token="none",
        authorised_at=datetime.now(UTC),
    )
    facts = {"currency": "USD", "language": "en_US", "time_zone": "UTC"}
    return [
        Store.objects.create(account=account, marketplace_id=place, name=place, **facts)
        for place in list(MARKETPLACES)[:number]
    ]


def _fill(store: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [store.pk])


def _kept(store: Store | None = None) -> dict[str, int]:
    rows = TabCount.objects.all() if store is None else TabCount.objects.filter(store=store)
    return dict(rows.values_list("tab").annotate(Sum("listings")))


def _seconds(does: Callable[[], object]) -> float:
    started = time.perf_counter()
    does()
    return time.perf_counter() - started


def _median_ms(does: Callable[[], object]) -> float:
    return statistics.median(_seconds(does) for _ in range(20)) * 1000


if __name__ == "__main__":
    main()
