-- Reports asked for, what they held when they were asked for, and the links handed out for them.

CREATE TABLE IF NOT EXISTS report (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    seller_id TEXT NOT NULL,
    report_type TEXT NOT NULL,
    marketplace_ids TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',
    data_start_at INTEGER,
    data_end_at INTEGER,
    schedule_number INTEGER,
    created_at INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,               -- leaves the queue
    ends_at INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('DONE', 'CANCELLED', 'FATAL'))
);
CREATE INDEX IF NOT EXISTS report_seller ON report (seller_id, created_at, number);

-- The report's lines as they were, gzipped UTF-8. Very long reports have none and are written while they are fetched.
CREATE TABLE IF NOT EXISTS report_lines (number INTEGER PRIMARY KEY, lines BLOB NOT NULL);

CREATE TABLE IF NOT EXISTS report_schedule (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    seller_id TEXT NOT NULL,
    report_type TEXT NOT NULL,
    marketplace_ids TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',
    period TEXT NOT NULL,
    next_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS report_schedule_due ON report_schedule (seller_id, next_at);

CREATE TABLE IF NOT EXISTS report_link (
    signature TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    is_encoded INTEGER NOT NULL DEFAULT 0,    -- served with Content-Encoding: gzip
    spoilt TEXT NOT NULL DEFAULT '{}'         -- faults of the content: name to options
) WITHOUT ROWID;
