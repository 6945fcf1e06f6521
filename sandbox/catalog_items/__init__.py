"""Catalog Items 2022-04-01: what Amazon knows of an ASIN, and which ASINs a barcode or words find."""

from sandbox.catalog_items import control, operations
from sandbox.routing import Route

BASE = "/catalog/2022-04-01/items"
ROUTES = (
    Route("searchCatalogItems", "GET", BASE, operations.search),
    Route("getCatalogItem", "GET", f"{BASE}/{{asin}}", operations.get_item),
    Route("control catalog", "PUT", "/_control/catalog", control.put, "control"),
    Route("control catalog", "DELETE", "/_control/catalog", control.delete, "control"),
)
