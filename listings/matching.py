"""Which product a listing is: one statement a store, ranked, and never against a person's decision."""

from datetime import datetime

from amazon_channel.models import Store
from listings import sql
from listings.changes import attributed
from listings.codes import Source


def match(
    store: Store, *, now: datetime, run_id: int | None = None, born_since: datetime | None = None
) -> int:
    """Give every listing of the store its product; the number of listings whose product changed.

    Seller SKU = product SKU first, then an ASIN that exactly one product has. A store that does not import
    listings matches nothing by itself.
    """
    values = {"store": store.pk, "now": now, "automatic": store.import_listings}
    with attributed(Source.MATCHING, now=now, run_id=run_id, born_since=born_since):
        return sql.execute(sql.DROP_DELETED_BY_HAND, values) + sql.execute(sql.MATCH, values)
