"""The reports of the last hours: how to find one whose creation was never answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sync.amazon import choices
from sync.amazon.answers import Report

if TYPE_CHECKING:
    from sync.amazon.client import Amazon


def recent_reports(amazon: Amazon, kind: str, marketplace_id: str, *, since: datetime) -> list[Report]:
    """Reports of this kind that cover this marketplace alone, made since then, newest first.

    Raises as every call of Amazon does. One page of 100 is more than a seller has of a kind in a day.
    """
    caller = amazon._caller
    answer = caller.call(
        "getReports",
        lambda: amazon._reports.get_reports(
            reportTypes=choices.report_kind(kind),
            marketplaceIds=choices.marketplace(marketplace_id),
            createdSince=choices.moment(since, "since"),
            pageSize=100,
        ),
    )
    said = caller.need("getReports", answer, "reports", list)
    found = [
        Report(
            str(each["reportId"]),
            str(each["processingStatus"]),
            str(each.get("reportDocumentId") or ""),
            choices.read_moment(each.get("createdTime")),
            choices.read_moment(each.get("processingEndTime")),
        )
        for each in said
        if each.get("marketplaceIds") in ([marketplace_id], None)
    ]
    return sorted(found, key=lambda each: each.created_at or since, reverse=True)
