"""How the project's own app is called, and what is checked when it starts."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django_celery_beat import apps as beat


class AmazonChannelConfig(AppConfig):
    """Accounts, stores, users, settings."""

    default = True  # the scheduler's own, imported above, is a candidate as well, and two would be none
    name = "amazon_channel"
    verbose_name = _("Settings")

    def ready(self) -> None:
        for name in ("checks", "lookups"):
            import_module(f"amazon_channel.{name}")  # importing registers them


class TimetableConfig(beat.BeatConfig):  # type: ignore[misc]  # it carries no types
    """The scheduler's tables; their page stands among the settings.

    Its base is not imported by name: Django would find two apps here, and take neither.
    """

    default = False
    verbose_name = _("Settings")
