"""The set-based statements of the identifiers index. Parameters only, nothing is pasted in.

Only texts that differ from the index leave the database: one comparison of a million products takes a second
or two, where reading them all into Python and back takes half a minute.
"""

# A built-in attribute is a column; every other one stands in the JSON.
GIVEN = """
    CROSS JOIN LATERAL (
        SELECT (CASE source.attribute
            WHEN 'sku' THEN p.sku
            WHEN 'name' THEN p.name
            WHEN 'asin' THEN p.asin
            WHEN 'condition' THEN p.condition
            WHEN 'tax_class' THEN p.tax_class
            ELSE p.attributes ->> source.attribute
        END) COLLATE "C" AS text
    ) AS given
"""
DIFFERS = """
    WHERE (%(since)s::timestamptz IS NULL OR p.updated_at >= %(since)s)
      AND (left(said.text, 255) IS DISTINCT FROM coalesce(known.raw, '') OR %(anew)s AND known.id IS NOT NULL)
"""
DIFFERING = (
    """
    SELECT p.id, source.role, source.attribute, '', left(said.text, 256)
    FROM catalog_product AS p
    CROSS JOIN unnest(%(roles)s::text[], %(attributes)s::text[]) AS source (role, attribute)"""
    + GIVEN
    + """
    CROSS JOIN LATERAL (
        SELECT CASE WHEN btrim(given.text) <> '' THEN given.text ELSE '' END AS text
    ) AS said
    LEFT JOIN catalog_productidentifier AS known
        ON known.product_id = p.id AND known.role = source.role AND known.attribute = source.attribute
        AND known.website = ''"""
    + DIFFERS
    + """
    UNION ALL
    SELECT p.id, source.role, source.attribute, place.website, left(said.text, 256)
    FROM catalog_product AS p
    CROSS JOIN LATERAL jsonb_object_keys(p.website_values) AS place (website)
    CROSS JOIN unnest(%(roles)s::text[], %(attributes)s::text[]) AS source (role, attribute)"""
    + GIVEN
    + """
    CROSS JOIN LATERAL (
        SELECT p.website_values -> place.website ->> source.attribute COLLATE "C" AS text
    ) AS own
    CROSS JOIN LATERAL (
        SELECT CASE WHEN btrim(own.text) <> '' AND own.text IS DISTINCT FROM given.text
                    THEN own.text ELSE '' END AS text
    ) AS said
    LEFT JOIN catalog_productidentifier AS known
        ON known.product_id = p.id AND known.role = source.role AND known.attribute = source.attribute
        AND known.website = place.website"""
    + DIFFERS
    + """
      AND p.website_values <> '{}' AND length(place.website) BETWEEN 1 AND 50
    UNION ALL
    SELECT p.id, known.role, known.attribute, known.website, ''
    FROM catalog_productidentifier AS known
    JOIN unnest(%(roles)s::text[], %(attributes)s::text[]) AS source (role, attribute)
        ON source.role = known.role AND source.attribute = known.attribute
    JOIN catalog_product AS p ON p.id = known.product_id
    WHERE known.website <> '' AND NOT p.website_values ? known.website
      AND (%(since)s::timestamptz IS NULL OR p.updated_at >= %(since)s)
"""
)
"""What these attributes say of each product, where the index says something else; '' where nothing is said.

First everywhere, then on each website that says something else there, then on those that say nothing any
more. With `anew` also what the index has already: the rules of reading have changed.
"""

STAGE = """
    CREATE TEMP TABLE identifier_change (
        product_id bigint NOT NULL, role text NOT NULL, attribute text NOT NULL, website text NOT NULL,
        kind text NOT NULL, raw text NOT NULL, value text NOT NULL, repaired text NOT NULL,
        problem text NOT NULL
    ) ON COMMIT DROP
"""
COPY = """
    COPY identifier_change (product_id, role, attribute, website, kind, raw, value, repaired, problem)
    FROM STDIN
"""

DROP_EMPTIED = """
    DELETE FROM catalog_productidentifier AS known
    USING identifier_change AS c
    WHERE known.product_id = c.product_id AND known.role = c.role AND known.attribute = c.attribute
      AND known.website = c.website AND c.raw = ''
"""
CHANGE = """
    UPDATE catalog_productidentifier AS known
    SET raw = c.raw, value = c.value, repaired = c.repaired, problem = c.problem
    FROM identifier_change AS c
    WHERE known.product_id = c.product_id AND known.role = c.role AND known.attribute = c.attribute
      AND known.website = c.website AND c.raw <> ''
      AND (known.raw, known.value, known.repaired, known.problem)
          IS DISTINCT FROM (c.raw::varchar, c.value::varchar, c.repaired::varchar, c.problem::varchar)
"""
# The products are held: one that is deleted meanwhile is waited for and then left out, where the foreign key
# would end the whole pass.
ADD = """
    INSERT INTO catalog_productidentifier
        (product_id, role, attribute, website, kind, raw, value, repaired, problem)
    SELECT c.product_id, c.role, c.attribute, c.website, c.kind, c.raw, c.value, c.repaired, c.problem
    FROM identifier_change AS c
    JOIN catalog_product AS p ON p.id = c.product_id
    WHERE c.raw <> '' AND NOT EXISTS (
        SELECT 1 FROM catalog_productidentifier AS known
        WHERE known.product_id = c.product_id AND known.role = c.role AND known.attribute = c.attribute
          AND known.website = c.website
    )
    ORDER BY c.product_id
    FOR KEY SHARE OF p
"""

DROP_UNMAPPED = """
    DELETE FROM catalog_productidentifier AS known
    USING unnest(%(roles)s::text[], %(attributes)s::text[]) AS gone (role, attribute)
    WHERE known.role = gone.role AND known.attribute = gone.attribute
"""

# What is committed later than this has a time of change that is later as well – but for clocks that differ.
HORIZON = """
    SELECT least(clock_timestamp(), min(xact_start)) - %(margin)s::interval
    FROM pg_stat_activity WHERE datname = current_database()
"""
