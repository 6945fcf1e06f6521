"""The statements of an import. staging, checks, writing and linking run them and say what each costs.

All have the parameter run; those that write products have now.
"""

COPY_STAGED = """
COPY catalog_stagedproduct (run_id, line, sku, view, ref, body, size, makes, relinks) FROM STDIN
"""
COPY_REFUSALS = """
COPY catalog_importrefusal (run_id, line, "column", value, reason) FROM STDIN
"""
KNOWN_SKUS = "SELECT sku FROM catalog_product WHERE sku = ANY(%(skus)s)"
STAGED_LINES = """
SELECT sku, view, line FROM catalog_stagedproduct WHERE run_id = %(run)s AND sku = ANY(%(skus)s)
"""
STAGED_MAKES = """
SELECT makes FROM catalog_stagedproduct WHERE run_id = %(run)s AND makes IS NOT NULL ORDER BY id
"""

# --- what only all rows together can tell. Each answers id, line, column, value of staged rows to refuse.

AT_MOST = "LIMIT %(most)s"
RESOLVE_REFS = """
UPDATE catalog_stagedproduct AS s SET body = jsonb_set(s.body, '{p,0}', to_jsonb(parent.sku))
FROM catalog_stagedproduct AS parent
WHERE s.run_id = %(run)s AND s.body ? 'p' AND parent.run_id = %(run)s
  AND parent.ref <> '' AND parent.ref = s.body->'p'->>0
"""
LOST_CHILDREN = """
SELECT s.id, s.line, 'parent', s.body->'p'->>0 FROM catalog_stagedproduct AS s
WHERE s.run_id = %(run)s AND s.body ? 'p'
  AND NOT EXISTS (SELECT 1 FROM catalog_stagedproduct AS o
                  WHERE o.run_id = %(run)s AND o.sku = s.body->'p'->>0 AND o.view = '')
  AND NOT EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.sku = s.body->'p'->>0)
"""
LOST_VIEWS = """
SELECT s.id, s.line, 'sku', s.sku FROM catalog_stagedproduct AS s
WHERE s.run_id = %(run)s AND s.view <> ''
  AND NOT EXISTS (SELECT 1 FROM catalog_stagedproduct AS o
                  WHERE o.run_id = %(run)s AND o.sku = s.sku AND o.view = '')
  AND NOT EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.sku = s.sku)
"""
LOST_PARTS = """
SELECT DISTINCT ON (s.id) s.id, s.line, k.kind, l.item->>0
FROM catalog_stagedproduct AS s
CROSS JOIN LATERAL jsonb_each(s.body->'l') AS k(kind, items)
CROSS JOIN LATERAL jsonb_array_elements(k.items) AS l(item)
WHERE s.run_id = %(run)s AND s.view = '' AND s.body ? 'l'
  AND NOT EXISTS (SELECT 1 FROM catalog_stagedproduct AS o
                  WHERE o.run_id = %(run)s AND o.sku = l.item->>0 AND o.view = '')
  AND NOT EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.sku = l.item->>0)
ORDER BY s.id
"""
STOCK_OF_SOURCES = """
SELECT s.id, s.line, 'quantity', s.body->'c'->>'quantity' FROM catalog_stagedproduct AS s
JOIN catalog_product AS p ON p.sku = s.sku
WHERE s.run_id = %(run)s AND s.view = '' AND s.body->'c' ? 'quantity' AND NOT s.body->'c' ? 'quantities'
  AND p.quantities <> '{}' AND p.quantity <> (s.body->'c'->>'quantity')::integer
"""
TWICE_IN_FILE = """
WITH said AS (
    SELECT s.id, s.line, s.body->'a'->>%(code)s AS value,
           row_number() OVER (PARTITION BY s.body->'a'->%(code)s ORDER BY s.line) AS rank
    FROM catalog_stagedproduct AS s WHERE s.run_id = %(run)s AND s.body->'a'->>%(code)s IS NOT NULL
)
SELECT id, line, %(code)s, value FROM said WHERE rank > 1
"""
TWICE_IN_CATALOG = """
SELECT DISTINCT ON (s.id) s.id, s.line, %(code)s, s.body->'a'->>%(code)s FROM catalog_stagedproduct AS s
JOIN catalog_product AS p ON p.attributes @> jsonb_build_object(%(code)s, s.body->'a'->%(code)s)
WHERE s.run_id = %(run)s AND s.body->'a'->>%(code)s IS NOT NULL AND p.sku <> s.sku
  AND NOT EXISTS (SELECT 1 FROM catalog_stagedproduct AS o WHERE o.run_id = %(run)s AND o.sku = p.sku
                  AND o.view = '' AND o.body->'a' ? %(code)s)
"""
# Only parents that are parts themselves can stand in a ring; in most files there are none.
EDGES = """
WITH edge AS (
    SELECT s.sku AS parent, l.item->>0 AS child
    FROM catalog_stagedproduct AS s
    CROSS JOIN LATERAL jsonb_each(s.body->'l') AS k(kind, items)
    CROSS JOIN LATERAL jsonb_array_elements(k.items) AS l(item)
    WHERE s.run_id = %(run)s AND s.view = '' AND s.body ? 'l'
    UNION ALL
    SELECT s.body->'p'->>0, s.sku FROM catalog_stagedproduct AS s
    WHERE s.run_id = %(run)s AND s.body ? 'p'
    UNION ALL
    SELECT p.sku, c.sku FROM catalog_productlink AS k
    JOIN catalog_product AS p ON p.id = k.parent_id JOIN catalog_product AS c ON c.id = k.child_id
    WHERE NOT EXISTS (SELECT 1 FROM catalog_stagedproduct AS s
                      WHERE s.run_id = %(run)s AND s.sku = p.sku AND s.view = '' AND s.body->'l' ? k.kind)
)
SELECT DISTINCT parent, child FROM edge AS e WHERE child IN (SELECT parent FROM edge)
"""
IN_RING = """
SELECT s.id, s.line, 'parts', s.sku FROM catalog_stagedproduct AS s
WHERE s.run_id = %(run)s AND s.sku = ANY(%(skus)s) AND (s.body ? 'l' OR s.body ? 'p')
"""
# A child that names its parent is one more part of it, whether the parent stands in the file or not.
SPREAD = """
WITH added AS (
    SELECT s.body->'p'->>0 AS sku, min(s.line) AS line,
           jsonb_agg(jsonb_build_array(s.sku, s.body->'p'->>1) ORDER BY s.line) AS parts
    FROM catalog_stagedproduct AS s WHERE s.run_id = %(run)s AND s.body ? 'p' GROUP BY 1
)
INSERT INTO catalog_stagedproduct (run_id, line, sku, view, ref, body, relinks)
SELECT %(run)s, line, sku, '', '', jsonb_build_object('add', parts), false FROM added
ON CONFLICT (run_id, sku, view) DO UPDATE
SET body = catalog_stagedproduct.body || jsonb_build_object('add', excluded.body->'add')
"""
TWINS = """
WITH twin AS (
    SELECT lower(sku COLLATE "C") AS folded FROM catalog_stagedproduct WHERE run_id = %(run)s
    GROUP BY 1 HAVING count(DISTINCT sku) > 1
    UNION
    SELECT lower(s.sku COLLATE "C") FROM catalog_stagedproduct AS s
    JOIN catalog_product AS p ON lower(p.sku) = lower(s.sku) AND p.sku <> s.sku
    WHERE s.run_id = %(run)s AND NOT EXISTS (SELECT 1 FROM catalog_product AS q WHERE q.sku = s.sku)
)
SELECT DISTINCT s.sku FROM catalog_stagedproduct AS s JOIN twin ON twin.folded = lower(s.sku COLLATE "C")
WHERE s.run_id = %(run)s ORDER BY 1 LIMIT 20
"""

