"""The index of products catches up with large changes: what the triggers left in the backlog.

Changes of at most 500 products are indexed in the statement that makes them; larger ones here, since the
trigram index costs more than everything else that is written.
"""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from django.db.models import F, Func, IntegerField, Sum
from django.db.models.functions import Coalesce

from catalog.models import FacetCount, IndexBacklog

CHUNK = 2_000  # products a transaction: about half a second
COMPACT_ABOVE = 5_000  # rows of changed counts

STAMP = """
    UPDATE catalog_indexbacklog SET xid = pg_current_xact_id()::text::bigint WHERE xid IS NULL
"""
NEXT = """
    SELECT id, kind, ids, code FROM catalog_indexbacklog
    WHERE xid <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
       OR xid = pg_current_xact_id_if_assigned()::text::bigint
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
"""The first row that all transactions older than its first sight are done with."""

EXPAND = """
    INSERT INTO catalog_indexbacklog (kind, ids, code)
    SELECT 'products', array_agg(id ORDER BY id), '' FROM (
        SELECT p.id, (row_number() OVER (ORDER BY p.id) - 1) / %(chunk)s AS chunk
        FROM catalog_product AS p
        WHERE CASE %(kind)s
            WHEN 'categories' THEN p.category_ids && %(ids)s::bigint[]
            ELSE p.attributes -> %(code)s IS NOT NULL OR p.website_values <> '{}'
                 OR EXISTS (SELECT 1 FROM catalog_attribute AS a WHERE a.code = %(code)s AND a."column" <> '')
        END
    ) AS affected GROUP BY chunk
"""
"""All products of some categories or with some attribute, named one by one. Reads the table once."""

COMPACT = """
    WITH gone AS (DELETE FROM catalog_facetcount RETURNING facet, products)
    INSERT INTO catalog_facetcount (facet, products)
    SELECT facet, sum(products) FROM gone GROUP BY facet HAVING sum(products) <> 0 ORDER BY facet
"""
"""One row a facet again. The sums stay what they were at every moment."""


def catch_up(*, chunks: int = 50) -> int:
    """Work the backlog off, at most `chunks` transactions; how many were worked off.

    Safe to run twice at once and to kill: a row leaves the backlog in the transaction that followed it.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
    done = 0
    while done < chunks and _follow_one():
        done += 1
    _compact()
    return done


def products_waiting() -> int:
    """At least how many products the index has not followed yet."""
    length = Func(F("ids"), function="cardinality", output_field=IntegerField())
    waiting = IndexBacklog.objects.filter(kind=IndexBacklog.Kind.PRODUCTS)
    total: int = waiting.aggregate(total=Coalesce(Sum(length), 0))["total"]
    return total + IndexBacklog.objects.exclude(kind=IndexBacklog.Kind.PRODUCTS).count()


def _follow_one() -> bool:
    """Follow the first row of the backlog; False where there is none, or where somebody holds its products.

    It waits less than the second after which PostgreSQL looks for deadlocks, so that it is never a writer of
    products who has to give way.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute(NEXT)
            row = cursor.fetchone()
            if row is None:
                return False
            number, kind, ids, code = row
            if kind == IndexBacklog.Kind.PRODUCTS:
                cursor.execute("SELECT catalog_reindex(%s)", [ids])
            else:
                cursor.execute(EXPAND, {"kind": kind, "ids": ids, "code": code, "chunk": CHUNK})
                cursor.execute(STAMP)
            cursor.execute("DELETE FROM catalog_indexbacklog WHERE id = %s", [number])
    except OperationalError:
        return False
    return True


def _compact() -> None:
    rows = FacetCount.objects.order_by().values_list("pk", flat=True)[: COMPACT_ABOVE + 1]
    if len(rows) > COMPACT_ABOVE:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COMPACT)
