"""Writes Adobe Commerce's product CSV of any length: 40 columns, four variants a shirt, store-view rows."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

COLUMNS = (
    "sku", "store_view_code", "attribute_set_code", "product_type", "categories", "product_websites", "name",
    "description", "short_description", "weight", "product_online", "tax_class_name", "visibility", "price",
    "special_price", "special_price_from_date", "special_price_to_date", "url_key", "meta_title",
    "meta_keywords", "meta_description", "base_image", "base_image_label", "small_image", "thumbnail_image",
    "created_at", "updated_at", "map_price", "msrp_price", "additional_attributes", "qty", "is_in_stock",
    "manage_stock", "use_config_manage_stock", "related_skus", "additional_images", "additional_image_labels",
    "custom_options", "configurable_variations", "configurable_variation_labels",
)  # fmt: skip
COLOURS = ("Black", "Blue", "Café", "Green", "Red", "Sand")
SIZES = ("S", "M", "L", "XL")
NOUNS = ("Shirt", "Jacket", "Mug", "Lamp", "Bottle", "Towel", "Clock", "Blanket")
SENTENCE = "<p>Made of a material that keeps its shape for years, tested every day in our own kitchen.</p>\n"


def rows(count: int, *, dearer: int = 0) -> Iterator[dict[str, str]]:
    """Rows of `count` products, the same at every call; one in `dearer` has another price."""
    draw = random.Random(7)
    number = 0
    while number < count:
        variants = []
        for size in SIZES[: max(0, count - number - 1)]:
            variants.append(_simple(number, size, draw, dearer))
            number += 1
        yield from variants
        yield _parent(number, variants, draw)
        if number % 50 < 5:
            yield _view(number, variants)
        number += 1


def _simple(number: int, size: str, draw: random.Random, dearer: int) -> dict[str, str]:
    colour, noun = draw.choice(COLOURS), NOUNS[number // 5 % len(NOUNS)]
    price = 5 + draw.randrange(20_000) / 100 + (1 if dearer and number % dearer == 0 else 0)
    path = f"/{number % 10}/{number // 10 % 10}/p{number:07d}"
    return {
        "sku": f"P{number:07d}-{size}",
        "attribute_set_code": "Clothing",
        "product_type": "simple",
        "categories": f"Default Category/{noun}s,Default Category/{noun}s/{colour}",
        "product_websites": "base",
        "name": f"{noun} {number // 5}, {colour}, {size}",
        "description": SENTENCE * draw.randrange(1, 6),
        "weight": f"{draw.randrange(1, 5000) / 1000:.4f}",
        "product_online": "1",
        "tax_class_name": "Taxable Goods",
        "visibility": "Not Visible Individually",
        "price": f"{price:.6f}",
        "url_key": f"{noun.lower()}-{number}-{size.lower()}",
        "meta_title": f"{noun} {number}",
        "base_image": f"{path}.jpg",
        "small_image": f"{path}.jpg",
        "thumbnail_image": f"{path}.jpg",
        "created_at": "1/1/26, 3:00 AM",
        "updated_at": "1/2/26, 3:00 AM",
        "additional_attributes": (
            f"color={colour},size={size},brand=Alder & Ash,ean=40{number:010d}0,"
            f"material=stone, glazed,eco_collection=No,pattern=Solid,climate=All-Weather|Cool"
        ),
        "qty": f"{draw.randrange(200)}.0000",
        "is_in_stock": "1",
        "manage_stock": "1",
        "use_config_manage_stock": "1",
        "additional_images": f"{path}-2.jpg,{path}-3.jpg",
        "additional_image_labels": "Back,Side",
    }


def _parent(number: int, variants: list[dict[str, str]], draw: random.Random) -> dict[str, str]:
    parent = _simple(number, "ALL", draw, 0) | {"sku": f"P{number:07d}"}
    if variants:
        parent |= {
            "product_type": "configurable",
            "visibility": "Catalog, Search",
            "qty": "0",
            "configurable_variations": "|".join(
                f"sku={each['sku']},size={size}" for each, size in zip(variants, SIZES, strict=False)
            ),
            "configurable_variation_labels": "size=Size",
        }
    return parent


def _view(number: int, variants: list[dict[str, str]]) -> dict[str, str]:
    return {
        "sku": f"P{number:07d}",
        "store_view_code": "base_de",
        "attribute_set_code": "Clothing",
        "product_type": "configurable" if variants else "simple",
        "name": f"Ware {number}",
    }


def write(path: Path, source: Iterator[dict[str, str]]) -> int:
    """Writes the file; its size in bytes."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(source)
    return path.stat().st_size
