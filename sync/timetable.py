"""The timetable: what happens when. Held here, written into the scheduler's tables, shown in the admin."""

from __future__ import annotations

import json
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask, PeriodicTasks

from sync.runs import TICK_SECONDS

PREFIX = "Amazon Channel: "


class Entry(NamedTuple):
    """One line: every so many seconds, or at a time of day (UTC, HH:MM) on the days of `every`."""

    name: str
    task: str
    description: str
    seconds: int = 0
    at: str = ""
    every: str = "daily"  # or the name of a setting that says daily, weekly or monthly


DAYS = {
    "daily": {"day_of_week": "*", "day_of_month": "*"},
    "weekly": {"day_of_week": "1", "day_of_month": "*"},
    "monthly": {"day_of_week": "*", "day_of_month": "1"},
}

TIMETABLE = (
    Entry("tick", "sync.tick", "Opens the runs that are due and sends them to the workers.", TICK_SECONDS),
    Entry("titles", "sync.index_titles", "Lets the word search catch up with the loads.", 15),
    Entry("products", "catalog.catch_up", "Lets the search of products follow large changes.", 15),
    Entry("deeds", "listings.continue_bulk_deeds", "Goes on with bulk actions that wait for a worker.", 15),
    Entry(
        "deletions", "sync.continue_deletions", "Goes on deleting accounts and stores that are marked.", 60
    ),
    Entry("renewals", "sync.note_renewals", "Says which authorisations end soon.", at="06:00"),
    Entry("report files", "sync.purge_report_files", "Deletes old report files.", at="03:05"),
    Entry("purge", "sync.purge", "Deletes old runs, errors and changes.", at="03:10", every="LOG_PURGE"),
    Entry("imports", "catalog.continue_imports", "Goes on with product imports that lost their worker.", 30),
    Entry("import files", "catalog.purge_imports", "Deletes old files of product imports.", at="03:20"),
)


@transaction.atomic
def synchronise() -> list[str]:
    """Make the scheduler's tables say what TIMETABLE says; the names. Entries switched off there stay off."""
    for entry in TIMETABLE:
        interval, crontab = _schedule(entry)
        PeriodicTask.objects.update_or_create(
            name=PREFIX + entry.name,
            defaults={
                "task": entry.task,
                "description": entry.description,
                "interval": interval,
                "crontab": crontab,
                "kwargs": json.dumps({}),
                # A beat that catches up, or workers that are busy, must not find a heap of old messages.
                "expire_seconds": entry.seconds or 3600,
            },
        )
    names = [PREFIX + entry.name for entry in TIMETABLE]
    PeriodicTask.objects.filter(name__startswith=PREFIX).exclude(name__in=names).delete()
    PeriodicTasks.update_changed()
    return names


def _schedule(entry: Entry) -> tuple[IntervalSchedule | None, CrontabSchedule | None]:
    if entry.seconds:
        every, _new = IntervalSchedule.objects.get_or_create(
            every=entry.seconds, period=IntervalSchedule.SECONDS
        )
        return every, None
    hour, minute = entry.at.split(":")
    days = DAYS[getattr(settings, entry.every, entry.every)]
    crontab, _new = CrontabSchedule.objects.get_or_create(
        minute=str(int(minute)), hour=str(int(hour)), month_of_year="*", timezone="UTC", **days
    )
    return None, crontab