# --- comparing and writing

NEXT_SKUS = """
SELECT sku FROM (
    SELECT sku, sum(size) OVER (ORDER BY sku) - size AS before FROM (
        SELECT sku, sum(size) AS size FROM catalog_stagedproduct
        WHERE run_id = %(run)s AND sku > %(after)s GROUP BY sku ORDER BY sku LIMIT %(most)s
    ) AS coming
) AS weighed WHERE before <= %(heaviest)s ORDER BY sku
"""
STAGED = """
SELECT id, sku, line, body FROM catalog_stagedproduct
WHERE run_id = %(run)s AND sku = ANY(%(skus)s) ORDER BY sku, view <> '', line
"""
# Amounts come as texts in their one spelling, days in ISO 8601: the words in which rows are compared.
KNOWN = """
SELECT id, sku, name, type, attribute_set_id, asin, condition, enabled, visibility, websites, category_ids,
    sale_starts_on::text, sale_ends_on::text, trim_scale(price)::text, trim_scale(special_price)::text,
    special_from::text, special_to::text, trim_scale(cost)::text, trim_scale(msrp)::text,
    trim_scale(map_price)::text, tax_class, trim_scale(weight)::text, trim_scale(length)::text,
    trim_scale(width)::text, trim_scale(height)::text, manage_stock, in_stock, quantity, quantities::text,
    image, images::text, attributes::text, website_values::text, axes, options::text
FROM catalog_product
"""
KNOWN_BY_SKU = KNOWN + "WHERE sku = ANY(%(skus)s)"
KNOWN_LOCKED = KNOWN + "WHERE sku = ANY(%(skus)s) ORDER BY id FOR UPDATE"
KNOWN_AFTER = KNOWN + "WHERE sku > %(after)s ORDER BY sku LIMIT %(most)s"
_COLUMNS = """name, type, attribute_set_id, asin, condition, enabled, visibility, websites, category_ids,
    sale_starts_on, sale_ends_on, price, special_price, special_from, special_to, cost, msrp, map_price,
    tax_class, weight, length, width, height, manage_stock, in_stock, quantity, quantities, image, images,
    attributes, website_values, axes, options"""
