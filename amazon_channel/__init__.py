"""The project, and whose listings they are: settings, accounts, stores, users."""

from amazon_channel.celery import app as celery_app

__all__ = ["celery_app"]
