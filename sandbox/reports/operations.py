"""createReport, getReport, getReports, cancelReport."""

import base64
import json
from typing import Any

from sandbox.box import Sandbox
from sandbox.parameters import CLIENT_EXTRAS, Parameter, read
from sandbox.reports import orders
from sandbox.reports.asking import read_order
from sandbox.reports.schedules import fire_due
from sandbox.routing import ApiError, Request, Response, answer, invalid_input, not_found

STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
FILTERS = (
    Parameter("reportTypes", "csv", min_items=1, max_items=10),
    Parameter("processingStatuses", "csv", allowed=STATUSES, min_items=1),
    Parameter("marketplaceIds", "csv", min_items=1, max_items=10),
    Parameter("pageSize", "integer", minimum=1, maximum=100, default=10),
    Parameter("createdSince", "time"),
    Parameter("createdUntil", "time"),
    Parameter("nextToken"),
)
STATUS_SQL = """
CASE WHEN :now < starts_at THEN 'IN_QUEUE' WHEN :now < ends_at THEN 'IN_PROGRESS' ELSE outcome END
"""
FIND_REPORTS = f"""
SELECT * FROM report
WHERE seller_id = :seller AND created_at >= :since AND created_at <= :until
  AND report_type IN (SELECT value FROM json_each(:types))
  AND (:statuses IS NULL OR {STATUS_SQL} IN (SELECT value FROM json_each(:statuses)))
  AND (:marketplaces IS NULL OR EXISTS (
      SELECT 1 FROM json_each(marketplace_ids) AS own JOIN json_each(:marketplaces) AS asked
      ON own.value = asked.value))
  AND (created_at, number) < (:before_time, :before_number)
ORDER BY created_at DESC, number DESC LIMIT :limit
"""


def create_report(box: Sandbox, request: Request) -> Response:
    """createReport: 202 with the report's id."""
    order = read_order(box, request, request.json())
    return answer({"reportId": orders.id_of(orders.place(box, order, base_url=request.base_url))}, status=202)


def get_report(box: Sandbox, request: Request) -> Response:
    """getReport."""
    fire_due(box, request)
    now = box.clock.now_ms()
    with box.store.reading() as db:
        row = orders.find(db, request.seller_id, request.path["reportId"], now=now)
    if row is None:
        raise not_found(f"Report {request.path['reportId']} was not found.")
    return answer(orders.as_json(row, now=now))


def cancel_report(box: Sandbox, request: Request) -> Response:
    """cancelReport: only while it waits in the queue."""
    now = box.clock.now_ms()
    with box.store.writing() as db:
        row = orders.find(db, request.seller_id, request.path["reportId"], now=now)
        if row is None:
            raise not_found(f"Report {request.path['reportId']} was not found.")
        if orders.status_of(row, now=now) != "IN_QUEUE":
            raise invalid_input("Only a report whose processingStatus is IN_QUEUE can be cancelled.")
        db.execute(
            "UPDATE report SET outcome = 'CANCELLED', starts_at = ?, ends_at = ? WHERE number = ?",
            (now, now, row["number"]),
        )
    return Response(200)


def get_reports(box: Sandbox, request: Request) -> Response:
    """getReports: newest first, by page."""
    fire_due(box, request)
    asked, now = _question(box, request)
    with box.store.reading() as db:
        rows = db.execute(
            FIND_REPORTS, asked | {"now": now, "seller": request.seller_id, "limit": asked["size"] + 1}
        ).fetchall()
    page: dict[str, Any] = {"reports": [orders.as_json(row, now=now) for row in rows[: asked["size"]]]}
    if len(rows) > asked["size"]:
        last = rows[asked["size"] - 1]
        page["nextToken"] = _token(
            asked | {"before_time": last["created_at"], "before_number": last["number"]}
        )
    return answer(page)


def _question(box: Sandbox, request: Request) -> tuple[dict[str, Any], int]:
    """The parameters of the list, from the query or from the token of the page before."""
    asked, now = read(request, FILTERS), box.clock.now_ms()
    if asked["nextToken"]:
        if set(request.query) - CLIENT_EXTRAS - {"nextToken"}:
            raise invalid_input("nextToken must be the only parameter.")
        return _untoken(asked["nextToken"]), now
    if not asked["reportTypes"]:
        raise invalid_input("Either reportTypes or nextToken is required.")
    marketplaces = asked["marketplaceIds"]
    until = now if asked["createdUntil"] is None else asked["createdUntil"]
    return {
        "types": json.dumps(asked["reportTypes"]),
        "statuses": json.dumps(asked["processingStatuses"]) if asked["processingStatuses"] else None,
        "marketplaces": json.dumps(marketplaces) if marketplaces else None,
        "size": asked["pageSize"],
        "since": max(asked["createdSince"] or 0, now - orders.KEPT_MS),
        "until": until,
        "before_time": until + 1,
        "before_number": 0,
    }, now


def _token(asked: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(asked).encode()).decode()


def _untoken(token: str) -> dict[str, Any]:
    try:
        asked = json.loads(base64.urlsafe_b64decode(token))
        return {
            name: asked[name]
            for name in (
                "types",
                "statuses",
                "marketplaces",
                "size",
                "since",
                "until",
                "before_time",
                "before_number",
            )
        }
    except (ValueError, KeyError, TypeError):
        raise ApiError(400, "InvalidInput", "nextToken is not valid.") from None
