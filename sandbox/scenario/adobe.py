"""Adobe Commerce's export of products: its columns in its order, and how it writes what stands in them.

Source: the header of exports as quoted in public code, and Adobe's page on the data of its import and export.
"""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO

Row = dict[str, str]

_COLUMNS = """
sku store_view_code attribute_set_code product_type categories product_websites name description
short_description weight product_online tax_class_name visibility price special_price
special_price_from_date special_price_to_date url_key meta_title meta_keywords meta_description base_image
base_image_label small_image small_image_label thumbnail_image thumbnail_image_label swatch_image
swatch_image_label created_at updated_at new_from_date new_to_date display_product_options_in map_price
msrp_price map_enabled gift_message_available custom_design custom_design_from custom_design_to
custom_layout_update page_layout product_options_container msrp_display_actual_price_type
country_of_manufacture additional_attributes qty out_of_stock_qty use_config_min_qty is_qty_decimal
allow_backorders use_config_backorders min_cart_qty use_config_min_sale_qty max_cart_qty
use_config_max_sale_qty is_in_stock notify_on_stock_below use_config_notify_stock_qty manage_stock
use_config_manage_stock use_config_qty_increments qty_increments use_config_enable_qty_inc
enable_qty_increments is_decimal_divided website_id related_skus related_position crosssell_skus
crosssell_position upsell_skus upsell_position additional_images additional_image_labels
hide_from_product_page custom_options bundle_price_type bundle_sku_type bundle_price_view bundle_weight_type
bundle_values bundle_shipment_type associated_skus downloadable_links downloadable_samples
configurable_variations configurable_variation_labels
"""
COLUMNS = tuple(_COLUMNS.split())
ALWAYS = {
    "tax_class_name": "Taxable Goods",
    "display_product_options_in": "Block after Info Column",
    "msrp_display_actual_price_type": "Use config",
}
STOCK = {
    "out_of_stock_qty": "0.0000",
    "use_config_min_qty": "1",
    "is_qty_decimal": "0",
    "allow_backorders": "0",
    "use_config_backorders": "1",
    "min_cart_qty": "1.0000",
    "use_config_min_sale_qty": "1",
    "max_cart_qty": "10000.0000",
    "use_config_max_sale_qty": "1",
    "notify_on_stock_below": "1.0000",
    "use_config_notify_stock_qty": "1",
    "manage_stock": "1",
    "use_config_manage_stock": "1",
    "use_config_qty_increments": "1",
    "qty_increments": "1.0000",
    "use_config_enable_qty_inc": "1",
    "enable_qty_increments": "0",
    "is_decimal_divided": "0",
    "website_id": "0",
}
ALONE, IN_A_FAMILY = "Catalog, Search", "Not Visible Individually"
ENABLED, DISABLED = "1", "2"
ROOT = "Default Category"
IN_QUOTES = ',"=|\n'


def as_csv(rows: Iterable[Row]) -> str:
    """The file: all columns, lines ended by a newline, quotes where they are needed."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def pairs(attributes: dict[str, str]) -> str:
    """code=value, joined by commas; a value with a comma, quote or equals sign stands in quotes."""
    return ",".join(f"{code}={_quoted(value)}" for code, value in sorted(attributes.items()) if value)


def variations(children: Iterable[tuple[str, dict[str, str]]]) -> str:
    """The simple products of a configurable one: sku=…,color=…|sku=…,color=…"""
    return "|".join(
        ",".join([f"sku={sku}", *(f"{code}={value}" for code, value in options.items())])
        for sku, options in children
    )


def money(amount: float) -> str:
    """A price as the database keeps it: 24.990000."""
    return f"{amount:.6f}"


def number(amount: float) -> str:
    """A quantity: 12.0000."""
    return f"{amount:.4f}"


def day(moment: date) -> str:
    """A date as the export writes it: 12/1/26."""
    return f"{moment.month}/{moment.day}/{moment:%y}"


def minute(moment: datetime) -> str:
    """A time as the export writes it: 3/14/22, 9:05 AM."""
    return f"{day(moment)}, {moment:%I:%M %p}".replace(", 0", ", ")


def url_key(name: str) -> str:
    """The last part of a product's address: its name in letters, digits and hyphens."""
    plain = "".join(char if char.isascii() and char.isalnum() else " " for char in name.lower())
    return "-".join(plain.split())


def _quoted(value: str) -> str:
    if not any(char in value for char in IN_QUOTES):
        return value
    return '"' + value.replace('"', '""') + '"'
