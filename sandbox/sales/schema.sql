-- What buyers bought. A row is a few orders of one SKU at one moment; money in hundredths, so that SQL adds it up exactly.
CREATE TABLE IF NOT EXISTS sale (
    seller_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    sku TEXT,                                 -- NULL: a day's sum set by a control
    asin TEXT,
    network TEXT NOT NULL DEFAULT 'MFN' CHECK (network IN ('MFN', 'AFN')),
    buyer TEXT NOT NULL DEFAULT 'B2C' CHECK (buyer IN ('B2B', 'B2C')),
    orders INTEGER NOT NULL,                  -- of one item each
    units INTEGER NOT NULL,
    cents INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sale_at ON sale (seller_id, marketplace_id, at);
