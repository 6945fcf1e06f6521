"""The settings that a command gets besides those already in the environment."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from devtools.places import CHECKOUT, VENV, kept_secret


def command_environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Our environment, completed: what the person has set already is never changed.

    `folder` keeps the secrets and the product's files; `settings` are those of this start, such as addresses.
    """
    defaults = {
        "DEBUG": "true",
        "SECRET_KEY": kept_secret(folder / "secret-key"),
        "FIELD_KEYS": kept_secret(folder / "field-key", new_field_key),
        "REPORT_DIR": str(folder / "reports"),
        "IMPORT_DIR": str(folder / "imports"),
        "DJANGO_SETTINGS_MODULE": "amazon_channel.settings",
        "PYTHONUNBUFFERED": "1",
    }
    ours = {
        "VIRTUAL_ENV": str(VENV),
        "PATH": search_path(),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH", "")])),
    }
    return {**defaults, **settings, **os.environ, **ours}


def search_path() -> str:
    """Where commands are looked for: in the checkout's environment first."""
    return f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def new_field_key() -> str:
    """A fresh key for stored secrets: 32 random bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
