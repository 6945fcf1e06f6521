"""The attributes that every catalog has: columns of Product, kept as rows like all other attributes."""

from catalog.models import Attribute

# code (and column), label, type, scope, required, used in search
BUILT_IN = (
    ("sku", "SKU", "text", "global", True, True),
    ("name", "Name", "text", "website", True, True),
    ("asin", "ASIN", "text", "global", False, True),
    ("condition", "Condition", "text", "global", False, False),
    ("enabled", "Enabled", "boolean", "website", False, False),
    ("visibility", "Visibility", "text", "website", False, False),
    ("sale_starts_on", "On sale from", "date", "global", False, False),
    ("sale_ends_on", "On sale until", "date", "global", False, False),
    ("price", "Price", "price", "website", False, False),
    ("special_price", "Special price", "price", "website", False, False),
    ("special_from", "Special price from", "date", "website", False, False),
    ("special_to", "Special price until", "date", "website", False, False),
    ("cost", "Cost", "price", "website", False, False),
    ("msrp", "Recommended price", "price", "website", False, False),
    ("map_price", "Minimum advertised price", "price", "website", False, False),
    ("tax_class", "Tax class", "text", "website", False, False),
    ("weight", "Weight", "weight", "global", False, False),
    ("length", "Length", "decimal", "global", False, False),
    ("width", "Width", "decimal", "global", False, False),
    ("height", "Height", "decimal", "global", False, False),
    ("quantity", "Quantity", "integer", "global", False, False),
    ("image", "Picture", "media", "website", False, False),
)


def keep(**_sent: object) -> None:
    """Add the built-in attributes that are not there yet; what people changed in the others stays.

    Called after each migrate, so that a new version's columns and an emptied database are cared for alike.
    """
    Attribute.objects.bulk_create(
        [
            Attribute(
                code=code,
                column=code,
                label=label,
                type=kind,
                scope=scope,
                required=required,
                used_in_search=searched,
            )
            for code, label, kind, scope, required, searched in BUILT_IN
        ],
        ignore_conflicts=True,
    )
