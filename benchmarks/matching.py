"""A catalog's identifiers read, and a store's listings matched with it: python3 dev.py bench matching.

Of the listings 60 % have a product's SKU, 20 % only its ASIN, 15 % only its EAN, and 5 % fit nothing. Beside
it: a plain join of the same keys, which finds the same pairs and writes nothing.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

PRODUCTS = """
    INSERT INTO catalog_product (sku, name, asin, condition, enabled, quantity, websites, image, attributes,
                                 created_at, updated_at)
    SELECT 'SKU-' || n, 'Product ' || n, 'B' || lpad(n::text, 9, '0'), '', true, n %% 50, '{uk}', '',
           jsonb_build_object('ean', body || checked, 'color', 'blue', 'material', 'stoneware', 'size', 'M',
                              'description', repeat('A fine thing to have. ', 12)),
           now() - interval '1 day', now() - interval '1 day'
    FROM generate_series(1, %(rows)s) AS n
    CROSS JOIN LATERAL (SELECT (400000000000 + n)::text AS body) AS b
    CROSS JOIN LATERAL (
        SELECT 10 - sum(substr(body, i, 1)::int * (1 + 2 * ((i + 1) %% 2))) %% 10 AS check_digit
        FROM generate_series(1, 12) AS i
    ) AS c
    CROSS JOIN LATERAL (SELECT (check_digit %% 10)::text AS checked) AS d
"""
LISTINGS = """
    INSERT INTO listings_listing (store_id, seller_sku, asin, gtin, title, price, quantity, condition,
                                  channel, buyable, first_seen_at, read_at, changed_at)
    SELECT %(store)s, CASE WHEN p.id %% 20 < 12 THEN p.sku ELSE 'AMZ-' || p.id END,
           CASE WHEN p.id %% 20 < 16 THEN p.asin ELSE 'A' || lpad(p.id::text, 9, '0') END,
           CASE WHEN p.id %% 20 IN (16, 17, 18) THEN lpad(p.attributes ->> 'ean', 14, '0') ELSE '' END,
           p.name, 9.99, 3, 'new_new', 'FBM', true, %(now)s, %(now)s, %(now)s
    FROM catalog_product AS p ORDER BY p.sku
"""
PLAIN_JOIN = """
    SELECT count(coalesce(p.id, a.product_id, g.product_id))
    FROM listings_listing AS l
    LEFT JOIN catalog_product AS p ON p.sku = l.seller_sku
    LEFT JOIN catalog_productidentifier AS a ON a.kind = 'asin' AND a.value <> '' AND a.value = l.asin
    LEFT JOIN catalog_productidentifier AS g ON g.kind = 'gtin' AND g.value <> '' AND g.value = l.gtin
    WHERE l.store_id = %(store)s
"""
CHANGED = """
    UPDATE catalog_product
    SET attributes = attributes || jsonb_build_object('ean', '036000291452'), updated_at = now()
    WHERE id % 100 = 17
"""
TABLES = "ANALYZE catalog_product; ANALYZE listings_listing; CHECKPOINT"


def main() -> int:
    """Fill the tables, time each step once, print and keep the figures."""
    wish = options()
    subprocess.run([sys.executable, "manage.py", "migrate", "--no-input", "-v0"], check=True)
    import django

    django.setup()
    steps = measure(wish.rows)
    table = ["| what | seconds | × the plain join | rows |", "|---|---|---|---|"]
    plain = next(seconds for name, seconds, _rows in steps if name.startswith("plain join"))
    table += [f"| {name} | {seconds:.2f} | {seconds / plain:.2f} | {rows} |" for name, seconds, rows in steps]
    from benchmarks.results import keep

    keep(
        "matching",
        command=f"python3 dev.py bench matching --rows {wish.rows}",
        notes=f"{wish.rows} products, {wish.rows} listings in one store; mapped: their SKU, asin, ean. Peak"
        f" memory of the Python process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB.",
        table="\n".join(table),
    )
    return 0


def options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="dev.py bench matching", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="products, and as many listings")
    return parser.parse_args()


def measure(rows: int) -> list[tuple[str, float, int]]:
    """Each step with its seconds and the rows it wrote or found."""
    from catalog.identifier_index import refresh
    from listings.matching import match, preview
    from listings.models import Listing

    store = fill(rows)
    steps: list[tuple[str, float, int]] = []

    def step(name: str, act: Callable[[], int]) -> None:
        began = time.perf_counter()
        found = act()
        steps.append((name, time.perf_counter() - began, found))
        print(f"{name}: {steps[-1][1]:.2f} s, {found}")

    step("identifiers read for the first time", lambda: refresh(now=NOON))
    step("identifiers again, nothing changed", lambda: refresh(now=NOON))
    step("identifiers again, all compared", lambda: refresh(now=NOON + timedelta(days=2)))
    run("ANALYZE catalog_productidentifier; CHECKPOINT", {})
    for _ in range(3):
        step("plain join of the same keys", lambda: one_number(PLAIN_JOIN, {"store": store.pk}))
    step("matched, told only (preview)", lambda: sum(preview(store, now=NOON).counts.values()))
    step("matched for the first time", lambda: match(store, now=NOON, born_since=NOON))
    run("VACUUM ANALYZE listings_listing; CHECKPOINT", {})
    step("matched again, nothing changed", lambda: match(store, now=NOON))
    some = list(
        Listing.objects.filter(store=store, product=None).order_by("pk").values_list("pk", flat=True)[:50]
    )
    for _ in range(3):
        step("50 listings that a person chose", lambda: match(store, now=NOON, only=some))
    run(CHANGED, {})
    step("1 % of the products have another EAN: identifiers", lambda: refresh(now=NOON))
    step("… and matched", lambda: match(store, now=NOON))
    store.asin_attribute = ""
    step("preview without ASINs", lambda: sum(preview(store, now=NOON).counts.values()))
    return medians(steps)


def medians(steps: list[tuple[str, float, int]]) -> list[tuple[str, float, int]]:
    """A step that was taken several times counts with the middle one."""
    names = list(dict.fromkeys(name for name, _seconds, _rows in steps))
    taken = {name: sorted(step for step in steps if step[0] == name) for name in names}
    return [taken[name][len(taken[name]) // 2] for name in names]


def fill(rows: int) -> Any:
    """A store, its catalog and its listings."""
    from amazon_channel.models import Account, Application, Store

    application = Application.objects.create(name="Bench", client_id="bench", client_secret="x", sandbox=True)
    account = Account.objects.create(
        name="Bench", region="EU", selling_partner_id="A1", application=application, refresh_token="x",
        authorised_at=NOON,
    )  # fmt: skip
    store = Store.objects.create(
        account=account, marketplace_id="A1F83G8C2ARO7P", name="Bench UK", currency="GBP", language="en_GB",
        time_zone="Europe/London", website="uk", ean_attribute="ean",
    )  # fmt: skip
    run(PRODUCTS, {"rows": rows})
    run(LISTINGS, {"store": store.pk, "now": NOON})
    run(TABLES, {})
    return store


def run(statement: str, values: dict[str, Any]) -> None:
    """Run a statement, or several that stand alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        for one in statement.split(";") if not values else [statement]:
            cursor.execute(one, values or None)


def one_number(statement: str, values: dict[str, Any]) -> int:
    """The one number that a statement answers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
