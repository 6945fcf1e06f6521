"""The tables of the product pages, and the statement-level triggers that keep them.

A product's changes are logged and its index row follows in the statement that writes it. More than 500 products at
once are indexed behind the write (catalog.index), since the trigram index costs more than all others. Counts are kept
as changes that are summed when read, so that no two writers wait for each other.

The update function forbids nested loops, as that of the listings does: PL/pgSQL keeps the plan of its first call.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION catalog_reindex(wanted bigint[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    WITH navigable AS MATERIALIZED (
        SELECT code FROM catalog_attribute
        WHERE used_in_navigation AND "column" = '' AND type IN ('select', 'multi_select', 'boolean')
    ), searched AS MATERIALIZED (
        SELECT code FROM catalog_attribute WHERE used_in_search
    ), fresh AS (
        SELECT p.id, p.sku,
            ARRAY(
                SELECT 't:' || p.type
                UNION SELECT 'e:' || p.enabled::integer
                UNION SELECT 's:' || p.attribute_set_id WHERE p.attribute_set_id IS NOT NULL
                UNION SELECT 'w:' || website FROM unnest(p.websites) AS website
                UNION SELECT 'c:' || node FROM catalog_category AS c CROSS JOIN unnest(c.ancestry) AS node
                      WHERE c.id = ANY (p.category_ids)
                UNION SELECT 'a:' || n.code || '=' || said.value FROM navigable AS n
                      CROSS JOIN LATERAL jsonb_array_elements_text(
                          CASE jsonb_typeof(p.attributes -> n.code)
                              WHEN 'array' THEN p.attributes -> n.code
                              ELSE jsonb_build_array(p.attributes -> n.code) END
                      ) AS said WHERE said.value IS NOT NULL
                ORDER BY 1
            ) AS facets,
            coalesce((
                SELECT string_agg(left(said.value, 1000), E'\\n' ORDER BY said.code, said.value) FROM (
                    SELECT s.code, CASE s.code
                        WHEN 'sku' THEN p.sku WHEN 'name' THEN p.name WHEN 'asin' THEN p.asin
                        WHEN 'condition' THEN p.condition WHEN 'tax_class' THEN p.tax_class
                        ELSE p.attributes ->> s.code END AS value
                    FROM searched AS s
                    UNION
                    SELECT s.code, own.value ->> s.code
                    FROM jsonb_each(p.website_values) AS own CROSS JOIN searched AS s
                ) AS said WHERE said.value <> ''
            ), '') AS words
        FROM catalog_product AS p WHERE p.id = ANY (wanted)
    )
    INSERT INTO catalog_productindex (product_id, sku, facets, words)
    SELECT f.id, f.sku, f.facets, f.words
    FROM fresh AS f LEFT JOIN catalog_productindex AS known ON known.product_id = f.id
    WHERE known.product_id IS NULL OR (known.sku, known.facets, known.words) IS DISTINCT FROM (f.sku, f.facets, f.words)
    ORDER BY f.id
    ON CONFLICT (product_id) DO UPDATE
    SET sku = excluded.sku, facets = excluded.facets, words = excluded.words;

    DELETE FROM catalog_productindex AS known
    WHERE known.product_id = ANY (wanted) AND NOT EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.id = known.product_id);
END $$;

CREATE FUNCTION catalog_follow(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    few boolean := cardinality(changed) <= 500;
BEGIN
    IF coalesce(cardinality(changed), 0) = 0 THEN
        RETURN;
    END IF;
    IF few THEN
        PERFORM catalog_reindex(changed);
    END IF;
    -- While somebody works the backlog off with older rows, what is indexed here could be overwritten.
    IF NOT few OR EXISTS (SELECT 1 FROM catalog_indexbacklog) THEN
        INSERT INTO catalog_indexbacklog (kind, ids, code)
        SELECT 'products', changed[first : first + 1999], '' FROM generate_series(1, cardinality(changed), 2000) AS first;
    END IF;
END $$;

CREATE FUNCTION catalog_after_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_productchange (product_id, at, user_id, source, number, website, field, old, new)
    SELECT n.id, w.at, w.user_id, w.source, w.number, '', '', NULL, n.sku FROM new_rows AS n CROSS JOIN catalog_writer() AS w;
    PERFORM catalog_follow(ARRAY(SELECT id FROM new_rows ORDER BY id));
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_after_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_productchange (product_id, at, user_id, source, number, website, field, old, new)
    SELECT o.id, w.at, w.user_id, w.source, w.number, '', '', o.sku, NULL FROM old_rows AS o CROSS JOIN catalog_writer() AS w;
    DELETE FROM catalog_productindex AS known USING old_rows AS o WHERE known.product_id = o.id;
    IF EXISTS (SELECT 1 FROM catalog_indexbacklog) THEN
        PERFORM catalog_follow(ARRAY(SELECT id FROM old_rows ORDER BY id));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_after_update() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO catalog_productchange (product_id, at, user_id, source, number, website, field, old, new)
    SELECT n.id, w.at, w.user_id, w.source, w.number, f.website, f.field, left(f.old, 4000), left(f.new, 4000)
    FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
    CROSS JOIN catalog_writer() AS w
    CROSS JOIN LATERAL (
        SELECT '' AS website, v.field, v.old, v.new FROM (VALUES
            ('sku', o.sku::text, n.sku::text),
            ('name', o.name, n.name),
            ('type', o.type, n.type),
            ('attribute_set', o.attribute_set_id::text, n.attribute_set_id::text),
            ('asin', o.asin, n.asin),
            ('condition', o.condition, n.condition),
            ('enabled', o.enabled::text, n.enabled::text),
            ('visibility', o.visibility, n.visibility),
            ('websites', array_to_string(o.websites, ', '), array_to_string(n.websites, ', ')),
            ('category_ids', array_to_string(o.category_ids, ','), array_to_string(n.category_ids, ',')),
            ('sale_starts_on', o.sale_starts_on::text, n.sale_starts_on::text),
            ('sale_ends_on', o.sale_ends_on::text, n.sale_ends_on::text),
            ('price', o.price::text, n.price::text),
            ('special_price', o.special_price::text, n.special_price::text),
            ('special_from', o.special_from::text, n.special_from::text),
            ('special_to', o.special_to::text, n.special_to::text),
            ('cost', o.cost::text, n.cost::text),
            ('msrp', o.msrp::text, n.msrp::text),
            ('map_price', o.map_price::text, n.map_price::text),
            ('tax_class', o.tax_class, n.tax_class),
            ('weight', o.weight::text, n.weight::text),
            ('length', o.length::text, n.length::text),
            ('width', o.width::text, n.width::text),
            ('height', o.height::text, n.height::text),
            ('manage_stock', o.manage_stock::text, n.manage_stock::text),
            ('in_stock', o.in_stock::text, n.in_stock::text),
            ('quantity', o.quantity::text, n.quantity::text),
            ('quantities', o.quantities::text, n.quantities::text),
            ('image', o.image, n.image),
            ('images', o.images::text, n.images::text),
            ('axes', array_to_string(o.axes, ', '), array_to_string(n.axes, ', ')),
            ('options', o.options::text, n.options::text)
        ) AS v(field, old, new) WHERE v.old IS DISTINCT FROM v.new
        UNION ALL
        SELECT '', code, a.value, b.value
        FROM jsonb_each_text(CASE WHEN o.attributes <> n.attributes THEN o.attributes ELSE '{}' END) AS a(code, value)
        FULL JOIN jsonb_each_text(CASE WHEN o.attributes <> n.attributes THEN n.attributes ELSE '{}' END) AS b(code, value) USING (code)
        WHERE a.value IS DISTINCT FROM b.value
        UNION ALL
        SELECT website, code, a.value, b.value
        FROM (
            SELECT site.key AS website, own.key AS code, own.value FROM jsonb_each(
                CASE WHEN o.website_values <> n.website_values THEN o.website_values ELSE '{}' END
            ) AS site CROSS JOIN LATERAL jsonb_each_text(site.value) AS own
        ) AS a FULL JOIN (
            SELECT site.key AS website, own.key AS code, own.value FROM jsonb_each(
                CASE WHEN o.website_values <> n.website_values THEN n.website_values ELSE '{}' END
            ) AS site CROSS JOIN LATERAL jsonb_each_text(site.value) AS own
        ) AS b USING (website, code)
        WHERE a.value IS DISTINCT FROM b.value
    ) AS f;

    PERFORM catalog_follow(ARRAY(
        SELECT n.id FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
        WHERE (o.sku, o.name, o.type, o.attribute_set_id, o.asin, o.condition, o.enabled, o.websites, o.category_ids,
               o.tax_class, o.attributes, o.website_values)
              IS DISTINCT FROM (n.sku, n.name, n.type, n.attribute_set_id, n.asin, n.condition, n.enabled, n.websites,
               n.category_ids, n.tax_class, n.attributes, n.website_values)
        ORDER BY n.id
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_writer(OUT at timestamptz, OUT user_id bigint, OUT source text, OUT number bigint)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('channel.at', true), '')::timestamptz, now()),
           nullif(current_setting('channel.user', true), '')::bigint,
           coalesce(nullif(current_setting('catalog.source', true), ''), current_setting('channel.source', true), ''),
           nullif(current_setting('catalog.number', true), '')::bigint
$$;

CREATE FUNCTION catalog_number(value numeric, places integer) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT CASE WHEN places = 0 THEN to_jsonb(round(value)) ELSE to_jsonb(trim_scale(round(value, places))::text) END
$$;

CREATE FUNCTION catalog_index_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_facetcount (facet, products)
    SELECT facet, count(*) FROM new_rows CROSS JOIN unnest(facets || ''::text) AS facet GROUP BY facet;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_index_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_facetcount (facet, products)
    SELECT facet, -count(*) FROM old_rows CROSS JOIN unnest(facets || ''::text) AS facet GROUP BY facet;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_index_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_facetcount (facet, products)
    SELECT facet, sum(delta) FROM (
        SELECT unnest(o.facets) AS facet, -1 AS delta FROM old_rows AS o
        UNION ALL
        SELECT unnest(n.facets), 1 FROM new_rows AS n
    ) AS moved GROUP BY facet HAVING sum(delta) <> 0;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_category_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[] := ARRAY(
        SELECT n.id FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
        WHERE o.ancestry <> n.ancestry AND o.ancestry <> '{}' ORDER BY n.id
    );
    affected bigint[];
BEGIN
    IF moved = '{}' THEN
        RETURN NULL;
    END IF;
    INSERT INTO catalog_indexbacklog (kind, ids, code) VALUES ('categories', moved, '');
    affected := ARRAY(SELECT id FROM catalog_product WHERE category_ids && moved LIMIT 501);
    IF cardinality(affected) <= 500 THEN
        PERFORM catalog_reindex(affected);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_attribute_flagged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_indexbacklog (kind, ids, code)
    SELECT 'attribute', '{}', n.code FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
    WHERE (o.used_in_search, o.used_in_navigation) <> (n.used_in_search, n.used_in_navigation);
    IF FOUND AND (SELECT sum(products) FROM catalog_facetcount WHERE facet = '') <= 500 THEN
        PERFORM catalog_reindex(ARRAY(SELECT id FROM catalog_product ORDER BY id));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER product_inserted AFTER INSERT ON catalog_product
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_after_insert();
CREATE TRIGGER product_updated AFTER UPDATE ON catalog_product
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_after_update();
CREATE TRIGGER product_deleted AFTER DELETE ON catalog_product
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_after_delete();
CREATE TRIGGER index_inserted AFTER INSERT ON catalog_productindex
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_inserted();
CREATE TRIGGER index_updated AFTER UPDATE ON catalog_productindex
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_updated();
CREATE TRIGGER index_deleted AFTER DELETE ON catalog_productindex
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_deleted();
CREATE TRIGGER category_moved AFTER UPDATE ON catalog_category
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_category_moved();
CREATE TRIGGER attribute_flagged AFTER UPDATE ON catalog_attribute
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_attribute_flagged();

INSERT INTO catalog_indexbacklog (kind, ids, code)
SELECT 'products', array_agg(id), '' FROM (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / 2000 AS chunk FROM catalog_product
) AS all_products GROUP BY chunk;
"""

