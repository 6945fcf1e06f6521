"""Adobe Commerce's words for what we keep: columns of its product CSV, visibilities, kinds of product."""

# columns of its export → built-in attributes of ours
BUILT_IN = {
    "name": "name",
    "product_online": "enabled",
    "visibility": "visibility",
    "price": "price",
    "special_price": "special_price",
    "special_price_from_date": "special_from",
    "special_price_to_date": "special_to",
    "cost": "cost",
    "msrp_price": "msrp",
    "map_price": "map_price",
    "tax_class_name": "tax_class",
    "weight": "weight",
    "ts_dimensions_length": "length",
    "ts_dimensions_width": "width",
    "ts_dimensions_height": "height",
    "qty": "quantity",
    "is_in_stock": "in_stock",
    "manage_stock": "manage_stock",
}
# attributes of its own that have a column each in its export
OWN_COLUMNS = {
    "description": "long_text",
    "short_description": "long_text",
    "url_key": "text",
    "meta_title": "text",
    "meta_keywords": "long_text",
    "meta_description": "long_text",
    "country_of_manufacture": "text",
    "gift_message_available": "text",
    "new_from_date": "text",
    "new_to_date": "text",
}
# what is read by a function of its own
READ = {
    "sku",
    "store_view_code",
    "attribute_set_code",
    "product_type",
    "categories",
    "product_websites",
    "additional_attributes",
    "additional_images",
    "additional_image_labels",
    "custom_options",
    "bundle_values",
    "associated_skus",
    "configurable_variations",
    "configurable_variation_labels",
    "use_config_manage_stock",
    "source_quantities",
}
ROLES = {
    "base_image": "base",
    "small_image": "small",
    "thumbnail_image": "thumbnail",
    "swatch_image": "swatch",
}
READ |= set(ROLES) | {f"{name}_label" for name in ROLES}
# what its shop alone needs: page layouts, the cart's limits, related products
# fmt: off
LEFT = {
    "created_at", "updated_at", "display_product_options_in",
    "map_enabled", "custom_design", "custom_design_from",
    "custom_design_to", "custom_layout_update", "page_layout",
    "product_options_container", "msrp_display_actual_price_type", "out_of_stock_qty",
    "use_config_min_qty", "is_qty_decimal", "allow_backorders",
    "use_config_backorders", "min_cart_qty", "use_config_min_sale_qty",
    "max_cart_qty", "use_config_max_sale_qty", "notify_on_stock_below",
    "use_config_notify_stock_qty", "use_config_qty_increments", "qty_increments",
    "use_config_enable_qty_inc", "enable_qty_increments", "is_decimal_divided",
    "website_id", "related_skus", "related_position",
    "crosssell_skus", "crosssell_position", "upsell_skus",
    "upsell_position", "hide_from_product_page", "bundle_price_type",
    "bundle_sku_type", "bundle_price_view", "bundle_weight_type",
    "bundle_shipment_type", "downloadable_links", "downloadable_samples",
    "deferred_stock_update", "use_config_deferred_stock_update", "giftcard_type",
    "giftcard_allow_open_amount", "giftcard_open_amount_min", "giftcard_open_amount_max",
    "giftcard_amount", "use_config_is_redeemable", "giftcard_is_redeemable",
    "use_config_lifetime", "giftcard_lifetime", "use_config_allow_message",
    "giftcard_allow_message", "use_config_email_template", "giftcard_email_template",
}
# fmt: on
VISIBILITIES = {
    "not visible individually": "nowhere",
    "catalog": "catalog",
    "search": "search",
    "catalog, search": "both",
}
SHOWN_VISIBILITIES = {
    "nowhere": "Not Visible Individually",
    "catalog": "Catalog",
    "search": "Search",
    "both": "Catalog, Search",
}
TYPES = {"simple", "virtual", "downloadable", "configurable", "bundle", "grouped", "giftcard"}
ONLINE = {"1": "1", "2": "0"}  # its "disabled" is 2
# what is no attribute, and built-in attributes that have no column of their own in a file
SPECIAL = {
    "sku": "sku",
    "name": "name",
    "websites": "product_websites",
    "categories": "categories",
    "attribute_set": "attribute_set_code",
    "quantities": "source_quantities",
    "axes": "configurable_variation_labels",
    "image": "base_image",
    "images": "base_image",
    "variant": "configurable_variations",
    "bundled": "bundle_values",
    "grouped": "associated_skus",
    "parts": "sku",
    "parent": "sku",
}
EMPTY = "__EMPTY__VALUE__"
DEFAULT_VIEWS = {"", "admin", "all"}
# a part of a bundle that has no option of its own name in the customer's choice
PLAIN_PART = {"name": "Parts", "type": "checkbox", "required": "1"}
