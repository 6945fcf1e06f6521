-- What Amazon's catalog holds besides the ASINs that sellers list: those are in it by their listings alone.
CREATE TABLE IF NOT EXISTS catalog_item (
    marketplace_id TEXT NOT NULL,
    asin TEXT NOT NULL,
    product_type TEXT NOT NULL DEFAULT 'PRODUCT',
    title TEXT NOT NULL,
    brand TEXT,
    image TEXT,                               -- address; a leading / is below the sandbox's own address
    gtin TEXT,                                -- barcode as 14 digits
    gcid TEXT,                                -- number that Amazon gave to a brand without barcodes
    is_parent INTEGER NOT NULL DEFAULT 0,     -- of variations
    parent_asin TEXT,
    variation_theme TEXT,
    PRIMARY KEY (marketplace_id, asin)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS catalog_item_gtin ON catalog_item (gtin, marketplace_id) WHERE gtin IS NOT NULL;
CREATE INDEX IF NOT EXISTS catalog_item_child ON catalog_item (parent_asin, marketplace_id)
    WHERE parent_asin IS NOT NULL;
