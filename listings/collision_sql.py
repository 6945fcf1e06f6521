"""The set-based statements of the collisions: a page at a time, by key. Parameters only.

Each finds its few groups or rows first and looks up their products then.
"""

SHARED = """
    SELECT shared.value, shared.websites, sample.ids, sample.skus, sample.products
    FROM (
        SELECT several.value, clash.websites, clash.products
        FROM (
            SELECT i.value FROM catalog_productidentifier AS i
            WHERE i.kind = %(kind)s AND i.value <> '' AND i.value > %(after)s
            GROUP BY i.value HAVING min(i.product_id) <> max(i.product_id)
        ) AS several
        CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT here.website) AS websites,
                   array_agg(DISTINCT here.product_id) AS products
            FROM (
                SELECT place.website, i.product_id,
                       min(i.product_id) OVER (PARTITION BY place.website)
                           <> max(i.product_id) OVER (PARTITION BY place.website) AS clashes
                FROM (
                    SELECT DISTINCT website FROM catalog_productidentifier
                    WHERE kind = %(kind)s AND value = several.value AND value <> ''
                ) AS place
                JOIN catalog_productidentifier AS i
                    ON i.kind = %(kind)s AND i.value = several.value AND i.value <> ''
                    AND i.website IN ('', place.website)
                WHERE NOT EXISTS (
                    SELECT 1 FROM catalog_productidentifier AS own
                    WHERE i.website = '' AND own.website = place.website AND own.website <> ''
                      AND own.product_id = i.product_id AND own.role = i.role AND own.attribute = i.attribute
                )
            ) AS here
            WHERE here.clashes
        ) AS clash
        WHERE clash.websites IS NOT NULL
        ORDER BY several.value LIMIT %(limit)s
    ) AS shared
    CROSS JOIN LATERAL (
        SELECT (array_agg(p.id ORDER BY p.sku))[:%(sample)s] AS ids,
               (array_agg(p.sku ORDER BY p.sku))[:%(sample)s] AS skus, count(*) AS products
        FROM catalog_product AS p
        WHERE p.id = ANY(shared.products)
    ) AS sample
    ORDER BY shared.value
"""
"""Numbers that several products have on one website: '' is every website that says nothing else.

The index is walked in order, and left as soon as the page is full.
"""

TWINS = """
    SELECT twins.folded, '', twins.ids[:%(sample)s], twins.skus[:%(sample)s], twins.products
    FROM (
        SELECT lower(p.sku) AS folded, array_agg(p.id ORDER BY p.sku) AS ids,
               array_agg(p.sku ORDER BY p.sku) AS skus, count(*) AS products
        FROM catalog_product AS p
        WHERE lower(p.sku) > %(after)s
        GROUP BY lower(p.sku) HAVING count(*) > 1
        ORDER BY lower(p.sku) LIMIT %(limit)s
    ) AS twins
    ORDER BY twins.folded
"""
"""SKUs of products that differ only in upper and lower case."""

TWO_ASINS = """
    SELECT array_to_string(found.asins, ', '), found.store_id::text, ARRAY[found.product_id], ARRAY[p.sku], 1
    FROM (
        SELECT l.product_id, l.store_id, array_agg(DISTINCT l.asin::text) AS asins
        FROM listings_listing AS l
        WHERE l.product_id IS NOT NULL AND l.asin <> '' AND l.first_seen_at IS NOT NULL AND l.gone_at IS NULL
          AND l.store_id = ANY(%(stores)s)
          AND (l.product_id, l.store_id) > (%(after_product)s, %(after_store)s)
        GROUP BY l.product_id, l.store_id HAVING min(l.asin) <> max(l.asin)
        ORDER BY l.product_id, l.store_id LIMIT %(limit)s
    ) AS found
    JOIN catalog_product AS p ON p.id = found.product_id
    ORDER BY found.product_id, found.store_id
"""
"""Products that one store sells on several ASINs."""

PROBLEMS = """
    SELECT i.raw, i.attribute, ARRAY[p.id], ARRAY[p.sku], 1, i.problem, i.id, i.role, i.website
    FROM (
        SELECT * FROM catalog_productidentifier AS bad
        WHERE bad.problem = ANY(%(problems)s) AND bad.problem <> ''
          AND (bad.problem, bad.id) > (%(after_problem)s, %(after_id)s)
        ORDER BY bad.problem, bad.id LIMIT %(limit)s
    ) AS i
    JOIN catalog_product AS p ON p.id = i.product_id
    ORDER BY i.problem, i.id
"""
"""Texts that are no identifiers of the role their attribute plays."""
