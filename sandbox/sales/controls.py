"""Control of sales: what a seller sold on a day."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.box import Sandbox
from sandbox.clock import to_ms
from sandbox.control.body import fields
from sandbox.fba.warehouse import own_marketplace
from sandbox.marketplaces import MARKETPLACES
from sandbox.routing import Request, Response, answer, invalid_input
from sandbox.sales.ledger import Sale, cents_of, replace
from sandbox.sales.spans import midnight


def set_day(box: Sandbox, request: Request) -> Response:
    """PUT /_control/sales {seller, marketplace, day, amount, units?, orders?}: what was sold on that day.

    A day of the marketplace's own time zone, sold in its first moment. What was sold before is forgotten.
    """
    body = fields(request, "seller", "marketplace", "day", "amount")
    marketplace = own_marketplace(box, str(body["seller"]), str(body["marketplace"]))
    zone = ZoneInfo(MARKETPLACES[marketplace].time_zone)
    day, cents, orders, units = _read(body)
    start, end = (to_ms(midnight(each, zone)) for each in (day, day + timedelta(days=1)))
    seller = str(body["seller"])
    with box.store.writing() as db:
        sale = Sale(seller, marketplace, start, None, None, "MFN", "B2C", orders, units, cents)
        replace(db, start, end, sale)
    return answer({})


def _read(body: dict[str, Any]) -> tuple[date, int, int, int]:
    try:
        cents = cents_of(str(Decimal(str(body["amount"]))))
        orders = int(body.get("orders", 1 if cents else 0))
        return date.fromisoformat(body["day"]), cents, orders, int(body.get("units", orders))
    except (ValueError, TypeError, InvalidOperation):
        raise invalid_input("Send day as YYYY-MM-DD, amount as a number, units and orders whole.") from None
