"""What the catalog is called, and what every catalog has from the start."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Products, their attributes, and where they are offered."""

    name = "catalog"
    verbose_name = _("Catalog")

    def ready(self) -> None:
        built_in = import_module("catalog.built_in")
        post_migrate.connect(built_in.keep, sender=self)
