"""The set-based statements of bulk edits: 100,000 products take seconds, saving instances takes minutes."""

CURRENT = """
    CASE
        WHEN %(website)s <> '' THEN p.website_values -> %(website)s -> %(code)s
        WHEN %(is_column)s THEN (
            SELECT CASE jsonb_typeof(said)
                WHEN 'null' THEN NULL
                WHEN 'number' THEN to_jsonb(trim_scale((said #>> '{}')::numeric)::text)
                ELSE nullif(said, '""'::jsonb) END
            FROM (SELECT to_jsonb(p) -> %(code)s AS said) AS column_value
        )
        ELSE p.attributes -> %(code)s
    END
"""
"""The value that a product has, as its attribute's JSON; NULL for none."""

JUDGED = (
    """
    SELECT id, sku, was, CASE WHEN problem = '' THEN wished END AS wished, problem, problem = ''
           AND was IS NOT DISTINCT FROM wished AS same
    FROM (
        SELECT id, sku, was, wished, CASE
            WHEN NOT belongs THEN 'not_in_set'
            WHEN %(reckons)s AND was IS NULL THEN 'nothing'
            WHEN %(reckons)s AND (wished #>> '{}')::numeric < %(low)s THEN 'negative'
            WHEN %(reckons)s AND abs((wished #>> '{}')::numeric) >= %(high)s THEN 'too_large'
            WHEN %(required)s AND wished IS NULL THEN 'required'
            ELSE '' END AS problem
        FROM (
            SELECT id, sku, was, belongs, CASE %(operation)s
                WHEN 'set' THEN %(operand)s::jsonb
                WHEN 'plus' THEN catalog_number(
                    (was #>> '{}')::numeric + (%(operand)s::jsonb #>> '{}')::numeric, %(places)s)
                WHEN 'percent' THEN catalog_number(
                    (was #>> '{}')::numeric * (1 + (%(operand)s::jsonb #>> '{}')::numeric / 100), %(places)s)
                WHEN 'include' THEN coalesce(was, '[]') || coalesce((
                    SELECT jsonb_agg(more) FROM jsonb_array_elements(%(operand)s::jsonb) AS more
                    WHERE NOT coalesce(was, '[]') @> more
                ), '[]')
                WHEN 'exclude' THEN (
                    SELECT jsonb_agg(kept ORDER BY place)
                    FROM jsonb_array_elements(was) WITH ORDINALITY AS each(kept, place)
                    WHERE NOT %(operand)s::jsonb @> kept
                )
                END AS wished
            FROM (
                SELECT p.id, p.sku, """
    + CURRENT
    + """ AS was, %(is_column)s OR p.attribute_set_id IS NULL OR EXISTS (
                    SELECT 1 FROM catalog_attributeset_attributes AS m
                    WHERE m.attributeset_id = p.attribute_set_id AND m.attribute_id = %(attribute)s
                ) AS belongs
                FROM catalog_product AS p WHERE p.id = ANY (%(ids)s)
            ) AS there
        ) AS wishes
    ) AS judged
    ORDER BY sku
"""
)
"""For these products: what they have, what they would get, and why not."""

COLLECT = """
    INSERT INTO catalog_bulkeditline (edit_id, product_id, sku, state, problem)
    SELECT %s, chosen.id, p.sku, 'waiting', ''
    FROM ({chosen}) AS chosen JOIN catalog_product AS p ON p.id = chosen.id
    ON CONFLICT (edit_id, product_id) DO NOTHING
"""
"""A line for each product that is chosen; `chosen` is the statement of a queryset of ids."""

LOCK = "SELECT id FROM catalog_product WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE"

JUDGE = (
    """
    UPDATE catalog_bulkeditline AS l SET old = j.was, new = j.wished, problem = j.problem,
        state = CASE WHEN j.problem <> '' THEN 'refused' WHEN j.same THEN 'unchanged' ELSE 'written' END
    FROM ("""
    + JUDGED
    + """) AS j WHERE l.edit_id = %(edit)s AND l.product_id = j.id
"""
)
"""What becomes of each line; done before the products are written, in the same transaction."""

JUDGE_UNDO = (
    """
    UPDATE catalog_bulkeditline AS l SET state = CASE
        WHEN """
    + CURRENT
    + """ IS DISTINCT FROM l.new THEN 'conflict'
        WHEN %(unique)s AND l.old IS NOT NULL AND EXISTS (
            SELECT 1 FROM catalog_product AS other
            WHERE other.id <> p.id AND other.attributes @> jsonb_build_object(%(code)s::text, l.old)
        ) THEN 'conflict'
        ELSE 'undone' END
    FROM catalog_product AS p WHERE l.edit_id = %(edit)s AND l.product_id = p.id AND p.id = ANY (%(ids)s)
"""
)
"""Undone where the value is still the one that the edit wrote."""

GONE = """
    UPDATE catalog_bulkeditline AS l SET state = %(gone_state)s, problem = 'gone'
    WHERE l.edit_id = %(edit)s AND l.product_id = ANY (%(ids)s)
      AND NOT EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.id = l.product_id)
"""
"""Products that were deleted meanwhile."""

WRITE = """
    UPDATE catalog_product AS p SET updated_at = %(now)s, attributes = CASE
        WHEN wish.value IS NULL THEN p.attributes - %(code)s
        ELSE p.attributes || jsonb_build_object(%(code)s::text, wish.value) END
    FROM (
        SELECT product_id, CASE WHEN %(undo)s THEN old ELSE new END AS value FROM catalog_bulkeditline
        WHERE edit_id = %(edit)s AND product_id = ANY (%(ids)s) AND state = %(done_state)s
    ) AS wish WHERE p.id = wish.product_id
"""

WRITE_WEBSITE = """
    UPDATE catalog_product AS p SET updated_at = %(now)s, website_values = CASE
        WHEN wish.own = '{}' THEN p.website_values - %(website)s
        ELSE p.website_values || jsonb_build_object(%(website)s::text, wish.own) END
    FROM (
        SELECT l.product_id, coalesce(q.website_values -> %(website)s, '{}') - %(code)s::text || CASE
            WHEN (CASE WHEN %(undo)s THEN l.old ELSE l.new END) IS NULL THEN '{}'::jsonb
            ELSE jsonb_build_object(%(code)s::text, CASE WHEN %(undo)s THEN l.old ELSE l.new END) END AS own
        FROM catalog_bulkeditline AS l JOIN catalog_product AS q ON q.id = l.product_id
        WHERE l.edit_id = %(edit)s AND l.product_id = ANY (%(ids)s) AND l.state = %(done_state)s
    ) AS wish WHERE p.id = wish.product_id
"""
