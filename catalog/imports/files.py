"""The files that people send, kept for some days so that refused rows can be taken from them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.imports.errors import BadFile
from catalog.models import ProductImport

ORPHANED = timedelta(days=1)  # a younger file may belong to an import whose row is not saved yet


def keep(pieces: Iterable[bytes]) -> str:
    """Keep a file; its name below IMPORT_DIR. BadFile if it is larger than IMPORT_MAX_MB."""
    folder = Path(settings.IMPORT_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(12)}.import"
    path = folder / name
    size = 0
    try:
        with path.open("xb") as target:
            for piece in pieces:
                size += len(piece)
                if size > settings.IMPORT_MAX_MB << 20:
                    raise too_large()
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name


def too_large() -> BadFile:
    """A file beyond the limit."""
    text = _("The file has more than %d MB. Split it, or raise IMPORT_MAX_MB.")
    return BadFile("too_large", text % settings.IMPORT_MAX_MB)


def forget(name: str) -> None:
    """Delete a kept file."""
    if name:
        (Path(settings.IMPORT_DIR) / name).unlink(missing_ok=True)


def purge(*, now: datetime) -> int:
    """Delete the files of imports older than IMPORT_KEEP_DAYS, and files of none; how many. The rows stay."""
    old = ProductImport.objects.exclude(file="").filter(
        opened_at__lt=now - timedelta(days=settings.IMPORT_KEEP_DAYS)
    )
    settled = old.exclude(state__in=[ProductImport.State.WAITING, ProductImport.State.RUNNING])
    removed = 0
    for run in settled:
        forget(run.file)
        removed += 1
    settled.update(file="")
    kept = set(ProductImport.objects.exclude(file="").values_list("file", flat=True))
    limit = (now - ORPHANED).timestamp()
    for path in Path(settings.IMPORT_DIR).glob("*.import"):
        if path.name not in kept and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
