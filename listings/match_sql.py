"""The set-based statements of matching: a store's listings, the products that fit each, and what differs.

Two temporary tables carry the work from rank to rank, analysed in between: in one statement the planner would
guess how many listings a rank left over, and a wrong guess turns seconds into hours. They write no WAL and go
with their transaction. A store of a hundred listings looks its products up one by one, one of a million joins
the whole index.
"""

DROP_DELETED_BY_HAND = """
    UPDATE listings_listing AS l
    SET product_id = NULL, matched_by = '', changed_at = %(now)s
    WHERE l.store_id = %(store)s AND l.matched_by = 'hand' AND l.product_id IS NOT NULL
      AND (%(only)s::bigint[] IS NULL OR l.id = ANY (%(only)s::bigint[]))
      AND NOT EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.id = l.product_id)
"""
"""A product assigned by hand and deleted since: automatic matching may try again."""

MINE = """
    CREATE TEMP TABLE match_mine ON COMMIT DROP AS
    SELECT l.id, l.seller_sku, l.asin, l.gtin, l.is_parent, l.product_id, l.matched_by, l.fitting_products,
           l.match_detail, %(automatic)s AND l.ignored_at IS NULL AS automatic
    FROM listings_listing AS l LEFT JOIN catalog_product AS own ON own.id = l.product_id
    WHERE l.store_id = %(store)s AND l.first_seen_at IS NOT NULL AND l.matched_by <> 'hand'
      AND (%(only)s::bigint[] IS NULL OR l.id = ANY (%(only)s::bigint[]))
      AND (own.id IS NULL OR NOT (
          l.matched_by = 'candidate' AND (l.published_at IS NOT NULL OR l.submitted_at IS NOT NULL)
          OR %(automatic)s AND l.ignored_at IS NULL AND %(sku_attribute)s = 'sku'
             AND l.matched_by = 'sku' AND own.sku = l.seller_sku
             AND (l.is_parent OR own.type NOT IN ('configurable', 'grouped'))
             AND l.fitting_products = 0 AND l.match_detail = left('sku: ' || own.sku, 120)
      ))
"""
"""The listings that matching may decide on: not by hand, and not those we made from a product ourselves.

Nor those whose product has their SKU: nothing could beat that, and they are nearly all. What is ignored, or
in a store that does not import listings, finds nothing, and loses what it had found. `only` limits them to
these ids; null means all of the store.
"""

FIT = """
    CREATE TEMP TABLE match_fit (
        listing_id bigint NOT NULL, matched_by text NOT NULL, products bigint NOT NULL,
        product_id bigint NOT NULL, detail text NOT NULL
    ) ON COMMIT DROP
"""

HERE = """
        OFFSET 0
    ) AS fit
    WHERE NOT EXISTS (
        SELECT 1 FROM catalog_productidentifier AS own
        WHERE %(website)s <> '' AND fit.website = '' AND own.website = %(website)s
          AND own.product_id = fit.product_id AND own.role = fit.role AND own.attribute = fit.attribute
    )
    GROUP BY fit.id
"""
"""What counts on the store's website: what it says itself, and the global value where it says nothing.

OFFSET 0 lets this be asked only of pairs already found. Asked before, it makes the planner expect next to no
identifiers where many products have some of their own, and compare each listing with each.
"""

# An offer is never matched with a product that is only a page (configurable, grouped): such a product has no
# stock of its own, its variants have. The parent of a family on Amazon is a page as well, so it may be; but
# never by a UPC or EAN, for those belong to its children.
BY_PRODUCT_SKU = """
    INSERT INTO match_fit (listing_id, matched_by, products, product_id, detail)
    SELECT m.id, 'sku', 1, p.id, 'sku: ' || p.sku
    FROM match_mine AS m JOIN catalog_product AS p ON p.sku = m.seller_sku
    WHERE m.automatic AND %(sku_attribute)s = 'sku'
      AND (m.is_parent OR p.type NOT IN ('configurable', 'grouped'))
"""
"""Rank 1, if a store's seller SKUs are the products' SKUs: exact, and each has at most one."""

BY_SKU = (
    """
    INSERT INTO match_fit (listing_id, matched_by, products, product_id, detail)
    SELECT fit.id, 'sku', count(*), min(fit.product_id), min(fit.attribute || ': ' || fit.raw)
    FROM (
        SELECT m.id, i.product_id, i.role, i.attribute, i.website, i.raw
        FROM match_mine AS m
        JOIN catalog_productidentifier AS i ON i.kind = 'sku' AND i.value = m.seller_sku AND i.value <> ''
        WHERE m.automatic AND i.role = 'sku' AND i.attribute = %(sku_attribute)s
          AND i.website IN ('', %(website)s)
          AND (m.is_parent OR NOT EXISTS (
              SELECT 1 FROM catalog_product AS page
              WHERE page.id = i.product_id AND page.type IN ('configurable', 'grouped')
          ))"""
    + HERE
)
"""Rank 1, if another attribute holds the seller SKUs. Several products may share one."""

