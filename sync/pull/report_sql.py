"""The statements of a report load. merge_report.py runs them and says what each costs.

The staging tables are temporary: they write no WAL and end with their session, so a killed worker leaves
nothing. What writes listings has the parameters store, snapshot (when Amazon took the picture) and now.
"""

DROP = "DROP TABLE IF EXISTS pg_temp.report_line, pg_temp.report_unseen"

CREATE = """
DROP TABLE IF EXISTS pg_temp.report_line, pg_temp.report_unseen;
CREATE TEMP TABLE report_line (
    seller_sku text COLLATE "C" NOT NULL, digest bigint NOT NULL, asin text, gtin text, title text,
    image text, price numeric(14, 2), quantity integer, condition text, channel text, amazon_status text,
    state text, created_at timestamptz, unread integer NOT NULL, extra jsonb, listing_id bigint,
    is_shown boolean
);
CREATE TEMP TABLE report_unseen (id bigint NOT NULL);
"""

COPY_LINES = """
COPY report_line (
    seller_sku, digest, asin, gtin, title, image, price, quantity, condition, channel, amazon_status, state,
    created_at,
    unread, extra
) FROM STDIN (NULL '')
"""

COPY_NEW = """
COPY listings_listing (
    seller_sku, asin, gtin, title, image, amazon_status, line_digest, price, quantity, condition, channel,
    buyable, amazon_incomplete, inactive_reason, amazon_created_at, extra, store_id, first_seen_at, read_at,
    read_from, changed_at
) FROM STDIN
"""

KNOWN_ROWS = """
COPY (
    SELECT id, COALESCE(line_digest, 0) FROM listings_listing
    WHERE store_id = %(store)s AND first_seen_at IS NOT NULL AND gone_at IS NULL AND missing_since IS NULL
) TO STDOUT (FORMAT binary)
"""

MATCH = """
UPDATE report_line AS s SET listing_id = l.id,
    is_shown = l.first_seen_at IS NOT NULL AND l.gone_at IS NULL AND l.missing_since IS NULL
FROM listings_listing AS l
WHERE l.store_id = %(store)s AND l.seller_sku = s.seller_sku
"""

DROP_REPEATS = """
DELETE FROM report_line AS s USING listings_listing AS l
WHERE l.id = s.listing_id AND l.line_digest = s.digest AND l.gone_at IS NULL AND l.missing_since IS NULL
"""

# Of two lines for one SKU the one whose row we already show stays, else the one with the smaller digest:
# the same
# choice each time, whatever their order in the file.
DROP_DUPLICATES = """
WITH ranked AS (
    SELECT s.ctid AS place, row_number() OVER twins AS rank, s.digest <> min(s.digest) OVER twins AS differs
    FROM report_line AS s
    WINDOW twins AS (PARTITION BY s.seller_sku ORDER BY s.digest, s.ctid)
), kept_already AS (
    SELECT s.ctid AS place FROM report_line AS s
    WHERE s.is_shown AND NOT EXISTS (SELECT 1 FROM report_unseen AS u WHERE u.id = s.listing_id)
), losers AS (
    SELECT r.place, r.differs OR k.place IS NOT NULL AS differs
    FROM ranked AS r LEFT JOIN kept_already AS k ON k.place = r.place
    WHERE r.rank > 1 OR k.place IS NOT NULL
), dropped AS (
    DELETE FROM report_line AS d USING losers AS l WHERE d.ctid = l.place RETURNING d.seller_sku, l.differs
)
SELECT DISTINCT seller_sku FROM dropped WHERE differs ORDER BY seller_sku
"""

# Not counted as absent: rows that came or were read after Amazon took this picture.
ABSENT = """
    FROM report_unseen AS u, listings_listing AS l
    WHERE l.id = u.id AND l.first_seen_at < %(snapshot)s AND (l.read_at IS NULL OR l.read_at <= %(snapshot)s)
      AND l.gone_at IS NULL AND l.missing_since IS NULL
      AND NOT EXISTS (SELECT 1 FROM report_line AS s WHERE s.listing_id = u.id)
"""
COUNT_ABSENT = "SELECT count(*)" + ABSENT
MARK_ABSENT = (
    "UPDATE listings_listing AS kept SET missing_since = %(snapshot)s, changed_at = %(now)s "
    "FROM (SELECT l.id" + ABSENT + ") AS absent WHERE kept.id = absent.id"
)

