"""SKUs that differ only in upper and lower case: kept apart, and told, since people mix them up."""

from __future__ import annotations

from django.db import connection

from sync import findings
from sync.models import Finding
from sync.work import Work

KIND = "case_twins"
TOLD_AT_MOST = 20

TWINS = """
SELECT array_agg(seller_sku ORDER BY seller_sku)
FROM listings_listing
WHERE store_id = %s AND first_seen_at IS NOT NULL AND gone_at IS NULL
GROUP BY lower(seller_sku)
HAVING count(*) > 1
ORDER BY 1
LIMIT %s
"""


def tell_twins(work: Work) -> None:
    """Raise a finding for each group of twins, settle those that are over. Once behind each whole load.

    One pass over the store: a second for a million listings.
    """
    with connection.cursor() as cursor:
        cursor.execute(TWINS, [work.store.pk, TOLD_AT_MOST])
        groups = [", ".join(skus)[:255] for (skus,) in cursor.fetchall()]
    now, account, store = work.clock(), work.run.account, work.store
    for subject in groups:
        findings.report(KIND, account=account, store=store, subject=subject, now=now)
    over = Finding.objects.filter(store=store, kind=KIND, resolved_at=None).exclude(subject__in=groups)
    over.update(resolved_at=now)
