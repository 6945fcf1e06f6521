"""What a store's mapping says of a product, as the statements of candidates and verdicts need it."""

MAPPED = """
        LATERAL (
            SELECT
                coalesce(CASE WHEN %(sku_attribute)s NOT IN ('', 'sku') THEN (
                    SELECT nullif(i.value, '') FROM catalog_productidentifier AS i
                    WHERE i.product_id = p.id AND i.role = 'sku' AND i.attribute = %(sku_attribute)s
                      AND i.website IN ('', %(website)s)
                    ORDER BY i.website DESC LIMIT 1
                ) END, p.sku) AS sku,
                CASE WHEN said.word = '' THEN %(condition)s ELSE coalesce(
                    %(conditions)s::jsonb ->> said.word,
                    %(conditions)s::jsonb
                        ->> btrim(regexp_replace(lower(said.word), '[^[:alnum:]]+', ' ', 'g')),
                    ''
                ) END AS condition
            FROM (
                SELECT coalesce(
                    p.website_values -> %(website)s ->> %(condition_attribute)s,
                    CASE %(condition_attribute)s WHEN 'condition' THEN p.condition
                         ELSE p.attributes ->> %(condition_attribute)s END,
                    ''
                ) AS word
            ) AS said
        ) AS mapped
"""
"""What the store's mapping says of a product p: its seller SKU and condition ('' for none); its ASIN: GIVEN.

Only a product that says nothing has the store's condition: one that says "B-stock" must not be sold as new.
"""
