"""Mappings that are kept under a name: who kept them, and which file they last read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amazon_channel.changes import record
from catalog.imports.reading import Options
from catalog.models import ImportMapping, ProductImport


def keep(name: str, columns: Mapping[str, str], options: Options, *, by: str, now: datetime) -> ImportMapping:
    """Keep a mapping and how its files are read, in the place of one of the same name."""
    kept = {key: value for key, value in asdict(options).items() if key != "mapping"}
    with transaction.atomic():
        mapping, is_new = ImportMapping.objects.update_or_create(
            name=name, defaults={"columns": dict(columns), "options": kept}
        )
        deed = _("added") if is_new else _("changed")
        record(mapping, [(deed, "", name)], by=by, now=now)
    return mapping


def use(mapping: ImportMapping, run: ProductImport, *, by: str, now: datetime) -> None:
    """Note that a file is read by it. Nothing of the mapping changes, so nothing is recorded."""
    kind = run.layout.get("kind", "")
    ImportMapping.objects.filter(pk=mapping.pk).update(kind=kind, used_by=by, used_at=now)
