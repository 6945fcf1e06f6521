"""What a thing is, as attributes of its product type: the shapes of Amazon's product type definitions."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sandbox.marketplaces import Marketplace
from sandbox.scenario.goods import Good, language_of
from sandbox.scenario.markets import MARKETS, price_in

Attributes = dict[str, Any]
LIST_PRICE_SHARE = 1.2  # of what the shop asks in dollars
OTHER_VIEWS = ("PT01", "PT02")
LOCATORS = ("image_locator", "image_locator_1", "image_locator_2")
"""How the names of attributes end that hold the address of a picture."""
CAPACITY = re.compile(r"([\d.,]+) ?(ml|l)")
UNITS = {"ml": "milliliters", "l": "liters"}
COUNT = re.compile(r"(\d+) (?:pieces|Teile|ピース)")
BOOLEANS = {"true": True, "false": False}
TEXTS = ("ink_color", "closure_type", "pattern")
"""Attributes in words, of those that a kind may have besides."""


@lru_cache(maxsize=4096)
def of_good(good: Good, marketplace: Marketplace, language_tag: str) -> Mapping[str, Any]:
    """The product facts that Amazon's catalog knows, without title, barcode and pictures.

    Made once for each good and marketplace, since a second may ask for thousands of listings: who goes on to
    write into them takes a copy.
    """
    here = {"marketplace_id": marketplace.id}

    def text(*values: str) -> list[dict[str, Any]]:
        return [{"value": value, "language_tag": language_tag, **here} for value in values if value]

    def plain(value: Any) -> list[dict[str, Any]]:
        return [{"value": value, **here}]

    found: Attributes = {
        "brand": text(good.brand),
        "manufacturer": text(good.brand),
        "bullet_point": text(*_bullets(good, language_tag)),
        "part_number": plain(good.part_number),
        "model_number": plain(good.part_number),
        "recommended_browse_nodes": plain(good.make.node),
        "item_type_keyword": plain(good.make.nodes["en"].lower().replace(" & ", "-").replace(" ", "-")),
        "country_of_origin": plain("PT"),
        "color": text(good.colour),
        "size": text(good.size),
        "material": text(good.make.material[language_of(language_tag)]),
        "supplier_declared_dg_hz_regulation": plain("not_applicable"),
        "batteries_required": plain(False),
    }
    if not good.is_parent:
        found |= _measures(good, marketplace) | _special(good, here, language_tag)
        found["list_price"] = [_list_price(good, marketplace)]
    if good.author:
        found |= _of_book(good, here, language_tag)
    return {name: value for name, value in found.items() if value}


def _bullets(good: Good, tag: str) -> tuple[str, ...]:
    return good.department.bullets[language_of(tag)]


def measures(good: Good, marketplace: Marketplace) -> tuple[str, str, tuple[float, ...], float]:
    """Units of length and weight as the marketplace has them, length, width and height, and the weight."""
    if marketplace.country == "US":
        sides = tuple(round(side / 2.54, 2) for side in good.make.centimetres)
        return "inches", "pounds", sides, round(good.make.grams / 453.592, 2)
    return "centimeters", "kilograms", tuple(map(float, good.make.centimetres)), good.make.grams / 1000


def _measures(good: Good, marketplace: Marketplace) -> Attributes:
    of_length, of_weight, (length, width, height), weight = measures(good, marketplace)
    here = {"marketplace_id": marketplace.id}
    sides = {"length": length, "width": width, "height": height}
    shown = {name: {"value": value, "unit": of_length} for name, value in sides.items()}
    packed = {name: {"value": round(value + 1, 2), "unit": of_length} for name, value in sides.items()}
    return {
        "item_dimensions": [shown | here],
        "item_package_dimensions": [packed | here],
        "item_weight": [{"value": weight, "unit": of_weight, **here}],
        "item_package_weight": [{"value": round(weight * 1.1, 2), "unit": of_weight, **here}],
        "number_of_items": [{"value": 1, **here}],
        "item_package_quantity": [{"value": 1, **here}],
    }


def _special(good: Good, here: dict[str, str], tag: str) -> Attributes:
    """What only its product type has: capacity, pieces, age …"""
    name, value = good.make.extra
    found: Attributes = {}
    if name == "minimum_age":
        found["manufacturer_minimum_age"] = [{"value": int(value), "unit": "months", **here}]
    elif name == "sheet_count":
        found[name] = [{"value": int(value), **here}]
    elif name in TEXTS:
        found[name] = [{"value": value, "language_tag": tag, **here}]
    elif name != "binding":
        found[name] = [{"value": BOOLEANS.get(value, value), **here}]
    if match := CAPACITY.fullmatch(good.size):
        amount = float(Decimal(match[1].replace(",", ".")))
        found["capacity"] = [{"value": amount, "unit": UNITS[match[2]], **here}]
    if match := COUNT.fullmatch(good.size):
        found["number_of_pieces"] = [{"value": int(match[1]), **here}]
    return found


def _of_book(good: Good, here: dict[str, str], tag: str) -> Attributes:
    return {
        "author": [{"value": good.author, "language_tag": tag, **here}],
        "binding": [{"value": "hardcover", **here}],
        "publication_date": [{"value": good.released_on.isoformat(), **here}],
        "publisher": [{"value": good.brand, "language_tag": tag, **here}],
    }


def _list_price(good: Good, marketplace: Marketplace) -> dict[str, Any]:
    market = next((each for each in MARKETS.values() if each.marketplace_id == marketplace.id), MARKETS["us"])
    amount = Decimal(price_in(market, good.usd * LIST_PRICE_SHARE))
    value = int(amount) if amount == amount.to_integral_value() else float(amount)
    return {"value": value, "currency": marketplace.currency, "marketplace_id": marketplace.id}


def pictures(image: str, marketplace: Marketplace) -> Attributes:
    """The main picture and the other views that are drawn of ours; none for an empty address."""
    if not image:
        return {}
    views = {"main_product_image_locator": image}
    if image.startswith("/images/") and image.endswith(".svg"):
        for number, view in enumerate(OTHER_VIEWS, start=1):
            views[f"other_product_image_locator_{number}"] = view_of(image, view)
    return {
        name: [{"media_location": address, "marketplace_id": marketplace.id}]
        for name, address in views.items()
    }


def view_of(image: str, view: str) -> str:
    """The address of another view of a picture of ours: /images/B0….PT01.svg."""
    return f"{image.removesuffix('.svg')}.{view}.svg"
