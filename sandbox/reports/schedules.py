"""Report schedules: reports that ask for themselves, by the sandbox's clock.

A schedule fires when somebody looks: each look places every report that fell due since, dated as it was due.
"""

import json
import sqlite3
from typing import Any

from sandbox.box import Sandbox
from sandbox.clock import iso, parse_iso
from sandbox.parameters import Parameter, read
from sandbox.reports import orders
from sandbox.reports.asking import read_order
from sandbox.reports.orders import Order
from sandbox.routing import Request, Response, answer, invalid_input, not_found

MINUTE = 60_000
DAY = 1440 * MINUTE
PERIODS = {
    "PT5M": 5 * MINUTE,
    "PT15M": 15 * MINUTE,
    "PT30M": 30 * MINUTE,
    "PT1H": 60 * MINUTE,
    "PT2H": 120 * MINUTE,
    "PT4H": 240 * MINUTE,
    "PT8H": 480 * MINUTE,
    "PT12H": 720 * MINUTE,
    "P1D": DAY,
    "P2D": 2 * DAY,
    "P3D": 3 * DAY,
    "PT84H": 84 * 60 * MINUTE,
    "P7D": 7 * DAY,
    "P14D": 14 * DAY,
    "P15D": 15 * DAY,
    "P18D": 18 * DAY,
    "P30D": 30 * DAY,
    "P1M": 30 * DAY,
}
MOST_AT_ONCE = 50  # a clock moved by a month must not make 8,000 reports
REPORT_TYPES = (Parameter("reportTypes", "csv", required=True, min_items=1, max_items=10),)


def create_schedule(box: Sandbox, request: Request) -> Response:
    """createReportSchedule: replaces the one of the same type and marketplaces."""
    body = request.json()
    order = read_order(box, request, body)
    period = body.get("period")
    if period not in PERIODS:
        raise invalid_input(f"Invalid period {period}.", details=", ".join(PERIODS))
    first = _first(body, default=box.clock.now_ms())
    marketplaces = json.dumps(order.marketplace_ids)
    with box.store.writing() as db:
        db.execute(
            "DELETE FROM report_schedule WHERE seller_id = ? AND report_type = ?  AND marketplace_ids = ?",
            (order.seller_id, order.report_type, marketplaces),
        )
        number = db.execute(
            "INSERT INTO report_schedule (seller_id, report_type, marketplace_ids, options, period, next_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (order.seller_id, order.report_type, marketplaces, json.dumps(order.options), period, first),
        ).lastrowid
    assert number is not None
    return answer({"reportScheduleId": orders.id_of(number)}, status=201)


def get_schedule(box: Sandbox, request: Request) -> Response:
    """getReportSchedule."""
    fire_due(box, request)
    with box.store.reading() as db:
        return answer(_as_json(_find(db, request)))


def get_schedules(box: Sandbox, request: Request) -> Response:
    """getReportSchedules of some report types."""
    asked = read(request, REPORT_TYPES)
    fire_due(box, request)
    with box.store.reading() as db:
        rows = db.execute(
            "SELECT * FROM report_schedule WHERE seller_id = ? AND report_type IN"
            " (SELECT value FROM json_each(?)) ORDER BY number",
            (request.seller_id, json.dumps(asked["reportTypes"])),
        ).fetchall()
    return answer({"reportSchedules": [_as_json(row) for row in rows]})


def cancel_schedule(box: Sandbox, request: Request) -> Response:
    """cancelReportSchedule."""
    with box.store.writing() as db:
        db.execute("DELETE FROM report_schedule WHERE number = ?", (_find(db, request)["number"],))
    return Response(200)


def fire_due(box: Sandbox, request: Request) -> None:
    """Place what the caller's schedules owe by now."""
    now = box.clock.now_ms()
    with box.store.reading() as db:
        due = db.execute(
            "SELECT * FROM report_schedule WHERE seller_id = ? AND next_at <= ?", (request.seller_id, now)
        ).fetchall()
    for row in due:
        _fire(box, row, now, request.base_url)


def _fire(box: Sandbox, row: sqlite3.Row, now: int, base_url: str) -> None:
    period = PERIODS[row["period"]]
    owed = (now - row["next_at"]) // period + 1
    with box.store.writing() as db:
        moved = db.execute(
            "UPDATE report_schedule SET next_at = ? WHERE number = ? AND next_at = ?",
            (row["next_at"] + owed * period, row["number"], row["next_at"]),
        )
        if not moved.rowcount:  # somebody else looked at the same moment
            return
        order = Order(
            row["seller_id"],
            row["report_type"],
            json.loads(row["marketplace_ids"]),
            json.loads(row["options"]),
            schedule_number=row["number"],
        )
        for step in range(max(0, owed - MOST_AT_ONCE), owed):
            orders.place(box, order, base_url=base_url, at=row["next_at"] + step * period)


def _first(body: dict[str, Any], *, default: int) -> int:
    text = body.get("nextReportCreationTime")
    try:
        return default if text is None else parse_iso(str(text))
    except ValueError:
        raise invalid_input("nextReportCreationTime must be an ISO 8601 date-time.") from None


def _find(db: sqlite3.Connection, request: Request) -> sqlite3.Row:
    text = request.path["reportScheduleId"]
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM report_schedule WHERE number = ? AND seller_id = ?",
        (int(text) - orders.FIRST_ID if text.isdigit() else -1, request.seller_id),
    ).fetchone()
    if row is None:
        raise not_found(f"Report schedule {text} was not found.")
    return row


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "reportScheduleId": orders.id_of(row["number"]),
        "reportType": row["report_type"],
        "marketplaceIds": json.loads(row["marketplace_ids"]),
        "reportOptions": json.loads(row["options"]),
        "period": row["period"],
        "nextReportCreationTime": iso(row["next_at"]),
    }
