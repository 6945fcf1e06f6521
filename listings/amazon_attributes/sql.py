"""The set-based statements of the import. Parameters only, nothing is pasted in.

Products are found through the indexes of what changed, and written 500 a statement.
"""

ALL_PRODUCTS = """
SELECT DISTINCT l.product_id
FROM listings_listing AS l JOIN listings_listingattributes AS a ON a.listing_id = l.id
WHERE l.store_id = %(store)s AND l.product_id > %(after)s AND l.gone_at IS NULL
ORDER BY l.product_id LIMIT %(limit)s
"""
"""Every product with a listing whose attributes were read."""

CHANGED_PRODUCTS = """
SELECT DISTINCT product_id FROM (
    SELECT l.product_id
    FROM listings_listingattributes AS a JOIN listings_listing AS l ON l.id = a.listing_id
    WHERE a.store_id = %(store)s AND a.changed_at > %(since)s
    UNION ALL
    SELECT l.product_id
    FROM listings_listing AS l JOIN listings_listingattributes AS a ON a.listing_id = l.id
    WHERE l.store_id = %(store)s AND l.tab = ANY(%(tabs)s) AND l.changed_at > %(since)s
    UNION ALL
    SELECT l.product_id
    FROM catalog_product AS p JOIN listings_listing AS l ON l.product_id = p.id AND l.store_id = %(store)s
    JOIN listings_listingattributes AS a ON a.listing_id = l.id
    WHERE p.updated_at > %(since)s
) AS touched
WHERE product_id > %(after)s
ORDER BY product_id LIMIT %(limit)s
"""
"""Products of which Amazon says something else, that were matched anew, or that the catalog changed."""

WRITE = """
UPDATE catalog_product AS p SET
    name = coalesce(w.name, p.name),
    asin = coalesce(w.asin, p.asin),
    condition = coalesce(w.condition, p.condition),
    price = coalesce(w.price, p.price),
    msrp = coalesce(w.msrp, p.msrp),
    map_price = coalesce(w.map_price, p.map_price),
    weight = coalesce(w.weight, p.weight),
    length = coalesce(w.length, p.length),
    width = coalesce(w.width, p.width),
    height = coalesce(w.height, p.height),
    image = coalesce(w.image, p.image),
    attributes = coalesce(w.attributes, p.attributes),
    website_values = coalesce(w.website_values, p.website_values),
    updated_at = %(now)s
FROM json_to_recordset(%(rows)s) AS w(
    id bigint, name text, asin text, condition text, price numeric, msrp numeric, map_price numeric,
    weight numeric, length numeric, width numeric, height numeric, image text,
    attributes jsonb, website_values jsonb
)
WHERE p.id = w.id
"""
"""Products with what is new of them; null leaves a column as it is. The rows are locked by their reader."""
