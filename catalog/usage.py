"""Whether products or stores use a website, source, set, category or attribute: what may not go then."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from amazon_channel.models import Store
from catalog.models import Attribute, AttributeOption, AttributeSet, Category, Product, StockSource, Website

DELETED_AT_ONCE = 10_000  # products whose values go with their attribute in one statement

HAVING = """
    SELECT count(*) FROM (
        SELECT 1 FROM catalog_product
        WHERE attributes -> %(code)s IS NOT NULL
           OR website_values <> '{}' AND EXISTS (
               SELECT 1 FROM jsonb_each(website_values) AS site WHERE site.value -> %(code)s IS NOT NULL
           )
        LIMIT %(most)s
    ) AS having_one
"""
"""How many products have a value of an attribute, at most so many. Reads the whole table where few do."""

TWICE = """
    SELECT attributes ->> %(code)s, min(sku), max(sku) FROM catalog_product
    WHERE attributes -> %(code)s IS NOT NULL
    GROUP BY 1 HAVING count(*) > 1 LIMIT 3
"""
"""Values of an attribute that several products have, with two of their SKUs."""

FORGET = """
    UPDATE catalog_product SET
        attributes = attributes - %(code)s,
        website_values = coalesce((
            SELECT jsonb_object_agg(site.key, site.value - %(code)s::text)
            FROM jsonb_each(website_values) AS site
            WHERE site.value - %(code)s::text <> '{}'
        ), '{}'),
        axes = array_remove(axes, %(code)s::varchar),
        updated_at = %(now)s
    WHERE attributes -> %(code)s IS NOT NULL OR axes @> ARRAY[%(code)s]::varchar[]
       OR website_values <> '{}' AND EXISTS (
           SELECT 1 FROM jsonb_each(website_values) AS site WHERE site.value -> %(code)s IS NOT NULL
       )
"""
"""Every product's values of an attribute, in one statement."""

FORGET_WEBSITE = """
    UPDATE catalog_product SET website_values = website_values - %(code)s::text, updated_at = %(now)s
    WHERE website_values ? %(code)s
"""
"""Every product's own values on a website, in one statement. Reads the whole table."""


def products_having(code: str, *, most: int = 1) -> int:
    """How many products have a value of the attribute; counting ends at `most`."""
    with connection.cursor() as cursor:
        cursor.execute(HAVING, {"code": code, "most": most})
        return int(cursor.fetchone()[0])


def values_twice(code: str) -> list[tuple[str, str, str]]:
    """At most three values that several products have, each with the SKUs of two of them."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, {"code": code})
        return [(value, one, other) for value, one, other in cursor.fetchall()]


def stores_naming(row: Website | AttributeSet | Category | Attribute) -> QuerySet[Store]:
    """The stores whose settings name it: website, mapping, what products made from listings get."""
    if isinstance(row, Website):
        named = Q(website=row.code) | Q(new_products__websites__contains=[row.code])
    elif isinstance(row, AttributeSet):
        named = Q(new_products__attribute_set=row.pk)
    elif isinstance(row, Category):
        named = Q(new_products__category_ids__contains=[row.pk])
    else:
        roles = [field.name for field in Store._meta.fields if field.name.endswith("_attribute")]
        named = Q(*[(role, row.code) for role in roles], _connector=Q.OR)
    return Store.objects.filter(named).order_by("name")


def with_own_values(website: Website, *, most: int) -> int:
    """How many products have values of their own on a website; counting ends at `most`."""
    return len(Product.objects.filter(website_values__has_key=website.code).order_by().values("pk")[:most])


def is_used(row: Website | StockSource | AttributeSet) -> bool:
    """Whether a product names it."""
    products = Product.objects.all()
    if isinstance(row, Website):
        return products.filter(websites__contains=[row.code]).exists()
    if isinstance(row, AttributeSet):
        return products.filter(attribute_set=row).exists()
    return products.filter(quantities__has_key=row.code).exists()


def option_is_used(option: AttributeOption) -> bool:
    """Whether a product has chosen it."""
    code, value = option.attribute.code, option.value
    one, several = Q(attributes__contains={code: value}), Q(attributes__contains={code: [value]})
    fits = several if option.attribute.type == Attribute.Type.MULTI_SELECT else one
    return Product.objects.filter(fits).exists()
