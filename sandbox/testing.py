"""A sandbox for tests: real HTTP on 127.0.0.1, a free port, in a thread of this process.

    from sandbox.testing import sandbox_server

    with sandbox_server(scenario="empty") as box:
        seller = box.seller("ATVPDKIKX0DER", name="Mug shop")           # selling_partner_id, refresh_token …
        box.lists(seller, "MUG-1", price="9.99", quantity=3)            # as a person in Seller Central
        box.control("POST", "/faults", {"name": "throttled", "operation": "searchListingsItems", "count": 3})
        box.knows("B0MUG00001", marketplace="ATVPDKIKX0DER", gtin="4006381333931")    # Amazon's catalog
        ...                                                             # let the client work against box.url
        assert box.calls("searchListingsItems") == 4
        assert box.truth(seller)["MUG-1"]["price"] == "9.99"

No throttle and no lag unless asked for; the clock stands still only after box.control("POST", "/clock", …).
`box.inside` is the Sandbox itself (store, clock, faults) for what no control offers.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sandbox.app import App
from sandbox.box import Sandbox, open_sandbox
from sandbox.people import create_application
from sandbox.server import Server, WSGIApp

Seller = dict[str, Any]


@dataclass(frozen=True)
class RunningSandbox:
    """A sandbox that serves."""

    url: str
    inside: Sandbox

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control below /_control and read its JSON; AssertionError when it refuses."""
        host = self.url.removeprefix("http://")
        connection = HTTPConnection(host, timeout=60)
        try:
            connection.request(
                method,
                "/_control" + path,
                None if body is None else json.dumps(body),
                {} if body is None and method == "GET" else {"Content-Type": "application/json"},
            )
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        assert response.status < 300, f"{method} {path}: {response.status} {text.decode()}"
        return json.loads(text) if text else None

    def seller(self, *marketplaces: str, **fields: Any) -> Seller:
        """Make a seller of these marketplaces who has authorised every application."""
        made: Seller = self.control("POST", "/sellers", {"marketplaces": marketplaces, **fields})
        return made

    def lists(self, seller: Seller, sku: str, *, marketplace: str = "", **facts: Any) -> dict[str, Any]:
        """Make or change a listing; facts as in the sandbox's README (price, quantity, title …)."""
        row: dict[str, Any] = self.control(
            "PUT",
            "/listings",
            {
                "seller": seller["selling_partner_id"],
                "marketplace": marketplace or seller["marketplaces"][0],
                "sku": sku,
                **facts,
            },
        )
        return row

    def sells(self, seller: Seller, day: str, amount: str, *, marketplace: str = "", **counts: int) -> None:
        """Set what was sold on a day (YYYY-MM-DD, where the marketplace is); counts: units, orders."""
        place = {
            "seller": seller["selling_partner_id"],
            "marketplace": marketplace or seller["marketplaces"][0],
        }
        self.control("PUT", "/sales", place | {"day": day, "amount": amount} | counts)

    def knows(self, asin: str, *, marketplace: str, **facts: Any) -> None:
        """Put an ASIN into Amazon's catalog that nobody lists; facts: title, brand, gtin, parent_asin …"""
        self.control("PUT", "/catalog", {"marketplace": marketplace, "asin": asin, **facts})

    def unlists(self, seller: Seller, sku: str, *, marketplace: str = "", ghost: bool = False) -> None:
        """Delete a listing as a person would."""
        self.control(
            "DELETE",
            "/listings",
            {
                "seller": seller["selling_partner_id"],
                "marketplace": marketplace or seller["marketplaces"][0],
                "sku": sku,
                "ghost": ghost,
            },
        )

    def truth(self, seller: Seller, marketplace: str = "") -> dict[str, dict[str, Any]]:
        """Every listing that is there, by SKU: raw facts and derived status."""
        found: dict[str, dict[str, Any]] = {}
        after: str | None = ""
        while after is not None:
            query = urlencode(
                {
                    "seller": seller["selling_partner_id"],
                    "after": after,
                    "limit": 1000,
                    "marketplace": marketplace or seller["marketplaces"][0],
                }
            )
            page = self.control("GET", f"/listings?{query}")
            found |= {row["sku"]: row for row in page["listings"]}
            after = page["next"]
        return found

    def calls(self, operation: str, *, seller: Seller | None = None) -> int:
        """How often an operation was called, by everyone or one seller, whatever the outcome."""
        wanted = seller["selling_partner_id"] if seller else None
        return sum(
            row["calls"]
            for row in self.control("GET", "/counters")
            if row["operation"] == operation and wanted in (None, row["seller"])
        )


@contextmanager
def sandbox_server(
    *,
    scenario: str = "empty",
    throttle: float = 0,
    lag: float = 0,
    data: Path | None = None,
    wrap: Callable[[WSGIApp], WSGIApp] | None = None,
) -> Iterator[RunningSandbox]:
    """A serving sandbox with the demo's application; `wrap` may put something round the WSGI app."""
    box = open_sandbox(data, throttle=throttle)
    create_application(box)
    if scenario == "demo":
        from sandbox.scenario.load import load_demo

        load_demo(box)
    box.store.set_setting("lag_ms", str(round(lag * 1000)))
    app: WSGIApp = App(box)
    server = Server(wrap(app) if wrap else app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield RunningSandbox("http://{}:{}".format(*server.address), box)
    finally:
        box.closing.set()
        server.stop()
        thread.join(timeout=10)
        box.close()
