"""Product Type Definitions 2020-09-01: which product types there are, and what each wants to know."""

from sandbox.definitions import documents, operations
from sandbox.routing import Route

BASE = "/definitions/2020-09-01/productTypes"
ROUTES = (
    Route("searchDefinitionsProductTypes", "GET", BASE, operations.search),
    Route("getDefinitionsProductType", "GET", f"{BASE}/{{productType}}", operations.get_definition),
    Route("definitionDocument", "GET", f"{documents.FOLDER}/{{name}}", documents.download, access="open"),
)