UPDATE = """
WITH fresh AS (
    SELECT l.id, v.*, s.digest, (
        l.asin, l.gtin, l.title, l.image, l.price, l.quantity, l.condition, l.channel, l.amazon_status,
        l.buyable, l.amazon_incomplete, l.inactive_reason, l.amazon_created_at, l.extra, l.first_seen_at,
        l.missing_since, l.gone_at
    ) IS DISTINCT FROM (
        v.asin, v.gtin, v.title, v.image, v.price, v.quantity, v.condition, v.channel, v.amazon_status,
        v.buyable, v.amazon_incomplete, v.inactive_reason, v.created_at, v.extra, v.first_seen_at, NULL, NULL
    ) AS differs
    FROM report_line s
    JOIN listings_listing l ON l.id = s.listing_id
    CROSS JOIN LATERAL (SELECT
        COALESCE(s.asin, l.asin) AS asin,
        COALESCE(s.gtin, CASE WHEN COALESCE(s.asin, l.asin) = l.asin THEN l.gtin ELSE '' END) AS gtin,
        COALESCE(s.title, l.title) AS title,
        COALESCE(s.image, l.image) AS image,
        CASE WHEN s.unread & 1 > 0 THEN l.price ELSE s.price END AS price,
        CASE WHEN s.unread & 2 > 0 THEN l.quantity ELSE s.quantity END AS quantity,
        COALESCE(s.condition, l.condition) AS condition,
        COALESCE(s.channel, l.channel) AS channel,
        CASE WHEN s.state IS NULL THEN l.amazon_status ELSE s.amazon_status END AS amazon_status,
        COALESCE(s.state = 'active', l.buyable) AS buyable,
        COALESCE(s.state = 'incomplete', l.amazon_incomplete) AS amazon_incomplete,
        CASE WHEN s.state = 'active' THEN ''
             WHEN s.state = 'inactive' AND s.quantity = 0 AND s.channel = 'FBM' THEN 'no_stock_at_amazon'
             WHEN s.quantity > 0 AND l.inactive_reason = 'no_stock_at_amazon' THEN ''
             ELSE l.inactive_reason END AS inactive_reason,
        COALESCE(s.created_at, l.amazon_created_at) AS created_at,
        NULLIF((COALESCE(l.extra, '{}') - 'report') || COALESCE(s.extra, '{}'), '{}') AS extra,
        COALESCE(l.first_seen_at, %(snapshot)s) AS first_seen_at
    ) AS v
    WHERE (l.read_at IS NULL OR l.read_at <= %(snapshot)s)
      AND (l.gone_at IS NULL OR l.gone_at <= %(snapshot)s)
      AND (l.missing_since IS NULL OR l.missing_since <= %(snapshot)s)
), written AS (
    UPDATE listings_listing AS kept SET
        asin = f.asin, gtin = f.gtin, title = f.title, image = f.image, price = f.price,
        quantity = f.quantity, condition = f.condition, channel = f.channel,
        amazon_status = f.amazon_status, buyable = f.buyable,
        amazon_incomplete = f.amazon_incomplete, inactive_reason = f.inactive_reason,
        amazon_created_at = f.created_at, extra = f.extra, first_seen_at = f.first_seen_at,
        missing_since = NULL, gone_at = NULL, read_at = %(snapshot)s, read_from = 'report',
        line_digest = f.digest,
        changed_at = CASE WHEN f.differs THEN %(now)s ELSE kept.changed_at END
    FROM fresh f
    WHERE kept.id = f.id AND (f.differs OR kept.line_digest IS DISTINCT FROM f.digest)
    RETURNING f.differs
)
SELECT count(*) FILTER (WHERE differs) FROM written
"""

INSERT = """
INSERT INTO listings_listing (
    store_id, seller_sku, asin, gtin, title, image, price, quantity, condition, channel, amazon_status,
    buyable, amazon_incomplete, inactive_reason, amazon_created_at, extra, first_seen_at, read_at, read_from,
    line_digest, changed_at
)
SELECT %(store)s, s.seller_sku, COALESCE(s.asin, ''), COALESCE(s.gtin, ''), COALESCE(s.title, ''),
    COALESCE(s.image, ''), s.price, s.quantity, COALESCE(s.condition, ''), COALESCE(s.channel, ''),
    COALESCE(s.amazon_status, ''), s.state = 'active', COALESCE(s.state = 'incomplete', false),
    CASE WHEN s.state = 'inactive' AND s.quantity = 0 AND s.channel = 'FBM' THEN 'no_stock_at_amazon'
         ELSE '' END,
    s.created_at, s.extra, %(snapshot)s, %(snapshot)s, 'report', s.digest, %(now)s
FROM report_line s
WHERE s.listing_id IS NULL
ORDER BY s.seller_sku
"""

INSERT_GONE = """
INSERT INTO listings_listing (
    store_id, seller_sku, asin, gtin, title, image, price, condition, channel, extra, first_seen_at, gone_at,
    read_at, read_from, changed_at
)
SELECT DISTINCT ON (s.seller_sku) %(store)s, s.seller_sku, COALESCE(s.asin, ''), COALESCE(s.gtin, ''),
    COALESCE(s.title, ''), COALESCE(s.image, ''), s.price, COALESCE(s.condition, ''), COALESCE(s.channel, ''),
    s.extra, %(snapshot)s, %(snapshot)s, %(snapshot)s, 'cancelled_report', %(now)s
FROM report_line s
WHERE s.listing_id IS NULL
ORDER BY s.seller_sku, s.digest
"""
