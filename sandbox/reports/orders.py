"""Reports as they are asked for, kept, and ended by the sandbox's clock; no HTTP here."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.box import Sandbox
from sandbox.clock import iso
from sandbox.reports.columns import FBA_INVENTORY
from sandbox.reports.lines import Scope, count_of, lines_of
from sandbox.reports.stream import pack

FIRST_ID = 50_000_018_342
KEPT_MS = 90 * 86_400_000
LONGEST_KEPT = 20_000
"""Reports up to this many lines are kept as they were when asked for; longer ones are written as fetched."""
SECONDS_TO_MAKE = "2"
MIN_SECONDS_BETWEEN = {FBA_INVENTORY: 1800}
MIN_SECONDS_OF_OTHERS = 60


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked for."""

    seller_id: str
    report_type: str
    marketplace_ids: list[str]
    options: dict[str, str]
    data_start_at: int | None = None
    data_end_at: int | None = None
    schedule_number: int | None = None


def place(box: Sandbox, order: Order, *, base_url: str, at: int | None = None) -> int:
    """Ask for a report; its number. Its end is settled now, and shows when the clock gets there.

    `at`: when it was asked for, for schedules that fell due in the past (milliseconds).
    """
    now = box.clock.now_ms() if at is None else at
    seconds = seconds_to_make(box)
    with box.store.writing() as db:
        _forget_old(db, order.seller_id, now)
        outcome = _outcome(box, db, order, now)
        number = db.execute(
            "INSERT INTO report (seller_id, report_type, marketplace_ids, options, data_start_at,"
            " data_end_at, schedule_number, created_at, starts_at, ends_at, outcome)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                order.seller_id,
                order.report_type,
                json.dumps(order.marketplace_ids),
                json.dumps(order.options),
                order.data_start_at,
                order.data_end_at,
                order.schedule_number,
                now,
                now + int(seconds * 250),
                now + int(seconds * 1000),
                outcome,
            ),
        ).lastrowid
        scopes = [Scope(order.seller_id, each, now, base_url) for each in order.marketplace_ids]
        if (
            outcome == "DONE"
            and count_of(db, order.report_type, scopes, at_most=LONGEST_KEPT + 1) <= LONGEST_KEPT
        ):
            db.execute(
                "INSERT INTO report_lines VALUES (?, ?)",
                (number, pack(lines_of(db, order.report_type, scopes))),
            )
    assert number is not None
    return number


def seconds_to_make(box: Sandbox) -> float:
    """How long a report takes, a quarter of it in the queue."""
    return float(box.store.setting("report_seconds", SECONDS_TO_MAKE))


def find(db: sqlite3.Connection, seller_id: str, report_id: str, *, now: int) -> sqlite3.Row | None:
    """A seller's report by the id Amazon prints; None when there is none or it is older than 90 days."""
    if not report_id.isdigit():
        return None
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM report WHERE number = ? AND seller_id = ? AND created_at >= ?",
        (int(report_id) - FIRST_ID, seller_id, now - KEPT_MS),
    ).fetchone()
    return row


def status_of(row: sqlite3.Row, *, now: int) -> str:
    """IN_QUEUE, IN_PROGRESS, then how it ended."""
    if now < row["starts_at"]:
        return "IN_QUEUE"
    return "IN_PROGRESS" if now < row["ends_at"] else str(row["outcome"])


def as_json(row: sqlite3.Row, *, now: int) -> dict[str, Any]:
    """The model's Report."""
    status = status_of(row, now=now)
    shown: dict[str, Any] = {
        "reportType": row["report_type"],
        "processingStatus": status,
        "marketplaceIds": json.loads(row["marketplace_ids"]),
        "reportId": id_of(row["number"]),
        "createdTime": iso(row["created_at"]),
        "dataStartTime": iso(row["data_start_at"] or row["created_at"]),
        "dataEndTime": iso(row["data_end_at"] or row["created_at"]),
    }
    if row["schedule_number"] is not None:
        shown["reportScheduleId"] = id_of(row["schedule_number"])
    if status != "IN_QUEUE":
        shown["processingStartTime"] = iso(row["starts_at"])
    if status in ("DONE", "CANCELLED", "FATAL"):
        shown["processingEndTime"] = iso(row["ends_at"])
    if status == "DONE":
        shown["reportDocumentId"] = document_id_of(row)
    return shown


def id_of(number: int) -> str:
    """A report's or schedule's number as the id Amazon prints."""
    return str(FIRST_ID + number)


def document_id_of(row: sqlite3.Row) -> str:
    """The id of a report's document."""
    return f"amzn1.spdoc.1.4.{row['seller_id'].lower()}.{id_of(row['number'])}.2500"


def _forget_old(db: sqlite3.Connection, seller_id: str, now: int) -> None:
    """Drop what Amazon no longer keeps, so that a sandbox that runs for months stays small."""
    old = "SELECT number FROM report WHERE seller_id = ? AND created_at < ?"
    db.execute(f"DELETE FROM report_lines WHERE number IN ({old})", (seller_id, now - KEPT_MS))
    db.execute("DELETE FROM report WHERE seller_id = ? AND created_at < ?", (seller_id, now - KEPT_MS))


def _outcome(box: Sandbox, db: sqlite3.Connection, order: Order, now: int) -> str:
    fault = box.faults.take(order.seller_id, "createReport", names=("report_cancelled", "report_fatal"))
    if fault:
        return "CANCELLED" if fault.name == "report_cancelled" else "FATAL"
    return "CANCELLED" if _too_soon(box, db, order, now) else "DONE"


def _too_soon(box: Sandbox, db: sqlite3.Connection, order: Order, now: int) -> bool:
    """Amazon cancels a report that was made a short while ago; without a throttle it is not so strict."""
    if not box.throttle.factor or order.schedule_number is not None:
        return False
    seconds = MIN_SECONDS_BETWEEN.get(order.report_type, MIN_SECONDS_OF_OTHERS) / box.throttle.factor
    return (
        db.execute(
            "SELECT 1 FROM report WHERE seller_id = ? AND report_type = ? AND marketplace_ids = ?"
            " AND outcome = 'DONE' AND created_at > ? LIMIT 1",
            (order.seller_id, order.report_type, json.dumps(order.marketplace_ids), now - seconds * 1000),
        ).fetchone()
        is not None
    )
