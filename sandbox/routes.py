"""The one list of everything the sandbox serves; each module brings its own table named ROUTES."""

from importlib import import_module

from sandbox.routing import Route, Router

MODULES = (
    "sandbox.auth",
    "sandbox.consent",
    "sandbox.sellers",
    "sandbox.fees",
    "sandbox.listings.operations",
    "sandbox.listings.search",
    "sandbox.catalog_items",
    "sandbox.definitions",
    "sandbox.control",
    "sandbox.reports",
    "sandbox.fba",
    "sandbox.sales",
)


def all_routes() -> Router:
    """Every route, in the order of MODULES."""
    found: list[Route] = []
    for name in MODULES:
        found += import_module(name).ROUTES
    return Router(found)
