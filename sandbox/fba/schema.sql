-- Which calls of addInventory were carried out already.
CREATE TABLE IF NOT EXISTS fba_idempotency (
    seller_id TEXT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (seller_id, token)
) WITHOUT ROWID;
