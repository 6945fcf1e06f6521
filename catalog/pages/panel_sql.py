"""Everything that stands beside the list of products, in one statement."""

KEPT = "SELECT facet, sum(products) AS products FROM catalog_facetcount GROUP BY facet"
"""All products: the counts that triggers keep."""

AMONG = """
    SELECT facet, count(*) AS products
    FROM catalog_productindex CROSS JOIN unnest(facets || ''::text) AS facet
    WHERE product_id = ANY (%(ids)s) GROUP BY facet
"""
"""Some products: counted."""

PANEL = """
WITH counted AS MATERIALIZED ({counted}), choices AS (
    SELECT code, substr(word, length(code) + 2) AS value, products,
           row_number() OVER (PARTITION BY code ORDER BY products DESC, word) AS place
    FROM (
        SELECT substr(facet, 3) AS word, split_part(substr(facet, 3), '=', 1) AS code, products FROM counted
        WHERE facet LIKE 'a:%%' AND products > 0
    ) AS spelt
), nodes AS (
    SELECT id, name, sort_order FROM catalog_category
    WHERE CASE WHEN %(category)s::bigint IS NULL THEN parent_id IS NULL ELSE parent_id = %(category)s END
    ORDER BY sort_order, name LIMIT %(nodes)s
)
SELECT 'choice' AS kind, c.code, c.value, a.label, a.labels, o.labels AS words, a.type AS extra, c.products,
       c.place::bigint AS place
FROM choices AS c JOIN catalog_attribute AS a ON a.code = c.code
LEFT JOIN catalog_attributeoption AS o ON o.attribute_id = a.id AND o.value = c.value
WHERE c.place <= %(values)s
UNION ALL
SELECT 'set', s.id::text, '', s.name, NULL, NULL, '', coalesce(k.products, 0), 0
FROM catalog_attributeset AS s LEFT JOIN counted AS k ON k.facet = 's:' || s.id
UNION ALL
SELECT 'website', w.code, '', w.name, NULL, NULL, '', coalesce(k.products, 0), w.sort_order
FROM catalog_website AS w LEFT JOIN counted AS k ON k.facet = 'w:' || w.code
UNION ALL
SELECT 'node', n.id::text, '', n.name, NULL, NULL, '', coalesce(k.products, 0),
       row_number() OVER (ORDER BY n.sort_order, n.name)
FROM nodes AS n LEFT JOIN counted AS k ON k.facet = 'c:' || n.id
UNION ALL
SELECT 'path', n.id::text, '', n.name, NULL, NULL, '', coalesce(k.products, 0),
       array_position(asked.ancestry, n.id)
FROM catalog_category AS asked JOIN catalog_category AS n ON n.id = ANY (asked.ancestry)
LEFT JOIN counted AS k ON k.facet = 'c:' || n.id
WHERE asked.id = %(category)s
UNION ALL
SELECT 'plain', split_part(facet, ':', 1), split_part(facet, ':', 2), '', NULL, NULL, '', products, 0
FROM counted WHERE facet = '' OR facet LIKE 't:%%' OR facet LIKE 'e:%%'
UNION ALL
SELECT 'waiting', '', '', '', NULL, NULL, '', sum(greatest(cardinality(ids), 1)), 0
FROM catalog_indexbacklog HAVING count(*) > 0
ORDER BY 1, 9, 4, 2
"""
"""Values of the attributes in navigation with their counts, sets, websites, types, categories, what waits.

One statement, since a list that asks ten questions spends its time on the way to the database and back.
"""

OF_ALL = PANEL.replace("{counted}", KEPT)
OF_SOME = PANEL.replace("{counted}", AMONG)
