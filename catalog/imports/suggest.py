"""What the columns of a person's own table most likely hold, by their names and their first values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from catalog.imports.codes import code_of

SOURCE = "@source:"
SPECIAL = {
    "type": "@type",
    "attribute_set": "@attribute_set",
    "categories": "@categories",
    "websites": "@websites",
    "view": "@view",
    "images": "@images",
    "parent": "@parent",
}
NAMES = {
    "sku": "sku seller_sku item_sku product_sku artikelnummer article_number item_number part_number "
    "artikel_nr reference code_article",
    "name": "name title product_name product_title item_name bezeichnung artikelname produktname nom titre",
    "asin": "asin amazon_asin asin1",
    "condition": "condition item_condition zustand",
    "enabled": "enabled active status published online aktiv product_online",
    "visibility": "visibility sichtbarkeit",
    "price": "price regular_price preis prix vk vk_preis list_price unit_price",
    "special_price": "special_price sale_price angebotspreis",
    "cost": "cost cost_price einkaufspreis ek ek_preis purchase_price cost_per_item",
    "msrp": "msrp rrp uvp recommended_price",
    "map_price": "map map_price minimum_advertised_price",
    "tax_class": "tax_class tax_class_name steuerklasse",
    "weight": "weight gewicht weight_kg poids",
    "length": "length lange laenge length_cm",
    "width": "width breite width_cm",
    "height": "height hohe hoehe height_cm",
    "quantity": "quantity qty stock stock_quantity inventory bestand menge lagerbestand on_hand available "
    "stock_level quantite",
    "in_stock": "in_stock is_in_stock",
    "manage_stock": "manage_stock",
    "sale_starts_on": "sale_starts_on",
    "sale_ends_on": "sale_ends_on",
    "description": "description beschreibung long_description",
    "@images": "image images image_url image_urls picture pictures bild bilder photo image_link main_image",
    "@categories": "category categories kategorie kategorien category_path product_category",
    "@websites": "website websites product_websites",
    "@attribute_set": "attribute_set attribute_set_code attribute_set_name",
    "@type": "type product_type",
    "@view": "store_view store_view_code",
    "@parent": "parent parent_sku",
}
BY_NAME = {name: target for target, names in NAMES.items() for name in names.split()}
QUANTITY_AT = re.compile(r"(?:qty|stock|quantity|bestand)_([a-z0-9_]+)\Z")
ASIN = re.compile(r"B0[A-Z0-9]{8}\Z")
PICTURE = re.compile(r"https?://\S+\.(jpe?g|png|webp|gif|avif)(\?\S*)?\Z", re.IGNORECASE)


def suggested(
    header: Sequence[str], samples: Mapping[str, Sequence[str]], known: Collection[str] = ()
) -> dict[str, str]:
    """What each column holds: a code or a special, each only once; "" for columns without a fitting name.

    `samples` are the first values of each column, `known` the codes of the attributes there are.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in header:
        target = _target(name, [text for text in samples.get(name, ()) if text.strip()], known)
        if target in taken:
            target = code_of(name)
        found[name] = "" if target in taken else target
        taken.add(found[name])
    return found


def _target(name: str, values: Sequence[str], known: Collection[str]) -> str:
    code = code_of(name)
    if code in known and code not in BY_NAME:
        return code
    if target := BY_NAME.get(code):
        return target
    if at := QUANTITY_AT.match(code):
        return f"{SOURCE}{at[1]}"
    if values and all(ASIN.match(value) for value in values):
        return "asin"
    if values and all(PICTURE.match(value) for value in values):
        return "@images"
    return code
