"""The set-based statements of the search for ASINs. Values are parameters; only our own names are filled in.

The parts that listings.sql needs too – whose ASIN is whose – stand first.
"""

SAID = """
        LEFT JOIN catalog_productidentifier AS ROLE
            ON ROLE.product_id = p.id AND ROLE.role = 'ROLE' AND ROLE.attribute = %(ROLE_attribute)s
            AND ROLE.website = ''
        LEFT JOIN catalog_productidentifier AS ROLE_here
            ON ROLE_here.product_id = p.id AND ROLE_here.role = 'ROLE'
            AND ROLE_here.attribute = %(ROLE_attribute)s
            AND ROLE_here.website = %(website)s AND %(website)s <> ''
"""
"""What a product p says in a role of the store's mapping: everywhere, and on the store's website."""

GIVEN = SAID.replace("ROLE", "asin")

PRODUCT_ASIN = """coalesce(
        asin_here.value, asin.value, CASE WHEN %(asin_attribute)s = 'asin' THEN p.asin END, ''
    )"""
"""The product's ASIN by the store's mapping, its website's first; what is no ASIN counts as none.

Goes with GIVEN.
"""

FOUND_ASIN = (
    """CASE WHEN l.assigned_asin <> '' AND search.asin = l.assigned_asin AND search.answer = 'one'
                        THEN l.assigned_asin
                    WHEN l.assigned_asin <> '' THEN ''
                    WHEN """
    + PRODUCT_ASIN
    + """ <> '' THEN """
    + PRODUCT_ASIN
    + """
                    WHEN search.answer = 'one' THEN search.asin
                    ELSE '' END"""
)
"""A candidate's ASIN: typed by hand and known to Amazon, else the product's, else the one that was found."""

SEARCHED = """
        LEFT JOIN listings_asinsearch AS search ON search.listing_id = l.id
"""

QUESTIONS = (
    """
        SELECT l.id,
               jsonb_strip_nulls(jsonb_build_object(
                   'gcid', nullif(coalesce(gcid_here.value, gcid.value), ''),
                   'upc', nullif(coalesce(upc_here.value, upc.value), ''),
                   'ean', nullif(coalesce(ean_here.value, ean.value), ''),
                   'isbn', nullif(coalesce(isbn_here.value, isbn.value), ''),
                   'keywords', nullif(left(btrim(coalesce(
                       p.website_values -> %(website)s ->> %(search_attribute)s,
                       CASE %(search_attribute)s WHEN 'name' THEN p.name WHEN 'sku' THEN p.sku
                            ELSE p.attributes ->> %(search_attribute)s END
                   )), 200), '')
               )) AS question
        FROM listings_listing AS l
        JOIN catalog_product AS p ON p.id = l.product_id
"""
    + "".join(SAID.replace("ROLE", role) for role in ("upc", "ean", "isbn", "gcid"))
    + GIVEN
    + """
        WHERE l.store_id = %(store)s AND l.tab IN ('incomplete', 'ready', 'ineligible')
          AND l.first_seen_at IS NULL AND l.assigned_asin = ''
          AND (%(sku)s::text IS NULL OR l.seller_sku = %(sku)s)
          AND """
    + PRODUCT_ASIN
    + """ = ''
"""
)
"""What Amazon's catalog is to be asked for each candidate whose product names no ASIN; {} for nothing."""

KEEP_QUESTIONS = (
    """
    WITH wanted AS MATERIALIZED ("""
    + QUESTIONS
    + """), gone AS (
        DELETE FROM listings_asinsearch AS s USING listings_listing AS l
        WHERE s.store_id = %(store)s AND l.id = s.listing_id AND l.assigned_asin = ''
          AND (%(sku)s::text IS NULL OR l.seller_sku = %(sku)s)
          AND NOT EXISTS (SELECT 1 FROM wanted AS w WHERE w.id = s.listing_id AND w.question <> '{}')
        RETURNING s.listing_id
    ), forgotten AS (
        DELETE FROM listings_asincandidate AS c USING gone WHERE c.listing_id = gone.listing_id
    )
    INSERT INTO listings_asinsearch
        (listing_id, store_id, question, due, answer, asin, found_by, found, problem)
    SELECT w.id, %(store)s, w.question, true, '', '', '', 0, ''
    FROM wanted AS w LEFT JOIN listings_asinsearch AS s ON s.listing_id = w.id
    WHERE w.question <> '{}' AND s.question IS DISTINCT FROM w.question
    ON CONFLICT (listing_id) DO UPDATE
    SET question = excluded.question, due = true, answer = '', asin = '', found_by = '', found = 0,
        problem = ''
"""
)
"""A row for each question, reset where the question has changed, dropped where there is none any more.

An ASIN typed by hand is a question of listings.required_info and stays untouched here.
"""

ASK_AGAIN = """
    UPDATE listings_asinsearch SET due = true
    WHERE store_id = %(store)s AND NOT due AND answer IN ('none', 'unknown', 'refused')
      AND asked_at < %(before)s
"""
"""What was asked in vain is asked again after a while: Amazon's catalog grows."""

WRITE_ANSWER = """
    UPDATE listings_asinsearch AS s
    SET due = false, asked_at = %(now)s, answer = %(answer)s, asin = %(asin)s, found_by = %(found_by)s,
        found = %(found)s, problem = %(problem)s
    WHERE s.listing_id = %(listing)s AND s.question = %(question)s::jsonb
"""
"""The answer to a question that still stands; one that was changed meanwhile is asked anew."""