UNDO = """
DROP FUNCTION catalog_reindex(bigint[]), catalog_follow(bigint[]), catalog_writer(), catalog_number(numeric, integer);
DROP FUNCTION catalog_after_insert(), catalog_after_update(), catalog_after_delete() CASCADE;
DROP FUNCTION catalog_index_inserted(), catalog_index_updated(), catalog_index_deleted() CASCADE;
DROP FUNCTION catalog_category_moved(), catalog_attribute_flagged() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_imports'),
    ]

    operations = [
        migrations.RunSQL('CREATE EXTENSION IF NOT EXISTS pg_trgm', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='BulkEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('user_id', models.BigIntegerField()),
                ('attribute', models.CharField(db_collation='C', max_length=60, verbose_name='attribute')),
                ('operation', models.CharField(choices=[('set', 'Set to'), ('clear', 'Clear'), ('plus', 'Add an amount'), ('percent', 'Change by percent'), ('include', 'Add choices'), ('exclude', 'Take choices away')], max_length=8, verbose_name='operation')),
                ('operand', models.JSONField(blank=True, null=True)),
                ('website', models.CharField(blank=True, default='', max_length=50, verbose_name='website')),
                ('asked', models.JSONField()),
                ('state', models.CharField(choices=[('collecting', 'Choosing products'), ('applying', 'Being applied'), ('applied', 'Applied'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='collecting', max_length=12, verbose_name='state')),
                ('worked_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('matched', models.PositiveIntegerField(default=0, verbose_name='products')),
                ('written', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='already so')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='refused')),
                ('undone', models.PositiveIntegerField(default=0, verbose_name='undone')),
                ('conflicts', models.PositiveIntegerField(default=0, verbose_name='changed since')),
            ],
            options={
                'verbose_name': 'bulk edit',
                'verbose_name_plural': 'bulk edits',
            },
        ),
        migrations.CreateModel(
            name='IndexBacklog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('products', 'Products'), ('categories', 'Categories'), ('attribute', 'Attribute')], max_length=10)),
                ('ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('code', models.CharField(blank=True, default='', max_length=60)),
                ('xid', models.BigIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='FacetCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facet', models.TextField(db_collation='C')),
                ('products', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['facet'], include=('products',), name='facet_count')],
            },
        ),
        migrations.CreateModel(
            name='ProductIndex',
            fields=[
                ('product', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='index', serialize=False, to='catalog.product')),
                ('sku', models.CharField(db_collation='C', max_length=64)),
                ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(db_collation='C'), size=None)),
                ('words', models.TextField()),
            ],
            options={
                'indexes': [models.Index(fields=['sku'], name='product_index_sku'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('facets', 'array_ops'), django.contrib.postgres.indexes.OpClass('words', 'gin_trgm_ops'), name='product_facets_words')],
            },
        ),
        migrations.CreateModel(
            name='BulkEditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(db_collation='C', max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('written', 'Changed'), ('unchanged', 'Already so'), ('refused', 'Refused'), ('undone', 'Undone'), ('conflict', 'Changed since')], default='waiting', max_length=10)),
                ('problem', models.CharField(blank=True, default='', max_length=24)),
                ('old', models.JSONField(blank=True, null=True)),
                ('new', models.JSONField(blank=True, null=True)),
                ('edit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='catalog.bulkedit')),
                ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.product')),
            ],
            options={
                'indexes': [models.Index(fields=['edit', 'state', 'product'], name='bulk_edit_lines')],
                'constraints': [models.UniqueConstraint(fields=('edit', 'product'), name='one_line_per_product')],
            },
        ),
        migrations.CreateModel(
            name='ProductChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('user_id', models.BigIntegerField(blank=True, null=True)),
                ('source', models.CharField(blank=True, default='', max_length=24, verbose_name='source')),
                ('number', models.BigIntegerField(blank=True, null=True)),
                ('website', models.CharField(blank=True, default='', max_length=50, verbose_name='website')),
                ('field', models.CharField(blank=True, default='', max_length=60, verbose_name='field')),
                ('old', models.TextField(blank=True, null=True)),
                ('new', models.TextField(blank=True, null=True)),
                ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='changes', to='catalog.product')),
            ],
            options={
                'verbose_name': 'change of a product',
                'verbose_name_plural': 'changes of products',
                'indexes': [models.Index(fields=['product', 'id'], name='product_change')],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
