"""System checks: settings that would only hurt later, each with an id and what to do.

Errors   channel.E002 REPORT_DIR cannot be written · E003 IMPORT_DIR cannot be written
Warnings channel.W001 sandbox in production · W002 a key of stored secrets equals SECRET_KEY
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

Apps = Sequence[AppConfig] | None
NEW_KEY = (
    "Make one with: python -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
)


@register(Tags.security)
def field_keys(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The keys of stored secrets are kept apart from SECRET_KEY."""
    if settings.SECRET_KEY in settings.FIELD_KEYS:
        text = "FIELD_KEYS holds the value of SECRET_KEY, so whoever gets one has both."
        return [Warning(text, hint=NEW_KEY, id="channel.W002")]
    return []


@register()
def folders(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Reports and product files are written to their folders, or to ones that can be made there."""
    wanted = (("REPORT_DIR", "the reports", "channel.E002"), ("IMPORT_DIR", "product files", "channel.E003"))
    found: list[CheckMessage] = []
    for name, what, number in wanted:
        folder = Path(getattr(settings, name))
        nearest = next(each for each in (folder, *folder.parents) if each.exists())
        if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
            hint = f"Let {name} name a folder that this user may write, on a disk with room for {what}."
            found.append(Error(f"{name} ({folder}) cannot be written.", hint=hint, id=number))
    return found


@register(Tags.security, deploy=True)
def sandbox_in_production(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Sandbox accounts are for trying things out."""
    if settings.DEBUG or not settings.SP_API_SANDBOX_URL:
        return []
    hint = "Unset SP_API_SANDBOX_URL unless this installation is for trying things out."
    return [Warning("SP_API_SANDBOX_URL is set while DEBUG is off.", hint=hint, id="channel.W001")]
