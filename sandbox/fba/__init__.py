"""FBA Inventory v1: what lies in Amazon's warehouses, and the sandbox-only operations that put it there."""

from sandbox.fba import summaries, warehouse
from sandbox.routing import Route

BASE = "/fba/inventory/v1"
ROUTES = (
    Route("getInventorySummaries", "GET", f"{BASE}/summaries", summaries.get_inventory_summaries),
    Route("createInventoryItem", "POST", f"{BASE}/items", warehouse.create_inventory_item),
    Route("addInventory", "POST", f"{BASE}/items/inventory", warehouse.add_inventory),
    Route("deleteInventoryItem", "DELETE", f"{BASE}/items/{{sellerSku}}", warehouse.delete_inventory_item),
)
