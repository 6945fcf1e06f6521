"""Statement-level triggers over transition tables: tab counts, the change log, the backlog of the title search.

Once a statement, whatever its size. For a million new rows they cost about 3 s of 12; row-level triggers would be
quadratic for the counts. They read who is writing from the settings channel.*,
which listings.changes.attributed() sets for the transaction.

The update function forbids nested loops: PL/pgSQL keeps the plan of its first call, and one made for an update of
no rows would join the next million rows to a million rows one by one.
"""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION listings_after_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH added AS MATERIALIZED (
        SELECT store_id, tab, status, overridden, count(*) AS listings,
               min(id) FILTER (WHERE title <> '') AS first_id, max(id) FILTER (WHERE title <> '') AS last_id
        FROM new_rows GROUP BY 1, 2, 3, 4
    ), counted AS (
        INSERT INTO listings_tabcount AS kept (store_id, tab, status, listings)
        SELECT store_id, tab, status, sum(listings) FROM added GROUP BY 1, 2, 3
        UNION ALL
        SELECT store_id, 'overrides', '', sum(listings) FROM added WHERE overridden GROUP BY 1
        ORDER BY 1, 2, 3
        ON CONFLICT (store_id, tab, status) DO UPDATE SET listings = kept.listings + excluded.listings
    )
    INSERT INTO listings_titlebacklog (store_id, first_id, last_id)
    SELECT store_id, min(first_id), max(last_id) FROM added WHERE first_id IS NOT NULL GROUP BY 1;
    RETURN NULL;
END $$;

CREATE FUNCTION listings_after_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listings_tabcount AS kept (store_id, tab, status, listings)
    SELECT store_id, tab, status, -count(*) FROM old_rows GROUP BY 1, 2, 3
    UNION ALL
    SELECT store_id, 'overrides', '', -count(*) FROM old_rows WHERE overridden GROUP BY 1
    ORDER BY 1, 2, 3
    ON CONFLICT (store_id, tab, status) DO UPDATE SET listings = kept.listings + excluded.listings;

    DELETE FROM listings_listingtitle AS t USING old_rows AS o WHERE t.listing_id = o.id;
    RETURN NULL;
END $$;

CREATE FUNCTION listings_after_update() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    written_at timestamptz := coalesce(nullif(current_setting('channel.at', true), '')::timestamptz, now());
    written_by text := coalesce(current_setting('channel.source', true), '');
    in_run bigint := nullif(current_setting('channel.run', true), '')::bigint;
    by_user bigint := nullif(current_setting('channel.user', true), '')::bigint;
    born_since timestamptz :=
        coalesce(nullif(current_setting('channel.born_since', true), '')::timestamptz, 'infinity');
BEGIN
    INSERT INTO listings_tabcount AS kept (store_id, tab, status, listings)
    SELECT store_id, tab, status, sum(delta) FROM (
        SELECT n.store_id, v.tab, v.status, v.delta
        FROM old_rows o JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES (o.tab, o.status, -1), (n.tab, n.status, 1)) AS v(tab, status, delta)
        WHERE (o.tab, o.status) IS DISTINCT FROM (n.tab, n.status)
        UNION ALL
        SELECT n.store_id, 'overrides', '', n.overridden::int - o.overridden::int
        FROM old_rows o JOIN new_rows n ON n.id = o.id
        WHERE o.overridden <> n.overridden
    ) AS moved
    GROUP BY 1, 2, 3 HAVING sum(delta) <> 0
    ORDER BY 1, 2, 3
    ON CONFLICT (store_id, tab, status) DO UPDATE SET listings = kept.listings + excluded.listings;

    INSERT INTO listings_listingchange (listing_id, store_id, at, run_id, user_id, source, field, old, new)
    SELECT n.id, n.store_id, written_at, in_run, by_user, written_by, f.field, f.old, f.new
    FROM old_rows o JOIN new_rows n ON n.id = o.id
    CROSS JOIN LATERAL (VALUES
        ('tab', o.tab::text, n.tab::text),
        ('status', o.status, n.status),
        ('title', o.title, n.title),
        ('asin', o.asin, n.asin),
        ('price', o.price::text, n.price::text),
        ('quantity', o.quantity::text, n.quantity::text),
        ('fba_quantity', o.fba_quantity::text, n.fba_quantity::text),
        ('condition', o.condition, n.condition),
        ('channel', o.channel, n.channel),
        ('handling_days', o.handling_days::text, n.handling_days::text),
        ('buyable', o.buyable::text, n.buyable::text),
        ('discoverable', o.discoverable::text, n.discoverable::text),
        ('search_suppressed', o.search_suppressed::text, n.search_suppressed::text),
        ('amazon_incomplete', o.amazon_incomplete::text, n.amazon_incomplete::text),
        ('inactive_reason', o.inactive_reason, n.inactive_reason),
        ('is_parent', o.is_parent::text, n.is_parent::text),
        ('missing_since', o.missing_since::text, n.missing_since::text),
        ('gone_at', o.gone_at::text, n.gone_at::text),
        ('product', o.product_id::text, n.product_id::text),
        ('matched_by', o.matched_by, n.matched_by),
        ('published_at', o.published_at::text, n.published_at::text),
        ('ended_at', o.ended_at::text, n.ended_at::text),
        ('override_price', o.override_price::text, n.override_price::text),
        ('override_handling_days', o.override_handling_days::text, n.override_handling_days::text),
        ('override_condition', o.override_condition, n.override_condition),
        ('override_note', o.override_note, n.override_note),
        ('ineligible_reason', o.ineligible_reason, n.ineligible_reason),
        ('lacking', o.lacking, n.lacking),
        ('submitted_at', o.submitted_at::text, n.submitted_at::text),
        ('refusal', o.refusal, n.refusal)
    ) AS f(field, old, new)
    WHERE f.old IS DISTINCT FROM f.new AND NOT coalesce(o.first_seen_at >= born_since, false);

    INSERT INTO listings_titlebacklog (store_id, first_id, last_id)
    SELECT n.store_id, n.id, n.id FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE o.title <> n.title;
    RETURN NULL;
END $$;

CREATE TRIGGER listing_inserted AFTER INSERT ON listings_listing
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION listings_after_insert();
CREATE TRIGGER listing_updated AFTER UPDATE ON listings_listing
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION listings_after_update();
CREATE TRIGGER listing_deleted AFTER DELETE ON listings_listing
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION listings_after_delete();
"""

UNDO = """
DROP FUNCTION listings_after_insert() CASCADE;
DROP FUNCTION listings_after_update() CASCADE;
DROP FUNCTION listings_after_delete() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
