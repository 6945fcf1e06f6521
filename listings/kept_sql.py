"""The statements about candidates that a person has said something of: they are kept, told of, renamed.

Few rows: both kinds of a person's word have a partial index of their stores.
"""

from listings.mapped_sql import MAPPED

CANDIDATE = """(l.first_seen_at IS NULL AND l.submitted_at IS NULL
                     AND l.published_at IS NULL AND l.ended_at IS NULL)"""
WORD = """(l.overridden OR l.assigned_asin <> '')"""
"""A person typed something about it: that is not lost while there is a product."""

NOT_MEANT = (
    """
                WHEN """
    + CANDIDATE
    + """ AND """
    + WORD
    + """ THEN CASE
                    WHEN NOT p.enabled THEN 'product_disabled'
                    WHEN p.type IN ('configurable', 'grouped') THEN 'only_a_page'
                    WHEN NOT p.websites @> ARRAY[%(website)s]::varchar[] THEN 'not_offered'
                    WHEN EXISTS (
                        SELECT 1 FROM listings_listing AS other
                        WHERE other.store_id = l.store_id AND other.product_id = l.product_id
                          AND other.id <> l.id AND other.first_seen_at IS NOT NULL
                    ) THEN 'listed_already'
                    WHEN l.matched_by = 'candidate' AND l.seller_sku <> (
                        SELECT mapped.sku FROM"""
    + MAPPED
    + """
                    ) THEN 'sku_taken'
                END"""
)
"""Why a product would be no candidate, of those that are kept for a person's word; null for none."""

FORGET = (
    """
    DELETE FROM listings_listing AS l
    WHERE l.store_id = %(store)s AND """
    + CANDIDATE
    + """ AND """
    + WORD
    + """
      AND NOT EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.id = l.product_id)
    RETURNING l.seller_sku, l.assigned_asin, l.override_price, l.override_handling_days,
              l.override_condition, l.override_note
"""
)
"""Those whose product is deleted: there is nothing left that the word could be about. Answers what it was."""

FOLLOW_SKU = (
    """
    UPDATE listings_listing AS l SET seller_sku = wanted.sku, changed_at = %(now)s
    FROM (
        SELECT DISTINCT ON (mapped.sku) mine.id, mapped.sku
        FROM listings_listing AS mine JOIN catalog_product AS p ON p.id = mine.product_id CROSS JOIN"""
    + MAPPED
    + """
        WHERE mine.id = ANY (ARRAY(
            SELECT l.id FROM listings_listing AS l
            WHERE l.store_id = %(store)s AND l.matched_by = 'candidate' AND """
    + CANDIDATE
    + """ AND """
    + WORD
    + """
        )) AND mine.seller_sku <> mapped.sku AND NOT EXISTS (
            SELECT 1 FROM listings_listing AS taken
            WHERE taken.store_id = %(store)s AND taken.seller_sku = mapped.sku
        )
        ORDER BY mapped.sku, mine.id
    ) AS wanted
    WHERE l.id = wanted.id
"""
)
"""Those whose product has another seller SKU now take it, unless another listing of the store has it."""
