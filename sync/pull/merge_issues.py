"""Issues of the items just read into rows of their own: seen, missed once, over.

An issue that one read does not show is not over: Amazon's answers differ from call to call. It is marked
absent, its listing is read again by the next run, and only a second read without it ends it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from sync.pull.facts import Facts

STAGING = """
CREATE TEMP TABLE IF NOT EXISTS read_issues ON COMMIT DELETE ROWS AS
SELECT listing_id, code, message, severity, categories, attribute_names, enforcements, exemption
FROM listings_listingissue WITH NO DATA
"""
FILL = """
INSERT INTO read_issues
SELECT l.id, r.code, r.message, r.severity, r.categories, r.attribute_names, r.enforcements, r.exemption
FROM json_to_recordset(%(issues)s) AS r(
    seller_sku text, code text, message text, severity text, categories text[], attribute_names text[],
    enforcements text[], exemption text
)
JOIN listings_listing l ON l.store_id = %(store)s AND l.seller_sku = r.seller_sku
"""
SAME = """s.listing_id = r.listing_id AND s.code = r.code AND s.attribute_names = r.attribute_names
    AND (s.attribute_names <> '{}' OR s.message = r.message)"""
SEEN = f"""
UPDATE listings_listingissue AS s SET
    message = r.message, severity = r.severity, categories = r.categories, enforcements = r.enforcements,
    exemption = r.exemption, last_seen_at = %(now)s, absent_since = NULL
FROM read_issues AS r
WHERE {SAME} AND s.cleared_at IS NULL AND (
    (s.message, s.severity, s.categories, s.enforcements, s.exemption)
        IS DISTINCT FROM (r.message, r.severity, r.categories, r.enforcements, r.exemption)
    OR s.absent_since IS NOT NULL OR s.last_seen_at < %(now)s - interval '1 hour'
)
"""
RAISED = f"""
INSERT INTO listings_listingissue
    (listing_id, store_id, code, message, severity, categories, attribute_names, enforcements,
     exemption, first_seen_at, last_seen_at)
SELECT r.listing_id, %(store)s, r.code, r.message, r.severity, r.categories, r.attribute_names,
    r.enforcements, r.exemption, %(now)s, %(now)s
FROM read_issues AS r
WHERE NOT EXISTS (SELECT 1 FROM listings_listingissue AS s WHERE {SAME} AND s.cleared_at IS NULL)
ORDER BY r.listing_id, r.code
"""
ABSENT = f"""
UPDATE listings_listingissue AS s SET
    absent_since = coalesce(s.absent_since, %(now)s),
    cleared_at = CASE WHEN s.absent_since IS NOT NULL THEN %(now)s::timestamptz END
FROM read_items AS i JOIN listings_listing AS l ON l.store_id = %(store)s AND l.seller_sku = i.seller_sku
WHERE s.listing_id = l.id AND s.cleared_at IS NULL
    AND (s.absent_since IS NULL OR s.absent_since < %(read_before)s)
    AND NOT EXISTS (SELECT 1 FROM read_issues AS r WHERE {SAME})
"""


def merge_issues(facts: Iterable[Facts], *, store_id: int, now: datetime, read_before: datetime) -> None:
    """Write the issues of the facts just staged by merge_items.add.

    `read_before` is when this run began: an absence noted before it and confirmed now ends the issue.
    """
    values: dict[str, Any] = {
        "store": store_id,
        "now": now,
        "read_before": read_before,
        "issues": json.dumps(_rows(facts)),
    }
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        cursor.execute("TRUNCATE read_issues")
        for statement in (FILL, SEEN, RAISED, ABSENT):
            cursor.execute(statement, values)


def _rows(facts: Iterable[Facts]) -> list[dict[str, Any]]:
    rows = []
    for item in facts:
        for issue in {issue.key: issue for issue in item.issues}.values():
            rows.append(
                {
                    "seller_sku": item.seller_sku,
                    "code": issue.code,
                    "message": issue.message,
                    "severity": issue.severity,
                    "categories": issue.categories,
                    "attribute_names": sorted(issue.attribute_names),
                    "enforcements": issue.actions,
                    "exemption": issue.exemption,
                }
            )
    return rows