BY_ASIN = (
    """
    INSERT INTO match_fit (listing_id, matched_by, products, product_id, detail)
    SELECT fit.id, 'asin', count(*), min(fit.product_id), min(fit.attribute || ': ' || fit.raw)
    FROM (
        SELECT m.id, i.product_id, i.role, i.attribute, i.website, i.raw
        FROM match_mine AS m
        JOIN catalog_productidentifier AS i ON i.kind = 'asin' AND i.value = m.asin AND i.value <> ''
        WHERE m.automatic AND m.asin <> '' AND i.role = 'asin' AND i.attribute = %(asin_attribute)s
          AND i.website IN ('', %(website)s)
          AND (m.is_parent OR NOT EXISTS (
              SELECT 1 FROM catalog_product AS page
              WHERE page.id = i.product_id AND page.type IN ('configurable', 'grouped')
          ))
          AND NOT EXISTS (SELECT 1 FROM match_fit AS better WHERE better.listing_id = m.id)"""
    + HERE
)
"""Rank 2."""

BY_GTIN = (
    """
    INSERT INTO match_fit (listing_id, matched_by, products, product_id, detail)
    SELECT fit.id, 'gtin', count(DISTINCT fit.product_id), min(fit.product_id),
           min(fit.attribute || ': ' || fit.raw)
    FROM (
        SELECT m.id, i.product_id, i.role, i.attribute, i.website, i.raw
        FROM match_mine AS m
        JOIN catalog_productidentifier AS i ON i.kind = 'gtin' AND i.value = m.gtin AND i.value <> ''
        WHERE m.automatic AND m.gtin <> '' AND NOT m.is_parent
          AND (i.role = 'upc' AND i.attribute = %(upc_attribute)s
               OR i.role = 'ean' AND i.attribute = %(ean_attribute)s
               OR i.role = 'isbn' AND i.attribute = %(isbn_attribute)s)
          AND i.website IN ('', %(website)s)
          AND NOT EXISTS (
              SELECT 1 FROM catalog_product AS page
              WHERE page.id = i.product_id AND page.type IN ('configurable', 'grouped')
          )
          AND NOT EXISTS (SELECT 1 FROM match_fit AS better WHERE better.listing_id = m.id)"""
    + HERE
)
"""Rank 3: the UPC, EAN or ISBN that Amazon names. One product may hold it in several attributes."""

RANKS = (BY_PRODUCT_SKU, BY_SKU, BY_ASIN, BY_GTIN)

WANTED = """
        SELECT m.id, m.seller_sku, m.product_id AS had, m.matched_by AS had_by, m.match_detail AS had_detail,
               m.fitting_products AS had_several,
               CASE WHEN fit.products = 1 THEN fit.product_id END AS product_id,
               (CASE WHEN fit.products = 1 THEN fit.matched_by ELSE '' END)::varchar AS matched_by,
               (CASE WHEN fit.products > 1 THEN least(fit.products, 32767) ELSE 0 END)::smallint AS several,
               coalesce(left(fit.detail, 120), '')::varchar AS detail
        FROM match_mine AS m LEFT JOIN match_fit AS fit ON fit.listing_id = m.id
"""
"""The verdict: the one product of the best rank that has any. Several are counted, and never guessed at."""

WRITE = (
    """
    WITH written AS (
        UPDATE listings_listing AS l
        SET product_id = w.product_id, matched_by = w.matched_by, fitting_products = w.several,
            match_detail = w.detail, changed_at = %(now)s
        FROM ("""
    + WANTED
    + """) AS w
        WHERE l.id = w.id AND l.matched_by <> 'hand'
          AND (w.had, w.had_by, w.had_several, w.had_detail)
              IS DISTINCT FROM (w.product_id, w.matched_by, w.several, w.detail)
        RETURNING w.had IS DISTINCT FROM w.product_id AS is_another
    )
    SELECT count(*) FILTER (WHERE is_another) FROM written
"""
)
"""Only rows that differ; a match whose reason is gone (product deleted, number changed) falls away.

Answers the number of listings that have another product now, or none any more.
"""

PREVIEW = (
    """
    CREATE TEMP TABLE match_change ON COMMIT DROP AS
    SELECT w.id, w.seller_sku, w.had, w.product_id, w.several, w.detail,
           CASE WHEN w.several > 1 THEN 'several'
                WHEN w.product_id IS NULL THEN 'unmatched'
                WHEN w.had IS NULL THEN 'matched'
                ELSE 'moved' END AS outcome
    FROM ("""
    + WANTED
    + """) AS w
    WHERE (w.had, w.had_several) IS DISTINCT FROM (w.product_id, w.several)
"""
)
"""What WRITE would change – but for listings that keep their product, only for another reason."""

PREVIEW_COUNTS = "SELECT outcome, count(*) FROM match_change GROUP BY outcome"
PREVIEW_ROWS = """
    SELECT kind.outcome, c.id, c.seller_sku, old.sku, new.sku, c.several, c.detail
    FROM unnest(ARRAY['matched', 'moved', 'several', 'unmatched']) AS kind (outcome)
    CROSS JOIN LATERAL (
        SELECT one.* FROM match_change AS one
        WHERE one.outcome = kind.outcome ORDER BY one.seller_sku LIMIT %(rows)s
    ) AS c
    LEFT JOIN catalog_product AS old ON old.id = c.had
    LEFT JOIN catalog_product AS new ON new.id = c.product_id
    ORDER BY kind.outcome, c.seller_sku
"""
"""The first rows of each outcome, by SKU."""
