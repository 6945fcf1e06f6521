"""The timetable of the code in the scheduler's tables."""

import html
import re

import pytest
from celery import current_app
from django.core.management import call_command
from django.urls import reverse
from django_celery_beat.models import CrontabSchedule, PeriodicTask, PeriodicTasks

from amazon_channel.models import User
from sync.timetable import PREFIX, TIMETABLE, synchronise

pytestmark = pytest.mark.django_db


def test_the_tables_say_what_the_code_says():
    synchronise()
    found = {task.name: task for task in PeriodicTask.objects.all()}
    tick, purge = found[PREFIX + "tick"], found[PREFIX + "purge"]
    assert (tick.task, tick.interval.every, tick.interval.period) == ("sync.tick", 10, "seconds")
    assert (purge.task, purge.crontab.hour, purge.crontab.minute) == ("sync.purge", "3", "10")
    assert set(found) == {PREFIX + entry.name for entry in TIMETABLE}


@pytest.mark.parametrize(
    ("setting", "planned", "shown"),
    [
        ("daily", "10 3 * * *", "daily at 03:10 UTC"),
        ("weekly", "10 3 * * 1", "on Mondays at 03:10 UTC"),
        ("monthly", "10 3 1 * *", "on the first of the month at 03:10 UTC"),
    ],
)
def test_old_records_are_deleted_as_often_as_the_setting_says(client, settings, setting, planned, shown):
    settings.LOG_PURGE = setting
    synchronise()
    purge = PeriodicTask.objects.get(name=PREFIX + "purge")
    days = purge.crontab
    cron = f"{days.minute} {days.hour} {days.day_of_month} {days.month_of_year} {days.day_of_week}"
    assert cron == planned
    client.force_login(User.objects.create_superuser("ann"))
    page = client.get(reverse("admin:django_celery_beat_periodictask_changelist")).content.decode()
    assert (shown in page, "LOG_PURGE" in page) == (True, True)


def test_a_change_of_the_setting_moves_the_entry(settings):
    for setting in ("daily", "monthly", "weekly"):
        settings.LOG_PURGE = setting
        synchronise()
    assert PeriodicTask.objects.get(name=PREFIX + "purge").crontab.day_of_week == "1"
    files = PeriodicTask.objects.get(name=PREFIX + "report files")
    assert (files.crontab.day_of_week, files.crontab.day_of_month) == ("*", "*")  # the disk must not wait


def test_again_changes_nothing_but_what_was_meddled_with():
    synchronise()
    PeriodicTask.objects.filter(name=PREFIX + "titles").update(enabled=False, task="wrong")
    PeriodicTask.objects.create(name=PREFIX + "of an older version", task="gone", interval_id=_any_interval())
    PeriodicTask.objects.create(name="somebody's own", task="own", interval_id=_any_interval())
    synchronise()
    titles = PeriodicTask.objects.get(name=PREFIX + "titles")
    assert (titles.task, titles.enabled) == ("sync.index_titles", False)
    assert PeriodicTask.objects.filter(name="somebody's own").exists()
    assert PeriodicTask.objects.count() == len(TIMETABLE) + 1


def test_the_scheduler_is_told(capsys):
    before = PeriodicTasks.last_change()
    call_command("sync_timetable")
    assert PeriodicTasks.last_change() != before
    assert "Amazon Channel: tick" in capsys.readouterr().out


def test_every_entry_names_a_task_that_is_there():
    current_app.loader.import_default_modules()
    assert {entry.task for entry in TIMETABLE} <= set(current_app.tasks)


def _any_interval():
    return PeriodicTask.objects.exclude(interval=None).values_list("interval", flat=True).first()


def test_the_page_says_in_words_what_happens_when(client):
    synchronise()
    crontab = {"hour": "4", "day_of_month": "*", "month_of_year": "*", "timezone": "UTC"}
    for name, minute, day in (("weekly", "5", "1"), ("odd", "*/7", "*")):
        schedule = CrontabSchedule.objects.create(minute=minute, day_of_week=day, **crontab)
        PeriodicTask.objects.create(name=f"somebody's {name} own", task="own", crontab=schedule)
    client.force_login(User.objects.create_user("ada", password="x", role=User.Role.ADMINISTRATOR))
    page = html.unescape(
        client.get(reverse("admin:django_celery_beat_periodictask_changelist")).content.decode()
    )
    rows = {entry.description: f"every {entry.seconds} seconds" for entry in TIMETABLE if entry.seconds}
    rows |= {entry.description: f"daily at {entry.at} UTC" for entry in TIMETABLE if entry.at}
    rows |= {"somebody's weekly own": "on Mondays at 04:05 UTC", "somebody's odd own": "*/7 4 * * *"}
    cells = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
    for what, when in rows.items():
        assert f"{what} {when}" in cells
    assert "Periodic Tasks" not in cells
