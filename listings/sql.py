"""The set-based statements of eligibility and candidates (of matching: match_sql.py). Parameters only.

One statement a store instead of a loop over rows: 1,000,000 listings take seconds where Django instances take
minutes, and only rows that differ are written.
"""

from typing import Any

from django.db import connection

from listings.asins.sql import FOUND_ASIN, GIVEN, PRODUCT_ASIN, SEARCHED
from listings.kept_sql import CANDIDATE, NOT_MEANT, WORD
from listings.mapped_sql import MAPPED


def execute(statement: str, values: dict[str, Any]) -> int:
    """Run one of the statements below; the number of rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        written: int = cursor.rowcount
    return written


def count_at_amazon(store_id: int) -> int:
    """How many of a store's listings Amazon has, as far as we know, and no report misses. Exact."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_AT_AMAZON, {"store": store_id})
        found: int = cursor.fetchone()[0]
    return found


COUNT_AT_AMAZON = """
    SELECT (
        SELECT coalesce(sum(listings), 0)::bigint FROM listings_tabcount
        WHERE store_id = %(store)s AND tab <> 'overrides'
    ) - (
        SELECT count(*) FROM listings_listing
        WHERE store_id = %(store)s
          AND (first_seen_at IS NULL OR gone_at IS NOT NULL OR missing_since IS NOT NULL)
    )
"""
"""All listings, as the triggers count them, less those that are not there: one statement, one snapshot.

0.7 ms for 1,000,000 listings, 11 ms if a third of them are candidates; counting them took 105 ms. The partial
index of those that are not there costs a load of new listings nothing that could be measured.
"""

NOT_FOR_SALE = """
                WHEN NOT p.enabled THEN 'product_disabled'
                WHEN p.sale_starts_on > %(today)s THEN 'not_yet_on_sale'
                WHEN p.sale_ends_on < %(today)s THEN 'sale_over'
"""
NO_STOCK = """
                WHEN NOT p.in_stock OR p.manage_stock AND p.quantity <= 0 THEN 'out_of_stock'
                WHEN p.manage_stock AND p.quantity < %(threshold)s THEN 'below_threshold'
"""
"""Reasons of the product's own, in the order in which they are told."""

ONLY = """(%(only)s::bigint[] IS NULL OR l.id = ANY (%(only)s::bigint[]))"""
"""Some listings, where a person waits for them; all of the store in a run."""

VERDICT = (
    """
    UPDATE listings_listing AS l
    SET ineligible_reason = wanted.ineligible_reason, lacking = wanted.lacking, changed_at = %(now)s
    FROM (
        SELECT l.id,
            CASE
                WHEN p.id IS NULL OR l.is_parent THEN ''
                WHEN kept.reason IS NOT NULL THEN kept.reason"""
    + NOT_FOR_SALE
    + """
                WHEN l.channel = 'FBA' THEN ''"""
    + NO_STOCK
    + """
                ELSE ''
            END AS ineligible_reason,
            CASE
                WHEN p.id IS NULL THEN ''
                WHEN l.first_seen_at IS NOT NULL THEN
                    CASE WHEN l.asin = '' AND """
    + PRODUCT_ASIN
    + """ = '' THEN 'no_asin' ELSE '' END
                WHEN l.asin = '' AND search.answer = 'several' THEN 'several_matches'
                WHEN l.asin = '' AND search.answer = 'variants' THEN 'has_variants'
                WHEN l.asin = '' THEN 'no_asin'
                WHEN l.override_condition = '' AND l.condition = '' THEN 'no_condition'
                ELSE ''
            END AS lacking
        FROM listings_listing AS l
        LEFT JOIN catalog_product AS p ON p.id = l.product_id"""
    + GIVEN
    + SEARCHED
    + """
        CROSS JOIN LATERAL (SELECT CASE"""
    + NOT_MEANT
    + """
        END AS reason) AS kept
        WHERE l.store_id = %(store)s AND """
    + ONLY
    + """
    ) AS wanted
    WHERE l.id = wanted.id
      AND (l.ineligible_reason, l.lacking)
          IS DISTINCT FROM (wanted.ineligible_reason::varchar, wanted.lacking::varchar)
"""
)
"""Whether our own settings let a listing be sold, and what it lacks.

Amazon keeps the stock of FBA listings, so the catalog's stock does not count for them. "Below" is lower
than: a threshold of 5 and a stock of 5 stay eligible.
"""

