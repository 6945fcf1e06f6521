"""The set-based statements over what listings say. Parameters only, nothing is pasted in.

The listings of a store that changed are found through the index of the tabs (all tabs are named), so that a
run in which nothing changed reads no million rows.
"""

CHANGED = """
SELECT l.id, l.seller_sku, l.asin, l.amazon_updated_at
FROM listings_listing AS l LEFT JOIN listings_listingattributes AS a ON a.listing_id = l.id
WHERE l.store_id = %(store)s AND l.tab = ANY(%(tabs)s) AND l.changed_at > %(since)s
  AND l.first_seen_at IS NOT NULL AND l.gone_at IS NULL
  AND (a.listing_id IS NULL OR a.listing_updated_at IS DISTINCT FROM l.amazon_updated_at)
ORDER BY l.id LIMIT %(limit)s
"""
"""Listings that Amazon has changed since they were read, or that have come."""

WISHED = """
SELECT l.id, l.seller_sku, l.asin, l.amazon_updated_at
FROM listings_listing AS l LEFT JOIN listings_listingattributes AS a ON a.listing_id = l.id
WHERE l.store_id = %(store)s AND l.first_seen_at IS NOT NULL AND l.gone_at IS NULL
  AND (a.listing_id IS NULL OR a.read_at < %(asked)s
       OR a.catalog_read_at IS NULL AND l.asin <> '' AND NOT a.attributes ?& %(names)s)
ORDER BY l.id LIMIT %(limit)s
"""
"""Listings never read, read before a person asked, or whose own attributes lack what a mapping needs.

Asked only after a mapping changed or a person asked; the last run of such a reading finds none.
"""

SAMPLE = """
SELECT l.id, l.seller_sku, l.asin, l.amazon_updated_at
FROM listings_listing AS l
WHERE l.store_id = %(store)s AND l.first_seen_at IS NOT NULL AND l.gone_at IS NULL
ORDER BY hashtext(l.seller_sku), l.seller_sku LIMIT %(limit)s
"""
"""Some listings of a store that maps nothing yet, so that the page can show what listings carry.

From all over the store, since neighbouring SKUs are of one sort; always the same ones.
"""

KEEP = """
INSERT INTO listings_listingattributes AS kept
    (listing_id, store_id, attributes, catalog_attributes, digest, listing_updated_at, read_at,
     catalog_read_at, changed_at)
SELECT t.listing_id, %(store)s, t.attributes, t.catalog_attributes, t.digest, t.listing_updated_at, %(now)s,
       CASE WHEN t.catalog_read THEN %(now)s::timestamptz END, %(now)s
FROM json_to_recordset(%(rows)s) AS t(
    listing_id bigint, attributes jsonb, catalog_attributes jsonb, digest bigint,
    listing_updated_at timestamptz, catalog_read boolean
)
JOIN listings_listing AS l ON l.id = t.listing_id AND l.store_id = %(store)s
ORDER BY t.listing_id
ON CONFLICT (listing_id) DO UPDATE SET
    attributes = CASE WHEN kept.digest = excluded.digest THEN kept.attributes ELSE excluded.attributes END,
    catalog_attributes = CASE WHEN excluded.catalog_read_at IS NULL THEN kept.catalog_attributes
        ELSE excluded.catalog_attributes END,
    digest = excluded.digest,
    listing_updated_at = excluded.listing_updated_at,
    read_at = excluded.read_at,
    catalog_read_at = coalesce(excluded.catalog_read_at, kept.catalog_read_at),
    changed_at = CASE
        WHEN kept.digest <> excluded.digest OR excluded.catalog_read_at IS NOT NULL
             AND kept.catalog_attributes <> excluded.catalog_attributes
        THEN excluded.changed_at ELSE kept.changed_at END
RETURNING changed_at = %(now)s
"""
"""What listings say now. What stayed the same is not written; what the catalog was not asked for stays."""

TOUCH = """
UPDATE listings_listingattributes AS a
SET read_at = %(now)s, listing_updated_at = l.amazon_updated_at
FROM listings_listing AS l
WHERE l.id = a.listing_id AND a.listing_id = ANY(%(listings)s)
"""
"""Listings that Amazon no longer shows: whether they are gone is the absence stage's business."""

NAME = """
INSERT INTO listings_amazonattribute
    (marketplace_id, name, title, description, kind, several, choices, units, product_types, required_by)
SELECT %(marketplace)s, name, '', '', '', false, '[]', '{}', '{}', '{}' FROM unnest(%(names)s) AS t(name)
ON CONFLICT (marketplace_id, name) DO NOTHING
"""
"""Attributes that listings carry and no product type has told of yet."""

PRODUCT_TYPES = """
SELECT DISTINCT product_type FROM listings_listing WHERE store_id = %(store)s AND product_type <> ''
"""
"""The product types of a store's listings: reads them all, so it is asked once a day at most."""
