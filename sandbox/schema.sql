-- What the pretend Seller Central knows. Times are UTC milliseconds, money is decimal text, lists are JSON text.

CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS application (
    client_id TEXT PRIMARY KEY,
    client_secret TEXT NOT NULL,
    application_id TEXT NOT NULL UNIQUE,      -- the id used in consent links
    name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS seller (
    seller_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL CHECK (region IN ('NA', 'EU', 'FE')),
    refresh_token TEXT NOT NULL UNIQUE,       -- the first one; consent mints more (table authorisation)
    business TEXT NOT NULL DEFAULT '{}',      -- extra fields of getAccount
    created_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS participation (
    seller_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    store_name TEXT NOT NULL,
    is_participating INTEGER NOT NULL DEFAULT 1,
    has_suspended_listings INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (seller_id, marketplace_id)
);

CREATE TABLE IF NOT EXISTS authorisation (
    refresh_token TEXT PRIMARY KEY,
    seller_id TEXT NOT NULL,
    client_id TEXT,                           -- NULL: any application (scenario sellers)
    granted_at INTEGER NOT NULL,
    revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS authorisation_seller ON authorisation (seller_id);

CREATE TABLE IF NOT EXISTS authorisation_code (
    code TEXT PRIMARY KEY,
    seller_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS access_token (
    token TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    seller_id TEXT,                           -- NULL: grantless
    refresh_token TEXT,
    scope TEXT,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS access_token_expiry ON access_token (expires_at);

-- One row per SKU and marketplace. A deleted listing stays as a row with deleted_at, for the cancelled-listings report.
CREATE TABLE IF NOT EXISTS listing (
    seller_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    asin TEXT,
    product_type TEXT NOT NULL DEFAULT 'PRODUCT',
    title TEXT,
    description TEXT,
    image TEXT,                               -- address; a leading / is below the sandbox's own address
    condition TEXT,                           -- condition_type of the API: new_new, used_good …
    condition_note TEXT,
    price TEXT,                               -- our_price; NULL: no price
    currency TEXT NOT NULL,
    gtin TEXT,                                -- the barcode given by the seller: EAN, UPC, ISBN, JAN
    gtin_type TEXT,                           -- ean, upc, isbn, jan, gtin
    fnsku TEXT,
    listing_id TEXT,                          -- as printed in reports (1123AB…)
    is_parent INTEGER NOT NULL DEFAULT 0,     -- of variations: no offer, never buyable
    parent_sku TEXT,
    variation_theme TEXT,                     -- theme and attributes of a parent: 'COLOR/SIZE'
    is_created INTEGER NOT NULL DEFAULT 1,    -- 0: Amazon took the SKU but made no catalogue item (summaries are empty)
    attributes TEXT NOT NULL DEFAULT '{}',    -- every attribute that has no column, as the API shapes it
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,              -- lastUpdatedDate
    deleted_at INTEGER,
    is_ghost INTEGER NOT NULL DEFAULT 0,      -- deleted, yet the API still answers for it
    PRIMARY KEY (seller_id, marketplace_id, sku)
);
-- Partial in the very words of the search's condition, so that counting a million listings reads the index alone.
CREATE INDEX IF NOT EXISTS listing_updated ON listing (seller_id, marketplace_id, updated_at, sku)
    WHERE (deleted_at IS NULL OR is_ghost);
CREATE INDEX IF NOT EXISTS listing_created ON listing (seller_id, marketplace_id, created_at, sku)
    WHERE (deleted_at IS NULL OR is_ghost);
CREATE INDEX IF NOT EXISTS listing_sku ON listing (seller_id, sku);
CREATE INDEX IF NOT EXISTS listing_asin ON listing (asin, seller_id, marketplace_id) WHERE asin IS NOT NULL;
CREATE INDEX IF NOT EXISTS listing_gtin ON listing (gtin, seller_id, marketplace_id) WHERE gtin IS NOT NULL;
CREATE INDEX IF NOT EXISTS listing_fnsku ON listing (seller_id, fnsku, marketplace_id) WHERE fnsku IS NOT NULL;
CREATE INDEX IF NOT EXISTS listing_child ON listing (seller_id, parent_sku, marketplace_id)
    WHERE parent_sku IS NOT NULL;

-- What is for sale of a SKU: shared by all marketplaces of the seller (one seller id belongs to one region).
CREATE TABLE IF NOT EXISTS offer (
    seller_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    channel TEXT NOT NULL DEFAULT 'DEFAULT',  -- DEFAULT: by the merchant; AMAZON_NA, AMAZON_EU, AMAZON_JP …: by Amazon
    quantity INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0),   -- by the merchant only
    handling_days INTEGER,
    restock_date TEXT,
    PRIMARY KEY (seller_id, sku)
) WITHOUT ROWID;

-- Stock in Amazon's warehouses.
CREATE TABLE IF NOT EXISTS fba_stock (
    seller_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    fnsku TEXT,
    asin TEXT,
    condition TEXT,
    product_name TEXT,
    fulfillable INTEGER NOT NULL DEFAULT 0,
    inbound_working INTEGER NOT NULL DEFAULT 0,
    inbound_shipped INTEGER NOT NULL DEFAULT 0,
    inbound_receiving INTEGER NOT NULL DEFAULT 0,
    reserved INTEGER NOT NULL DEFAULT 0,
    researching INTEGER NOT NULL DEFAULT 0,
    unfulfillable INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (seller_id, sku)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS fba_stock_updated ON fba_stock (seller_id, updated_at, sku);

CREATE TABLE IF NOT EXISTS issue (
    seller_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('ERROR', 'WARNING', 'INFO')),
    categories TEXT NOT NULL DEFAULT '[]',
    attribute_names TEXT NOT NULL DEFAULT '[]',
    actions TEXT NOT NULL DEFAULT '[]',       -- LISTING_SUPPRESSED, ATTRIBUTE_SUPPRESSED, CATALOG_ITEM_REMOVED, SEARCH_SUPPRESSED
    exemption TEXT NOT NULL DEFAULT 'NOT_EXEMPT'
        CHECK (exemption IN ('EXEMPT', 'EXEMPT_UNTIL_EXPIRY_DATE', 'NOT_EXEMPT')),
    exempt_until INTEGER,
    raised_at INTEGER NOT NULL,
    PRIMARY KEY (seller_id, marketplace_id, sku, code)
) WITHOUT ROWID;

-- Changes that Amazon accepted and does not show yet.
CREATE TABLE IF NOT EXISTS pending_change (
    id INTEGER PRIMARY KEY,
    due_at INTEGER NOT NULL,
    seller_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    kind TEXT NOT NULL,                       -- put, patch, delete
    payload TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS pending_change_due ON pending_change (due_at);

-- The one place where a listing's status follows from the facts.
--   status = BUYABLE and DISCOVERABLE as in the Listings Items API; report_status = the word in GET_MERCHANT_LISTINGS_ALL_DATA.
DROP VIEW IF EXISTS shown_listing;
DROP VIEW IF EXISTS listing_fact;
CREATE VIEW listing_fact AS
SELECT listing.*,
       coalesce(offer.channel, 'DEFAULT') AS channel,
       coalesce(offer.quantity, 0) AS quantity,
       offer.handling_days AS handling_days,
       offer.restock_date AS restock_date,
       fba_stock.fulfillable AS fba_fulfillable,
       CASE WHEN coalesce(offer.channel, 'DEFAULT') = 'DEFAULT' THEN coalesce(offer.quantity, 0)
            ELSE coalesce(fba_stock.fulfillable, 0) END AS for_sale,
       EXISTS (SELECT 1 FROM issue WHERE issue.seller_id = listing.seller_id
               AND issue.marketplace_id = listing.marketplace_id AND issue.sku = listing.sku
               AND (instr(issue.actions, 'LISTING_SUPPRESSED') OR instr(issue.actions, 'CATALOG_ITEM_REMOVED'))
               AND (issue.exemption = 'NOT_EXEMPT' OR (issue.exemption = 'EXEMPT_UNTIL_EXPIRY_DATE'
                    AND issue.exempt_until <= clock_ms()))) AS is_suppressed,
       EXISTS (SELECT 1 FROM issue WHERE issue.seller_id = listing.seller_id
               AND issue.marketplace_id = listing.marketplace_id AND issue.sku = listing.sku
               AND (instr(issue.actions, 'SEARCH_SUPPRESSED') OR instr(issue.actions, 'CATALOG_ITEM_REMOVED'))
               AND (issue.exemption = 'NOT_EXEMPT' OR (issue.exemption = 'EXEMPT_UNTIL_EXPIRY_DATE'
                    AND issue.exempt_until <= clock_ms()))) AS is_hidden
FROM listing
LEFT JOIN offer ON offer.seller_id = listing.seller_id AND offer.sku = listing.sku
LEFT JOIN fba_stock ON fba_stock.seller_id = listing.seller_id AND fba_stock.sku = listing.sku;

CREATE VIEW shown_listing AS
SELECT status.*,
       CASE WHEN buyable THEN 'Active'
            WHEN NOT is_parent AND (NOT is_created OR asin IS NULL OR condition IS NULL OR price IS NULL)
                THEN 'Incomplete'
            ELSE 'Inactive' END AS report_status
FROM (
    SELECT listing_fact.*,
           (deleted_at IS NULL AND is_created AND NOT is_parent AND price IS NOT NULL AND condition IS NOT NULL
            AND asin IS NOT NULL AND for_sale > 0 AND NOT is_suppressed) AS buyable,
           (deleted_at IS NULL AND is_created AND asin IS NOT NULL AND NOT is_hidden) AS discoverable
    FROM listing_fact
) AS status;