ADD_CANDIDATES = (
    """
    INSERT INTO listings_listing
        (store_id, seller_sku, product_id, matched_by, title, asin, condition, changed_at,
         lacking, ineligible_reason)
    SELECT %(store)s, mapped.sku, p.id, 'candidate', p.name, """
    + PRODUCT_ASIN
    + """, mapped.condition, %(now)s,
           CASE WHEN """
    + PRODUCT_ASIN
    + """ = '' THEN 'no_asin'
                WHEN mapped.condition = '' THEN 'no_condition'
                ELSE '' END,
           CASE"""
    + NOT_FOR_SALE
    + NO_STOCK
    + """
                ELSE '' END
    FROM catalog_product AS p"""
    + GIVEN
    + """ CROSS JOIN"""
    + MAPPED
    + """
    WHERE p.enabled AND p.type NOT IN ('configurable', 'grouped')
      AND p.websites @> ARRAY[%(website)s]::varchar[]
      AND NOT EXISTS (
          SELECT 1 FROM listings_listing AS l WHERE l.store_id = %(store)s AND l.product_id = p.id
      )
    ORDER BY mapped.sku, p.id
    ON CONFLICT (store_id, seller_sku) DO NOTHING
"""
)
"""A row for each enabled product of the store's website that has no listing there yet, judged at once.

A configurable or grouped product is a page, not an offer: its parts are offered.
"""

REFRESH_CANDIDATES = (
    """
    UPDATE listings_listing AS l
    SET title = wanted.title, asin = wanted.asin, condition = wanted.condition, changed_at = %(now)s
    FROM (
        SELECT l.id, p.name AS title, mapped.condition,
               """
    + FOUND_ASIN
    + """ AS asin
        FROM listings_listing AS l
        JOIN catalog_product AS p ON p.id = l.product_id"""
    + GIVEN
    + SEARCHED
    + """ CROSS JOIN"""
    + MAPPED
    + """
        WHERE l.store_id = %(store)s AND l.first_seen_at IS NULL AND """
    + ONLY
    + """
    ) AS wanted
    WHERE l.id = wanted.id
      AND (l.title, l.asin, l.condition)
          IS DISTINCT FROM (wanted.title::text, wanted.asin::varchar, wanted.condition::varchar)
"""
)
"""Until Amazon has a listing, its title and condition are the product's; so is its ASIN, if it names one."""

DROP_CANDIDATES = (
    """
    DELETE FROM listings_listing AS l
    WHERE l.store_id = %(store)s AND """
    + CANDIDATE
    + """ AND NOT """
    + WORD
    + """
      AND (
        NOT EXISTS (
            SELECT 1 FROM catalog_product AS p
            WHERE p.id = l.product_id AND p.enabled AND p.type NOT IN ('configurable', 'grouped')
              AND p.websites @> ARRAY[%(website)s]::varchar[]
        )
        OR EXISTS (
            SELECT 1 FROM listings_listing AS other
            WHERE other.store_id = l.store_id AND other.product_id = l.product_id AND other.id <> l.id
              AND other.first_seen_at IS NOT NULL
        )
        OR l.matched_by = 'candidate' AND l.seller_sku <> (
            SELECT mapped.sku FROM catalog_product AS p CROSS JOIN"""
    + MAPPED
    + """ WHERE p.id = l.product_id
        )
      )
"""
)
"""Candidates that nobody published or spoke of, whose product is gone, disabled, or listed already.

Those whose product has another seller SKU now go too, and come back in the next statement.
"""

WISH = """
    WITH meant AS (
        SELECT id FROM listings_listing
        WHERE id = ANY (%(ids)s::bigint[]) AND tab = 'ready' AND published_at IS NULL AND submitted_at IS NULL
        ORDER BY id FOR UPDATE
    )
    UPDATE listings_listing AS l SET published_at = %(now)s, changed_at = %(now)s
    FROM meant WHERE l.id = meant.id
"""
"""Of these, every product that is ready to be listed is to be listed.

SQL because Django drops the order, and so that of the locks, from a subquery. 100,000 rows with the change
row of each: 11 s on two cores that others kept busy.
"""

TAKE_BACK = """
    WITH meant AS (
        SELECT id FROM listings_listing
        WHERE id = ANY (%(ids)s::bigint[]) AND published_at IS NOT NULL AND submitted_at IS NULL
          AND (first_seen_at IS NULL OR gone_at IS NOT NULL)
        ORDER BY id FOR UPDATE
    )
    UPDATE listings_listing AS l SET published_at = NULL, changed_at = %(now)s
    FROM meant WHERE l.id = meant.id
"""
"""Of these, what was to be listed and has not been sent is not to be listed after all."""

FILL_TITLES = """
    INSERT INTO listings_listingtitle AS known (listing_id, store_id, title)
    SELECT l.id, l.store_id, l.title FROM listings_listing AS l
    WHERE l.store_id = %(store)s AND l.id BETWEEN %(first)s AND %(last)s
    ON CONFLICT (listing_id) DO UPDATE SET title = excluded.title WHERE known.title <> excluded.title
"""
"""The titles of a range of listings, as the word search sees them."""