INSERT = (
    "INSERT INTO catalog_product (sku, "
    + _COLUMNS
    + ", created_at, updated_at) SELECT sku, "
    + _COLUMNS
    + ", %(now)s, %(now)s FROM jsonb_populate_recordset(NULL::catalog_product, %(rows)s::jsonb)"
    + " ORDER BY sku ON CONFLICT (sku) DO NOTHING"
)
UPDATE = (
    "UPDATE catalog_product AS p SET ("
    + _COLUMNS
    + ", updated_at) = ROW("
    + ", ".join(f"r.{column.strip()}" for column in _COLUMNS.split(","))
    + ", %(now)s) FROM jsonb_populate_recordset(NULL::catalog_product, %(rows)s::jsonb) AS r"
    + " WHERE p.id = r.id"
)
KNOWN_LINKS = """
SELECT k.parent_id, k.kind, c.sku, k.quantity FROM catalog_productlink AS k
JOIN catalog_product AS c ON c.id = k.child_id
WHERE k.parent_id = ANY(%(ids)s) ORDER BY k.parent_id, k.kind, k.position, k.id
"""
MARK_RELINKS = "UPDATE catalog_stagedproduct SET relinks = true WHERE id = ANY(%(ids)s)"

# --- linking

NEXT_RELINKS = """
SELECT sku FROM catalog_stagedproduct
WHERE run_id = %(run)s AND relinks AND sku > %(after)s ORDER BY sku LIMIT %(most)s
"""
SAID_LINKS = """
CREATE TEMP TABLE said_link AS
SELECT p.id AS parent_id, c.id AS child_id, k.kind, (l.item->>1)::integer AS quantity,
    (l.place - 1)::integer AS position, false AS adds
FROM catalog_stagedproduct AS s
JOIN catalog_product AS p ON p.sku = s.sku
CROSS JOIN LATERAL jsonb_each(s.body->'l') AS k(kind, items)
CROSS JOIN LATERAL jsonb_array_elements(k.items) WITH ORDINALITY AS l(item, place)
JOIN catalog_product AS c ON c.sku = l.item->>0
WHERE s.run_id = %(run)s AND s.view = '' AND s.sku = ANY(%(skus)s)
UNION ALL
SELECT p.id, c.id, l.item->>1, 1, (9999 + l.place)::integer, true
FROM catalog_stagedproduct AS s
JOIN catalog_product AS p ON p.sku = s.sku
CROSS JOIN LATERAL jsonb_array_elements(s.body->'add') WITH ORDINALITY AS l(item, place)
JOIN catalog_product AS c ON c.sku = l.item->>0
WHERE s.run_id = %(run)s AND s.view = '' AND s.sku = ANY(%(skus)s)
"""
DROP_LINKS = """
DELETE FROM catalog_productlink AS k
USING catalog_stagedproduct AS s, catalog_product AS p
WHERE s.run_id = %(run)s AND s.view = '' AND s.sku = ANY(%(skus)s) AND p.sku = s.sku
  AND k.parent_id = p.id AND s.body->'l' ? k.kind
  AND NOT EXISTS (SELECT 1 FROM said_link AS l
                  WHERE l.parent_id = k.parent_id AND l.child_id = k.child_id AND l.kind = k.kind)
"""
MOVE_LINKS = """
UPDATE catalog_productlink AS k SET quantity = l.quantity, position = l.position
FROM said_link AS l
WHERE NOT l.adds AND k.parent_id = l.parent_id AND k.child_id = l.child_id AND k.kind = l.kind
  AND (k.quantity, k.position) IS DISTINCT FROM (l.quantity, l.position)
"""
ADD_LINKS = """
INSERT INTO catalog_productlink (parent_id, child_id, kind, quantity, position)
SELECT l.parent_id, l.child_id, l.kind, l.quantity, l.position FROM said_link AS l
ON CONFLICT (parent_id, child_id, kind) DO NOTHING
"""
TOUCH = "UPDATE catalog_product SET updated_at = %(now)s WHERE sku = ANY(%(skus)s)"
COUNT_PRODUCTS = "SELECT count(*) FROM catalog_product"
CLEAR_STAGED = "DELETE FROM catalog_stagedproduct WHERE run_id = %(run)s"
CLEAR_REFUSALS = "DELETE FROM catalog_importrefusal WHERE run_id = %(run)s"
COUNT_STAGED = "SELECT count(DISTINCT sku) FROM catalog_stagedproduct WHERE run_id = %(run)s"
DROP_STAGED = "DELETE FROM catalog_stagedproduct WHERE id = ANY(%(ids)s)"
# Without it the planner takes a table that was empty a minute ago for empty.
ANALYZE = "ANALYZE catalog_stagedproduct"
FORGET_SAID_LINKS = "DROP TABLE said_link"  # not left to the commit: the caller may hold a transaction open
