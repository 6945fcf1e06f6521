"""Reads the order in the body of createReport and createReportSchedule."""

from typing import Any

from sandbox.box import Sandbox
from sandbox.clock import parse_iso
from sandbox.reports.columns import COLUMNS
from sandbox.reports.orders import Order
from sandbox.routing import Request, invalid_input, unauthorized


def read_order(box: Sandbox, request: Request, body: Any) -> Order:
    """The order in a request body, checked against the model and the seller's marketplaces."""
    if not isinstance(body, dict):
        raise invalid_input("The request body must be a JSON object.")
    report_type = body.get("reportType")
    if report_type not in COLUMNS:
        raise invalid_input(f"Report type {report_type} is not supported.", details=", ".join(COLUMNS))
    options = body.get("reportOptions") or {}
    if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
        raise invalid_input("reportOptions must be an object of texts.")
    start, end = _moment(box, body, "dataStartTime"), _moment(box, body, "dataEndTime")
    return Order(
        request.seller_id, str(report_type), _marketplaces(box, request.seller_id, body), options, start, end
    )


def _marketplaces(box: Sandbox, seller_id: str, body: dict[str, Any]) -> list[str]:
    asked = body.get("marketplaceIds")
    if (
        not isinstance(asked, list)
        or not 1 <= len(asked) <= 25
        or not all(isinstance(each, str) for each in asked)
    ):
        raise invalid_input("marketplaceIds must be a list of 1 to 25 marketplace ids.")
    with box.store.reading() as db:
        own = {
            row[0]
            for row in db.execute(
                "SELECT marketplace_id FROM participation WHERE seller_id = ? AND is_participating",
                (seller_id,),
            )
        }
    if foreign := [each for each in asked if each not in own]:
        raise unauthorized(f"The seller does not take part in {foreign[0]}.")
    return list(dict.fromkeys(asked))


def _moment(box: Sandbox, body: dict[str, Any], name: str) -> int | None:
    if body.get(name) is None:
        return None
    try:
        moment = parse_iso(str(body[name]))
    except ValueError:
        raise invalid_input(f"{name} must be an ISO 8601 date-time.") from None
    if moment > box.clock.now_ms():
        raise invalid_input(f"{name} must not lie in the future.")
    return moment
