-- What the lively shop must remember to come back to itself.

CREATE TABLE IF NOT EXISTS lively_sale (      -- listings on sale, and the price they return to
    seller_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    price TEXT NOT NULL,
    PRIMARY KEY (seller_id, marketplace_id, sku)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS lively_listing (   -- listings that came up while the shop was lively
    seller_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    PRIMARY KEY (seller_id, marketplace_id, sku)
) WITHOUT ROWID;
