"""The Celery application: tasks come from the apps, the timetable from sync.timetable."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amazon_channel.settings")

app = Celery("amazon_channel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
