"""manage.py sync_timetable: write the timetable of the code into the scheduler's tables."""

from typing import Any

from django.core.management.base import BaseCommand

from sync.timetable import synchronise


class Command(BaseCommand):
    help = "Write the timetable of the code into the scheduler's tables. Run it after migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in synchronise():
            self.stdout.write(name)
