"""The demo's catalog, from catalog/demo/products.csv."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from catalog.models import Product

FILE = Path(settings.BASE_DIR) / "catalog" / "demo" / "products.csv"


def seed() -> int:
    """Add the products that are not there yet; how many there are. Pictures follow the sandbox's address."""
    products = list(_products())
    Product.objects.bulk_create(products, ignore_conflicts=True)
    kept = dict(Product.objects.filter(sku__in=[each.sku for each in products]).values_list("sku", "image"))
    moved = [each for each in products if kept[each.sku] != each.image]
    if moved:
        Product.objects.bulk_create(
            moved, update_conflicts=True, unique_fields=["sku"], update_fields=["image"]
        )
    return len(products)


def _products() -> Iterator[Product]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Product(
                sku=row["sku"],
                name=row["name"],
                asin=row["asin"],
                condition=row["condition"],
                enabled=row["enabled"] == "yes",
                quantity=int(row["quantity"]),
                sale_starts_on=_day(row["sale_starts_on"]),
                sale_ends_on=_day(row["sale_ends_on"]),
                websites=[each for each in row["websites"].split("|") if each],
                image=_address(row["image"]),
            )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _address(path: str) -> str:
    return f"{settings.SP_API_SANDBOX_URL}{path}" if path.startswith("/") else path
